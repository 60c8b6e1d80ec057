"""Words in the colour of what lies behind them, and what linked style sheets hide."""

# ruff: noqa: E501 - tags stand on one line each, as in the pages they come from
from __future__ import annotations

import pytest

from screening.page.colours import background_in, is_alike, text_colour_in
from screening.page.linked_sheets import linked_rules, with_linked_sheets
from screening.page.model import Page
from screening.page.parse import parse_page, parse_resource, resource_kind
from tests.screening.page.making import HOME, fetched
from tests.timing import processor_time

LONG = ("cheap boots cheap shoes best cheap boots online buy cheap boots now " * 5).strip()
SHEET = '<link rel="stylesheet" href="/style.css">'


def page(html: str) -> Page:
    return parse_page(fetched(html))


def styled(html: str, *sheets: str, is_all: bool = True) -> Page:
    """Return a page with what its linked sheets hide."""
    fetch = fetched(html)
    return with_linked_sheets(parse_page(fetch), fetch, linked_rules(sheets), is_all=is_all)


SAME_COLOUR = {
    "on the same element": f'<div style="color:#fff;background:#ffffff">{LONG}</div>',
    "nearly": f'<div style="color:#fefefe;background-color:rgb(255,255,255)">{LONG}</div>',
    "on a page of that colour": f'<body style="background:#123456"><p style="color:#123456">{LONG}</p>',
    "on a browser's white": f'<p><font color="white">{LONG}</font></p>',
    "as in 1998": f'<body bgcolor="#FFFFCC"><table><tr><td><font color="ffffcc">{LONG}</font></td></tr></table>',
    "in a coloured cell": f'<table><tr><td bgcolor=black><span style="color:#000">{LONG}</span></td></tr></table>',
    "by rules of the page": f"<style>body{{background:#eee}} .x{{color:#eeeeee}}</style><div class=x>{LONG}</div>",
    "in a table that lays out the page": f'<table><tr><td><div style="color:#fff;background:#fff">{LONG}</div></table>',
    "by a property": f"<style>:root{{--ground:#fefefe}}body{{background:var(--ground)}}.x{{color:#ffffff}}</style><div class=x>{LONG}</div>",
    "by a property of a property": f"<style>html{{--a:#222;--b:var(--a)}}body{{background-color:var(--b)}}#x{{color:var(--a)}}</style><div id=x>{LONG}</div>",
    "by a property of its own": f'<body style="background:#fff"><div style="--ink:white;color:var(--ink)">{LONG}</div>',
    "by what holds where nothing is set": f'<body style="background:#fff"><div style="color:var(--nothing, #fff)">{LONG}</div>',
    "by a rule for paragraphs within": f"<style>:root{{--bg:#fefefe}}body{{background:var(--bg)}}#kw p{{color:#fefefe}}</style><div id=kw><p>{LONG}</p></div>",
    "by a rule for spans right within": f"<style>body{{background:#111}}.kw > span{{color:#111}}</style><div class=kw><span>{LONG}</span></div>",
    "beside an unknown sheet": f'{SHEET}<body style="background:#fff"><div style="color:#fff">{LONG}</div>',
}


@pytest.mark.parametrize("name", SAME_COLOUR)
def test_words_in_the_colour_of_their_background_are_hidden(name: str) -> None:
    found = page(f"{SAME_COLOUR[name]}<p style='color:#777'>Seen.</p>")
    assert [(hidden.text, hidden.how) for hidden in found.hidden_texts] == [(LONG, "same colour")]
    assert found.text == "Seen."


