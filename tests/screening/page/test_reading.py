"""What a page says of itself: text, links, hidden texts, forms, structured facts, and quotes that are there."""

# ruff: noqa: E501 - tags stand on one line each, as in the pages they come from
from __future__ import annotations

import pytest

from screening.page.quotes import QUOTE_LENGTH, cut, source_quote, stands_in, tag_quote, text_quote
from tests.screening.page.making import HOME, fetched, page_of

LONG = "cheap boots cheap shoes best cheap boots online buy cheap boots now " * 5

WHOLE = """<!doctype html><html lang="de-CH"><head><title> A
 title </title><meta name="Description" content=" what it is "><meta property="og:title" content="og">
<link rel="canonical" href="/canon"><style>.x{color:red}</style></head><body>
<header><a href="/">Home</a></header><nav><ul><li><a href="/a">Menu</a></li></ul></nav>
<main><h1>Head <em>line</em></h1><p>First <b>bold</b>word, <a rel="NoFollow sponsored" href="/go/x">the   link</a>.</p>
<p>Second&nbsp;one<br>goes on</p><img src="/p.png" alt="a picture"><a href="/b"><img src="/q.png" alt="only picture"></a>
<form action="/send" method="POST"><input name="mail" type="email"><textarea name="note"></textarea><button>Send</button></form>
<div itemscope itemtype="https://schema.org/AggregateRating"><b itemprop="ratingValue">4.5</b><meta itemprop="reviewCount" content="12"></div>
</main><aside>Side</aside><footer>Imprint</footer><script>var hidden = 1;</script></body></html>"""


def test_fields_of_a_page() -> None:
    page = page_of(WHOLE)
    assert (page.language, page.title, page.canonical_url) == ("de-ch", "A title", f"{HOME}canon")
    assert page.headings == ("Head line",)
    assert page.meta_value("description") == "what it is"
    assert page.meta_value("og:title") == "og"
    assert page.text.startswith("Home Menu Head line First boldword, the link. Second one goes on")
    assert "var hidden" not in page.text
    assert page.blocks[:3] == ("Head line", "First boldword, the link.", "Second one goes on")
    assert not {"Menu", "Side", "Imprint", "Home"} & set(page.main_text.split())
    assert page.forms[0].action == f"{HOME}send"
    assert page.forms[0].method == "post"
    assert page.forms[0].fields == ("mail:email", "note:textarea", ":submit")
    assert page.structured == ({"@type": "AggregateRating", "ratingValue": "4.5", "reviewCount": "12"},)
    assert [(image.url, image.alt) for image in page.images] == [
        (f"{HOME}p.png", "a picture"),
        (f"{HOME}q.png", "only picture"),
    ]


OWN_WORDS = "Bring what you have: a title, a page, a mess. " * 4


@pytest.mark.parametrize(
    "page",
    [
        '<div class="dialog-off-canvas-main-canvas"><nav>Menu</nav><main>{}</main></div>',
        '<div id="page" class="hfeed right-sidebar"><div role="main">{}</div><aside>Side</aside></div>',
        '<div class="off-canvas off-canvas-content"><h1>Writing</h1><p>{}</p></div>',
        '<div class="layout with-sidebar"><ul class="menu"><li>Menu</ul><div class="content">{}</div></div>',
    ],
)
def test_a_wrapper_called_like_a_part_beside_the_text_holds_the_text(page: str) -> None:
    read = page_of('<a href="#main">Skip to content</a>' + page.format(OWN_WORDS))
    assert OWN_WORDS.strip() in read.main_text


@pytest.mark.parametrize(
    "text",
    [
        OWN_WORDS,
        "三年前に買った手挽きミルは、今も毎朝二十グラムの豆を挽いている。最初の半年は軸が少しぶれて、細かい粉が多かった。",
        "京都的水很软。同样的豆子，同样的冲法，味道却更圆润。去硬水的地方旅行时，我会带深烘焙的豆子，水温九十度，慢慢地倒，慢慢地等。",
        "กาแฟเช้านี้ชงด้วยน้ำอุ่นและเมล็ดที่คั่วเมื่อสัปดาห์ก่อนจากร้านเล็กใกล้บ้านของเรา",
    ],
)
def test_a_sidebar_beside_a_text_is_no_main_text(text: str) -> None:
    read = page_of(f'<div class="content">{text}</div><div class="left-sidebar">Archive</div>')
    assert "Archive" not in read.main_text


def test_links_know_their_place() -> None:
    page = page_of(WHOLE)
    home, menu, link, picture = page.links
    assert home.in_footer
    assert menu.in_footer
    assert not link.in_footer
    assert (link.text, link.rel) == ("the link", ("nofollow", "sponsored"))
    assert page.text[link.offset : link.offset + 8] == "the link"
    assert link.quote == '<a rel="NoFollow sponsored" href="/go/x">'
    assert picture.text == "only picture"


