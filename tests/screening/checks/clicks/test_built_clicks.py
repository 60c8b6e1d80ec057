"""Click addresses that script puts together from pieces, in as many styles as people write; look-alikes stay clean."""

# ruff: noqa: E501 - snippets stand on one line each, as in the pages they come from
from __future__ import annotations

import re

import pytest

from screening.checks.clicks.cookie_stuffing import check
from screening.checks.result import Severity, State
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.quotes import stands_in
from screening.page.script.built import built_loads
from screening.site import Site
from tests.screening.checks.clicks.test_forced_clicks import with_file
from tests.screening.page.making import CONTEXT, article, site_of_bodies
from tests.timing import processor_time

BUILT = {
    "parts by index": "<script>(function(w,d){var q=['https://','www.','awin1','.com/','cread.php?awinmid=','&awinaffid=772301'];var s=[q[0]+q[1]+q[2]+q[3]+q[4]+'3301'+q[5],q[0]+q[1]+'kqzyfj.com/'+'click-'+'7723010'+'-'+'13920011'];var done=false;function warm(){if(done)return;done=true;for(var i=0;i<s.length;i++){var f=d.createElement('iframe');f.width=1;f.height=1;f.src=s[i];d.body.appendChild(f)}}['scroll','mousemove'].forEach(function(e){w.addEventListener(e,function(){w.setTimeout(warm,1800)},{once:true})})})(window,document);</script>",
    "class with fields": "<script>class Perf{constructor(){this.h='https://www.';this.n='kqzyfj.com';this.p='/click-9012277-15511208'}get target(){return this.h+this.n+this.p}run(){const f=document.createElement('iframe');f.className='pf';f.src=this.target;document.body.append(f)}}addEventListener('scroll',()=>new Perf().run(),{once:true});</script>",
    "destructured parts": "<script>const [scheme,host,path]=['https://www.','jdoqocy.com','/click-8120774-10588112'];const url=`${scheme}${host}${path}`;const io=new IntersectionObserver((es)=>{es.forEach(e=>{if(e.isIntersecting){const n=new Image();n.src=url;io.disconnect()}})});io.observe(document.querySelector('p'));</script>",
    "destructured object": "<script>const {proto,net,me,ad}={proto:'https:',net:'//www.dpbolvw.net',me:5520913,ad:15120877};requestIdleCallback(()=>{const f=Object.assign(document.createElement('iframe'),{width:1,height:1});f.setAttribute('src',proto+net+'/click-'+me+'-'+ad);document.body.appendChild(f)});</script>",
    "helper makes elements": "<script>function el(tag,attrs){var e=document.createElement(tag);for(var k in attrs)e.setAttribute(k,attrs[k]);return e}var b=['ht','tps:','//clk.tradedoubler','.com/click?p=298811','&a=3177420'];window.addEventListener('mousemove',function h(){window.removeEventListener('mousemove',h);document.body.appendChild(el('iframe',{src:b.join(''),style:'opacity:0'}))});</script>",
    "atob pieces": "<script>var p=['aHR0cHM6Ly93d3cuYXc=','aW4xLmNvbS9jcmVhZC5waHA/YXdpbg==','bWlkPTIwNDQmYXdpbmFmZmlkPTk5ODg3'];document.addEventListener('touchstart',function(){setTimeout(function(){var x=new Image;x.src=p.map(function(s){return atob(s)}).join('')},900)},{once:true,passive:true});</script>",
    "atob sum": "<script>const a=atob('aHR0cHM6Ly93d3cuYXdpbjEuY29tLw=='),b=atob('Y3JlYWQucGhwP2F3aW5taWQ9MjA0NA==');const go=()=>{const f=document.createElement('iframe');f.src=a+b+'&awinaffid='+99887;f.hidden=true;document.documentElement.appendChild(f)};window.onscroll=go;</script>",
    "template element": "<template id=\"t\"><iframe class=\"z\"></iframe></template><style>.z{width:1px;height:1px;position:absolute;left:-999px}</style><script>const u=['https:/','/www.tkqlhce.com','/click-','7001122','-','11223344'].reduce((a,b)=>a+b);setTimeout(()=>{const n=document.getElementById('t').content.cloneNode(true);n.querySelector('iframe').src=u;document.body.append(n)},2500);</script>",
    "inner html string": "<script>var dom='shareasale',tld='.com',q='/r.cfm?b=90112&u=2201984&m=71120';window.addEventListener('load',function(){var d=document.createElement('div');d.style.display='none';d.innerHTML='<iframe src=\"https://'+dom+tld+q+'\"></iframe>';document.body.appendChild(d)});</script>",
    "shadow root": "<script>const parts={a:'https://www.anrdoezrs.net',b:'/click-9012277',c:'-15511208'};const box=document.createElement('div');const root=box.attachShadow({mode:'closed'});root.innerHTML=`<img src=\"${parts.a+parts.b+parts.c}\" width=\"1\" height=\"1\">`;document.body.append(box);</script>",
    "closure over map": "<script>(()=>{const base=n=>'https://www.'+n+'/click-';const mk=([n,a,b])=>base(n)+a+'-'+b;const list=[['kqzyfj.com','9012277','15511208'],['jdoqocy.com','8120774','10588112']].map(mk);addEventListener('pointermove',()=>list.forEach(u=>{const i=document.createElement('img');i.src=u}),{once:true})})();</script>",
    "function of parts": "<script>function build(net,pid,aid){return 'https://www.'+net+'/click-'+pid+'-'+aid}var done;function ping(u){var f=document.createElement('iframe');f.style.cssText='width:1px;height:1px;opacity:0';f.src=u;document.body.appendChild(f)}window.addEventListener('scroll',function(){if(done)return;done=1;ping(build('dpbolvw.net','9012277','15511208'))});</script>",
    "cookie guard, array of objects": "<script>!function(){const T=[{d:'awin1.com',q:'cread.php?awinmid=3301&awinaffid=772301'},{d:'kqzyfj.com',q:'click-7723010-13920011'}];if(document.cookie.includes('seen'))return;document.cookie='seen=1';const io=new IntersectionObserver(function(es){if(!es[0].isIntersecting)return;io.disconnect();for(const t of T){const f=document.createElement('iframe');f.src='https://www.'+t.d+'/'+t.q;f.className='sr';document.body.append(f)}});io.observe(document.body)}();</script>",
    "static class method": "<script>class Net{static base(){return 'https://'}static u(h,p){return Net.base()+h+p}}window.addEventListener('mousemove',()=>{const f=document.createElement('iframe');f.src=Net.u('www.awin1.com','/cread.php?awinmid=77&awinaffid=4410');f.setAttribute('aria-hidden','true');document.body.prepend(f)},{once:true});</script>",
    "array spliced names": "<script>var k=['com','awin1','www'];var host=k.reverse().join('.');var path=['cread','php'].join('.');var qs=['awinmid=2044','awinaffid=99887'].join('&');document.addEventListener('scroll',function s(){document.removeEventListener('scroll',s);var i=new Image(1,1);i.src='https://'+host+'/'+path+'?'+qs},{passive:true});</script>",
    "url search params object": "<script>const go=new URL('https://www.awin1.com');go.pathname='/cread.php';go.search=new URLSearchParams({awinmid:'2044',awinaffid:'99887'});requestIdleCallback(()=>{const l=document.createElement('iframe');l.src=go.toString();l.width=l.height=0;document.body.append(l)});</script>",
    "switch char map": "<script>const enc='Ly93d3cuZHBib2x2dy5uZXQvY2xpY2stNTUyMDkxMy0xNTEyMDg3Nw==';const w=window;['wheel','keydown'].forEach(n=>w.addEventListener(n,()=>{const fr=document.createElement('iframe');fr.src=location.protocol+w.atob(enc);fr.style.visibility='hidden';document.body.appendChild(fr)},{once:true}));</script>",
    "class list hides": "<style>.x9{position:fixed;left:-9999px;width:1px;height:1px}</style><script>let parts=\"https|www.jdoqocy.com|click-8120774-10588112\".split('|');let addr=parts[0]+'://'+parts[1]+'/'+parts[2];setTimeout(()=>{let f=document.createElement('iframe');f.classList.add('x9');f.src=addr;document.body.appendChild(f)},3000);</script>",
    "clone of a frame": "<iframe id=\"v\" src=\"about:blank\" style=\"display:none\"></iframe><script>var n='linksynergy',id='aB3dEfGh1jK';var to='https://click.'+n+'.com/fs-bin/click?id='+id+'&offerid=77112.3&type=3';document.addEventListener('DOMContentLoaded',function(){var c=document.getElementById('v').cloneNode(false);c.src=to;document.body.appendChild(c)});</script>",
    "object entries": "<script>const cfg={awinmid:2044,awinaffid:99887,ued:'https%3A%2F%2Fshop.example'};const qs=Object.entries(cfg).map(([k,v])=>k+'='+v).join('&');const fr=document.createElement('iframe');fr.loading='lazy';fr.src='https://www.awin1.com/cread.php?'+qs;document.querySelector('body').append(fr);</script>",
    "constants in iife arguments": "<script>(function(p,h,t,d){d.addEventListener('mousemove',function(){var e=d.createElement('img');e.src=p+h+t;e.width=1;d.body.appendChild(e)},{once:true})})('https://','www.tkqlhce.com','/click-9012277-15511208',document);</script>",
    "default parameters": "<script>const stitch=(s='https://',h='www.anrdoezrs.net',p='/click-9012277-15511208')=>s+h+p;const plant=u=>{const d=document.createElement('div');d.hidden=true;d.insertAdjacentHTML('beforeend','<iframe src=\"'+u+'\"></iframe>');document.body.append(d)};window.addEventListener('scroll',()=>plant(stitch()),{once:true});</script>",
    "string raw and slice": "<script>var z='xxhttps://www.kqzyfj.com/click-9012277-15511208yy'.slice(2,-2);var make=function(t){return document['create'+'Element'](t)};var fr=make('iframe');fr['s'+'rc']=z;document.body.appendChild(fr);</script>",
    "lookup with numbers": "<script>var w=['/click-','www.','https://','kqzyfj','.com','-'];var o=[2,1,3,4,0];var u='';for(var i=0;i<o.length;i++)u+=w[o[i]];u+='9012277'+w[5]+'15511208';window.addEventListener('touchmove',function(){fetch(u,{mode:'no-cors',credentials:'include'})},{once:true});</script>",
    "map object": "<script>const m=new Map([['h','www.awin1.com'],['p','/cread.php?awinmid=2044&awinaffid=99887']]);setTimeout(()=>{document.body.append(Object.assign(document.createElement('iframe'),{src:'https://'+m.get('h')+m.get('p'),hidden:true}))},1500)</script>",
    "promise chain": "<script>const host='tkqlhce';const wait=ms=>new Promise(r=>setTimeout(r,ms));async function go(){await wait(2000);const u='https://www.'+host+'.com/click-9012277-15511208';await fetch(u,{mode:'no-cors'})}go();</script>",
    "private fields": "<script>class W{#a='https://www.';#b='dpbolvw';#c='.net/click-5520913-15120877';fire(){const f=document.createElement('iframe');f.src=this.#a+this.#b+this.#c;f.width=0;document.body.appendChild(f)}}const w=new W();addEventListener('scroll',()=>w.fire(),{once:true});</script>",
    "settings in module": "<script>const CONF={networks:{cj:{host:'www.anrdoezrs.net',pid:'9012277'}},ads:['15511208','15511209']};const link=(ad)=>`https://${CONF.networks.cj.host}/click-${CONF.networks.cj.pid}-${ad}`;CONF.ads.forEach(ad=>{const px=document.createElement('img');px.src=link(ad)});</script>",
    "jquery": "<script>var net='shareasale',who='2201984';$(window).one('scroll',function(){$('<iframe>',{src:'https://'+net+'.com/r.cfm?b=90112&u='+who+'&m=71120',width:1}).appendTo('body')});</script>",
    "switch of nets": "<script>function net(k){switch(k){case 1:return 'www.kqzyfj.com/click-9012277-15511208';default:return 'www.awin1.com/cread.php?awinmid=2&awinaffid=99887'}}document.addEventListener('mouseenter',()=>{const f=document.createElement('iframe');f.src='//'+net(1);document.body.append(f)},{once:true});</script>",
    "custom element": "<script>customElements.define('x-warm',class extends HTMLElement{get href(){return ['https:','','www.tkqlhce.com',this.path].join('/')}get path(){return 'click-9012277-15511208'}connectedCallback(){const f=document.createElement('iframe');f.src=this.href;this.attachShadow({mode:'open'}).append(f)}});</script>",
    "beacon": "<script>let n='awin1',q=new URLSearchParams();q.set('awinmid','2044');q.set('awinaffid','99887');document.addEventListener('visibilitychange',()=>navigator.sendBeacon('https://www.'+n+'.com/cread.php?'+q));</script>",
}  # fmt: skip
CLEAN = {
    "lazy video": "<script>class Lite extends HTMLElement{connectedCallback(){this.addEventListener('click',()=>{const f=document.createElement('iframe');f.src=`https://www.youtube-nocookie.com/embed/${this.getAttribute('videoid')}?autoplay=1`;this.append(f)},{once:true})}}customElements.define('lite-youtube',Lite);</script>",
    "video when seen": "<script>const io=new IntersectionObserver(es=>es.forEach(e=>{if(e.isIntersecting){e.target.src=e.target.dataset.src;io.unobserve(e.target)}}));document.querySelectorAll('iframe[data-src]').forEach(f=>io.observe(f));</script><iframe data-src=\"https://player.vimeo.com/video/1234567\"></iframe>",
    "chat on first scroll": "<script>(function(w,d){var q=['https://','widget.','chatdesk','.com/','embed.js?site=','4411'];function warm(){var s=d.createElement('script');s.src=q[0]+q[1]+q[2]+q[3]+q[4]+q[5];d.body.appendChild(s)}['scroll','mousemove'].forEach(function(e){w.addEventListener(e,warm,{once:true})})})(window,document);</script>",
    "share buttons": "<script>const nets={x:'https://x.com/intent/post?url=',fb:'https://www.facebook.com/sharer/sharer.php?u='};document.querySelectorAll('[data-share]').forEach(b=>b.addEventListener('click',()=>window.open(nets[b.dataset.share]+encodeURIComponent(location.href))));</script>",
    "ad slot": "<script>var p=['https://','securepubads.g.','doubleclick.net','/tag/js/gpt.js'];var g=document.createElement('script');g.async=true;g.src=p.join('');document.head.appendChild(g);window.googletag=window.googletag||{cmd:[]};</script>",
    "banner with view pixel": "<script>var q=['https://www.','ftjcfx.com','/image-','9012277','-15511208'];var i=document.createElement('img');i.width=1;i.height=1;i.src=q[0]+q[1]+q[2]+q[3]+q[4];document.body.appendChild(i);</script>",
    "awin view": "<script>const {h,p}={h:'https://www.awin1.com',p:'/cshow.php?s=1&v=2&q=3&r=99887'};requestIdleCallback(()=>{const i=new Image();i.src=h+p});</script>",
    "buttons built from parts": "<div id=\"shops\"></div><script>const base='https://www.awin1.com/cread.php?awinaffid=99887&awinmid=';const shops=[['Ridge','2044'],['Fell','3071']];for(const [name,id] of shops){const a=document.createElement('a');a.href=base+id;a.textContent=name;a.rel='sponsored';document.getElementById('shops').append(a)}</script>",
    "button built from parts by click": "<button id=\"b\">See price</button><script>var q=['https://','www.','awin1','.com/','cread.php?awinmid=2044','&awinaffid=99887'];document.getElementById('b').addEventListener('click',function(){window.open(q[0]+q[1]+q[2]+q[3]+q[4]+q[5],'_blank')});</script>",
    "class for a shop link": "<button class=\"buy\" data-m=\"2044\">See price</button><script>class ShopLink{constructor(el){this.el=el;this.base='https://www.awin1.com/cread.php?awinaffid=99887&awinmid=';el.addEventListener('click',()=>this.open())}open(){window.open(this.base+this.el.dataset.m,'_blank','noopener')}}document.querySelectorAll('.buy').forEach(el=>new ShopLink(el));</script>",
    "map tiles": "<script>const tile=(z,x,y)=>'https://tile.openstreetmap.org/'+z+'/'+x+'/'+y+'.png';const img=new Image();img.src=tile(3,4,2);</script>",
    "own counter": "<script>(function(d){var u=['/','count','.php','?p='];d.addEventListener('scroll',function(){navigator.sendBeacon(u.join('')+encodeURIComponent(location.pathname))},{once:true})})(document);</script>",
    "captcha": "<script>let [s,h,p]=['https://','www.google.com','/recaptcha/api.js'];document.querySelector('form')?.addEventListener('focusin',()=>{const e=document.createElement('script');e.src=s+h+p;document.head.append(e)},{once:true});</script><form><input name=a></form>",
    "comments when near": "<script>const cfg={host:'https://',short:'hillwalks',rest:'.disqus.com/embed.js'};const io=new IntersectionObserver(([e])=>{if(e.isIntersecting){const s=document.createElement('script');s.src=cfg.host+cfg.short+cfg.rest;document.body.append(s);io.disconnect()}});io.observe(document.body);</script>",
    "links that get a tag from a table": "<script>const T=[{h:'shop.example',m:'2044'},{h:'fell.example',m:'3071'}];document.querySelectorAll('a[href]').forEach(a=>{const t=T.find(t=>t.h===a.hostname);if(t)a.href='https://www.awin1.com/cread.php?awinmid='+t.m+'&awinaffid=99887&ued='+encodeURIComponent(a.href)});</script>",
}  # fmt: skip

