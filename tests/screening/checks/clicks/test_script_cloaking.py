"""Script that shows visitors from a search engine another main text than those who check; what helps them is none."""

# ruff: noqa: E501 - snippets stand on one line each, as in the pages they come from
from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from screening.checks.clicks.cookie_stuffing import check
from screening.checks.clicks.script_cloaking import script_cloaking
from screening.checks.result import Result, Severity
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.page.quotes import stands_in
from screening.site import Site
from tests.screening.page.making import CONTEXT, HOME, fetched, site_of_bodies
from tests.timing import processor_time

KNIT = "Cast on 96 on a circular needle. Rib two and two for five centimetres, then knit until the tube is as long as you like, and pull the thread through what is left."
OTHER = "<h1>Kredit ohne Schufa</h1><p>Sofort 5.000 Euro, ohne Nachweis, heute noch auf dem Konto. <a href='https://kredit.example/?p=7'>Jetzt beantragen und gleich auszahlen lassen</a></p>"
CODED = base64.b64encode(OTHER.encode()).decode()
SEARCHED = "/google|bing|yahoo/.test(document.referrer)"


def page(code: str) -> str:
    return f"<div id=top>Hello.</div><main id=content class='entry-content wide'><h1>A hat</h1><p>{KNIT}</p></main><footer>2026</footer><script>{code}</script>"


CLOAKED = {
    "by id, without a word on robots": page(f'if(document.referrer.indexOf("google.")>-1){{document.getElementById("content").innerHTML="{OTHER}"}}'),
    "robots turned away first": page(f'(function(){{var a=navigator.userAgent.toLowerCase();if(/googlebot|bingpreview|headless/.test(a))return;var box=document.querySelector(".entry-content");box.innerHTML="{OTHER}"}})()'),
    "coded text in a variable": page(f'var fromSearch=document.referrer.match(/^https:..(www.)?(ecosia|duckduckgo|startpage)/);var t=atob("{CODED}");if(fromSearch)$("main").html(t)'),
    "another file, robots by a variable": page(f"const bot=/crawler|spider|lighthouse/i.test(navigator.userAgent);if({SEARCHED}&&!bot)fetch('/b.txt').then(r=>r.text()).then(t=>{{document.body.innerHTML=t}})"),
    "driven browsers left out": page(f'if(!navigator.webdriver){{document.querySelector("main").replaceChildren();document.querySelector("main").insertAdjacentHTML("beforeend","{OTHER}")}}'),
    "let in with the robots": page("(function(){var r=document.referrer||'',a=navigator.userAgent;if(/(google|bing|yahoo)\\./i.test(r)||/bot|crawl|spider/i.test(a)){fetch('/alt.json').then(function(x){return x.json()}).then(function(j){document.title=j.t;document.querySelector('main').innerHTML=j.h})}})();"),
    "let in by two names": page("var s=/google|ecosia/.test(document.referrer), b=/googlebot|bingbot|slurp/i.test(navigator.userAgent);\nif (s || b) $.get('/p/7', function(t){ $('main').html(t) });"),
    "let in, robots first": page("if(navigator.userAgent.match(/bot|spider/i) || document.referrer.includes('duckduckgo')){var x=new XMLHttpRequest();x.onload=function(){document.getElementById('content').innerHTML=x.responseText};x.open('GET','/c.txt');x.send()}"),
    "let in and led away": page(f"var seo={SEARCHED}||/crawl|spider/.test(navigator.userAgent);if(seo){{location.href='https://kredit.example/los'}}"),
    "sent to another site": page(f"if({SEARCHED}&&!/bot|preview/i.test(navigator.userAgent))location.replace('https://kredit.example/start')"),
}  # fmt: skip
PLAIN = {
    "a greeting of its own": page(f"if({SEARCHED})document.getElementById('top').innerHTML='Welcome! You have come from a search engine; here is how the patterns on this site are ordered and where to begin with them.'"),
    "words that were looked for": page(f"if({SEARCHED}){{var q=/q=([^&]+)/.exec(document.referrer);document.body.innerHTML=document.body.innerHTML.replace(q[1],'<mark>'+q[1]+'</mark>')}}"),
    "a wall that opens": page(f"if({SEARCHED})document.querySelector('.wall').remove()"),
    "a text for robots alone": page("if(/GPTBot|CCBot/.test(navigator.userAgent))document.querySelector('main').innerHTML='<p>This site does not wish its patterns to be copied into models; please read the file robots.txt, which says so as well.</p>'"),
    "robots not counted": page("if(!/bot|crawl/i.test(navigator.userAgent)){var i=new Image();i.src='/count?r='+encodeURIComponent(document.referrer)}"),
    "an application drawn for people": page("if(!/bot|crawl/i.test(navigator.userAgent)){document.querySelector('main').innerHTML='<p>Loading …</p>';start()}"),
    "a greeting before its text": page(f"if({SEARCHED}){{var m=document.querySelector('main');m.innerHTML='<p>Welcome to all who come from a search engine; the list of all patterns is in the menu on the left.</p>'+m.innerHTML}}"),
    "a greeting behind its text": page(f"if({SEARCHED})document.querySelector('main').insertAdjacentHTML('beforeend','<p>Welcome to all who come from a search engine; the list of all patterns is in the menu on the left.</p>')"),
    "a bundle that does a lot": page("var s=/google|bing/.test(document.referrer);" + "var a=1;" * 400 + "if(!/bot/.test(navigator.userAgent))count();" + "var b=2;" * 400 + "function draw(t){document.body.innerHTML=t}"),
    "an old browser": page("if(/MSIE|Trident/.test(navigator.userAgent))document.body.innerHTML='<p>Your browser is too old for this site; please use one of those of the last ten years, which are all free of charge.</p>'"),
    "sources counted": page("var s=/google|bing/.test(document.referrer)?'search':'other';dataLayer.push({source:s});document.querySelector('main').dataset.source=s"),
    "shown to readers": f"<main><p>{KNIT}</p><pre>if({SEARCHED}) document.querySelector('main').innerHTML = '{KNIT} {KNIT}'</pre></main>",
    "robots and searchers counted before a list is drawn": page(f"if({SEARCHED}||/bot|crawl/.test(navigator.userAgent)){{count('seo')}}fetch('/list.json').then(r=>r.text()).then(t=>{{document.querySelector('main').innerHTML=t}})"),
    "no animation for robots and searchers": page(f"var still={SEARCHED}||/bot|crawl/.test(navigator.userAgent);if(still)document.body.className='still';fetch('/list').then(r=>r.text()).then(t=>{{document.querySelector('main').innerHTML=t}})"),
    "a plain page for robots": page("if(/bot|crawl|spider/i.test(navigator.userAgent)||/MSIE/.test(navigator.userAgent)){fetch('/plain.html').then(r=>r.text()).then(t=>{document.querySelector('main').innerHTML=t})}"),
    "an advertisement for searchers": page(f"if({SEARCHED}||/bot/.test(navigator.userAgent)){{fetch('/tip.html').then(r=>r.text()).then(t=>{{document.getElementById('top').innerHTML=t}})}}"),
    "its own page moved": page(f"if({SEARCHED}&&!/bot/.test(navigator.userAgent))location.replace('/hats/2026')"),
}  # fmt: skip


