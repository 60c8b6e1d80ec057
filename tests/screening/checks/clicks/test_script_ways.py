"""Further ways by which script gets at a click address: put together, conditional, besides a link, as a link it makes.

Each way stands once; what an honest site does alike, and stays clean, stands beside it.
"""

# ruff: noqa: E501 - snippets stand on one line each, as in the pages they come from
from __future__ import annotations

import base64
import codecs
from dataclasses import replace
from html import escape

import pytest

from screening.checks.clicks.cookie_stuffing import check
from screening.checks.links.disclosure import check as check_disclosure
from screening.checks.result import Severity, State
from screening.page.quotes import stands_in
from tests.screening.checks.clicks.test_forced_clicks import CLICK, script, with_file
from tests.screening.page.making import CONTEXT, article, site_of_bodies

NUMBERED = "https://www.kqzyfj.com/click-9012277-15511208"
BASE64 = base64.b64encode(CLICK.encode()).decode()
REVERSED64 = BASE64[::-1]
HEX = CLICK.encode().hex()
TURNED = codecs.encode(CLICK, "rot13")
XORED = ",".join(str(ord(letter) ^ 7) for letter in CLICK)
SHIFTED = ",".join(str(ord(letter) + 3) for letter in CLICK)
FROM_SEARCH = "if(!/google|bing/.test(document.referrer))return;"
ONCE_A_DAY = (
    "var k='d',t=String(Math.floor(Date.now()/864e5));if(localStorage.getItem(k)===t)return;localStorage.setItem(k,t);"
)

