"""A site, read over real sockets: what is read, what is not, and what is never asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.applicant import Applicant
from screening.crawl.crawl import crawl_site, missing_path
from screening.crawl.options import CrawlOptions, Progress
from screening.crawl.tools import Run, Tools
from screening.refusal import Refusal
from screening.site import CHALLENGE_PATH, ReadState
from screening.site import Site as Read
from screening.urls import site_of
from tests.screening.crawl.test_vectors_g import HERE, read, robots, urlset
from tests.screening.crawl.web import FAST, Reply, Site, now_us, page, serve

HOST = "site.localhost"
NETWORK = "click.localhost"
CLICK = f"http://{NETWORK}:%port%/c?id=7"


def goes_to(url: str, status: int = 302) -> Reply:
    return Reply(status=status, headers=(("Location", url),))


def no_clicks(url: str) -> bool:
    return site_of(url) == NETWORK


CAREFUL = replace(FAST, never_request=no_clicks)


def paths(site: Read) -> list[str]:
    return ["/" + page.url.split("/", 3)[3] for page in site.pages]


def redirects(site: Read) -> dict[str, str]:
    return {"/" + found.url.split("/", 3)[3]: found.chain[-1].split(":")[1].strip("/") for found in site.own_redirects}


def test_the_pages_that_matter_come_first() -> None:
    names = [
        "/a-post",
        "/uber-uns",
        "/datenschutz",
        "/b-post",
        "/impressum",
        "/werbehinweis",
        "/gutscheine",
        "/agb",
        "/c-post",
    ]
    home = page("Startseite", names)
    blog = {name: page(name) for name in names}
    late: Site = {
        "/new": page("new"),
        "/old": page("old"),
        "/sitemap.xml": Reply(
            f"<urlset><url><loc>{HERE}/old</loc><lastmod>2020-01-01</lastmod></url>"
            f"<url><loc>{HERE}/new</loc><lastmod>2026-01-01</lastmod></url></urlset>",
            kind="text/xml",
        ),
    }
    site, web = read({"/": home, **blog, **late})
    assert paths(site) == [
        "/",
        "/impressum",
        "/uber-uns",
        "/werbehinweis",
        "/datenschutz",
        "/agb",
        "/gutscheine",
        "/new",
        "/old",
        "/a-post",
        "/b-post",
        "/c-post",
    ]
    assert web.paths(HOST)[0] == "/robots.txt"
    assert site.missing_page is not None
    assert site.missing_page.url.endswith(missing_path(HOST))
    assert site.missing_page.status == 404
    assert [fetch.fetched_at_us for fetch in site.fetches] == sorted(fetch.fetched_at_us for fetch in site.fetches)
    assert len(site.fetches) == len(web.asked)


def test_budgets_of_pages_and_depth() -> None:
    chain: Site = {f"/step-{n}": page(f"step {n}", [f"/step-{n + 1}"]) for n in range(1, 10)}
    site, _ = read({"/": page("Home", ["/step-1"]), **chain})
    assert paths(site) == ["/", "/step-1", "/step-2", "/step-3"]
    wide: Site = {f"/w{n}": page(f"w {n}") for n in range(60)}
    site, web = read({"/": page("Home", sorted(wide)), **wide})
    assert len(site.pages) == 25
    assert sum(unread.reason == "budget" for unread in site.unread) == 60 - 24
    assert len(web.asked) <= 25 + 4


def test_what_robots_forbids_is_never_asked() -> None:
    rules = robots(
        "User-agent: affguard\nDisallow: /go/\nDisallow: /secret\nDisallow: /sitemap.xml\nDisallow: /no-such\n"
    )
    home = page(
        "Home", ["/secret/contact", "/secret", "/open", "/go/x", "/by-way"], '<img src="/secret/p" width=1 height=1>'
    )
    web_site: Site = {
        "/robots.txt": rules,
        "/": home,
        "/open": page("Open", ["/secret/2"]),
        "/by-way": goes_to("/secret/3"),
    }
    site, web = read(web_site)
    assert paths(site) == ["/", "/open"]
    assert not [path for path in web.paths(HOST) if path.startswith(("/go", "/secret", "/sitemap", "/no-such"))]
    forbidden = {unread.url.split("/", 3)[3] for unread in site.unread if unread.reason == "robots"}
    assert forbidden == {"secret/contact", "secret", "go/x", "secret/p", "secret/2", "by-way"}
    assert site.missing_page is None


def test_robots_of_every_origin_on_the_way_is_obeyed() -> None:
    home = goes_to("http://www.site.localhost:%port%/start")
    other: dict[str, Site] = {"www.site": {"/robots.txt": robots("User-agent: *\nDisallow: /"), "/start": page("Home")}}
    site, web = read({"/": home}, FAST, HOST, **other)
    assert site.state is ReadState.DISALLOWED
    assert web.asked == [(HOST, "/robots.txt"), (HOST, "/"), ("www.site.localhost", "/robots.txt")]


FRAME = '<!doctype html><title>App</title><noscript>{}</noscript><div id="root">{}</div><script src="/m.js"></script>'
SKY, PLUMBER = "We draw the sky over your balcony. ", "One plumber, one van, in Hexham since 1998. "


@pytest.mark.parametrize(
    ("told", "shown", "read_text", "state"),
    [
        ("Please turn JavaScript on.", "", "", ReadState.SCRIPTED),
        (SKY * 12, "", SKY, ReadState.READ),
        ("Please turn JavaScript on.", PLUMBER * 6, PLUMBER, ReadState.READ),
        ("", '<img src="/a.png" alt=""><img src="/b.png" alt="">', "", ReadState.READ),
    ],
    ids=["an empty frame", "told without scripts", "a short page", "pictures"],
)
def test_a_site_that_only_scripts_draw_was_not_read(told: str, shown: str, read_text: str, state: ReadState) -> None:
    site, _ = read({"/": Reply(FRAME.format(told, shown)), "/m.js": Reply("1", kind="text/javascript")})
    assert site.state is state
    assert bool(site.state_reason) == (state is ReadState.SCRIPTED)
    assert site.pages[0].text.startswith(read_text) and bool(site.pages[0].text) == bool(read_text)


def test_a_site_that_moved_as_a_whole_is_read_where_it_stands() -> None:
    moved = {"/": page("New home", ["/about"]), "/about": page("About")}
    site, _ = read({"/": goes_to("http://new.localhost:%port%/", 301)}, new=moved)
    assert [page.title for page in site.pages] == ["New home", "About"]
    assert site.home_url.startswith(f"http://{HOST}")
    kept = replace(FAST, foreign_sites=frozenset({"new.localhost"}))
    site, web = read({"/": goes_to("http://new.localhost:%port%/", 301)}, kept, new=moved)
    assert [page.title for page in site.pages] == ["New home"]
    assert "/about" not in web.paths("new.localhost")


@pytest.mark.parametrize(
    "markup",
    [
        '<style>.line { height: 6px; background: url("/band.png") repeat-x }</style>',
        '<picture><source srcset="/band.png" type="image/webp"><img src="/top.jpg" width="900" height="300"></picture>',
        '<img src="/band.png">',
    ],
)
def test_files_that_pages_load_may_send_on_too(markup: str) -> None:
    own: Site = {"/": page("Home", [], markup), "/band.png": goes_to("/m/2"), "/m/2": goes_to(CLICK)}
    site, web = read(own, CAREFUL, click={})
    assert redirects(site) == {"/band.png": NETWORK}
    assert web.paths(NETWORK) == []


def test_few_files_are_asked() -> None:
    markup = "".join(
        f'<div style="background:url(/{number}.png)"></div><img src="/{number}.gif">' for number in range(9)
    )
    _, web = read({"/": page("Home", [], markup)}, CAREFUL)
    assert [sum(path.endswith(ending) for path in web.paths(HOST)) for ending in (".png", ".gif")] == [3, 3]


def test_own_redirects_are_resolved_and_network_clicks_never_requested() -> None:
    pictures = (
        '<img src="/pixel.png" width="1" height="1"><img src="/banner" alt="x">'
        '<iframe src="/frame" style="display:none"></iframe>'
        '<img src="/photo.jpg" width="800" height="600" alt="photo">'
    )
    links = ["/go/shoes", "/go/hat", "/out.php?id=3", "/post?url=https://other.example/", "/blog"]
    own: Site = {
        "/": page("Home", links, pictures),
        "/pixel.png": goes_to("/px/2"),
        "/px/2": goes_to("/px/3", 301),
        "/px/3": goes_to(CLICK),
        "/banner": goes_to(CLICK),
        "/frame": goes_to(CLICK, 307),
        "/go/shoes": goes_to(CLICK),
        "/go/hat": Reply(f'<html><head><meta http-equiv="refresh" content="0;url={CLICK}"></head></html>'),
        "/out.php?id=3": Reply(f'<script>window.location.href="{CLICK}"</script>'),
        "/blog": goes_to(CLICK),
    }
    site, web = read(own, CAREFUL, click={})
    assert web.paths(NETWORK) == []
    assert "/photo.jpg" not in web.paths(HOST)
    sent = ["/pixel.png", "/banner", "/frame", "/go/shoes", "/go/hat", "/out.php?id=3", "/blog"]
    assert redirects(site) == dict.fromkeys(sent, NETWORK)
    pixel = next(found for found in site.own_redirects if found.url.endswith("pixel.png"))
    assert [hop.split("/", 3)[3] for hop in pixel.chain] == ["px/2", "px/3", "c?id=7"]
    assert paths(site) == ["/"]


def test_own_redirects_have_a_budget_and_hops_an_end() -> None:
    many = page("Home", [f"/go/{number}" for number in range(40)])
    site, web = read({"/": many, "*": lambda path: goes_to(CLICK) if path.startswith("/go/") else None}, CAREFUL)
    assert sum(path.startswith("/go/") for path in web.paths(HOST)) == 12
    assert sum("own redirects" in unread.detail for unread in site.unread) == 28
    long: Site = {f"/hop-{n}": goes_to(f"/hop-{n + 1}") for n in range(9)}
    _, web = read({"/": page("Home", [], '<img src="/hop-0" width=0 height=0>'), **long}, CAREFUL)
    assert [path for path in web.paths(HOST) if "hop" in path] == [f"/hop-{n}" for n in range(4)]


@pytest.mark.parametrize(
    "way",
    [
        goes_to(CLICK),
        Reply(f'<meta http-equiv="refresh" content="0; url={CLICK}">'),
        page("Home", more=f"<script>location='{CLICK}'</script>"),
    ],
)
def test_a_home_page_that_goes_to_a_click_is_not_followed(way: Reply | str) -> None:
    site, web = read({"/": way}, CAREFUL, click={})
    assert web.paths(NETWORK) == []
    if isinstance(way, Reply) and way.status == 302:
        assert site.state is ReadState.UNREACHABLE
        assert redirects(site) == {"/": NETWORK}
    else:
        assert any(embed.url.startswith(f"http://{NETWORK}") for embed in site.pages[0].embeds)


def test_the_home_page_may_go_on_within_the_site() -> None:
    splash = '<title>Hi</title><meta http-equiv="refresh" content="2; url=/en/"><p>Welcome.</p>'
    site, _ = read({"/": splash, "/en/": page("English", ["/x"]), "/x": page("X")})
    assert paths(site) == ["/en/", "/", "/x"]
    slow = splash.replace('"2;', '"30;')
    assert paths(read({"/": slow, "/en/": page("English")})[0])[0] == "/"
    site, web = read(
        {"/": '<meta http-equiv="refresh" content="0; url=/go/7">', "/go/7": goes_to(CLICK)}, CAREFUL, click={}
    )
    assert redirects(site) == {"/go/7": NETWORK}
    assert web.paths(NETWORK) == []


CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body>Checking if you are human. Ray ID: 7"
    "<script>window._cf_chl_opt={}</script>"
)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply("no", 401), ReadState.BLOCKED),
        (Reply("no", 403), ReadState.BLOCKED),
        (Reply("no", 999), ReadState.BLOCKED),
        (Reply(CHALLENGE, 503), ReadState.BLOCKED),
        (Reply(CHALLENGE), ReadState.BLOCKED),
        (
            Reply("<title>Access Denied</title><h1>Access Denied</h1>You don't have permission to access this server."),
            ReadState.BLOCKED,
        ),
        (Reply("gone", 404), ReadState.UNREACHABLE),
        (Reply("", 500), ReadState.UNREACHABLE),
        (Reply(b"%PDF-1.7"), ReadState.UNREACHABLE),
        (Reply('{"a": 1}', kind="application/json"), ReadState.UNREACHABLE),
        (Reply(page("Home"), kind="text/html; charset=utf-8, text/xml"), ReadState.READ),
        (Reply(page("Home"), kind=""), ReadState.READ),
    ],
)
def test_states(reply: Reply, state: ReadState) -> None:
    site, web = read({"/": reply})
    assert site.state is state
    assert bool(site.pages) is (state is ReadState.READ)
    assert bool(site.state_reason) is (state is not ReadState.READ)
    if state is not ReadState.READ:
        assert set(web.paths(HOST)) == {"/robots.txt", "/"}


def test_a_page_behind_a_door_is_unread_not_content() -> None:
    site, _ = read(
        {
            "/": page("Home", ["/members", "/list", "/file"]),
            "/members": Reply("", 403),
            "/list": CHALLENGE,
            "/file": Reply(b"\x89PNG"),
        }
    )
    assert paths(site) == ["/"]
    assert {unread.url.rpartition("/")[2]: unread.reason for unread in site.unread} == {
        "members": "blocked",
        "list": "blocked",
        "file": "content_type",
    }


def test_one_page_under_many_addresses_stands_once() -> None:
    same = page("Same")
    other = page("Other", more='<link rel="canonical" href="/c">')
    own: Site = {
        "/": page("Home", ["/a", "/b", "/c", "/c?from=home", "/old", "/", "/?utm_source=x", f"{HERE}/a"]),
        "/a": same,
        "/b": same,
        "/c": other,
        "/c?from=home": other + "<p>nonce</p>",
        "/old": goes_to("/a", 301),
    }
    site, web = read(own)
    assert paths(site) == ["/", "/a", "/c"]
    assert web.paths(HOST).count("/a") <= 2


def test_hidden_links_files_accounts_and_actions_are_left_alone() -> None:
    hidden = '<a href="/bait" style="display:none">x</a>'
    links = [
        "/wp-admin/",
        "/cart",
        "/logout",
        "/p?replytocom=4",
        "/x.pdf",
        "/pic.JPG",
        "/feed/",
        "/login?next=/",
        "/page",
    ]
    _, web = read({"/": page("Home", links, hidden), "*": lambda path: None})
    assert [path for path in web.paths(HOST)[2:] if "no-such" not in path] == [
        "/sitemap.xml",
        "/page",
        CHALLENGE_PATH,
    ]


def test_website_without_scheme_is_tried_by_https_first() -> None:
    with serve({HOST: {"/": page("Home")}}) as web, web.fetcher() as fetcher:
        for website in (f"{HOST}:{web.port}", f"https://{HOST}:{web.port}/", f" //{HOST}:{web.port}/ "):
            site = crawl_site(Applicant("a", "A", website), Tools(fetcher, now_us), FAST)
            assert site.state is ReadState.READ
            assert site.home_url == web.url(HOST)
            assert site.fetches[0].url.startswith("https://")
            assert site.fetches[0].refusal is Refusal.TLS_FAILED
            assert site.unread[0].reason == "tls_failed"


@pytest.mark.parametrize(
    "website",
    [
        "",
        "   ",
        "not a site",
        "http://",
        "javascript:alert(1)",
        "http://127.0.0.1/",
        "http://a@b.example/",
        "ftp://x.example",
    ],
)
def test_what_is_no_public_website_is_unreachable(website: str) -> None:
    with serve({HOST: {}}) as web, web.fetcher() as fetcher:
        site = crawl_site(Applicant("a", "A", website), Tools(fetcher, now_us), FAST)
    assert site.state is ReadState.UNREACHABLE
    assert site.state_reason
    assert web.asked == []


def test_a_click_given_as_website_is_not_requested() -> None:
    with serve({NETWORK: {"/": page("Click")}}) as web, web.fetcher() as fetcher:
        site = crawl_site(web.applicant(NETWORK), Tools(fetcher, now_us), CAREFUL)
    assert site.state is ReadState.UNREACHABLE
    assert web.asked == []


def test_progress_ends() -> None:
    told: list[Progress] = []
    with serve({HOST: {"/": page("Home", ["/a"]), "/a": page("A")}}) as web, web.fetcher() as fetcher:
        crawl_site(web.applicant(HOST), Tools(fetcher, now_us), FAST, Run(on_progress=told.append))
    assert [step.done for step in told] == [False] * (len(told) - 1) + [True]
    assert told[-1].pages == 2
    assert len(told) == len(web.asked) + 1


def test_profiles_are_visited_politely_and_a_closed_door_is_not_a_missing_profile() -> None:
    home = page("Home", more='<footer><a href="http://fosstodon.localhost:%port%/@ann">me</a></footer>')
    profile: Site = {
        "/@ann": page("Ann"),
        "/@bob": Reply("", 403),
        "/@cat": Reply("", 404),
        "/login": page("Log in"),
        "/@dan": goes_to("/login"),
    }
    sites = {
        HOST: {"/": home},
        "fosstodon.localhost": profile,
        "shy.localhost": {"/robots.txt": robots("User-agent: *\nDisallow: /")},
    }
    with serve(sites) as web, web.fetcher() as fetcher:
        urls = [web.url("fosstodon.localhost", f"/@{name}") for name in ("bob", "ann", "cat", "dan")]
        urls += [web.url("shy.localhost", "/@eve"), "instagram.com/p/1"]
        applicant = replace(web.applicant(HOST), social_urls=tuple(urls))
        site = crawl_site(applicant, Tools(fetcher, now_us), replace(FAST, profiles=10))
    by_name = {found.url.rpartition("@")[2]: found for found in site.profiles}
    statuses = {name: found.fetch.status if found.fetch else None for name, found in by_name.items()}
    assert statuses == {"bob": 403, "ann": 200, "cat": 404, "dan": 200, "eve": None, "https://instagram.com/p/1": None}
    assert [name for name, found in by_name.items() if found.page] == ["ann"]
    assert by_name["ann"].named_by == ("application", "site")
    reasons = {unread.url.rpartition("@")[2]: unread.reason for unread in site.unread if "@" in unread.url}
    assert reasons == {"bob": "blocked", "cat": "status", "dan": "blocked", "eve": "robots"}
    assert web.paths("shy.localhost") == ["/robots.txt"]
    assert web.most_at_once["fosstodon.localhost"] == 1


def test_a_shared_host_is_read_only_where_the_applicant_is() -> None:
    from screening.crawl.scope import scope_of

    scope = scope_of("https://medium.com/@ann")
    assert scope.owns("https://medium.com/@ann/a-post")
    assert not scope.owns("https://medium.com/@bob/a-post")
    assert scope_of("https://blog.example/en/").owns("https://www.blog.example/de/")
    assert not scope_of("https://ann.github.io/").owns("https://bob.github.io/")
    assert not scope_of("https://blog.example/").owns("https://blog.example.evil.example/")


def test_the_same_site_gives_the_same_result() -> None:
    own: Site = {
        "/": page("Home", [f"/p{n}" for n in range(40)]),
        **{f"/p{n}": page(f"p {n}", [f"/q{n}"]) for n in range(40)},
    }
    listed: Site = {**own, "/sitemap.xml": urlset(*(f"{HERE}/p{n}" for n in range(40)))}
    first, second = (read(listed)[0] for _ in range(2))
    assert paths(first) == paths(second)
    assert [unread.reason for unread in first.unread] == [unread.reason for unread in second.unread]


def test_time_runs_out_for_the_whole_site() -> None:
    slow: Site = {f"/p{n}": Reply(page(f"p {n}"), delay_seconds=0.3) for n in range(9)}
    site, web = read(
        {"/": page("Home", sorted(slow)), **slow}, CrawlOptions(base_delay_seconds=0, profiles=0, site_seconds=1.0)
    )
    assert site.state is ReadState.READ
    assert len(web.asked) < 9
    assert {unread.reason for unread in site.unread} == {"budget"} or Refusal.DEADLINE in {
        fetch.refusal for fetch in site.fetches
    }


def test_dated_posts_are_read_where_a_sitemap_lists_them_or_little_else_is_there() -> None:
    posts = {f"/2026/09/{n}": page(f"post {n}") for n in range(1, 8)}
    home = page("Home", [*posts, "/events/2026/09/05/"])
    assert len(read({"/": home, **posts})[0].pages) == 1 + 5
    listed: Site = {"/": home, **posts, "/sitemap.xml": urlset(*(HERE + path for path in posts))}
    site, web = read(listed)
    assert len(site.pages) == 8
    assert "/events/2026/09/05/" not in web.paths(HOST)


FORM = '<form method="post"><input type="password" name="p"><button>Enter</button></form>'


@pytest.mark.parametrize(
    ("own", "state"),
    [
        ({"/": goes_to("/login?next=/"), "/login?next=/": page("Log in", more=FORM)}, ReadState.BLOCKED),
        ({"/": goes_to("/password"), "/password": page("Opening soon")}, ReadState.BLOCKED),
        ({"/": "<title>Members</title>" + FORM}, ReadState.BLOCKED),
        ({"/": page("Home", [f"/p{n}" for n in range(9)], FORM)}, ReadState.READ),
        ({"/": goes_to("/en/"), "/en/": page("Home")}, ReadState.READ),
    ],
)
def test_a_log_in_wall_is_a_closed_door(own: Site, state: ReadState) -> None:
    site, _ = read(own)
    assert site.state is state
    assert bool(site.pages) is (state is ReadState.READ)


def test_pages_to_log_in_are_kept_beside_the_pages_and_each_once() -> None:
    pin = "<title>Pay</title><form method=post><input name=card><input type=password name=pin></form>"
    walls = {f"/members/{n}": "<title>Members</title>" + FORM for n in range(9)}
    site, _ = read({"/": page("Home", ["/pay", *walls]), "/pay": pin, **walls})
    assert [one.title for one in site.pages] == ["Home"]
    assert sorted(one.title for one in site.doors) == ["Members", "Pay"]
    assert site.asking_pages == site.pages + site.doors
