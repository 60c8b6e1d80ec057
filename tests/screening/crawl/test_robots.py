"""robots.txt: the cases of Google's robots_test.cc, and what becomes of answers that are no file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.crawl.robots import Robots, RobotsState, read_robots
from screening.fetch.outcome import Fetch
from screening.refusal import Refusal
from tests.screening.crawl.web import answer
from tests.timing import processor_time

ORIGIN = "https://foo.example"

GROUPS = """allow: /foo/bar/

user-agent: FooBot
disallow: /
allow: /x/
user-agent: BarBot
disallow: /
allow: /y/


allow: /w/
user-agent: BazBot

user-agent: FooBot
allow: /z/
disallow: /
"""
FOO = "user-agent: FooBot\n"
INDEX = "User-Agent: *\nAllow: /allowed-slash/index.html\nDisallow: /\n"
ENCODED = "User-agent: FooBot\nDisallow: /\nAllow: "

# name of the case: text, agent, paths that are allowed, paths that are not
CASES: dict[str, tuple[str, str, list[str], list[str]]] = {
    "GoogleOnly_SystemTest": ("", "FooBot", ["/", "/x/y"], []),
    "ID_LineSyntax_Line correct": (FOO + "disallow: /\n", "FooBot", [], ["/x/y"]),
    "ID_LineSyntax_Line incorrect": ("foo: FooBot\nbar: /\n", "FooBot", ["/x/y"], []),
    "ID_LineSyntax_Line without colon": ("user-agent FooBot\ndisallow /\n", "FooBot", [], ["/x/y"]),
    "ID_LineSyntax_Groups Foo": (GROUPS, "FooBot", ["/x/b", "/z/d"], ["/y/c", "/foo/bar/"]),
    "ID_LineSyntax_Groups Bar": (GROUPS, "BarBot", ["/y/c", "/w/a"], ["/z/d", "/foo/bar/"]),
    "ID_LineSyntax_Groups Baz": (GROUPS, "BazBot", ["/z/d"], ["/foo/bar/"]),
    "ID_LineSyntax_Groups_OtherRules": (
        "User-agent: BarBot\nSitemap: https://foo.bar/sitemap\nUser-agent: *\nDisallow: /\n",
        "BarBot",
        [],
        ["/"],
    ),
    "ID_REPLineNamesCaseInsensitive": ("USER-AGENT: FooBot\nALLOW: /x/\nDISALLOW: /\n", "FooBot", ["/x/y"], ["/a/b"]),
    "ID_UserAgentValueCaseInsensitive": ("User-Agent: FOOBOT\nAllow: /x/\nDisallow: /\n", "foobot", ["/x/y"], ["/a"]),
    "GoogleOnly_AcceptUserAgentUpToFirstSpace": (
        "User-Agent: Foo Bar\nAllow: /x/\nDisallow: /\n",
        "Foo",
        ["/x/y"],
        ["/a"],
    ),
    "product token with version": ("User-Agent: FooBot/2.1\nDisallow: /\n", "FooBot", [], ["/a"]),
    "ID_GlobalGroups_Secondary other": (
        "user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n",
        "BarBot",
        ["/x"],
        [],
    ),
    "ID_GlobalGroups_Secondary own": (
        "user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n",
        "FooBot",
        [],
        ["/x"],
    ),
    "ID_AllowDisallow_Value_CaseSensitive": (FOO + "disallow: /X/\n", "FooBot", ["/x/y"], ["/X/y"]),
    "ID_LongestMatch 1": (FOO + "disallow: /x/page.html\nallow: /x/\n", "FooBot", ["/x/"], ["/x/page.html"]),
    "ID_LongestMatch 2": (FOO + "allow: /x/page.html\ndisallow: /x/\n", "FooBot", ["/x/page.html"], ["/x/"]),
    "ID_LongestMatch empty": (FOO + "disallow: \nallow: \n", "FooBot", ["/x/page.html"], []),
    "ID_LongestMatch tie": (FOO + "disallow: /\nallow: /\n", "FooBot", ["/x/page.html"], []),
    "ID_LongestMatch slash": (FOO + "disallow: /x\nallow: /x/\n", "FooBot", ["/x/"], ["/x"]),
    "ID_LongestMatch same": (FOO + "disallow: /x/page.html\nallow: /x/page.html\n", "FooBot", ["/x/page.html"], []),
    "ID_LongestMatch wild": (FOO + "allow: /page\ndisallow: /*.html\n", "FooBot", ["/page"], ["/page.html"]),
    "ID_LongestMatch dot": (FOO + "allow: /x/page.\ndisallow: /*.html\n", "FooBot", ["/x/page.html"], ["/x/y.html"]),
    "ID_LongestMatch own group only": (
        "User-agent: *\nDisallow: /x/\nUser-agent: FooBot\nDisallow: /y/\n",
        "FooBot",
        ["/x/page"],
        ["/y/page"],
    ),
    "ID_Encoding query": (
        ENCODED + "/foo/bar?qux=taz&baz=http://foo.bar?tar&par\n",
        "FooBot",
        ["/foo/bar?qux=taz&baz=http://foo.bar?tar&par"],
        ["/foo/bar?qux"],
    ),
    "ID_Encoding plain": (ENCODED + "/foo/bar/ツ\n", "FooBot", ["/foo/bar/%E3%83%84"], ["/foo/bar/%E3%83%85"]),
    "ID_Encoding escaped": (ENCODED + "/foo/bar/%E3%83%84\n", "FooBot", ["/foo/bar/%E3%83%84"], ["/foo/bar/"]),
    "ID_SpecialCharacters star": (
        FOO + "Disallow: /foo/bar/quz\nAllow: /foo/*/qux\n",
        "FooBot",
        ["/foo/quz", "/foo//quz", "/foo/bax/quz"],
        ["/foo/bar/quz"],
    ),
    "ID_SpecialCharacters dollar": (
        FOO + "Disallow: /foo/bar$\nAllow: /foo/bar/qux\n",
        "FooBot",
        ["/foo/bar/qux", "/foo/bar/", "/foo/bar/baz"],
        ["/foo/bar"],
    ),
    "ID_SpecialCharacters hash": (
        FOO + "# Disallow: /\nDisallow: /foo/quz#qux\nAllow: /\n",
        "FooBot",
        ["/foo/bar"],
        ["/foo/quz"],
    ),
    "GoogleOnly_IndexHTMLisDirectory": (
        INDEX,
        "FooBot",
        ["/allowed-slash/", "/allowed-slash/index.html"],
        ["/allowed-slash/index.htm", "/any"],
    ),
    "Documentation /fish": (
        FOO + "disallow: /\nallow: /fish\n",
        "FooBot",
        ["/fish", "/fish.html", "/fish/salmon.html", "/fishheads.html", "/fish.php?id=a"],
        ["/bar", "/Fish.asp", "/catfish", "/?id=fish"],
    ),
    "Documentation /fish/": (
        FOO + "disallow: /\nallow: /fish/\n",
        "FooBot",
        ["/fish/", "/fish/salmon", "/fish/?salmon"],
        ["/fish", "/fish.html"],
    ),
    "Documentation /*.php": (
        FOO + "disallow: /\nallow: /*.php\n",
        "FooBot",
        ["/file.php", "/folder/file.php?x=1", "//folder/any.php.file.html"],
        ["/bar", "/windows.PHP"],
    ),
    "Documentation /*.php$": (
        FOO + "disallow: /\nallow: /*.php$\n",
        "FooBot",
        ["/file.php", "/folder/file.php"],
        ["/file.php?x", "/file.php/", "/file.php5"],
    ),
    "Documentation /fish*.php": (
        FOO + "disallow: /\nallow: /fish*.php\n",
        "FooBot",
        ["/fish.php", "/fishheads/catfish.php?x"],
        ["/Fish.PHP"],
    ),
    "Documentation precedence root": (FOO + "allow: /$\ndisallow: /\n", "FooBot", ["/"], ["/page.html"]),
    "G7 token boundary": ("User-agent: bot\nDisallow: /\n", "mybot", ["/x"], []),
    "robots.txt itself": ("User-agent: *\nDisallow: /\n", "FooBot", ["/robots.txt"], ["/"]),
}


def rules(text: str | bytes) -> Robots:
    return read_robots(answer(text, kind="text/plain"))


@pytest.mark.parametrize("name", CASES)
def test_google_case(name: str) -> None:
    text, agent, allowed, forbidden = CASES[name]
    robots = rules(text)
    assert [path for path in allowed if not robots.allows(ORIGIN + path, agent)] == []
    assert [path for path in forbidden if robots.allows(ORIGIN + path, agent)] == []


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"])
def test_a_byte_order_mark_is_skipped_even_cut_short(mark: bytes) -> None:
    assert not rules(mark + b"User-Agent: *\nDisallow: /\n").allows(ORIGIN + "/x", "FooBot")


def test_a_broken_mark_spoils_the_first_line_only() -> None:
    broken = rules(b"\xef\x11\xbfUser-Agent: FooBot\nDisallow: /\n")
    assert broken.allows(ORIGIN + "/x", "FooBot")
    assert not rules(b"\xef\x11\xbf\nUser-Agent: FooBot\nDisallow: /\n").allows(ORIGIN + "/x", "FooBot")


def _refused(refusal: Refusal) -> Fetch:
    return Fetch("https://a.example/robots.txt", "https://a.example/robots.txt", 1, refusal=refusal, detail="no")


HTML_PAGE = "<!DOCTYPE html><html><body>User-agent: *\nDisallow: /</body></html>"
S3 = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'


@pytest.mark.parametrize(
    ("fetch", "state"),
    [
        (answer("User-agent: *\nDisallow: /", kind="text/html"), RobotsState.RULES),
        (answer(HTML_PAGE), RobotsState.NONE),
        (answer(b"\xef\xbb\xbf\r\n<html><head>"), RobotsState.NONE),
        (answer("gone", 404), RobotsState.NONE),
        (answer("gone", 410), RobotsState.NONE),
        (answer("", 400), RobotsState.NONE),
        (answer(S3, 403), RobotsState.NONE),
        (answer("no", 401), RobotsState.ASKED_NOT_TO),
        (answer("no", 403), RobotsState.ASKED_NOT_TO),
        (answer("slow down", 429), RobotsState.ASKED_NOT_TO),
        (answer("", 500), RobotsState.ASKED_NOT_TO),
        (answer("User-agent: *\nAllow: /", 503), RobotsState.ASKED_NOT_TO),
        (_refused(Refusal.DEADLINE), RobotsState.ASKED_NOT_TO),
        (_refused(Refusal.BAD_ENCODING), RobotsState.ASKED_NOT_TO),
        (_refused(Refusal.DNS_TIMEOUT), RobotsState.NO_CONNECTION),
        (_refused(Refusal.PRIVATE_ADDRESS), RobotsState.NO_CONNECTION),
        (_refused(Refusal.TLS_EXPIRED), RobotsState.NO_CONNECTION),
        (_refused(Refusal.TOO_MANY_REDIRECTS), RobotsState.NONE),
        (_refused(Refusal.REDIRECT_LOOP), RobotsState.NONE),
    ],
)
def test_answers_that_are_no_file(fetch: Fetch, state: RobotsState) -> None:
    robots = read_robots(fetch)
    assert robots.state is state
    assert robots.why
    if state is not RobotsState.RULES:
        assert robots.allows(ORIGIN + "/x", "affguard") is (state is RobotsState.NONE)


def test_every_refusal_has_a_meaning() -> None:
    for refusal in Refusal:
        robots = read_robots(_refused(refusal))
        is_endless = refusal in (Refusal.TOO_MANY_REDIRECTS, Refusal.REDIRECT_LOOP)
        assert robots.allows(ORIGIN + "/x", "affguard") is is_endless


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Crawl-delay: 5", 5),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: -3", 0),
        ("Crawl-delay: inf", 0),
        ("Crawl-delay: nan", 0),
        ("Crawl-delay: soon", 0),
        ("Crawl-delay: 9999", 9999),
        ("Request-rate: 1/10", 10),
        ("Request-rate: 0/0", 0),
        ("", 0),
    ],
)
def test_pauses(line: str, seconds: float) -> None:
    assert rules(f"User-agent: *\n{line}\nDisallow:").delay_seconds("affguard") == seconds


@given(st.binary(max_size=2000))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_it(body: bytes) -> None:
    robots = rules(b"User-agent: *\nDisallow: /a\n" + body)
    robots.allows(ORIGIN + "/x?y#z", "affguard")
    assert robots.delay_seconds("affguard") >= 0


@pytest.mark.parametrize(
    "text", ["Disallow: /" + "*a" * 8000, "User-agent:" * 40_000, "user-agent: a\n" * 30_000, "a" * 500_000]
)
def test_hostile_files_cost_little(text: str) -> None:
    with processor_time() as spent:
        rules("User-agent: *\n" + text).allows(ORIGIN + "/" + "a" * 2000, "affguard")
    assert spent.is_below(1.5)
