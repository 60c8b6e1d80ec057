"""Clicks that script, overlays, forms and workers make, in as many spellings as writers choose; look-alikes stay clean."""

# ruff: noqa: E501 - snippets stand on one line each, as in the pages they come from
from __future__ import annotations

import base64
import json
from html import escape

import pytest

from screening.checks.clicks.cookie_stuffing import check
from screening.checks.result import Severity, State
from screening.page.quotes import stands_in
from screening.site import Site
from tests.screening.page.making import CONTEXT, HOME, article, fetched, own_redirect, page_of, site_of_bodies
from tests.timing import processor_time

CLICK = "https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887"
OTHER = "https://clk.tradedoubler.com/click?p=298811&a=3177420"
THIRD = "https://www.jdoqocy.com/click-8120774-10588112"
BASE64 = base64.b64encode(CLICK.encode()).decode()
BARE = CLICK.removeprefix("https://")


def script(code: str) -> str:
    return f"<script>{code}</script>"


FORCED = {
    "style that imports": f'<style>@import url("{CLICK}");</style>',
    "style that imports, unquoted": f"<style>@import url({CLICK}) screen;</style>",
    "style that imports a string": f"<style>@charset 'utf-8';@import'{CLICK}';</style>",
    "list gone through": script(f"const W=['{CLICK}','{OTHER}'];W.forEach(u=>fetch(u,{{mode:'no-cors'}}))"),
    "list mapped to a function": script(f"var l=['{CLICK}'];function hit(u){{var i=new Image();i.src=u}} l.map(hit);"),
    "for of": script(f"for(const u of ['{CLICK}']){{const f=document.createElement('iframe');f.src=u;document.body.append(f)}}"),
    "for in the old way": script(f"var a=['{CLICK}','{OTHER}'];for(var i=0;i<a.length;i++){{(new Image).src=a[i]}}"),
    "setting in an object": script(f"window.cfg={{ui:{{shop:'{CLICK}'}}}};setTimeout(()=>{{location.href=cfg.ui.shop}},900)"),
    "parameter": script(f"(function(w,u){{w.fetch(u,{{credentials:'include'}})}})(window,'{CLICK}')"),
    "function that returns it": script(f"function target(){{return '{CLICK}'}} location.replace(target())"),
    "template": script(f"const id=7;const p=`{CLICK}&clickref=${{id}}`;new Image().src=p"),
    "host and path": script("const h='https://www.awin1.com';const p='/cread.php?awinaffid=9&awinmid=1';const z=h+p;navigator.sendBeacon(z)"),
    "slice of letters": script(f"const k='{BASE64}';const d=window['at'+'ob'];fetch(d(k))"),
    "promise": script(f"Promise.resolve('{CLICK}').then(u=>fetch(u))"),
    "random one": script(f"var s=['{CLICK}','{OTHER}'];var one=s[Math.floor(Math.random()*s.length)];new Image().src=one"),
    "ternary": script(f"var m=navigator.userAgent.match(/iP/)?'{CLICK}':'{OTHER}';(new Image()).src=m"),
    "idle": script(f"const t='{CLICK}';requestIdleCallback(()=>{{const x=new XMLHttpRequest();x.open('GET',t);x.send()}})"),
    "visibility": script(f"const t='{CLICK}';document.addEventListener('visibilitychange',()=>{{if(document.hidden)location=t}})"),
    "mouse moves": script(f"let u='{CLICK}';addEventListener('mousemove',function g(){{fetch(u);removeEventListener('mousemove',g)}})"),
    "element appended": script(f"var s=document.createElement('link');s.rel='prefetch';s.href='{CLICK}';document.head.appendChild(s)"),
    "link pressed by script": script(f"var a=document.createElement('a');a.href='{CLICK}';a.target='_blank';document.body.append(a);setTimeout(function(){{a.click()}},500)"),
    "link of the page pressed": f'<a id="deal" href="{escape(CLICK)}">Deal</a>' + script("window.onload=function(){document.getElementById('deal').click()}"),
    "sponsored links fetched": f'<a rel="sponsored" href="{escape(CLICK)}">Deal</a>' + script("document.querySelectorAll('a[rel~=\"sponsored\"]').forEach(a=>fetch(a.href,{mode:'no-cors'}))"),
    "form made by script": script(f"var f=document.createElement('form');f.action='{CLICK}';f.method='GET';document.body.appendChild(f);f.submit()"),
    "data attribute": f'<div id="x" data-src-url="{escape(CLICK)}"></div>' + script("var n=document.getElementById('x').dataset.srcUrl;new Image().src=n"),
    "data attribute in base64": f'<body data-t="{BASE64}">' + script("setTimeout(function(){location.assign(atob(document.body.getAttribute('data-t')))},4000)"),
    "json block": f'<script type="application/json" id="boot">{json.dumps({"a": {"warm": [CLICK]}})}</script>' + script("JSON.parse(document.getElementById('boot').textContent).a.warm.forEach(u=>{new Image().src=u})"),
    "meta tag": f'<meta name="shop-url" content="{escape(CLICK)}">' + script("fetch(document.querySelector('meta[name=\"shop-url\"]').content)"),
    "hidden field": f'<input type="hidden" id="ru" value="{escape(CLICK)}">' + script("location.href=document.getElementById('ru').value"),
    "worker is told": script(f"navigator.serviceWorker.register('/sw.js').then(r=>r.active.postMessage({{warm:['{CLICK}']}}))"),
    "style of an element": script(f"const c='{CLICK}';document.body.style.backgroundImage='url('+c+')'"),
    "markup with a variable": script(f"const c='{CLICK}';document.body.insertAdjacentHTML('beforeend','<img width=1 src=\"'+c+'\">')"),
    "function named as text": script(f"setTimeout(\"location.href='{CLICK}'\",2000)"),
    "back button": script(f"const b='{CLICK}';history.pushState({{}},'','');addEventListener('popstate',()=>{{location.replace(b)}})"),
    "frame of javascript": f"<iframe src=\"javascript:location.replace('{escape(CLICK)}')\"></iframe>",
    "frame of data": f'<iframe src="data:text/html,{escape(f"<img src={CLICK}>")}"></iframe>',
    "frame of data in base64": f'<iframe src="data:text/html;base64,{base64.b64encode(f"<meta http-equiv=refresh content=0;url={CLICK}>".encode()).decode()}"></iframe>',
    "script within srcdoc": f'<iframe srcdoc="{escape(script(f"location.href={json.dumps(CLICK)}"))}"></iframe>',
    "image set": f"<style>.h{{background-image:image-set('{CLICK}' 1x)}}</style>",
    "css escapes": "<style>.h{background:url(https\\3a //www.awin1.com/cread.php?awinaffid=99887)}</style>",
    "import of data": f"<style>@import 'data:text/css;base64,{base64.b64encode(f'a{{background:url({CLICK})}}'.encode()).decode()}';</style>",
    "param of an object": f'<object><param name="movie" value="{escape(CLICK)}"></object>',
    "svg use": f'<svg><use href="{escape(CLICK)}#a"/></svg>',
    "bgsound": f'<bgsound src="{escape(CLICK)}">',
    "rules over links": f'<a class="b" href="{escape(CLICK)}">Shop</a><script type="speculationrules">{{"prerender":[{{"source":"document","where":{{"href_matches":"https://www.awin1.com/*"}},"eagerness":"immediate"}}]}}</script>',
    "details that open": f'<details open ontoggle="fetch(\'{escape(CLICK)}\')"><summary>x</summary></details>',
    "video that starts": f'<video autoplay oncanplay="new Image().src=\'{escape(CLICK)}\'" src="/a.mp4"></video>',
    "animation": f'<div onanimationstart="location=\'{escape(CLICK)}\'">x</div>',
    "form with fields": '<form id="hb" method="get" action="https://go.skimresources.com/"><input type="hidden" name="id" value="88110X15223"><input type="hidden" name="url" value="https://shop.example/"></form>' + script("window.addEventListener('load',function(){document.getElementById('hb').submit()})"),
    "form by the prototype": f'<form id="hb" action="{escape(CLICK)}"></form>' + script("HTMLFormElement.prototype.submit.call(document.getElementById('hb'))"),
    "form by its only name": f'<form action="{escape(CLICK)}"><button>x</button></form>' + script("var f=document.querySelector('form');setTimeout(()=>f.requestSubmit(),10)"),
    "form by its button": f'<form action="{escape(CLICK)}"><button id="go">x</button></form>' + script("document.getElementById('go').click()"),
    "form focus": f'<form action="{escape(CLICK)}"><input autofocus onfocus="this.form.submit()"></form>',
}  # fmt: skip

