"""Own addresses that lead to a network's click address, where neither their name nor their tag says so."""

# ruff: noqa: E501 - snippets stand on one line each, as in the pages they come from
from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.clicks.cookie_stuffing import check
from screening.checks.result import State
from screening.crawl.options import CrawlOptions
from screening.page.networks import is_click_address
from tests.screening.crawl.test_vectors_g import read
from tests.screening.crawl.web import FAST, Reply, Site, Web, page
from tests.screening.page.making import CONTEXT

CLICK = "https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887"
CAREFUL = replace(FAST, never_request=is_click_address)
AWAY = Reply(status=302, headers=(("Location", CLICK),))
JS, CSS = "text/javascript", "text/css"
POSTS = [f"/post-{number}" for number in range(4)]
AVATARS = [f'<img src="/download/avatar_{number}.gif" width="80" height="80" alt="Awatar">' for number in (41, 42, 43)]


def with_file(code: str, path: str = "/theme/app.js") -> Site:
    return {"/": page("Home", more=f'<script src="{path}" defer></script>'), path: Reply(code, kind=JS)}


def forum(*parts: str) -> Site:
    return {"/": page("Home", POSTS), **{post: page(post, more="".join(parts)) for post in POSTS}}


FORCED: dict[str, Site] = {
    "list put behind a path": {**with_file('(function(w){var q=["kit","shoes"];function send(p){var u="/out/"+p;w.fetch(u,{mode:"no-cors",credentials:"include"})}w.addEventListener("scroll",function(){q.forEach(send)})})(window)'), "/out/shoes": AWAY},
    "picture of a file": {**with_file("setTimeout(function(){new Image().src='/plugins/stats/hit.php?i=4'},900)"), "/plugins/stats/hit.php?i=4": AWAY},
    "template with a name": {**with_file("const slug='summer';const i=new Image();i.src=`/go/${slug}`"), "/go/summer": AWAY},
    "table of a file": {**with_file("var m={a:'deal1',b:'deal2'};for(var k in m)navigator.sendBeacon('/r/'+m[k])"), "/r/deal2": AWAY},
    "avatars": {**forum(*AVATARS), "/download/avatar_42.gif": AWAY},
    "signatures": {**forum('<img src="/images/sig/karp.png" width="468" height="60" alt="">', '<img src="/images/top.png" width="900" height="90">'), "/images/sig/karp.png": AWAY},
    "badge on every page": {**forum('<img src="/media/b/award.png" width="88" height="31" alt="Award">'), "/media/b/award.png": AWAY},
    "avatars without an end": {**forum('<img src="/avatar/4417" width="80" height="80">'), "/avatar/4417": AWAY},
    "background of a sheet": {"/": page("Home", more='<link rel="stylesheet" href="/s.css">'), "/s.css": Reply("body{color:#222}footer{background:url(/theme/paper)}", kind=CSS), "/theme/paper": AWAY},
    "prefetch by a file": {**with_file("var l=document.createElement('link');l.rel='prefetch';l.href='/t/42';document.head.appendChild(l)"), "/t/42": AWAY},
    "picture with a query": {**forum('<img src="/up/pixel.gif?uid=88" width="120" height="60">'), "/up/pixel.gif?uid=88": AWAY},
    "worker": {"/": page("Home", more="<script>navigator.serviceWorker.register('/sw.js')</script>"), "/sw.js": Reply("const A=['/out/a','/out/b'];self.addEventListener('install',e=>A.forEach(u=>fetch(u)))", kind=JS), "/out/b": AWAY},
    "list of the page": {"/": page("Home", more="<script>['aa','bb'].forEach(function(p){fetch('/out/'+p,{mode:'no-cors'})})</script>"), "/out/bb": AWAY},
    "logo of several sizes": {**forum('<picture><source srcset="/img/seal.webp 1x"><img src="/img/seal.png" width="90" height="90" alt="Trust seal"></picture>'), "/img/seal.png": AWAY},
    "script that is none": {"/": page("Home", more='<script src="/js/count.js"></script>'), "/js/count.js": AWAY},
    "picture of a video": {**forum('<video poster="/art/ep42.jpg" controls width="640" height="360"></video>'), "/art/ep42.jpg": AWAY},
    "sound that plays": {**forum('<audio src="/snd/ep42.mp3" controls></audio>'), "/snd/ep42.mp3": AWAY},
    "film": {**forum('<video src="/film/ep42.mp4" width="640" height="360"></video>'), "/film/ep42.mp4": AWAY},
    "button that is a picture": {**forum('<form action="/find"><input type="image" src="/art/go.png"></form>'), "/art/go.png": AWAY},
    "two hops": {**forum(*AVATARS), "/download/avatar_41.gif": Reply(status=301, headers=(("Location", "/download/s.php"),)), "/download/s.php": AWAY},
}  # fmt: skip
CLEAN: dict[str, Site] = {
    "link manager": {"/": page("Home", ["/go/x"]), "/go/x": AWAY},
    "links by a file": {**with_file("document.querySelectorAll('[data-slug]').forEach(b=>b.addEventListener('click',()=>{location.href='/go/'+b.dataset.slug}))"), "/": page("Home", ["/go/x"], '<script src="/theme/app.js"></script><b data-slug="x">Shop</b>'), "/go/x": AWAY},
    "pictures of an own host": {**forum(*AVATARS), "/download/avatar_41.gif": Reply(status=302, headers=(("Location", "/files/a.gif"),)), "/files/a.gif": Reply(b"GIF89a", kind="image/gif")},
    "avatars of a service": {**forum(*AVATARS), "/download/avatar_41.gif": Reply(status=302, headers=(("Location", "https://secure.gravatar.example/avatar/1"),))},
}  # fmt: skip