READABLE = {
    "on a picture": f'<div style="background:url(a.jpg) #fff"><p style="color:#fff">{LONG}</p></div>',
    "on a picture of old": f'<table><tr><td background="a.jpg"><font color=white>{LONG}</font></td></tr></table>',
    "on a gradient": f'<div style="background:linear-gradient(#000,#111)"><p style="color:#fff">{LONG}</p></div>',
    "in a dark part": f'<div style="background:#222"><p style="color:#fff">{LONG}</p></div>',
    "over a picture": f'<img src="/a.jpg"><div style="position:absolute;top:9px;color:#fff">{LONG}</div>',
    "with a shadow": f'<div style="color:#fff;text-shadow:0 0 2px #000">{LONG}</div>',
    "a variable": f'<body style="background:var(--ink)"><p style="color:#fff">{LONG}</p>',
    "a property that a part sets otherwise": f"<style>:root{{--bg:#fff}}.dark{{--bg:#000}}body{{background:var(--bg)}}</style><p style='color:#fff'>{LONG}</p>",
    "a property of dark screens": "<style>:root{--bg:#fff}@media (prefers-color-scheme:dark){:root{--bg:#000}}body{background:var(--bg)}</style>"
    f"<p style='color:#fff'>{LONG}</p>",
    "a rule for paragraphs within a dark part": f"<style>.hero{{background:#000}}.hero p{{color:#fff}}</style><div class=hero><p>{LONG}</p></div>",
    "a rule for paragraphs elsewhere": f"<style>.hero p{{color:#fff}}</style><div class=other><p>{LONG}</p></div>",
    "a rule for links within, with a background": f"<style>.row a{{color:#fff;background:#000}}</style><div class=row><a href=/x>{LONG}</a></div>",
    "a class of an unknown sheet": f'{SHEET}<div class=dark><p style="color:#fff">{LONG}</p></div>',
    "the whole page by an unknown sheet": f'{SHEET}<p style="color:#fff">{LONG}</p>',
    "a rule of two names": f"<style>.a .dark{{background:#000}}</style><div class=dark><p style='color:#fff'>{LONG}</p></div>",
    "a rule for wide screens": "<style>@media (min-width:9px){.dark{background:#000}}</style>"
    f"<div class=dark><p style='color:#fff'>{LONG}</p></div>",
    "a rule by attribute": f"<style>[data-dark]{{background:#000}}</style><div data-dark><p style='color:#fff'>{LONG}</p></div>",
    "another colour": f'<body style="background:#fff"><p style="color:#ddd">{LONG}</p>',
    "within, another colour": f'<div style="color:#fff"><p style="color:#000">{LONG}</p></div>',
    "a part that sets a background only": f'<body style="color:#333"><div style="background:#333">{LONG}</div>',
    "closing gaps": f"<style>.row{{font-size:0}} .row .cell{{font-size:16px}}</style><div class=row><p class=cell>{LONG}</p></div>",
}


@pytest.mark.parametrize("name", READABLE)
def test_what_may_well_be_readable_is_read(name: str) -> None:
    found = page(READABLE[name])
    assert found.hidden_texts == ()
    assert LONG in found.text


def test_rules_for_what_stands_within_and_properties_are_read_in_linked_sheets() -> None:
    sheet = ":root{--bg:#fefefe}body{background:var(--bg)}#kw p{color:#fefefe;line-height:1px}"
    assert styled(f"{SHEET}<body><div id=kw><p>{LONG}</p></div><p>Seen.</p>", sheet).hidden_texts
    assert not styled(f"{SHEET}<body><div id=kw><p>{LONG}</p></div><p>Seen.</p>", sheet, is_all=False).hidden_texts


def test_rows_that_fold_open_are_no_hidden_texts() -> None:
    assert page(f'<table><tr style="display:none"><td>{LONG}</td></tr></table>').hidden_texts == ()
    assert page(f'<table><tr><td><div style="display:none">{LONG}</div></td></tr></table>').hidden_texts != ()


