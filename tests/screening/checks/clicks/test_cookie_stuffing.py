"""Forced clicks are found wherever they hide; views, widgets and ordinary links are never called one."""

# ruff: noqa: E501 - tags stand on one line each, as in the pages they come from
from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest

from screening.checks.catalogue import catalogue
from screening.checks.clicks.cookie_stuffing import check
from screening.checks.result import Result, Severity, State
from screening.page.quotes import stands_in
from screening.site import ReadState, Site
from tests.screening.page.making import CONTEXT, HOME, WORDS, article, fetched, own_redirect, page_of, site_of_bodies

CLICK = "https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&p=https%3A%2F%2Fshop.example%2F"
CLICK_HTML = CLICK.replace("&", "&amp;")
REVERSED = CLICK[::-1]
CODES = ",".join(str(ord(letter)) for letter in CLICK)
HEXED = "".join(f"\\x{ord(letter):02x}" for letter in CLICK)
PERCENT = "".join(f"%{ord(letter):02X}" for letter in CLICK)
BASE64 = base64.b64encode(CLICK.encode()).decode()
FRAME64 = base64.b64encode(f'<iframe src="{CLICK}" width=1 height=1></iframe>'.encode()).decode()


def results(site: Site) -> dict[str, Result]:
    return {result.check: result for result in check(site, CONTEXT)}


def findings(site: Site) -> dict[str, Severity]:
    found = {}
    for check_id, result in results(site).items():
        if result.state is State.FINDING:
            assert result.severity is not None
            found[check_id] = result.severity
    return found


STUFFED = {
    "img": f'<img src="{CLICK_HTML}">',
    "img in capitals": f'<IMG SRC="{CLICK_HTML}">',
    "img without quotation marks": f"<img src={CLICK}>",
    "img without scheme": f'<img src="{CLICK_HTML[6:]}">',
    "img with userinfo": '<img src="https://x@www.awin1.com/cread.php?awinaffid=9">',
    "img with a tab in the scheme": '<img src="ht\ttps://www.awin1.com/cread.php?awinaffid=9">',
    "img lazy": f'<img data-src="{CLICK_HTML}">',
    "img srcset": f'<img srcset="/a.png 1x, {CLICK_HTML} 2x">',
    "iframe": f'<iframe src="{CLICK_HTML}"></iframe>',
    "iframe srcdoc": f"<iframe srcdoc='<img src={CLICK}>'></iframe>",
    "frame in noscript": f'<noscript><iframe src="{CLICK_HTML}"></iframe></noscript>',
    "embed": f'<embed src="{CLICK_HTML}">',
    "object": f'<object data="{CLICK_HTML}"></object>',
    "script": f'<script src="{CLICK_HTML}"></script>',
    "stylesheet": f'<link rel=stylesheet href="{CLICK_HTML}">',
    "prefetch": f'<link rel="prefetch" href="{CLICK_HTML}">',
    "prerender": f'<link rel="prerender" href="{CLICK_HTML}">',
    "speculation rules": f'<script type=speculationrules>{{"prerender":[{{"source":"list","urls":["{CLICK}"]}}]}}</script>',
    "input": f'<input type=image src="{CLICK_HTML}">',
    "video": f'<video src="{CLICK_HTML}"></video>',
    "source": f'<picture><source srcset="{CLICK_HTML}"><img src="/a.png"></picture>',
    "poster": f'<video poster="{CLICK_HTML}"></video>',
    "body background": f'<table background="{CLICK_HTML}"><tr><td>x</table>',
    "css in style attribute": f'<div style="background:url({CLICK_HTML})"></div>',
    "css in style element": f"<style>.a{{background:url('{CLICK}')}}</style>",
    "new Image": f"<script>new Image().src='{CLICK}';</script>",
    "createElement": f"<script>var f=document.createElement('iframe');f.src='{CLICK}';document.body.appendChild(f)</script>",
    "setAttribute": f"<script>f.setAttribute('src', '{CLICK}')</script>",
    "document.write": f"<script>document.write('<img src=\"{CLICK}\" width=1>');</script>",
    "document.write escaped": f'<script>document.write("<iframe src=\\"{CLICK}\\"><\\/iframe>");</script>',
    "innerHTML": f"<script>x.innerHTML='<iframe src={CLICK}></iframe>'</script>",
    "jQuery append": f"<script>$('body').append('<iframe src=\"{CLICK}\">')</script>",
    "fetch": f"<script>fetch('{CLICK}',{{mode:'no-cors',credentials:'include'}})</script>",
    "sendBeacon": f"<script>navigator.sendBeacon('{CLICK}')</script>",
    "XMLHttpRequest": f"<script>x.open('GET','{CLICK}');x.send()</script>",
    "in a timer": f"<script>setTimeout(function(){{new Image().src='{CLICK}'}},3000)</script>",
    "in a function that runs": f"<script>function drop(){{new Image().src='{CLICK}'}} window.onload=drop;</script>",
    "in onload": f"<body onload=\"new Image().src='{CLICK}'\">",
    "in onerror": f"<img src=x.png onerror=\"this.src='{CLICK}'\">",
    "on scroll": f"<script>window.addEventListener('scroll',function(){{new Image().src='{CLICK}'}})</script>",
    "by a variable": f"<script>var u='{CLICK}'; var i=new Image(); i.src=u;</script>",
    "by a sum": "<script>var h='https://www.awin1.com/'; (new Image).src=h+'cread.php?awinaffid='+'99887';</script>",
    "base64": f"<script>var i=new Image();i.src=atob('{BASE64}')</script>",
    "base64 frame": f"<script>document.write(atob('{FRAME64}'))</script>",
    "percent signs": f"<script>i.src=unescape('{PERCENT}')</script>",
    "hexadecimal": f"<script>i.src='{HEXED}'</script>",
    "codes": f"<script>i.src=String.fromCharCode({CODES})</script>",
    "backwards": f"<script>i.src='{REVERSED}'.split('').reverse().join('')</script>",
    "pieces": "<script>var p=['https://www.aw','in1.com/cread.php?','awinaffid=1'];i.src=p.join('')</script>",
    "Link header": "",
}
IN_DISGUISE = {"base64", "base64 frame", "percent signs", "hexadecimal", "codes", "backwards", "pieces"}