PUT_TOGETHER = {
    "list with numbers": script('var c=["https://www.kq","zyfj.com/cli","ck-",9012277,"-",15511208];window.fetch(c.join(""),{mode:"no-cors"})'),
    "scheme before the list": script(f'(function(d,w){{{FROM_SEARCH}var c=["://www.kqzy","fjXcom/click-".replace("X","."),9012277,"-",15511208];w.setTimeout(function(){{w.fetch("https"+c.join(""),{{mode:"no-cors"}})}},2600)}})(document,window)'),
    "template of parts": script("const net='www.kqzyfj.com',me=9012277,ad=15511208;const i=new Image();i.src=`https://${net}/click-${me}-${ad}`"),
    "concat": script("var u='https://www.'.concat('kqzyfj','.com/click-','9012277-15511208');navigator.sendBeacon(u)"),
    "properties of an object": script("var o={h:'https://www.kqzyfj.com',p:'/click-9012277-15511208'};new Image().src=o.h+o.p"),
    "address of parts": script("const t=new URL('/click-9012277-15511208','https://www.kqzyfj.com');fetch(t,{mode:'no-cors'})"),
    "address with parameters": script("const t=new URL('https://www.awin1.com/cread.php');t.searchParams.set('awinmid','2044');t.searchParams.set('awinaffid','99887');fetch(t.href,{mode:'no-cors'})"),
    "base64 backwards": script(f"fetch(atob('{REVERSED64}'.split('').reverse().join('')),{{mode:'no-cors'}})"),
    "spread backwards": script(f"fetch([...'{CLICK[::-1]}'].reverse().join(''))"),
    "hexadecimal": script(f"var h='{HEX}',s='';for(var i=0;i<h.length;i+=2)s+=String.fromCharCode(parseInt(h.substr(i,2),16));new Image().src=s"),
    "turned by thirteen": script(f"function r(s){{return s.replace(/[a-z]/gi,c=>String.fromCharCode((c<='Z'?90:122)>=(c=c.charCodeAt(0)+13)?c:c-26))}}new Image().src=r('{TURNED}')"),
    "codes with a key": script(f"var k=[{XORED}];fetch(k.map(n=>String.fromCharCode(n^7)).join(''))"),
    "codes moved": script(f"var k=[{SHIFTED}],s='';k.forEach(function(n){{s+=String.fromCharCode(n-3)}});location.href=s"),
    "codes spread": script(f"fetch(String.fromCharCode(...[{','.join(str(ord(letter)) for letter in CLICK)}]))"),
    "codes applied": script(f"fetch(String.fromCharCode.apply(null,[{','.join(str(ord(letter)) for letter in CLICK)}]))"),
    "split and joined": script("var u='https:||www.kqzyfj.com|click-9012277-15511208'.split('|').join('/');new Image().src=u"),
    "part by part": script("var u='https://www.';u+='kqzyfj.com';u+='/click-9012277';u+='-15511208';var i=new Image();i.src=u"),
    "letters that are filled in": script("var u='https://www.kq*yfj.com/click-9012277-15511208'.replace('*','z');document.createElement('img').src=u"),
}  # fmt: skip
CONDITIONAL = {
    "ad visitors, alias of the location": script(f"(function(l){{var q=new URLSearchParams(l.search);if(q.get('gclid')||q.get('msclkid'))l.replace('{CLICK}&p1='+q.get('gclid'))}})(window.location)"),
    "campaign, alias by a variable": script(f"var here=window.location;if(/utm_medium=cpc/.test(here.search)){{here.href='{CLICK}'}}"),
    "alias in one letter": script(f"!function(w){{var l=w.location;if(l.search.indexOf('fbclid')>0)setTimeout(function(){{l.assign('{CLICK}')}},400)}}(window)"),
    "several parameters": script(f"(function(w,d,l){{{FROM_SEARCH}l.href='{CLICK}'}})(window,document,location)"),
    "once a day": script(f"(function(){{{ONCE_A_DAY}var i=new Image();i.src='{CLICK}'}})()"),
    "property in brackets": script(f"window['loc'+'ation']['hr'+'ef']='{CLICK}'"),
    "named fetch": script(f"var f=window.fetch;if(document.referrer.indexOf('google')>-1)f('{NUMBERED}',{{mode:'no-cors',keepalive:true}})"),
    "bound beacon": script(f"const b=navigator.sendBeacon.bind(navigator);addEventListener('pagehide',()=>b('{NUMBERED}'))"),
    "rules written by script": script(f"const s=document.createElement('script');s.type='speculationrules';s.textContent=JSON.stringify({{prerender:[{{source:'list',urls:['{CLICK}']}}]}});document.head.append(s)"),
    "attributes assigned": script(f"Object.assign(document.createElement('img'),{{src:'{CLICK}',width:1}})"),
    "frame in a fragment": script(f"const t=document.createElement('template');t.innerHTML='<iframe src=\"{CLICK}\"></iframe>';document.body.append(t.content)"),
    "open page, then location": script(f"if(history.length===1&&!document.cookie.match(/seen/)){{document.cookie='seen=1';top.location='{CLICK}'}}"),
}  # fmt: skip
BESIDES = {
    "own links open twice": script(f"document.addEventListener('click',function(e){{var a=e.target.closest&&e.target.closest('a[href^=\"/\"]');if(!a||sessionStorage.tu)return;e.preventDefault();sessionStorage.tu=1;window.open(a.href,'_blank');setTimeout(function(){{window.location.replace('{CLICK}')}},120)}},true)"),
    "any link": script(f"document.body.addEventListener('click',e=>{{const a=e.target.closest('a');if(!a)return;window.open('{CLICK}')}})"),
    "any link by its name": script(f"document.addEventListener('mousedown',function(e){{if(e.target.tagName==='A'){{window.open('{CLICK}','_blank')}}}})"),
    "links by a list": script(f"var l=document.querySelectorAll('a[href]');for(var i=0;i<l.length;i++){{l[i].addEventListener('click',function(){{window.open('{CLICK}')}})}}"),
    "every link of the article": script(f"document.querySelectorAll('article a, main a').forEach(function(a){{a.onclick=function(){{window.open(this.href);location.href='{CLICK}';return false}}}})"),
    "by a library": script(f"$(document).on('click','a',function(e){{e.preventDefault();window.open(this.href);location.href='{CLICK}'}})"),
    "matches any link": script(f"addEventListener('click',e=>{{if(e.target.matches('a, a *')){{setTimeout(()=>{{top.location.href='{CLICK}'}},50)}}}},!0)"),
    "own links changed": script(f"document.addEventListener('mousedown',e=>{{const a=e.target.closest('a[href^=\"/\"]');if(a)a.href='{CLICK}'}})"),
    "all links changed": script(f"document.querySelectorAll('a').forEach(a=>a.addEventListener('click',function(){{this.href=atob('{BASE64}')}}))"),
    "all links told": f'<a ping="{escape(CLICK)}" href="/about">About</a>',
    "links but those without": script(f"document.addEventListener('click',e=>{{let x=e.target.closest('a:not([target])');if(x){{open(x.href);location='{CLICK}'}}}})"),
}  # fmt: skip
MADE = {
    "swapped when pressed": f'<p>We use <a href="https://shop.example/tray" data-k="{BASE64}">this tray</a></p>' + script("document.querySelectorAll('a[data-k]').forEach(a=>a.addEventListener('mousedown',()=>{a.href=atob(a.getAttribute('data-k'))}))"),
    "spans": f'<p><span class="btn" data-o="{BASE64}">Voir le prix</span></p>' + script("document.addEventListener('click',function(e){var o=e.target.closest('[data-o]');if(o)window.open(atob(o.getAttribute('data-o')),'_blank')})"),
    "backwards in an attribute": f'<p><b data-go="{escape(CLICK[::-1])}">Check price</b></p>' + script("document.querySelectorAll('[data-go]').forEach(b=>b.onclick=()=>{location.href=b.dataset.go.split('').reverse().join('')})"),
    "turned in an attribute": f'<p><b data-go="{escape(TURNED)}">Check price</b></p>' + script("document.querySelectorAll('[data-go]').forEach(b=>b.onclick=()=>{location.href=rot(b.dataset.go)})"),
    "hexadecimal in an attribute": f'<p><span data-h="{HEX}">Zum Angebot</span></p>' + script("document.querySelectorAll('[data-h]').forEach(s=>s.onclick=()=>open(unhex(s.dataset.h)))"),
    "table of the script": '<p><a href="#" id="one">See it</a></p>' + script(f"var T={{one:'{CLICK}'}};document.querySelectorAll('a[id]').forEach(a=>a.addEventListener('click',e=>{{e.preventDefault();location.href=T[a.id]}}))"),
    "table in base64": '<p><a href="https://shop.example/a">See it</a></p>' + script(f"var T=['{BASE64}'];document.querySelectorAll('p a').forEach((a,i)=>{{a.href=atob(T[i])}})"),
    "written as markup": '<p id="p"></p>' + script(f"document.getElementById('p').innerHTML='<a href=\"{CLICK}\">Buy</a>'"),
    "element made": '<p id="p"></p>' + script(f"const a=document.createElement('a');a.href='{CLICK}';a.textContent='Shop';document.querySelector('p').append(a)"),
    "attribute set": '<p><a id="b">Buy here</a></p>' + script(f"document.getElementById('b').setAttribute('href','{CLICK}')"),
    "button": "<p><button id='b'>Buy here</button></p>" + script(f"document.getElementById('b').onclick=function(){{window.open('{CLICK}')}}"),
    "whole link in front": '<p><a class="x" href="https://shop.example/a">tray</a></p>' + script("document.querySelectorAll('a.x').forEach(a=>{a.addEventListener('click',()=>{a.href='https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(a.href)})})"),
}  # fmt: skip
CLEAN = {
    "helper with a table": script(f"var T={{'shop.example':'{CLICK}'}};document.querySelectorAll('a').forEach(a=>a.addEventListener('click',()=>{{if(T[a.hostname])a.href=T[a.hostname]}}))"),
    "helper with a function": script("function tracked(u){return 'https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(u)}document.querySelectorAll('a[href*=\"shop.example\"]').forEach(a=>a.addEventListener('click',()=>{a.href=tracked(a.href)}))"),
    "helper for all with a function": script("const tracked=u=>'https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(u);document.addEventListener('click',e=>{const a=e.target.closest('a');if(a&&shops.includes(a.host))location.href=tracked(a.href)})"),
    "helper once loaded": script("document.querySelectorAll('a[href]').forEach(a=>{if(/shop\\.example/.test(a.href))a.href='https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(a.href)})"),
    "links told to a counter": '<a ping="/count" href="https://shop.example/">Shop</a>',
    "helper adds a tag": script("document.addEventListener('click',e=>{const a=e.target.closest('a');if(a&&a.hostname==='shop.example'){a.href='https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(a.href)}})"),
    "helper goes itself": script("document.addEventListener('click',e=>{const a=e.target.closest('a[href]');if(!a||a.hostname!=='shop.example')return;e.preventDefault();window.open('https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(a.href))})"),
    "helper for shops": script("$(document).on('click','a[href*=\"shop.example\"]',function(){this.href='https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(this.href)})"),
    "analytics after consent": script("window.addEventListener('consent',function(){var s=document.createElement('script');s.src='https://www.googletagmanager.com/gtag/js?id=G-1';document.head.appendChild(s)})"),
    "links counted by beacon": script("document.addEventListener('click',e=>{const a=e.target.closest('a');if(a&&a.host!==location.host)navigator.sendBeacon('/count?u='+encodeURIComponent(a.href))})"),
    "alias of the location for own pages": script("(function(l){if(l.search.indexOf('gclid')>0)l.replace('/landing/boots')})(window.location)"),
    "language": script("var l=window.location;if(navigator.language.startsWith('de')&&l.pathname==='/')l.replace('/de/')"),
    "replace of a string": script(f"var s='{CLICK}';var l='x';l.replace('{CLICK}','');document.title=s.replace('{CLICK}','shop')"),
    "button of a card in base64": f'<span data-o="{BASE64}">Shop</span>' + script("document.addEventListener('click',function(e){var o=e.target.closest('[data-o]');if(o)window.open(atob(o.getAttribute('data-o')))})"),
    "one button": script(f"$('#buy').on('click',function(){{window.open('{CLICK}')}})"),
    "buttons of a class": script(f"document.querySelectorAll('a.buy').forEach(a=>a.addEventListener('click',()=>window.open('{CLICK}')))"),
    "buttons asked for by class": script(f"document.addEventListener('click',e=>{{const a=e.target.closest('a');if(a&&a.classList.contains('buy'))location.href='{CLICK}'}})"),
    "frames for video": script("const f=document.createElement('iframe');f.src=`https://www.youtube-nocookie.com/embed/${'abc'}`;document.body.append(f)"),
    "codes of a mail address": script("document.write('<a href=\"'+String.fromCharCode(109,97,105,108,116,111,58,97,64,98,46,99,111)+'\">mail</a>')"),
    "hash of a file": script(f"var h='{'68747470' + 'ab' * 28}';if(h.length>3)fetch('/x.json')"),
    "prefetch of own pages": script("const s=document.createElement('script');s.type='speculationrules';s.textContent=JSON.stringify({prefetch:[{source:'list',urls:['/about']}]});document.head.append(s)"),
}  # fmt: skip