def found(site: Site, options: CrawlOptions = CAREFUL) -> tuple[set[str], Web]:
    crawled, web = read(site, options)
    return {one.check for one in check(crawled, CONTEXT) if one.state is State.FINDING}, web


@pytest.mark.parametrize("name", FORCED)
def test_own_address_that_leads_to_a_click_is_asked_and_found(name: str) -> None:
    checks, web = found(FORCED[name])
    assert "K-02" in checks
    assert {host for host, _ in web.asked} == {"site.localhost"}


def test_the_proof_names_the_hop_that_sent_on() -> None:
    crawled, _ = read(FORCED["two hops"], CAREFUL)
    proofs = [proof for one in check(crawled, CONTEXT) for proof in one.evidence if proof.quote == CLICK]
    assert proofs
    assert {proof.url.partition(".localhost")[2].partition("/")[2] for proof in proofs} == {"download/s.php"}


def test_several_pages_that_send_on_are_spoken_of_in_the_plural() -> None:
    send = f'<meta http-equiv="refresh" content="0;url={CLICK}">'
    site = {"/": page("Home", POSTS), **{post: page(post, more=send) for post in POSTS}}
    crawled, _ = read(site, CAREFUL)
    says = next(one.says for one in check(crawled, CONTEXT) if one.check == "K-04")
    assert "4 pages by themselves send visitors" in says


@pytest.mark.parametrize("name", CLEAN)
def test_redirects_that_wait_for_a_click_or_lead_to_pictures_are_clean(name: str) -> None:
    checks, _ = found(CLEAN[name])
    assert checks <= {"K-10"}


def test_photographs_of_posts_are_not_asked_for() -> None:
    own = {"/": page("Home", POSTS)}
    for number, post in enumerate(POSTS):
        pictures = "".join(f'<img src="/uploads/{number}/walk-{n}.jpg" width="800" height="600">' for n in range(9))
        own[post] = page(post, more=pictures)
    _, web = found(own)
    assert not [path for path in web.paths("site.localhost") if path.endswith(".jpg")]


def test_pictures_that_are_alike_are_asked_for_by_one() -> None:
    pictures = "".join(f'<img src="/download/avatar_{n}.gif" width="80" height="80">' for n in range(60))
    _, web = found({"/": page("Home", POSTS, pictures)})
    assert len([path for path in web.paths("site.localhost") if "avatar" in path]) <= 2