@pytest.mark.parametrize("name", STUFFED)
def test_click_address_that_loads_by_itself_is_decisive(name: str) -> None:
    headers = (("link", f"<{CLICK}>; rel=prefetch"),) if name == "Link header" else ()
    page = page_of(article(STUFFED[name]), headers=headers)
    site = site_of_bodies(article())
    found = results(Site(site.applicant, HOME, pages=(page,), fetches=site.fetches))
    assert found["K-01"].state is State.FINDING
    assert found["K-01"].severity is Severity.DECISIVE
    assert "Awin" in found["K-01"].says
    for quote in found["K-01"].evidence:
        assert stands_in(quote.quote, page)
        assert quote.quote != page.url, "the tag or statement itself is quoted"
    if name in IN_DISGUISE:
        assert found["K-09"].severity is Severity.STRONG
        assert all(stands_in(quote.quote, page) for quote in found["K-09"].evidence)


HIDDEN = {
    "one pixel": f'<img width=1 height="1" src="{CLICK_HTML}">',
    "no height": f'<iframe height=0 width=600 src="{CLICK_HTML}"></iframe>',
    "display": f'<iframe style="display: none" src="{CLICK_HTML}"></iframe>',
    "visibility": f'<img style="visibility:hidden" src="{CLICK_HTML}">',
    "opacity": f'<img style="opacity:0.0" src="{CLICK_HTML}">',
    "off screen": f'<img style="position:absolute;left:-9999px" src="{CLICK_HTML}">',
    "parent": f'<div style="display:none"><p><img src="{CLICK_HTML}"></p></div>',
    "tiny parent": f'<div style="width:0;height:0;overflow:hidden"><img src="{CLICK_HTML}"></div>',
    "class": f'<style>.x{{position:fixed;top:-2000px}}</style><img class="a x" src="{CLICK_HTML}">',
    "id": f'<style>#x{{display:none!important}}</style><iframe id=x src="{CLICK_HTML}"></iframe>',
    "attribute": f'<div hidden><img src="{CLICK_HTML}"></div>',
    "size in style": f'<iframe style="width:1px;height:1px" src="{CLICK_HTML}"></iframe>',
    "moved": f'<div style="transform:translateX(-3000px)"><iframe src="{CLICK_HTML}"></iframe></div>',
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_click_address_says_how_it_is_hidden(name: str) -> None:
    found = results(site_of_bodies(article(HIDDEN[name])))
    assert found["K-01"].severity is found["K-03"].severity is Severity.DECISIVE
    assert "(" in found["K-03"].says


VIEW = "https://www.awin1.com/cshow.php?s=1&v=2044&q=3&r=99887"
HARMLESS = {
    "link": f'<a href="{CLICK_HTML}">boots</a>',
    "link around a picture": f'<a href="{CLICK_HTML}"><img src="{VIEW}"></a>',
    "hidden link": f'<a style="display:none" href="{CLICK_HTML}">x</a>',
    "button": f"<button onclick=\"window.open('{CLICK}')\">Buy</button>",
    "button with location": f"<div onclick=\"location.href='{CLICK}'\">Buy</div>",
    "listener on a button": f"<script>document.getElementById('b').addEventListener('click',function(){{window.open('{CLICK}')}})</script>",
    "listener by jQuery": f"<script>$('.buy').on('click',function(e){{window.location='{CLICK}'}})</script>",
    "delegated listener": f"<script>$(document).on('click','.buy',function(){{window.location.href='{CLICK}'}})</script>",
    "function of a button": f"<script>function go(){{location.href='{CLICK}'}}</script><button onclick='go()'>Buy</button>",
    "arrow of a button": f"<script>const go = () => {{ window.open('{CLICK}') }}; b.addEventListener('click', go)</script>",
    "button in a wrapped script": f"<script>(function(d,b){{b.addEventListener('click',function(){{window.open('{CLICK}')}})}})(document,button);</script>",
    "location of some other thing": f"<script>var shop={{}};shop.location='{CLICK}'</script>",
    "handler of a button": f"<script>b.onclick=function(){{location='{CLICK}'}}</script>",
    "tracker of clicks": "<script>function out(u){ga('send',u,{hitCallback:function(){document.location=u}})}</script>",
    "data of a script": f"<script>var offers=[{{name:'boots',url:'{CLICK}'}}];</script>",
    "data as JSON": f'<script type="application/json">{{"url":"{CLICK}"}}</script>',
    "template": f'<template><iframe src="{CLICK_HTML}"></iframe></template>',
    "comment": f'<!-- <img src="{CLICK_HTML}"> -->',
    "code shown to readers": f"<pre>&lt;img src=&quot;{CLICK_HTML}&quot;&gt;</pre>",
    "preconnect": '<link rel=preconnect href="https://www.awin1.com"><link rel=dns-prefetch href="//www.awin1.com">',
    "Awin view": f'<img src="{VIEW}" width=0 height=0>',
    "Awin tag": '<script src="https://www.dwin1.com/19038.js"></script>',
    "CJ view": '<img src="https://www.ftjcfx.com/image-1234567-10581071" width="1" height="1" border="0"/>',
    "CJ view on another host": '<img src="http://www.lduhtrp.net/image-8787409-11337760" width=1 height=1>',
    "CJ view on a click host": '<img src="https://www.tqlkg.com/image-1-2" style="display:none">',
    "Rakuten view": '<img width=1 height=1 src="https://ad.linksynergy.com/fs-bin/show?id=abc&bids=1.2&type=3">',
    "Impact view": '<img height="0" width="0" src="https://imp.pxf.io/i/5597632/2087267/19272" style="position:absolute;visibility:hidden;">',
    "Impact view on a brand's host": '<img height=0 width=0 src="https://brand.sjv.io/i/5597632/21/19">',
    "Impact view on an unknown host": '<img height=0 width=0 src="https://go.brand.com/i/5597632/2135411/19272">',
    "Impact picture": '<img src="//a.impactradius-go.com/display-ad/3022-398453">',
    "Amazon view": '<img src="https://ir-na.amazon-adsystem.com/e/ir?t=blog-20&l=as2&o=1" width=1 height=1 style="border:none !important">',
    "Amazon view of old": '<img src="https://www.assoc-amazon.com/e/ir?t=blog-20" width=1 height=1>',
    "Amazon box": '<iframe src="https://rcm-na.amazon-adsystem.com/e/cm?t=blog-20&asins=B00" style="width:120px;height:240px"></iframe>',
    "Amazon box of old": '<iframe src="//rcm-eu.amazon.de/e/cm?t=blog-21&tag=blog-21"></iframe>',
    "Amazon widget": '<script src="//z-na.amazon-adsystem.com/widgets/onejs?MarketPlace=US&tag=blog-20"></script>',
    "Amazon product picture": '<img src="https://ws-na.amazon-adsystem.com/widgets/q?_encoding=UTF8&ASIN=B0&ID=AsinImage&tag=blog-20">',
    "Amazon media": '<img src="https://m.media-amazon.com/images/I/71.jpg?tag=blog-20">',
    "Kindle preview": '<iframe src="https://read.amazon.com/kp/card?asin=B0&preview=inline&tag=blog-20"></iframe>',
    "Skimlinks": '<script src="https://s.skimresources.com/js/1234X567.skimlinks.js"></script>',
    "VigLink": '<script src="//cdn.viglink.com/api/vglnk.js"></script>',
    "TradeTracker view": '<img src="https://ti.tradetracker.net/?c=1&m=2&a=3&r=&t=html" width=468>',
    "Tradedoubler view": '<img src="https://imp.tradedoubler.com/imp?type(img)g(1)a(2)" width=1>',
    "Admitad banner": '<img src="https://ad.admitad.com/b/abc123/">',
    "eBay view": '<img src="https://rover.ebay.com/roverimp/1/711-53200/1?campid=5338&toolid=1" width=1>',
    "Booking box": '<iframe src="https://www.booking.com/flexiproduct.html?product=nsb&aid=1234567"></iframe>',
    "merchant's banner": '<img src="https://northwind-shop.com/banners/728.png?aff=77">',
    "merchant's view": '<img width=1 height=1 src="https://northwind-shop.com/imp.php?a_aid=77&a_bid=1">',
    "merchant's widget": '<script src="https://northwind-shop.com/widget.js?aff=77"></script>',
    "host that looks like a network's": '<img src="https://notawin1.com/cread.php?awinaffid=1">',
    "network's name before another": '<img src="https://awin1.com.cdn-host.net/cread.php?awinaffid=1">',
    "network's name in the path": '<img src="https://cdn.example.org/www.awin1.com/cread.php?awinaffid=1">',
    "measuring pixel": '<img height=1 width=1 style="display:none" src="https://www.facebook.com/tr?id=1&ev=PageView">',
    "tag manager": '<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-X" height=0 width=0 style="display:none;visibility:hidden"></iframe></noscript>',
    "player": '<div style="height:0;padding-bottom:56%"><iframe src="https://www.youtube.com/embed/x?ref=1"></iframe></div>',
    "frame breaker": "<script>if(top!==self){top.location=self.location.href}</script>",
    "to https": "<script>if(location.protocol!='https:')location.href='https:'+location.href.substring(5)</script>",
    "own home": '<meta http-equiv="refresh" content="900">',
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_click_is_no_finding(name: str) -> None:
    assert findings(site_of_bodies(article(HARMLESS[name]))) == {}


SENT_AWAY = {
    "meta refresh": f'<meta http-equiv="refresh" content="0; url={CLICK_HTML}">',
    "meta refresh in quotation marks": f"<META HTTP-EQUIV=Refresh CONTENT=\"1;URL='{CLICK_HTML}'\">",
    "location": f"<script>window.location='{CLICK}'</script>",
    "location.href": f'<script>document.location.href = "{CLICK}";</script>',
    "location.replace": f"<script>location.replace('{CLICK}')</script>",
    "location.assign": f"<script>window.location.assign(atob('{BASE64}'))</script>",
    "top": f"<script>top.location='{CLICK}'</script>",
    "in a timer": f"<script>setTimeout(\"window.location='{CLICK}'\", 10);setTimeout(function(){{window.location.href='{CLICK}'}},100)</script>",
    "when ready": f"<script>document.addEventListener('DOMContentLoaded',()=>{{location.href='{CLICK}'}})</script>",
    "form": f'<form id=f action="{CLICK_HTML}"></form><script>document.getElementById("f").submit()</script>',
    "form by number": f'<form action="{CLICK_HTML}" method=post></form><script>document.forms[0].submit()</script>',
    "form by name": f'<form name=go action="{CLICK_HTML}"></form><body onload="document.go.submit()">',
}


@pytest.mark.parametrize("name", SENT_AWAY)
def test_page_with_content_that_sends_visitors_away_is_decisive(name: str) -> None:
    assert findings(site_of_bodies(article(), article(SENT_AWAY[name])))["K-04"] is Severity.DECISIVE


def test_refresh_header_counts_like_a_meta_tag() -> None:
    page = page_of(article(), headers=(("refresh", f"0; url={CLICK}"),))
    found = results(Site(site_of_bodies(article()).applicant, HOME, pages=(page,)))
    assert found["K-04"].severity is Severity.DECISIVE
    assert all(stands_in(quote.quote, page) for quote in found["K-04"].evidence)


@pytest.mark.parametrize(
    ("path", "delay", "is_home", "severity"),
    [
        ("go/boots/", 0, False, Severity.NOTE),
        ("recommends/boots/", 3, False, Severity.NOTE),
        ("boots/", 0, False, Severity.STRONG),
        ("", 0, True, Severity.DECISIVE),
    ],
)
def test_bare_forwarding_page_is_what_link_managers_make(
    path: str, delay: int, is_home: bool, severity: Severity
) -> None:
    bare = f'<html><head><meta http-equiv=refresh content="{delay};url={CLICK_HTML}"></head><body>One moment…</body></html>'
    site = site_of_bodies(bare if is_home else article())
    pages = site.pages if is_home else (*site.pages, page_of(bare, HOME + path))
    assert findings(Site(site.applicant, HOME, pages=pages))["K-04"] is severity


def test_forwarding_page_that_another_page_frames_is_decisive() -> None:
    bare = page_of(f"<script>location='{CLICK}'</script>", HOME + "go/x/")
    home = page_of(article('<iframe src="/go/x/"></iframe>'))
    assert findings(Site(site_of_bodies(article()).applicant, HOME, pages=(home, bare)))["K-04"] is Severity.DECISIVE


@pytest.mark.parametrize(
    "inner", ['<img src="/go/x">', '<iframe src="/go/x" hidden></iframe>', "<script>i.src='/go/x'</script>"]
)
def test_own_redirect_as_source_is_decisive(inner: str) -> None:
    found = results(site_of_bodies(article(inner), redirects=(own_redirect("/go/x", CLICK),)))
    assert found["K-02"].severity is Severity.DECISIVE
    assert found["K-01"].state is State.PASS
    assert CLICK in found["K-02"].says


def test_own_redirect_as_link_is_ordinary_cloaking() -> None:
    site = site_of_bodies(article('<a href="/go/x">boots</a>'), redirects=(own_redirect("/go/x", CLICK),))
    assert findings(site) == {"K-10": Severity.NOTE}


def test_own_redirect_that_hides_the_referrer_is_a_caution() -> None:
    redirect = own_redirect("/go/x", CLICK, (("referrer-policy", "no-referrer"),))
    assert findings(site_of_bodies(article('<a href="/go/x">x</a>'), redirects=(redirect,))) == {
        "K-10": Severity.CAUTION
    }


def test_own_redirect_to_a_picture_elsewhere_is_nothing() -> None:
    redirect = own_redirect("/go/x", "https://cdn.example.net/a.png")
    assert findings(site_of_bodies(article('<img src="/go/x">'), redirects=(redirect,))) == {}


OPENED = {
    "window.open": f"<script>window.open('{CLICK}','_blank')</script>",
    "on the first click anywhere": f"<script>document.addEventListener('click',function(){{window.open('{CLICK}')}},{{once:true}})</script>",
    "on the body": f"<script>document.body.onclick=function(){{window.open('{CLICK}')}}</script>",
    "in the body tag": f"<body onclick=\"window.open('{CLICK}')\">",
    "by jQuery": f"<script>$(document).click(function(){{window.open('{CLICK}')}})</script>",
    "window opened empty": f"<script>(function(d){{function go(){{var a=window.open('about:blank');a.location='{CLICK}'}}d.addEventListener('mousedown',go)}})(document);</script>",
    "short name of the document": f"<script>var d=document;d.onclick=function(){{window.open('{CLICK}')}}</script>",
    "picture on click anywhere": f"<script>document.onmousedown=function(){{new Image().src='{CLICK}'}}</script>",
}


@pytest.mark.parametrize("name", OPENED)
def test_windows_that_nobody_asked_for_are_strong(name: str) -> None:
    assert findings(site_of_bodies(article(OPENED[name])))["K-06"] is Severity.STRONG


def test_popunder_library_alone_is_a_caution() -> None:
    assert findings(site_of_bodies(article('<script src="//c1.popads.net/pop.js"></script>'))) == {
        "K-06": Severity.CAUTION
    }


@pytest.mark.parametrize(
    ("home", "target", "severity"),
    [
        ("https://blog.example.org/", "https://www.northwind-shop.com/?aff=9", Severity.STRONG),
        ("https://blog.example.org/", CLICK, Severity.STRONG),
        ("https://northwimd-shop.net/", "https://www.northwind-shop.com/", Severity.DECISIVE),
        ("https://northwind-deals.net/", CLICK, Severity.DECISIVE),
    ],
)
def test_home_page_that_redirects_to_the_merchant(home: str, target: str, severity: Severity) -> None:
    fetch = fetched("", home, hops=((302, home, target, ()),))
    site = Site(site_of_bodies("").applicant, home, ReadState.UNREACHABLE, "sent away", fetches=(fetch,))
    found = results(site)
    assert found["K-05"].severity is severity
    assert stands_in(found["K-05"].evidence[0].quote, fetch)
    assert found["K-01"].state is State.NOT_CHECKED


@pytest.mark.parametrize(
    "target", ["https://www.blog.example.org/", "https://blog.example.org/en/", "https://other.example/"]
)
def test_home_page_that_redirects_elsewhere_is_not_k05(target: str) -> None:
    fetch = fetched("", HOME, hops=((301, HOME, target, ()),))
    assert "K-05" not in findings(Site(site_of_bodies("").applicant, HOME, fetches=(fetch,)))


@pytest.mark.parametrize(
    ("cookie", "is_found"),
    [
        ("lsclick_mid1234=x; path=/", True),
        ("_aw_m_2044=99887_1; Domain=.blog.example.org", True),
        ("irclickid=abc", True),
        ("merchant_session=1", False),
        ("MERCHANTS=1", False),
        ("UserPref=dark", False),
        ("q=1", False),
        ("PHPSESSID=cjevent", False),
    ],
)
def test_cookie_of_a_network_without_a_click(cookie: str, is_found: bool) -> None:
    fetch = fetched(article(), headers=(("set-cookie", cookie),))
    site = site_of_bodies(article())
    found = findings(Site(site.applicant, HOME, pages=site.pages, fetches=(fetch,)))
    assert found == ({"K-07": Severity.STRONG} if is_found else {})


def test_three_networks_at_once() -> None:
    urls = (CLICK_HTML, "https://www.anrdoezrs.net/click-1-2", "https://click.linksynergy.com/fs-bin/click?id=x")
    found = results(site_of_bodies(article("".join(f'<img src="{url}">' for url in urls))))
    assert found["K-08"].severity is Severity.DECISIVE
    assert len(found["K-08"].evidence) == 3
    assert findings(site_of_bodies(article(f'<img src="{CLICK_HTML}">'))).keys() == {"K-01"}


def test_merchant_in_a_hidden_frame() -> None:
    hidden = '<iframe style="display:none" src="https://northwind-shop.com/{}"></iframe>'
    assert findings(site_of_bodies(article(hidden.format("?aff=9"))))["K-01"] is Severity.DECISIVE
    assert findings(site_of_bodies(article(hidden.format("boots"))))["K-03"] is Severity.STRONG
    visible = '<iframe width=600 height=400 src="https://northwind-shop.com/?aff=9"></iframe>'
    assert findings(site_of_bodies(article(visible))) == {"K-01": Severity.STRONG}


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("theme.css", "text/css", f".footer{{background:url({CLICK})}}"),
        ("js/site.js", "application/javascript", f"(function(){{var f=new Image();f.src='https://'+'{CLICK[8:]}'}})()"),
    ],
)
def test_own_style_sheets_and_scripts_are_read_where_they_were_fetched(path: str, kind: str, body: str) -> None:
    site = site_of_bodies(article(f'<link rel=stylesheet href="/{path}"><script src="/{path}"></script>'))
    fetch = fetched(body, HOME + path, headers=(("content-type", kind),))
    with_it = Site(site.applicant, HOME, pages=site.pages, fetches=(*site.fetches, fetch))
    found = results(with_it)["K-01"]
    assert found.severity is Severity.DECISIVE
    assert all(stands_in(quote.quote, fetch) for quote in found.evidence)
    assert findings(site) == {}
    unused = Site(site.applicant, HOME, pages=site_of_bodies(article()).pages, fetches=(fetch,))
    assert findings(unused) == {}


