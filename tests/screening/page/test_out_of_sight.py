"""Ways to hide words by style, each by attribute, class, id and linked sheet; what parts of a page need is spared."""

from __future__ import annotations

import pytest

from tests.screening.page.making import page_of
from tests.screening.page.test_colours import LONG, SHEET, styled

WAYS = """
max-height:0;overflow:hidden | height:0;overflow:hidden | height:1px;overflow:hidden | width:0;overflow:hidden
max-width:0;overflow:hidden;white-space:nowrap | max-height:0px;overflow-y:hidden | block-size:0;overflow:clip
clip-path:inset(100%) | clip-path:circle(0px at 0 0) | clip-path:polygon(0 0,0 0,0 0) | clip-path:inset(0 0 100% 0)
clip:rect(0 0 0 0);position:fixed | clip:rect(0,0,0,0);position:absolute | transform:scale(0) | transform:scale(0,0)
transform:scale3d(0,0,0) | transform:scaleY(0) | scale:0 | zoom:0 | opacity:0 | opacity:.01 | filter:opacity(0%)
font-size:0 | font-size:1px | font-size:.1em | font:0/0 a | font:1px/1 serif | text-indent:-9999px
text-indent:100%;white-space:nowrap;overflow:hidden | position:absolute;left:-9999px | position:absolute;top:-9999px
position:fixed;right:-9999px | position:absolute;bottom:-9999px | position:fixed;left:9999px | margin-left:-9999px
position:absolute;inset:-9999px auto auto -9999px | margin:-9999px 0 0 -9999px | transform:translateX(-9999px)
transform:translateY(-9999px) | transform:translate3d(0,-9999px,0) | translate:-9999px | visibility:hidden
display:none | color:transparent | color:rgba(0,0,0,0) | color:#ffffff00 | -webkit-text-fill-color:transparent
content-visibility:hidden | line-height:0;overflow:hidden | letter-spacing:-1em | transform:rotateY(90deg)
"""
HIDING = [way.strip() for line in WAYS.strip().splitlines() for way in line.split("|")]
SHOWN = """
max-height:40em;overflow:hidden | height:0;padding-bottom:56.25%;overflow:hidden | height:0 | max-height:0
min-height:200px;height:0;overflow:hidden | overflow:hidden | width:100%;overflow:hidden | clip-path:inset(5%)
clip-path:polygon(0 0,100% 0,100% 90%) | transform:scale(0.5) | scale:.9 | opacity:.3 | filter:opacity(50%)
font-size:11px | font-size:80% | font:12px/1.4 serif | text-indent:2em | position:relative;left:-20px
position:absolute;right:-40px | margin:-20px 0 0 | margin:0 auto | transform:translateY(-50%) | letter-spacing:-.02em
transform:rotate(90deg) | color:rgba(0,0,0,.87) | color:#000000ff | line-height:0
background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent
background:linear-gradient(red,blue);-webkit-text-fill-color:transparent | opacity:0;transition:opacity 1s
"""
SEEN = [way.strip() for line in SHOWN.strip().splitlines() for way in line.split("|")]


@pytest.mark.parametrize("way", HIDING)
def test_hidden_words_are_found_wherever_the_style_stands(way: str) -> None:
    seen = "<p>Seen.</p>"
    assert page_of(f'<body><div style="{way}">{LONG}</div>{seen}').hidden_texts
    assert page_of(f"<style>.kw{{{way}}}</style><body><div class=kw>{LONG}</div>{seen}").hidden_texts
    assert page_of(f"<style>#kw{{{way}}}</style><body><div id=kw><p>{LONG}</p></div>{seen}").hidden_texts
    assert styled(f"{SHEET}<body><div class=kw>{LONG}</div>{seen}", f".kw{{{way}}}").hidden_texts


@pytest.mark.parametrize("way", SEEN)
def test_words_that_are_seen_are_not_hidden(way: str) -> None:
    page = page_of(f'<style>.kw{{{way}}}</style><body><div style="{way}">{LONG}</div><div class=kw>{LONG}</div>')
    assert page.hidden_texts == ()
    assert page.text == f"{LONG} {LONG}"


FOLDED = (
    "<style>.accordion-body{max-height:0;overflow:hidden}</style><div class=accordion-body>%s</div>",
    "<style>.part{max-height:0;overflow:hidden} .part.open{max-height:90em}</style><div class=part>%s</div>",
    '<div class="faq-answer" style="height:0;overflow:hidden">%s</div>',
    '<details><div style="max-height:0;overflow:hidden">%s</div></details>',
)


@pytest.mark.parametrize("part", FOLDED)
def test_parts_that_fold_open_are_no_hidden_texts_and_stay_text(part: str) -> None:
    page = page_of(f"<body>{part % LONG}")
    assert page.hidden_texts == ()
    assert LONG in page.text