GESTURES = {
    "first click, after a loader of pictures": script(f"(function(){{var done=false;function load(){{document.querySelectorAll('img[data-src]').forEach(function(i){{i.src=i.dataset.src}})}}document.addEventListener('click',function(){{if(done||document.cookie.indexOf('pv=1')>-1)return;done=true;document.cookie='pv=1;max-age=86400;path=/';var w=window.open('{CLICK}','_blank','width=300,height=200,left=3000,top=3000');if(w){{w.blur();window.focus()}}}});load()}})()"),
    "first click, which loads pictures, too": script(f"document.addEventListener('click',()=>{{document.querySelectorAll('img[data-src]').forEach(i=>{{i.src=i.dataset.src}});window.open('{CLICK}')}},{{once:true}})"),
    "first click, after a menu": script(f"function menu(b){{if(b.classList.contains('open'))b.className='';else b.className='open'}}document.addEventListener('pointerdown',function(){{window.open('{CLICK}','_blank').blur()}},{{once:true}})"),
    "first click, after keys": script(f"addEventListener('keydown',e=>{{if(e.key==='Escape')shut()}});document.body.onclick=function(){{location.href='{CLICK}'}}"),
    "first click, by a name, after a table": script(f"const rows=t=>[...t.rows].map(r=>r.dataset.name);function once(){{document.removeEventListener('mouseup',once);window.open('{CLICK}')}}document.addEventListener('mouseup',once)"),
    "first touch, packed": script(f"(function(d,w){{var h=function(){{var p=w.open('{CLICK}','_blank');if(p){{p.blur()}}w.focus()}};d.addEventListener('touchstart',h,true);d.addEventListener('mousedown',h,true)}})(document,window)"),
    "by a variable": script(f"const url='{CLICK}';document.body.addEventListener('click',()=>window.open(url),{{once:true}})"),
    "key": script(f"const url='{CLICK}';document.addEventListener('keydown',function(){{window.open(url)}})"),
    "bare listener": script(f"addEventListener('pointerdown',()=>open('{CLICK}'))"),
    "every link": script(f"document.querySelectorAll('a').forEach(a=>a.addEventListener('click',()=>{{window.open('{CLICK}')}}))"),
    "several events": script(f"['click','touchend','keyup'].forEach(n=>document.addEventListener(n,()=>window.open('{CLICK}')))"),
    "overlay": f'<a href="{escape(CLICK)}" style="position:fixed;inset:0;z-index:9999;opacity:0">&nbsp;</a>',
    "overlay in units of the window": f'<a href="{escape(CLICK)}" style="position:absolute;top:0;left:0;width:100vw;height:100vh;z-index:9"></a>',
    "overlay by a class": f'<style>.lay{{position:fixed;top:0;right:0;bottom:0;left:0}}</style><a class="lay" href="{escape(CLICK)}"></a>',
    "overlay before": f'<style>.lay::before{{content:"";position:fixed;inset:0}}</style><p>See <a class="lay" href="{escape(CLICK)}">this</a></p>',
    "overlay around": f'<div style="position:fixed;inset:0;opacity:.01"><a style="display:block;width:100%;height:100%" href="{escape(CLICK)}"></a></div>',
    "overlay of a handler": f"<div style=\"position:fixed;inset:0;background:transparent\" onclick=\"window.open('{escape(CLICK)}')\"></div>",
    "overlay by script": script(f"var a=document.createElement('a');a.href='{CLICK}';a.style.cssText='position:fixed;inset:0;opacity:0;z-index:99';document.body.appendChild(a)"),
}  # fmt: skip