def test_colours_are_read_in_their_notations() -> None:
    for value in ("#FFF", "white", "rgb(255, 255, 255)", "rgb(255 255 255 / 1)", "rgba(255,255,255,1)"):
        assert text_colour_in({"color": value.lower()}) == "#ffffff"
    for value in ("rgba(255,255,255,0.1)", "var(--x)", "currentcolor", "hsl(0 0% 0%)"):
        assert text_colour_in({"color": value}) == ""
    assert text_colour_in({"color": "inherit"}) is None
    assert background_in({"background": "#fff url(x.png)"}) == ""
    assert background_in({"background": "#fff none repeat"}) == "#ffffff"
    assert background_in({"background": "transparent"}) is None
    assert is_alike("#ffffff", "#f5f5f5")
    assert not is_alike("#ffffff", "#eeeeee")
    assert not is_alike("", "")


def test_linked_sheets_hide_text_links_and_loads() -> None:
    html = (
        f'{SHEET}<div class="seo">{LONG} <a href="/x">x</a></div><div class=w>{LONG}</div>'
        '<iframe class="zero" src="https://shop.example/"></iframe><p>Seen.</p>'
    )
    plain = page(html)
    assert (plain.hidden_texts, plain.links[0].hidden, plain.embeds[-1].hidden) == ((), False, False)
    found = styled(html, ".seo{position:absolute;left:-9999px}", "body{background:#fff}.w{color:#fff}.zero{opacity:0}")
    assert [hidden.how for hidden in found.hidden_texts] == ["off screen", "same colour"]
    assert found.links[0].hidden
    assert [(load.kind, load.how_hidden) for load in found.embeds] == [("stylesheet", ""), ("iframe", "opacity:0")]
    assert (found.text, found.blocks, found.html) == (plain.text, plain.blocks, plain.html)


@pytest.mark.parametrize(
    "sheet",
    [
        ".seo{display:none} .seo.open{display:block}",
        ".seo{display:none} @media (min-width:600px){.seo{display:block}}",
        "@media print{.seo{display:none}}",
        "nav .seo{display:none}",
        ".other{display:none}",
        ".seo{color:#fff} .seo{background:#000}",
        ".seo{color:#fff} main .seo{background:#000}",
    ],
)
def test_a_sheet_of_a_whole_site_hides_only_what_nothing_shows(sheet: str) -> None:
    assert styled(f'{SHEET}<div class="seo">{LONG}</div>', sheet).hidden_texts == ()


def test_parts_that_script_shows_are_left_alone_by_name() -> None:
    html = f'{SHEET}<div class="modal-box">{LONG}<a href="/x">x</a></div>'
    found = styled(html, ".modal-box{display:none}")
    assert found == page(html)


def test_backgrounds_are_unknown_while_a_sheet_is_missing() -> None:
    html = f'{SHEET}<div class="dark"><p style="color:#fff">{LONG}</p></div>'
    assert styled(html, "body{background:#fff}", is_all=False).hidden_texts == ()
    assert [hidden.how for hidden in styled(html, "body{background:#fff}").hidden_texts] == ["same colour"]


@pytest.mark.parametrize(
    "sheet",
    ["{" * 300_000, ".a b," * 60_000, "@media{" * 40_000, "/*" * 150_000, ".x{color:rgb(" + " " * 200_000, "a:b{background:#fff}" * 15_000],
)  # fmt: skip
def test_hostile_sheets_cost_little(sheet: str) -> None:
    with processor_time() as spent:
        styled("<p style='color:" * 20_000, sheet)
    assert spent.is_below(3)


def test_what_is_a_style_sheet_or_a_script() -> None:
    kinds = {
        ("text/css; charset=utf-8", "a"): "style",
        ("application/x-javascript", "a"): "script",
        ("text/plain", "a.js"): "script",
        ("", "a.css"): "style",
        ("text/html", "a.js"): "",
        ("text/plain", "a.txt"): "",
    }
    for (kind, path), expected in kinds.items():
        answer = fetched("x", HOME + path, headers=(("content-type", kind),))
        assert resource_kind(answer) == expected, (kind, path)
    code = fetched(
        "document.write('<img src=\"https://a.example/x\">')", f"{HOME}a.js", headers=(("content-type", "text/plain"),)
    )
    assert [load.url for load in parse_resource(code).embeds] == ["https://a.example/x"]