GRAVE = {Severity.STRONG, Severity.DECISIVE}
_SCRIPT = re.compile(r"<script>(.*)</script>", re.DOTALL)


def _inline_and_file(body: str) -> list[Site]:
    """Return the site with the script in its page, and with the script in a file of its own."""
    matched = _SCRIPT.search(body)
    assert matched is not None
    in_file = with_file(body.replace(matched.group(), '<script src="/t.js"></script>'), "/t.js", matched.group(1))
    return [site_of_bodies(article(body)), in_file]


def _said(site: Site) -> dict[str, Severity]:
    results = [one for one in check(site, CONTEXT) if one.state is State.FINDING]
    for quote in (quote for one in results for quote in one.evidence):
        sources: list[Page | Fetch] = [*site.pages, *site.fetches]
        assert any(stands_in(quote.quote, source) for source in sources), quote
    return {one.check: one.severity for one in results if one.severity is not None}


@pytest.mark.parametrize("name", BUILT)
def test_click_address_of_pieces_is_found_in_pages_and_files(name: str) -> None:
    for site in _inline_and_file(BUILT[name]):
        assert GRAVE & set(_said(site).values())


@pytest.mark.parametrize("name", CLEAN)
def test_what_honest_script_builds_stays_clean(name: str) -> None:
    for site in _inline_and_file(CLEAN[name]):
        assert not (GRAVE | {Severity.CAUTION}) & set(_said(site).values())


