"""Values of expressions in the text of a script."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.page.script.constants import Constants
from screening.page.script.texts import MOST_VALUE_CHARACTERS
from screening.page.script.tokens import tokens_of
from screening.page.script.triggers import Script
from screening.page.script.values import Budget, evaluate
from screening.page.script.variables import Variables
from screening.page.scripts import script_loads
from tests.screening.page.making import page_of


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("'a-b-c'.replace('-', '/')", "a/b-c"),
        ("'a-b-c'.replaceAll('-', '/')", "a/b/c"),
        ("'a-b-c'.replace(/-/g, '/')", "a/b/c"),
        ("'a-b-c'.replace(/-/, '/')", "a/b-c"),
        ("'a-b-c'.replace(/b/gi, '')", "a--c"),
        ("'a-b-c'.split('-').join('')", "abc"),
        ("'cba'.split('').reverse().join('')", "abc"),
        ("['a', 'b'].reverse().join('-')", "b-a"),
        ("'a'.concat('b', 'c').trim()", "abc"),
        ("'a-b-c'.replace(/[-_]+/g, '')", "abc"),
        ("'a.b.c'.replace(/\\./g, '/')", "a/b/c"),
        ("'a-b-c'.split('-').slice(1).join('')", "bc"),
        ("'xxabcyy'.slice(2, -2)", "abc"),
        ("'a0b1c2'.replace(/[^a-z]/g, '')", "abc"),
        ("'abcXX'.substring(0, 3)", "abc"),
        ("'ABC'.toLowerCase()", "abc"),
        ("String.fromCharCode(0x61, 98, 99)", "abc"),
        ("String.fromCharCode(...[97, 98, 99])", "abc"),
        ("String.fromCharCode.apply(null, [97, 98, 99])", "abc"),
        ("[100, 101, 102].map(c => String.fromCharCode(c - 3)).join('')", "abc"),
        ("atob('YWJj')", "abc"),
        ("atob('w6k=')", "é"),
        ("unescape('%61%u0062c')", "abc"),
        ("new URL('/abc', 'https://a.example/')", "https://a.example/abc"),
    ],
)
def test_both_readers_give_a_method_and_a_function_the_same_meaning(code: str, text: str) -> None:
    value = evaluate(code, 0, Variables())
    assert value is not None
    assert (value.text, value.end) == (text, len(code))
    if "map" not in code and "é" not in text and "apply" not in code:
        assert Constants(tokens_of(code), Budget()).text_at(0) == text


@pytest.mark.parametrize(
    "rest", [".slice(0, end)", ".made(up)", ".trim().made()", ".trim()\n  .made()", ".replace('2', '$`')"]
)
def test_what_an_unknown_method_makes_of_a_value_is_not_known(rest: str) -> None:
    """The value before it would be an address that the script never goes to."""
    assert evaluate(f"'https://a.example/2XXXX'{rest}", 0, Variables()) is None


def test_a_page_goes_to_the_address_that_its_script_cuts_out_only() -> None:
    page = page_of(
        "<script>location.href='https://www.awin1.com/cread.php?awinmid=1&awinaffid=2XXXX'.slice(0,-4)</script>"
    )
    assert [embed.url for embed in page.embeds] == ["https://www.awin1.com/cread.php?awinmid=1&awinaffid=2"]


PIECES = """
'a' "b" `c${'d'}` [ ] ( ) , + . - / * ... 7 0x61 name name.key atob( unescape( String.fromCharCode( .apply(null, =
new URL( .replace(/a+/g, .replace(/[~~z-a]/, .replace( .split('') .join('') .map(c=>String.fromCharCode(c-3)) .slice(
'$&' '%u0061' .concat( .reverse()
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_broken_scripts_give_a_value_within_their_text_or_none(code: str) -> None:
    value = evaluate(code, 0, Variables([f"name={code};name+={code}"]))
    if value is not None:
        assert 0 < value.end <= len(code)
        assert len(value.text) <= MOST_VALUE_CHARACTERS
        assert all(len(part) <= MOST_VALUE_CHARACTERS for part in value.parts)


HOSTILE = {
    "doubled": "".join(f"var v{i}=v{i - 1}.concat(v{i - 1});" for i in range(1, 500)) + "location=v499",
    "taken over": "location='" + "a" * 10_000 + "'.replace(/a+/g,'" + "$&" * 5_000 + "')",
    "everywhere": "location='" + "a" * 10_000 + "'.replace(/a/g,'" + "b" * 10_000 + "').split('').reverse().join('')",
    "numbers": "location=String.fromCharCode(" + "97," * 60_000 + "98)",
    "lists in lists": "location=" + "[" * 5_000 + "'a'" + "].concat(" * 5_000,
    "calls in calls": "location=" + "atob('a'.replace(" * 5_000,
    "patterns": "location='a'" + ".replace(/[a-z" * 5_000 + "]+/g,'')" * 5_000,
    "many": "location='a'.replace(/a/g,'b').split('').slice(1).join('-');" * 2_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_scripts_cost_little(name: str) -> None:
    begun = time.process_time()
    script_loads((Script(HOSTILE[name], "load"),) * 10)
    assert time.process_time() - begun < 3
