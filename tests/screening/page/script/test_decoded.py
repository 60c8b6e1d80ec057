"""What a script decodes and runs is read as script, however often it was wrapped; what can be read is read once."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.screening.page.making import page_of

ADDRESS = "https://cdn.example.net/d.js"
_LOADS = (
    f'var s=document.createElement("script");s.src="{ADDRESS}";document.head.appendChild(s);',
    f"location.href='{ADDRESS}';",
    f"document.write('<iframe src=\"{ADDRESS}\"></iframe>');",
)


def _percent(code: str) -> str:
    return "".join(f"%{ord(letter):02x}" for letter in code)


def _hex(code: str) -> str:
    return "".join(f"\\x{ord(letter):02x}" for letter in code)


def _points(code: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in code)


def _base64(code: str) -> str:
    return base64.b64encode(code.encode()).decode()


def _codes(code: str, by: int = 0) -> str:
    return ",".join(str(ord(letter) + by) for letter in code)


WRAPPERS: dict[str, Callable[[str], str]] = {
    "unescape": lambda code: f'eval(unescape("{_percent(code)}"))',
    "unescape, wide": lambda code: f'eval(unescape("{"".join(f"%u{ord(one):04x}" for one in code)}"))',
    "decodeURIComponent": lambda code: f"window.eval(decodeURIComponent('{quote(code, safe='')}'))",
    "hexadecimal": lambda code: f'eval("{_hex(code)}")',
    "code points": lambda code: f'new Function("{_points(code)}")()',
    "base64": lambda code: f'(0,eval)(atob("{_base64(code)}"))',
    "setTimeout": lambda code: f'setTimeout(atob("{_base64(code)}"),10)',
    "codes": lambda code: f"eval(String.fromCharCode({_codes(code)}))",
    "codes, applied": lambda code: f'window["eval"](String.fromCharCode.apply(null,[{_codes(code)}]))',
    "codes, shifted": lambda code: f'eval([{_codes(code, 3)}].map(c=>String.fromCharCode(c-3)).join(""))',
    "codes, mapped": lambda code: (
        f"var a=[{_codes(code)}];eval(a.map(function(c){{return String.fromCharCode(c)}}).join(''))"
    ),
    "backwards": lambda code: f"eval('{_hex(code[::-1])}'.split('').reverse().join(''))",
    "variable": lambda code: f'var q="{_percent(code)}";var f=unescape(q);eval(f)',
    "split": lambda code: f'eval("{_hex(code).replace(_hex("/"), _hex("/~"))}".replace(/~/g,""))',
}


@pytest.mark.parametrize("code", _LOADS)
@pytest.mark.parametrize("way", WRAPPERS)
def test_what_is_decoded_and_run_is_read(way: str, code: str) -> None:
    page = page_of(f"<html><body><script>{WRAPPERS[way](code)}</script></body></html>")
    found = [embed for embed in page.embeds if embed.url == ADDRESS]
    assert found
    assert found[0].decoded
    assert found[0].quote in page.html


@pytest.mark.parametrize("outer", WRAPPERS)
@pytest.mark.parametrize("inner", ["unescape", "base64", "codes", "hexadecimal"])
def test_wrappers_within_each_other(outer: str, inner: str) -> None:
    wrapped = WRAPPERS[outer](WRAPPERS["base64"](WRAPPERS[inner](_LOADS[0])))
    assert ADDRESS in {embed.url for embed in page_of(f"<script>{wrapped}</script>").embeds}


@pytest.mark.parametrize(
    "code",
    [
        'eval(unescape("%76%61%72%20%61%3d%31"))',
        f'var note=unescape("{_percent(_LOADS[0])}");show(note)',
        f'console.log(atob("{_base64(_LOADS[0])}"))',
        "setTimeout(function(){start()},10);setTimeout('tick()',10)",
    ],
)
def test_what_loads_nothing_or_is_not_run(code: str) -> None:
    assert not page_of(f"<script>{code}</script>").embeds