def test_scrolling_among_the_events_needs_no_click() -> None:
    assert (
        _said(site_of_bodies(article(BUILT["parts by index"].replace("'mousemove'", "'touchstart'"))))["K-01"] in GRAVE
    )


def test_all_the_addresses_of_a_list_are_told() -> None:
    code = _SCRIPT.search(BUILT["closure over map"])
    assert code is not None
    assert {one.address for one in built_loads([code.group(1)])} == {
        "https://www.kqzyfj.com/click-9012277-15511208",
        "https://www.jdoqocy.com/click-8120774-10588112",
    }


HOSTILE = {
    "brackets": "var a='awin1';x.src=" + "(" * 14_000,
    "calls": "var a='awin1';function f(x){return f(x+x)}y.src=f('awin1');" * 400,
    "doubled": "var v0='awin1';" + "".join(f"var v{i}=v{i - 1}+v{i - 1};" for i in range(1, 1_000)) + "i.src=v999",
    "functions": "var f0=x=>x+'awin1';" + "".join(f"var f{i}=x=>f{i - 1}(f{i - 1}(x));" for i in range(1, 600)) + "i.src=f599('a')",
    "by itself": "a=a+'awin1';i.src=a;" * 1_400,
    "lists": "var a0=['awin1'];" + "".join(f"var a{i}=[...a{i - 1},...a{i - 1}];" for i in range(1, 500)) + "i.src=a499.join('')",
    "assigned": "var a='awin1';x.src=atob('');location=" + "a=" * 14_000 + "'b'",
    "templates": "var a='awin1';i.src=`" + "${a}" * 6_000 + "`;",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_scripts_cost_little_however_many_a_page_has(name: str) -> None:
    with processor_time() as spent:
        built_loads([HOSTILE[name][:29_000]] * 60)
    assert spent.is_below(3)