def strongest(body: str) -> dict[str, Severity]:
    results = check(site_of_bodies(article(body)), CONTEXT)
    return {one.check: one.severity for one in results if one.state is State.FINDING and one.severity is not None}


def said(body: str) -> Severity | None:
    results = check_disclosure(site_of_bodies(article(body), article(body)), CONTEXT)
    return next(one.severity for one in results if one.check == "P-01")


@pytest.mark.parametrize("name", PUT_TOGETHER | CONDITIONAL)
def test_click_address_put_together_or_kept_for_some_visitors_is_found(name: str) -> None:
    found = strongest((PUT_TOGETHER | CONDITIONAL)[name])
    assert {Severity.STRONG, Severity.DECISIVE} & set(found.values()), found


@pytest.mark.parametrize("name", BESIDES)
def test_click_address_opened_besides_any_link_is_found(name: str) -> None:
    assert strongest(BESIDES[name]).get("K-06") is Severity.STRONG


@pytest.mark.parametrize("name", MADE)
def test_link_that_script_makes_must_be_disclosed_but_waits_for_its_click(name: str) -> None:
    assert said(MADE[name]) is Severity.STRONG
    assert said(f"<p>We earn a commission when you buy through our links.</p>{MADE[name]}") is None
    assert not {"K-01", "K-02", "K-03", "K-04", "K-06", "K-08"} & strongest(MADE[name]).keys()