HONEST = {
    "card that asks, after a loader of pictures": script(f"document.querySelectorAll('img[data-src]').forEach(i=>{{i.src=i.dataset.src}});document.addEventListener('click',e=>{{const c=e.target;if(c.dataset.shop)window.open('{CLICK}')}})"),
    "card that asks by a name": script(f"function go(e){{const b=e.target;if(!b.classList.contains('buy'))return;window.open('{CLICK}')}}document.addEventListener('click',go)"),
    "data for buttons": script(f"const offers=[{{shop:'A',url:'{CLICK}'}}];const ul=document.querySelector('ul');offers.forEach(o=>{{ul.innerHTML+='<li><a href=\"'+o.url+'\">'+o.shop+'</a></li>'}})"),
    "data beside an interface": script(f"window.cfg={{api:'/api/prices',shop:'{CLICK}'}};fetch(cfg.api).then(r=>r.json()).then(show)"),
    "button of a card": script(f"const u='{CLICK}';document.getElementById('buy').addEventListener('click',()=>window.open(u))"),
    "card that is pressed": f'<div class="card" data-href="{escape(CLICK)}">x</div>' + script("document.querySelectorAll('.card').forEach(c=>c.addEventListener('click',()=>window.open(c.dataset.href)))"),
    "delegated to the page": f'<div class="card" data-href="{escape(CLICK)}">x</div>' + script("document.addEventListener('click',e=>{const c=e.target.closest('[data-href]');if(c)window.open(c.dataset.href)})"),
    "links counted": f'<a rel="sponsored" href="{escape(CLICK)}">x</a>' + script("document.querySelectorAll('a[rel~=\"sponsored\"]').forEach(a=>a.addEventListener('click',()=>navigator.sendBeacon('/count',a.href)))"),
    "links marked": f'<a rel="sponsored" href="{escape(CLICK)}">x</a>' + script("document.querySelectorAll('a[href*=\"awin1\"]').forEach(a=>{a.target='_blank';a.rel='sponsored nofollow'})"),
    "links written": script(f"const a=document.createElement('a');a.href='{CLICK}';a.textContent='Shop';document.querySelector('p').append(a)"),
    "json for a framework": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"items": [{"title": "x", "url": CLICK}]}})}</script>' + script("const d=JSON.parse(document.getElementById('__NEXT_DATA__').textContent);fetch('/_next/data/'+d.buildId+'.json')"),
    "ordinary link": f'<a href="{escape(CLICK)}">Shop</a>',
    "button box": f'<a class="btn" style="display:block;width:100%;padding:9px" href="{escape(CLICK)}">Buy</a>',
    "stretched over its card": f'<style>.stretched-link::after{{content:"";position:absolute;inset:0}}</style><div style="position:relative"><a class="stretched-link" href="{escape(CLICK)}">Buy</a></div>',
    "bar at the bottom": f'<a style="position:fixed;bottom:0;left:0;width:100%;height:60px" href="{escape(CLICK)}">Deal of the week</a>',
    "background that is sold": f'<a style="position:fixed;inset:0;z-index:-1;background:url(/skin.jpg)" href="{escape(CLICK)}"></a>',
    "menu behind a veil": '<div style="position:fixed;inset:0;background:rgba(0,0,0,.5)" onclick="closeMenu()"></div>',
    "worker for own pages": script("navigator.serviceWorker.register('/sw.js')"),
    "wrapper of a network": script("(function(){var s=document.createElement('script');s.src='https://s.skimresources.com/js/123X456.skimlinks.js';document.body.appendChild(s)})()"),
    "consent": '<iframe style="display:none" src="https://consent.example/frame.html"></iframe>',
    "search form": '<form action="/search"><input name="q"></form>' + script("document.getElementById('q').addEventListener('change',function(){this.form.submit()})"),
    "prefetch of own pages": '<script type="speculationrules">{"prefetch":[{"source":"document","where":{"href_matches":"/*"},"eagerness":"moderate"}]}</script>' + f'<a href="{escape(CLICK)}">Shop</a>',
    "hotkey": script(f"const u='{CLICK}';document.addEventListener('keydown',e=>{{if(e.key==='b')location.href=u}})"),
    "tool that makes links": script("const base='https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=';document.getElementById('f').addEventListener('submit',e=>{e.preventDefault();out.value=base+encodeURIComponent(q.value)})"),
    "view": '<img width=1 height=1 src="https://www.awin1.com/cshow.php?s=1&v=2044&q=3&r=99887">',
    "blocker of networks": script("const bad=['awin1.com','tradedoubler.com'];document.querySelectorAll('a').forEach(a=>{if(bad.some(b=>a.href.includes(b)))a.classList.add('ad')})"),
    "page that quotes": f"<pre>fetch('{escape(CLICK)}')</pre>",
    "image of the shop in json-ld": f'<script type="application/ld+json">{json.dumps({"@type": "Product", "offers": {"url": CLICK}})}</script>' + script("JSON.parse('{}')"),
    "lightbox": '<a href="/big.jpg" style="position:fixed;inset:0;opacity:0">x</a>',
    "frame told its size": script("document.querySelector('iframe').contentWindow.postMessage({h:1},'*')"),
}  # fmt: skip