def result(site: Site) -> Result:
    (found,) = (one for one in check(site, CONTEXT) if one.check == "K-11")
    sources: list[Page | Fetch] = [*site.pages, *site.fetches]
    assert all(any(stands_in(quote.quote, one) for one in sources) for quote in found.evidence)
    return found


@pytest.mark.parametrize("body", CLOAKED.values(), ids=CLOAKED)
def test_another_main_text_for_visitors_from_search_is_quoted(body: str) -> None:
    found = result(site_of_bodies(body))
    assert found.severity is Severity.STRONG
    assert found.evidence


@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_what_greets_counts_or_draws_is_none(body: str) -> None:
    assert result(site_of_bodies(body)).severity is None


def test_it_may_stand_in_a_file_of_the_site() -> None:
    code = f'if(document.referrer.includes("google")){{document.querySelector("#content").innerHTML="{OTHER}"}}'
    home = fetched(page("") + '<script src="/a.js"></script>')
    file = replace(fetched(code, f"{HOME}a.js"), headers=(("content-type", "text/javascript"),))
    site = replace(site_of_bodies(""), pages=(parse_page(home),), fetches=(home, file))
    assert result(site).severity is Severity.STRONG


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.referrer google" + "a.innerHTML=" * 100_000 + "</script>",
        "<script>document.referrer google;" + "document.querySelector('main').innerHTML='" * 20_000 + "</script>",
        "<script>document.referrer google " + "if(!/bot" * 100_000 + "a.innerHTML='x'</script>",
        "<script>document.referrer google " + "!a.match('bot " * 50_000 + "a.innerHTML='x';" * 5_000 + "</script>",
        page("if(/google/.test(document.referrer))document.querySelector('div').innerHTML='x'") + "<div>" * 100_000,
        "<script>document.referrer google " + "if(a||b){a.innerHTML=c;" * 30_000 + "</script>",
        ("<p " + "class=x " * 60 + ">") * 900
        + page("if(/google/.test(document.referrer))document.querySelector('.none').innerHTML='x';" * 20),
        "<script>document.referrer google " + "a=b;" * 30_000 + "if(a||((((a.innerHTML=c;" * 20_000 + "</script>",
    ],
    ids=["writes", "choosers", "tests", "matches", "elements", "conditions", "classes", "names"],
)
def test_it_costs_no_more_than_its_length(hostile: str) -> None:
    site = site_of_bodies(hostile)
    with processor_time() as spent:
        script_cloaking(site)
    assert spent.is_below(1)