FILES = {
    "table": f"var T={{one:'{CLICK}'}};document.querySelectorAll('a[id]').forEach(a=>a.addEventListener('click',()=>{{location.href=T[a.id]}}))",
    "coded table": f"var T=['{BASE64}'];document.querySelectorAll('p a').forEach((a,i)=>{{a.href=atob(T[i])}})",
    "markup": f"document.querySelector('p').innerHTML+='<a class=\"b\" href=\"{CLICK}\">Buy</a>'",
    "base": "document.querySelectorAll('a.s').forEach(a=>a.onclick=()=>{a.href='https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued='+encodeURIComponent(a.href)})",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_links_that_a_script_file_makes_must_be_disclosed_on_the_pages_that_load_it(name: str) -> None:
    tag = '<p><a id="one" class="s" href="https://shop.example/a">tray</a></p><script src="/l.js"></script>'
    for told, severity in (
        ("", Severity.STRONG),
        ("<p>We earn a commission when you buy through our links.</p>", None),
    ):
        read = with_file(told + tag, "/l.js", FILES[name])
        site = replace(read, pages=(*read.pages, *site_of_bodies(article(told + tag), article("<p>x</p>")).pages[:1]))
        result = next(one for one in check_disclosure(site, CONTEXT) if one.check == "P-01")
        assert (result.severity, result.state is State.NOT_APPLICABLE) == (severity, False)
        assert all(any(stands_in(quote.quote, page) for page in site.pages) for quote in result.evidence)
    assert not {one.check for one in check(site, CONTEXT) if one.severity is Severity.DECISIVE}


@pytest.mark.parametrize("name", CLEAN)
def test_what_honest_sites_do_alike_stays_clean(name: str) -> None:
    severities = set(strongest(CLEAN[name]).values())
    assert not {Severity.CAUTION, Severity.STRONG, Severity.DECISIVE} & severities