HIDDEN = {
    "display:none": f'<div style="display:none">{LONG}</div>',
    "visibility:hidden": f'<p style="visibility: hidden">{LONG}</p>',
    "font-size:0": f'<div style="font-size:0px">{LONG}</div>',
    "same colour": f'<div style="color:#fff;background-color:white">{LONG}</div>',
    "off screen": f'<div style="position:absolute;left:-5000px">{LONG}</div>',
    "text-indent": f'<div style="text-indent:-9999px">{LONG}</div>',
    "clip": f'<div style="position:absolute;clip:rect(0,0,0,0)">{LONG}</div>',
    "opacity:0": f'<div style="opacity:0">{LONG}</div>',
    "hidden": f"<div hidden>{LONG}</div>",
    "by class, display:none": f"<style>.seo{{display:none}}</style><div class=seo>{LONG}</div>",
    "by id, off screen": f"<style>#seo{{position:absolute;top:-3000px}}</style><div id=seo>{LONG}</div>",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_text_is_kept_apart_with_how(name: str) -> None:
    page = page_of(f"<p>Seen.</p>{HIDDEN[name]}<p>Also seen.</p>")
    assert [(hidden.text, hidden.how) for hidden in page.hidden_texts] == [(LONG.strip(), name.rpartition(", ")[2])]
    assert page.text == "Seen. Also seen."
    assert stands_in(LONG[:100].strip(), page)


PARTS_OF_AN_INTERFACE = {
    "menu": f'<nav style="display:none">{LONG}</nav>',
    "menu by class": f'<ul class="sub-menu" style="display:none">{LONG}</ul>',
    "screen reader": f'<span class="sr-only" style="position:absolute;left:-9999px">{LONG}</span>',
    "cookie banner": f'<div id="cookie-notice" style="display:none">{LONG}</div>',
    "tab": f'<div role=tabpanel style="display:none">{LONG}</div>',
    "tab by class": f'<div class="tab-content" hidden>{LONG}</div>',
    "dialog": f"<dialog hidden>{LONG}</dialog>",
    "details": f'<details><summary>x</summary><div style="display:none">{LONG}</div></details>',
    "noscript": f"<noscript>{LONG}</noscript>",
    "template": f"<template>{LONG}</template>",
    "accordion": f'<div class="accordion-body" style="display:none">{LONG}</div>',
    "shown by another rule": f"<style>.box{{display:none}} .box.open{{display:block}}</style><div class=box>{LONG}</div>",
    "shown on wide screens": f"<style>.box{{display:none}}@media (min-width:600px){{.box{{display:block}}}}</style><div class=box>{LONG}</div>",
    "animated into sight": f'<div style="opacity:0;transform:translateY(20px)">{LONG}</div>',
    "body until ready": f'<body style="visibility:hidden">{LONG}',
    "only on narrow screens": f"<style>@media (max-width:600px){{.box{{display:none}}}}</style><div class=box>{LONG}</div>",
    "short": '<div style="display:none">a few words</div>',
}


@pytest.mark.parametrize("name", PARTS_OF_AN_INTERFACE)
def test_parts_of_an_interface_are_no_hidden_texts(name: str) -> None:
    assert page_of(f"<p>Seen.</p>{PARTS_OF_AN_INTERFACE[name]}").hidden_texts == ()


@pytest.mark.parametrize(
    ("shown", "inside", "is_read"),
    [
        ("Shop", LONG, True),
        ("Shop", f"<h1>Shop</h1><p>{LONG[:170]}</p>", True),
        ("Shop", f"<p>{LONG[:170]}</p>", False),
        ("Shop", "<h1>Please turn on JavaScript</h1>", False),
        (LONG, f"<h1>Shop</h1><p>{LONG}</p>", False),
    ],
)
def test_text_for_browsers_without_scripts_stands_for_a_page_that_shows_none(
    shown: str, inside: str, *, is_read: bool
) -> None:
    page = page_of(f"<div id=root>{shown}</div><noscript>{inside}</noscript>")
    assert (len(page.text) > len(shown)) == is_read


def test_text_that_is_animated_into_sight_is_read() -> None:
    assert LONG.strip() in page_of(f'<div style="opacity:0;transition:opacity 1s">{LONG}</div>').text
    assert LONG.strip() in page_of(f'<body style="display:none">{LONG}').text


def test_cut_ends_on_a_word_and_keeps_what_matters() -> None:
    text = "word " * 100
    assert cut(text, 0, len(text)) == ("word " * 32).strip()
    tag = f'<a class="{"c " * 200}" href="https://x.example/go">'
    quote = tag_quote(tag, "https://x.example/go")
    assert quote == 'href="https://x.example/go">'
    assert len(cut("x" * 500, 0, 500)) == QUOTE_LENGTH


@pytest.mark.parametrize("value", ["/a?x=1&y=2", 'say "x"', "it's", "<b>"])
def test_tag_quote_finds_values_with_entities(value: str) -> None:
    for form in (value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;"),):
        html = f'<p>x</p><a href="{form}">y</a>'
        quote = tag_quote(html, value)
        assert quote in html
        assert quote or "'" in value
    assert tag_quote("<a href=/y>", "/absent") == ""


def test_text_quote_holds_the_match_on_word_edges() -> None:
    text = f"{'before ' * 60}guaranteed income{' after' * 60}"
    start = text.index("guaranteed")
    quote = text_quote(text, start, start + 17)
    assert "guaranteed income" in quote
    assert quote in text
    assert len(quote) <= QUOTE_LENGTH
    assert set(quote.split()) == {"before", "guaranteed", "income", "after"}
    assert source_quote("a();\nlocation='/x';b()", 5, 18) == "location='/x'"


def test_quotes_stand_in_source_text_headers_and_addresses_only() -> None:
    fetch = fetched(
        "<p>two\n words <i>x</i></p>", headers=(("set-cookie", "a=1"),), hops=((302, f"{HOME}old", f"{HOME}new", ()),)
    )
    page = page_of("<p>two\n words <i>x</i>y</p>")
    for quote in ("<p>two\n words", "two words xy", "words <i>x</i>"):
        assert stands_in(quote, page)
    for quote in ("set-cookie: a=1", f"{HOME}new", f"{HOME}old", "two words"):
        assert stands_in(quote, fetch)
    for quote in ("three words", "", "words x" + "y" * 200, "two … xy"):
        assert not stands_in(quote, page)
