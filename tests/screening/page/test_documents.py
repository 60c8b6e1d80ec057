"""Hostile documents, F1 to F16 of the attacks numbered in the tests: read in time, in little memory, to the end."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import get_type_hints

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.checks.clicks.cookie_stuffing import check as check_stuffing
from screening.checks.links.affiliate_links import check as check_links
from screening.fetch.outcome import Fetch
from screening.page.bounds import MOST_CHARACTERS
from screening.page.decode import decode_body
from screening.page.gathered import MOST_EMBEDS, MOST_LINKS
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.page.quotes import QUOTE_LENGTH, stands_in
from screening.page.structured import read_json_ld
from screening.site import Site
from tests.screening.page.making import CONTEXT, HOME, fetched, page_of, site_of_bodies
from tests.timing import processor_time

MOST_SECONDS = 2.0
MOST_BYTES = 100 * 1024 * 1024

FLOODS: dict[str, Callable[[], str | bytes]] = {
    "F1": lambda: "<div>" * 100_000 + "deep",
    "F2": lambda: "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">text",
    "F3": lambda: "<!--" * 200_000,
    "F4": lambda: "<![CDATA[" * 100_000,
    "F5": lambda: "<![if" * 50_000,
    "F6": lambda: "<" * 2_000_000,
    "F7": lambda: "&amp" * 500_000,
    "F8": lambda: f'<a href="{"x" * 10_000_000}">x</a>',
    "F9": lambda: b"<p>be\0fore</p>" + b"\0" * 100_000 + b"<a href='/x'>after</a>",
    "F10": lambda: "<a href='/x'>x" * 50_000,
    "F11": lambda: f'<script type="application/ld+json">{"[" * 100_000}</script>',
    "F15": lambda: "<a href='/x'>x</a>" * 100_000,
    "F16": lambda: f"<script>{'a' * 1_000_000}</script>",
}
SINKS = '<script>location="http://a"+"b"+x;document.write("<img src="+y+">")</script>'
PARTNER_SCRIPT = "<script>var u='https://www.awin1.com/cread.php?awinmid=1&awinaffid=2';"
MORE_FLOODS: dict[str, Callable[[], str | bytes]] = {
    "F10 nested spans": lambda: "<span class=x>" * 50_000 + "<b>" * 50_000,
    "F11 digits": lambda: f'<script type="application/ld+json">{{"a":{"9" * 100_000}}}</script>',
    "F16 style": lambda: f"<style>{'a' * 1_000_000}</style>",
    "F16 style of braces": lambda: f"<style>{'{' * 500_000}{'}' * 400_000}</style>",
    "F16 comments of style": lambda: f"<style>{'/*' * 500_000}</style>",
    "F16 quotation marks": lambda: "<script>x.src=" + "'" * 900_000 + "</script>",
    "F16 backslashes": lambda: "<script>x.src='" + "\\" * 900_000 + "</script>",
    "F16 brackets": lambda: "<script>" + "[" * 300_000 + "x.src='/a'</script>",
    "F16 sums": lambda: "<script>x.src=" + "'a'+" * 200_000 + "</script>",
    "F16 sinks": lambda: "<script>" + "location='/a';" * 60_000 + "</script>",
    "F16 sinks without a value": lambda: "<script>" + "location=a;" * 80_000 + "</script>",
    "F16 functions": lambda: "<script>" + "function abc(){abc(location='/a')}" * 8_000 + "</script>",
    "F16 variables": lambda: "<script>" + "".join(f"a{n}=a{n + 1};x.src=a{n};" for n in range(9_000)) + "</script>",
    "F16 blanks": lambda: "<script>x.src=" + " " * 900_000 + "'/a'</script>",
    "F16 markup": lambda: "<script>'" + "<iframe " * 110_000 + "'</script>",
    "F16 styles": lambda: "<p style='color:red'>x" * 50_000,
    "F16 class names": lambda: f"<p class='{'a-' * 400_000}'>x",
    "F16 refresh": lambda: f"<meta http-equiv=refresh content='{' ' * 900_000}'>",
    "F16 srcset": lambda: f"<img srcset='{'a 1x,' * 300_000}'>",
    "F16 base64": lambda: f"<script>var a='aHR0c{'A' * 1_000_000}'</script>",
    "F16 scripts": lambda: SINKS * (2_000_000 // len(SINKS)),
    "F16 windows": lambda: (
        "<script>" + "".join(f"w{n}=open();w{n}.location='/a';" for n in range(60_000)) + "</script>"
    ),
    "F16 functions within functions": lambda: "<script>" + "(function(){" * 20_000 + "location='/a';" * 20_000,
    "F16 submits": lambda: "<form action=/a id=b>" * 45_000 + "<script>f.submit()</script>" * 37_000,
    "F16 handlers": lambda: "<p onclick=\"location='/a'\">x" * 70_000,
    "F16 disguises": lambda: "<script>'" + "\\x61" * 480_000 + "'</script>",
    "F16 codes": lambda: "<script>[" + "104," * 480_000 + "]</script>",
    "links set by script": lambda: PARTNER_SCRIPT + "if(T[a.href])a.href=u;" * 80_000 + "</script>",
    "forms sent by script": lambda: PARTNER_SCRIPT + "f.action=u;f.b();" * 100_000 + "</script>",
    "templates filled by script": lambda: (
        PARTNER_SCRIPT
        + "".join(f"var name{n}=u;" for n in range(3_000))
        + f"`{' '.join(f'${{name{n}}}' for n in range(300))}`;" * 500
        + "</script>"
    ),
    "hidden parts": lambda: "<div style='display:none'><b>x" * 65_000,
    "links": lambda: "".join(f"<a href='/p{n}?a=1&b={n}'>x</a>" for n in range(70_000)),
    "pictures": lambda: "".join(f"<img src='&#47;i{n}.png' alt=x>" for n in range(65_000)),
    "table": lambda: "<table>" + ("<tr>" + "<td>x" * 30) * 16_000,
    "stray end tags": lambda: "<div>" * 600 + "<b></i>" * 280_000,
    "plain text": lambda: "a" * 2_000_000,
    "nothing": lambda: "",
}


@pytest.fixture(scope="module", autouse=True)
def _lexicons() -> None:
    """Read what is read once a process, so that no flood pays for it."""
    check_stuffing(site_of_bodies("<p>text"), CONTEXT)
    check_links(site_of_bodies("<p>text"), CONTEXT)


def test_none_of_the_numbered_documents_is_forgotten() -> None:
    elsewhere = {"F12", "F13", "F14"}  # F12 is of sitemaps, which the crawl reads; F13 and F14 are below
    assert set(FLOODS) | elsewhere == {f"F{number}" for number in range(1, 17)}


@pytest.mark.parametrize("name", [*FLOODS, *MORE_FLOODS])
def test_flood_is_read_in_time_and_in_little_memory(name: str) -> None:
    body = {**FLOODS, **MORE_FLOODS}[name]()
    with processor_time() as spent:
        page = page_of(body)
        site = Site(site_of_bodies("").applicant, HOME, pages=(page,))
        check_stuffing(site, CONTEXT)
        check_links(site, CONTEXT)
    assert spent.is_below(MOST_SECONDS)
    assert len(page.links) <= MOST_LINKS
    assert len(page.html) <= MOST_CHARACTERS
    assert all(len(link.quote) <= QUOTE_LENGTH for link in page.links)


@pytest.mark.parametrize("name", ["F1", "F6", "F10", "F15"])
def test_memory_of_floods(name: str) -> None:
    fetch = fetched(FLOODS[name]())
    tracemalloc.start()
    parse_page(fetch)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_BYTES


def test_what_stands_before_and_after_a_flood_is_read() -> None:
    assert page_of(FLOODS["F9"]()).links[0].url == f"{HOME}x"
    assert page_of("<p>first</p>" + "<div>" * 100_000 + "deep").text == "first deep"
    assert page_of(FLOODS["F10"]()).truncated is False
    assert page_of(FLOODS["F15"]()).truncated is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        '{"a":' + "9" * 100_000 + "}",
        '"text"',
        "NaN",
        "null",
    ],
)
def test_json_that_cannot_be_read_gives_nothing(text: str) -> None:
    assert read_json_ld(text) == []


def test_json_ld_is_unfolded() -> None:
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "Person"}, {"@type": "Article", "x": {"y": [1]}}]}
    page = page_of(f'<script type="application/ld+json">{json.dumps([graph, {"@type": "Product"}])}</script>')
    assert [item["@type"] for item in page.structured] == ["Person", "Article", "Product"]
    assert read_json_ld('{"@type":"A","v":NaN,"@graph":{"@type":"B"}}')[0]["@type"] == "A"


CHARSETS = {
    "header": ("text/html; charset=windows-1251", "Привет".encode("cp1251"), "Привет"),
    "header before declaration": ("text/html; charset=utf-8", '<meta charset="windows-1251">Łódź'.encode(), "Łódź"),
    "header unknown, declaration counts": ("text/html; charset=utf-8, text/xml", "Łódź".encode(), "Łódź"),
    "declaration": ("text/html", b'<meta charset="windows-1251">' + "Привет".encode("cp1251"), "Привет"),
    "declaration of old": (
        "",
        b'<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">' + "안녕".encode("cp949"),
        "안녕",
    ),
    "no declaration, UTF-8": ("text/html", "Grüße".encode(), "Grüße"),
    "no declaration, no UTF-8": ("text/html", "Grüße".encode("cp1252"), "Grüße"),
    "latin-1 is Windows-1252": ("text/html; charset=iso-8859-1", "“x” €".encode("cp1252"), "“x” €"),
    "unknown": ("text/html; charset=klingon", "Grüße".encode(), "Grüße"),
    "UTF-7 is never believed": ("text/html; charset=utf-7", b"+ADw-script+AD4-", "+ADw-script+AD4-"),
    "codec that is no encoding": ("text/html; charset=zip", b"text", "text"),
    "escapes of Python are no encoding": ("text/html; charset=unicode_escape", rb"<p>\ud800\x41", r"\ud800\x41"),
    "raw escapes": ("text/html; charset=raw_unicode_escape", rb"<p>\ud800\u0041", r"\ud800\u0041"),
    "label of Python alone": ("text/html; charset=cp037", b"<p>plain", "plain"),
    "UTF-16 with mark": ("text/html", b"\xff\xfe" + "Łódź".encode("utf-16-le"), "Łódź"),
    "UTF-16 declared by ASCII": ("text/html; charset=utf-16", b"<p>plain</p>", "plain"),
    "UTF-16 without mark": ("text/html; charset=utf-16le", "<p>Łódź</p>".encode("utf-16-le"), "Łódź"),
    "header contradicts body": ("text/html; charset=ascii", "Grüße".encode(), "GrÃ¼ÃŸe"),
    "Japanese": ("text/html; charset=Shift_JIS", "欲張り".encode("cp932"), "欲張り"),
}


@pytest.mark.parametrize("name", CHARSETS)
def test_f13_encodings(name: str) -> None:
    content_type, body, text = CHARSETS[name]
    assert text in page_of(body, headers=(("content-type", content_type),)).text


@pytest.mark.parametrize(
    "label", ["unicode_escape", "unicode-escape", "raw_unicode_escape", "utf-16", "utf-7", "cp949"]
)
def test_no_half_letter_comes_out_of_a_body(label: str) -> None:
    for body in (rb"\ud800 \udc00x", b"\x00\xd8\x00\xd8", b"\xff\xfe\x00\xd8x\x00", b"\xed\xa0\x80", b"+2AA-"):
        text = decode_body(body, f"text/html; charset={label}")
        assert not any("\ud800" <= letter <= "\udfff" for letter in text)


def test_no_half_letter_comes_out_of_json() -> None:
    page = page_of(
        '<script type="application/ld+json">{"@type":"Review","a\\ud800":["\\udc00x","\\ud83d\\ude00"]}</script>'
        '<script type=speculationrules>{"prerender":[{"urls":["/a\\ud800"]}]}</script>'
    )
    assert page.structured == ({"@type": "Review", "a\ufffd": ["\ufffdx", "\U0001f600"]},)
    assert [embed.url for embed in page.embeds] == [f"{HOME}a\ufffd"]


def test_variables_of_floods_are_followed_within_a_script_and_between_scripts() -> None:
    page = page_of("<script>var y='/b'</script>" + SINKS.replace("<script>", "<script>x='.example/c';") * 10_000)
    assert {f"{HOME}b", "http://ab.example/c"} <= {embed.url for embed in page.embeds}


def test_text_that_the_cap_cut_in_a_letter_is_still_utf8() -> None:
    assert decode_body("Grüße".encode()[:3]).startswith("Gr")
    assert "Ã" not in decode_body(("Grüße " * 100).encode()[:-3])


def test_f14_base_moves_every_relative_address() -> None:
    page = page_of(
        '<base href="https://other.example/dir/"><base href="https://third.example/"><a href="x">x</a><img src=/y>'
    )
    assert page.links[0].url == "https://other.example/dir/x"
    assert page.embeds[0].url == "https://other.example/y"
    assert page_of('<base href="javascript:1"><a href="x">x</a>').links[0].url == f"{HOME}x"


@pytest.mark.parametrize(
    "raw",
    ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "tel:+1", "java\tscript:1", "about:blank", ""],
)
def test_f15_links_that_are_no_web_address(raw: str) -> None:
    link = page_of(f"<a href='{raw}'>x</a>").links[0]
    assert (link.url, link.raw) == ("" if raw else HOME if link.url else "", raw)


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("/a", "https://blog.example.org/a"),
        ("//cdn.example/x", "https://cdn.example/x"),
        (" https://a.example/b ", "https://a.example/b"),
        ("ht\ntps://a.example/b", "https://a.example/b"),
        ("\\\\a.example\\b", "https://a.example\\b"),
        ("?q=1", "https://blog.example.org/?q=1"),
        ("http://[::1", ""),
        ("HTTPS://A.example/B", "HTTPS://A.example/B"),
    ],
)
def test_addresses_are_made_absolute_as_browsers_do(raw: str, url: str) -> None:
    assert page_of(f"<a href='{raw}'>x</a>").links[0].url == url


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_page(body: bytes) -> None:
    page = page_of(body)
    assert isinstance(page, Page)
    assert all(isinstance(getattr(page, name), tuple) for name in ("links", "embeds", "blocks", "structured", "meta"))
    assert get_type_hints(Page).keys() == vars(page).keys()


PIECES = """
<a•href='/x?a=1&amp;b=2'> </a> <p> </p> <div•hidden> </div> <img•src='/i.png'•alt=pic> <script> </script> <style>
</style> <nav> </nav> <h1> </h1> word• ü <table><tr><td> </table> <!-- --> <br>
"""
TAGS = st.sampled_from([piece.replace("•", " ") for piece in PIECES.split()])


@settings(max_examples=150, deadline=None)
@given(st.lists(TAGS, max_size=30))
def test_quotes_and_text_are_true_of_any_soup(parts: list[str]) -> None:
    page = page_of("".join(parts))
    for link in page.links:
        assert not link.quote or stands_in(link.quote, page)
        assert link.hidden or page.text[link.offset :].startswith(link.text) or link.text == "pic"
    assert page.main_text == " ".join(page.blocks)
    assert "  " not in page.text
    assert page.text == page.text.strip()


def test_real_pages_read_as_beautiful_soup_reads_them(real_data: Path) -> None:
    paths = sorted((real_data / "pages").glob("*.html"))
    assert len(paths) >= 100
    for path in paths[::4]:
        body = path.read_bytes()
        page = page_of(body, "https://publisher.example/article")
        soup = BeautifulSoup(page.html.encode(), "lxml", from_encoding="utf-8", multi_valued_attributes=None)
        tags = soup.find_all(["a", "area"], href=True)
        anchors = [str(tag["href"])[:4_000] for tag in tags if not tag.find_parent("iframe")]
        assert set(anchors) <= {link.raw for link in page.links}, path.name
        assert len(page.links) >= len(anchors), path.name
        sources = [str(tag["src"]).strip() for tag in soup.find_all("img", src=True)]
        pictures = {source for source in sources if source.startswith("http") and "\n" not in source}
        assert pictures <= {embed.url for embed in page.embeds} or len(page.embeds) >= MOST_EMBEDS, path.name


def test_real_pages_have_true_quotes(real_data: Path) -> None:
    links = quoted = 0
    for path in sorted((real_data / "pages").glob("*.html"))[1::4]:
        page = page_of(path.read_bytes(), "https://publisher.example/article")
        assert page.title or len(page.html) < 5_000 or path.stem in {"hukumusume"}, path.name
        for link in page.links:
            links += 1
            quoted += bool(link.quote)
            assert not link.quote or link.quote in page.html
        assert all(not embed.quote or stands_in(embed.quote, page) for embed in page.embeds)
    assert quoted >= links * 0.99


def test_same_bytes_give_the_same_page() -> None:
    body = "<p>x</p><script>location='/a'</script><img src=/b>"
    fetch: Fetch = fetched(body)
    assert parse_page(fetch) == parse_page(fetch)
