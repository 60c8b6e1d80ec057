"""Haste and buyers that a file of the site makes up are found as those of a page are; what a shop knows is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.content import policy
from screening.checks.result import Severity
from screening.page.parse import parse_page
from screening.site import Site
from tests.screening.checks.content_sites import PROSE, context, document, results, site
from tests.screening.page.making import HOME, fetched

DRAWN = "function any(a){return a[Math.floor(Math.random()*a.length)]}"
TOAST = "setInterval(function(){box.innerHTML=any(who)+' from '+any(where)+WHAT},9000)"
NAMES = "var who=['Ann','Bea','Cy','Dora'],where=['Hull','Leeds','York'];"
LEFT = "<p>Only <b id=q>4</b> left in stock! <i id=v>31</i> people are viewing this.</p>"
ENDS = "<p>The offer ends in <b id=c>09:59</b></p>"
LOT = "Math.floor(Math.random()*{})"
MADE_UP = [
    ("", f"{NAMES}{DRAWN}{TOAST.replace('WHAT', repr(' just bought this'))}"),
    (
        "",
        "var k=[{n:'Sanne',p:'Utrecht'},{n:'Daan',p:'Breda'}];setInterval(function(){var x=k[Math.floor("
        "Math.random()*2)];toast(x.n+' uit '+x.p+' heeft dit zojuist gekocht')},8000)",
    ),
    (LEFT, f"q.textContent=1+{LOT.format(4)};setInterval(function(){{v.textContent=20+{LOT.format(30)}}},3000)"),
    (
        LEFT + ENDS,
        "var s=599;setInterval(function(){if(--s<0){s=599}c.textContent=s;v.textContent=12+Math.floor("
        "Math.random()*9)},1000)",
    ),
    (
        LEFT + ENDS,
        "document.querySelectorAll('.r').forEach(function(r){var s=+r.dataset.min*60;setInterval(function(){"
        f"if(s<=5){{s=+r.dataset.min*60}}s--;c.textContent=s}},1000)}});v.innerText=9+{LOT.format(40)}",
    ),
]
TRUE = [
    (
        LEFT,
        "setInterval(function(){fetch('/live').then(r=>r.json()).then(d=>{v.textContent=d.viewers;"
        "q.textContent=d.left})},5000)",
    ),
    (ENDS, "var end=new Date('2026-11-30T23:59:00Z');setInterval(function(){c.textContent=end-Date.now()},1000)"),
    (
        "<p>What readers bought</p>",
        "var tips=['Rows first','Columns next','Boxes last'];setTimeout(function(){x.textContent=tips[Math.floor("
        "Math.random()*3)]},500)",
    ),
    ("", "var easing=['linear','swing','bounce'];setTimeout(run,1+Math.random()*9);var text={sold:'just bought'}"),
]


def _with_file(body: str, code: str) -> Site:
    page = fetched(document(f"<h1>Pans</h1>{body}<p>{PROSE}</p>", head="<script src=/js/theme.js></script>"), HOME)
    file = replace(fetched(code, f"{HOME}js/theme.js"), headers=(("content-type", "text/javascript"),))
    return replace(site(document(PROSE)), pages=(parse_page(page),), fetches=(page, file))


def _worst(one: Site) -> Severity | None:
    said = [result.severity for result in policy.check(one, context()) if result.check == "P-12"]
    return said[0]


@pytest.mark.parametrize(("body", "code"), MADE_UP)
def test_a_file_that_makes_up_buyers_or_two_kinds_of_haste_is_strong(body: str, code: str) -> None:
    assert _worst(_with_file(body, code)) is Severity.STRONG


@pytest.mark.parametrize(("body", "code"), TRUE)
def test_a_file_that_shows_what_the_shop_knows_is_nothing(body: str, code: str) -> None:
    assert _worst(_with_file(body, code)) is None


def test_a_single_sign_of_a_played_shop_is_a_caution() -> None:
    script = "<script>var n=9;setInterval(function(){if(n>2){n--;s.textContent=n}},9000)</script>"
    said = results(site(document(f"<p>Only <b id=s>9</b> left in stock. {PROSE}</p>{script}")))["P-12"]
    assert [result.severity for result in said] == [Severity.CAUTION]