def strongest(site: Site) -> dict[str, Severity]:
    found: dict[str, Severity] = {}
    for result in check(site, CONTEXT):
        if result.state is State.FINDING and result.severity in {Severity.STRONG, Severity.DECISIVE, Severity.CAUTION}:
            found[result.check] = result.severity
            for quote in result.evidence:
                sources = [*(page.html for page in site.pages), *(fetch.body.decode() for fetch in site.fetches), CLICK]
                assert any(quote.quote in source for source in sources) or stands_in(quote.quote, site.pages[0])
    return found


@pytest.mark.parametrize("name", FORCED)
def test_address_that_gets_to_a_load_by_any_way_is_found(name: str) -> None:
    found = strongest(site_of_bodies(article(FORCED[name])))
    assert {Severity.STRONG, Severity.DECISIVE} & set(found.values()), found
    assert found.keys() & {"K-01", "K-04", "K-06"}


@pytest.mark.parametrize("name", GESTURES)
def test_click_on_anything_that_opens_a_partner_link_is_found(name: str) -> None:
    assert strongest(site_of_bodies(article(GESTURES[name]))).get("K-06") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST)
def test_links_that_wait_for_their_own_click_stay_clean(name: str) -> None:
    assert strongest(site_of_bodies(article(HONEST[name]))) == {}