def test_link_of_an_unknown_network_is_never_decisive() -> None:
    url = "https://track.unknown-net.com/go?aff_id=7"
    assert findings(site_of_bodies(article(f'<img width=1 height=1 src="{url}">'))) == {}
    assert findings(site_of_bodies(article(f'<iframe width=1 height=1 src="{url}"></iframe>'))) == {
        "K-03": Severity.CAUTION
    }


HIDDEN_CLICKS = {
    "CJ": "https://www.anrdoezrs.net/click-1234567-7654321",
    "ShareASale": "https://shareasale.com/r.cfm?b=1&u=22&m=333",
    "Impact": "https://shop.evyy.net/c/1/2/3",
    "Awin": CLICK,
}
DISGUISES: dict[str, Callable[[str], str]] = {
    "base64": lambda url: f"'{base64.b64encode(url.encode()).decode()}'",
    "base64 without padding": lambda url: f'"{base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")}"',
    "base64 of a frame": lambda url: f"`{base64.b64encode(f'<iframe src={url}>'.encode()).decode()}`",
    "hexadecimal": lambda url: '"' + "".join(f"\\x{ord(letter):02x}" for letter in url) + '"',
    "hexadecimal, letters only": lambda url: '"' + re.sub("[a-z]", lambda m: f"\\x{ord(m.group()):02X}", url) + '"',
    "unicode": lambda url: "'" + "".join(f"\\u{ord(letter):04x}" for letter in url) + "'",
    "codes": lambda url: f"String.fromCharCode({','.join(str(ord(letter)) for letter in url)})",
    "list of codes": lambda url: f"[{', '.join(hex(ord(letter)) for letter in url)}]",
    "percent signs": lambda url: "'" + "".join(f"%{ord(letter):02x}" for letter in url) + "'",
    "backwards": lambda url: f"'{url[::-1]}'",
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("network", HIDDEN_CLICKS)
def test_click_address_in_disguise_is_strong_whether_or_not_its_use_is_seen(network: str, disguise: str) -> None:
    script = (
        f"if(a<b){{var _q=[{DISGUISES[disguise](HIDDEN_CLICKS[network])},'iframe'];e.src=window['at'+'ob'](_q[0])}}"
    )
    site = site_of_bodies(article(f"<script>{script}</script>"))
    assert findings(site)["K-09"] is Severity.STRONG
    assert all(stands_in(quote.quote, site.pages[0]) for quote in results(site)["K-09"].evidence)
    loading = site_of_bodies(article('<script src="/lib/ui.js"></script>'))
    own = fetched(script, HOME + "lib/ui.js", headers=(("content-type", "text/javascript"),))
    with_it = Site(loading.applicant, HOME, pages=loading.pages, fetches=(*loading.fetches, own))
    assert findings(with_it)["K-09"] is Severity.STRONG
    assert all(stands_in(quote.quote, own) for quote in results(with_it)["K-09"].evidence)


ESCAPED_SIGNS = CLICK.replace("/", "\\u002F").replace("&", "\\u0026").replace("=", "\\u003d")


@pytest.mark.parametrize(
    "inner",
    [
        f'<span data-o="{BASE64}">shop</span>',
        f'<script>window.__STATE__={{"link":"{ESCAPED_SIGNS}"}}</script>',
        f"<script>var share='https://social.example/?u={quote_plus(CLICK)}'</script>",
        f"<script>var links=['{CLICK}']</script>",
        f"<script>var a='{base64.b64encode(b'https://cdn.example/library/v1/main.js').decode()}'</script>",
        "<script>var points=[104,116,116,112,115,58,47,47,97,98,99,100,46,99,111,109]</script>",
    ],
)
def test_what_hides_no_click_address_in_script_is_no_disguise(inner: str) -> None:
    assert findings(site_of_bodies(article(inner))) == {}


@pytest.mark.parametrize("state", [ReadState.BLOCKED, ReadState.DISALLOWED, ReadState.UNREACHABLE])
def test_unread_site_has_no_findings(state: ReadState) -> None:
    found = check(Site(site_of_bodies("").applicant, HOME, state, "HTTP 403"), CONTEXT)
    assert {result.state for result in found} == {State.NOT_CHECKED}
    assert all(result.says for result in found)


def test_every_check_of_the_catalogue_speaks() -> None:
    declared = {entry.id for entry in catalogue().values() if entry.family == "cookie_stuffing"}
    assert [result.check for result in check(site_of_bodies(article()), CONTEXT)] == sorted(declared)


def test_text_that_shows_how_stuffing_looks_is_no_stuffing() -> None:
    lesson = f"<p>{WORDS} Never write</p><pre><code>&lt;iframe src='{CLICK_HTML}' width=0&gt;</code></pre><textarea><img src='{CLICK_HTML}'></textarea>"
    assert findings(site_of_bodies(article(lesson))) == {}


def test_real_pages_of_publishers_stuff_nothing(real_sites: tuple[Site, ...]) -> None:
    assert len(real_sites) >= 100
    for one in real_sites:
        grave = {check_id for check_id, severity in findings(one).items() if severity is not Severity.NOTE}
        assert not grave, one.applicant.name


FORCED = "https://click.linksynergy.com/deeplink?id=PpQqRrSsTtU&mid=44120"
OPENING = f'window.open("{FORCED}")'


@pytest.mark.parametrize(
    ("script", "is_found"),
    [
        (f'document.querySelector("body").addEventListener("click",function(){{{OPENING}}})', True),
        (f'document.getElementsByTagName("body")[0].addEventListener("click",function(){{{OPENING}}})', True),
        (f'jQuery("body").on("click",function(){{{OPENING}}})', True),
        (f'document.addEventListener("click",function(e){{if(e.target.closest("body"))return {OPENING}}})', True),
        (f'document.addEventListener("click",function(e){{if(e.target.closest(".buy")){OPENING}}})', False),
        (f'document.addEventListener("click",function(e){{if(e.target.id=="buy"){OPENING}}})', False),
    ],
)
def test_a_click_anywhere_is_told_from_a_click_on_something(script: str, is_found: bool) -> None:
    site = site_of_bodies(article(f"<script>{script}</script>"))
    result = next(result for result in check(site, CONTEXT) if result.check == "K-06")
    assert (result.severity is Severity.STRONG) is is_found