WORKER = {
    "list": (f"const W=['{CLICK}','{OTHER}','{THIRD}'];self.addEventListener('install',e=>e.waitUntil(Promise.all(W.map(u=>fetch(u,{{mode:'no-cors'}})))))", True),
    "cache": (f"self.addEventListener('install',e=>e.waitUntil(caches.open('v').then(c=>c.addAll(['/','{CLICK}']))))", True),
    "window": (f"self.addEventListener('activate',()=>clients.openWindow('{CLICK}'))", True),
    "own pages": ("self.addEventListener('fetch',e=>e.respondWith(caches.match(e.request).then(r=>r||fetch(e.request))))", False),
    "own list": ("const A=['/','/about/','/app.css'];self.addEventListener('install',e=>e.waitUntil(caches.open('v').then(c=>c.addAll(A))))", False),
}  # fmt: skip


def with_file(body: str, path: str, code: str) -> Site:
    site = site_of_bodies(article(body))
    file = fetched(code, HOME.rstrip("/") + path, headers=(("content-type", "text/javascript"),))
    return Site(site.applicant, HOME, pages=site.pages, fetches=(*site.fetches, file))


@pytest.mark.parametrize("name", WORKER)
def test_service_worker_is_read_like_any_other_script(name: str) -> None:
    code, is_found = WORKER[name]
    found = strongest(with_file(script("navigator.serviceWorker.register('/sw.js')"), "/sw.js", code))
    assert bool(found.keys() & {"K-01", "K-06"}) is is_found


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f'<script src="/v.js" data-v="{BASE64}"></script>', "var d=document.currentScript.getAttribute('data-v');addEventListener('load',function(){var e=document.createElement('script');e.src=atob(d);document.head.appendChild(e)})"),
        (script(f"window.warmUp=['{CLICK}']") + '<script src="/v.js"></script>', "(window.warmUp||[]).forEach(function(u){new Image().src=u})"),
        (f'<script src="/v.js"></script><i id="z" data-to="{escape(CLICK)}"></i>', "setTimeout(()=>{location.href=document.querySelector('#z').dataset.to},3e3)"),
    ],
)  # fmt: skip
def test_own_script_that_uses_what_the_page_holds_is_found(body: str, code: str) -> None:
    assert strongest(with_file(body, "/v.js", code)).keys() & {"K-01", "K-04"}


@pytest.mark.parametrize(
    ("body", "checks"),
    [
        (script("const h='/go/8';setTimeout(()=>{const i=new Image();i.src=h},50)"), {"K-02"}),
        (script("['/go/8'].forEach(u=>fetch(u))"), {"K-02"}),
        ('<meta http-equiv="refresh" content="2;url=/go/8">', {"K-04"}),
        ('<form id="f" action="/go/8"></form>' + script("document.forms[0].submit()"), {"K-04"}),
        ('<a href="/go/8" style="position:fixed;inset:0;opacity:0"></a>', {"K-06"}),
        (script("document.onclick=()=>{window.open('/go/8')}"), {"K-06"}),
        ('<a href="/go/8">Shop</a>', set()),
        ("<button onclick=\"location='/go/8'\">Shop</button>", set()),
    ],
)
def test_own_redirect_counts_like_the_address_it_leads_to(body: str, checks: set[str]) -> None:
    site = site_of_bodies(article(body), redirects=(own_redirect("/go/8", CLICK),))
    assert {
        name
        for name in strongest(
            Site(site.applicant, HOME, pages=site.pages, fetches=site.fetches, own_redirects=site.own_redirects)
        )
        if name != "K-10"
    } == checks


def test_hostile_script_costs_no_time() -> None:
    for unit in ("a", "(", "f(", "=/[", "`${", "'", "{a:", "x=>", "['/a/b',"):
        code = f"var u='{CLICK}';" + unit * (300_000 // len(unit))
        with processor_time() as spent:
            page_of(article(script(code)))
        assert spent.is_below(5), unit
