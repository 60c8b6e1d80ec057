"""Two sites have one text: the thief is looked at, its victim is not, and what proves nothing holds nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.context import Context
from screening.checks.result import Severity, State
from screening.checks.text.duplication import check
from screening.compare.credits import credited_names, names_of_site
from screening.compare.fingerprint import fingerprint
from screening.domain.facts import DomainFacts, Registration
from screening.site import Site
from tests.screening.compare.made import article, page, site, text
from tests.timing import processor_time

DAY = 86_400_000_000
BLOG, FEED = "https://slow-ferry.test/", "https://wander-feed.test/"
SHOWN = (
    '<h1>Contact</h1><p>Wander Media, 12345 Springfield, <a href="tel:+442071838750">call</a> us@wander-feed.test</p>'
)
"""What a thief shows of himself, too."""


def _texts(home: str, name: str, more: str = "", head: str = "", asks: str = "", path: str = "") -> Site:
    pages = [
        article(f"{home}{path}post-{seed}", f"Post {seed} · {name}", f"{text(seed, 300)} {more}", head)
        for seed in range(3)
    ]
    if home == FEED and not head:
        pages += [page(f"{home}contact", SHOWN), page(f"{home}about", "<h1>About</h1><p>By Max Moor. We gather.</p>")]
    return site(home, pages, name=asks or name)


def _severity(one: Site, other: Site) -> Severity | None:
    (result,) = (r for r in check(one, Context(neighbours=(fingerprint(other),))) if r.check == "P-17")
    return result.severity if result.state is State.FINDING else None


def _registered(one: Site, days: int) -> Site:
    return replace(one, domain=DomainFacts(registration=Registration("x.test", registered_us=days * DAY)))


def _introducing(home: str, one: Site) -> Site:
    """Return a site with a page more, on which the author of its texts stands."""
    about = page(f"{home}about-us", "<title>About us</title><h1>About us</h1><p>Hester Quayle sails and writes.</p>")
    return replace(one, pages=(*one.pages, about))


BLOG_SITE = _texts(BLOG, "Slow Ferry")
THIEVES = {
    "a feed's credit": _texts(FEED, "WanderFeed", "The post Zadar appeared first on Slow Ferry."),
    "a name in small letters": _texts(FEED, "WanderFeed", "The post Zadar appeared first on Slow ferry."),
    "a credit in German": _texts(FEED, "WanderFeed", "Der Beitrag Zadar erschien zuerst auf Slow Ferry."),
    "a credit in Spanish": _texts(FEED, "WanderFeed", "La entrada Zadar aparecio primero en Slow Ferry."),
    "later dates": _texts(FEED, "WanderFeed", head='<meta property="article:published_time" content="2026-05-01">'),
    "the author's name": _texts(FEED, "WanderFeed", "By Hester Quayle."),
}


@pytest.mark.parametrize("name", THIEVES)
def test_the_thief_is_looked_at_and_a_nameless_victim_is_not(name: str) -> None:
    victim = _texts(BLOG, "Slow Ferry", path="2026/03/" if "dates" in name else "")
    if "author" in name:
        victim = _introducing(BLOG, victim)
    assert _severity(THIEVES[name], victim) is Severity.STRONG
    assert _severity(victim, THIEVES[name]) is None


def test_a_thief_on_a_young_domain_is_looked_at() -> None:
    nameless = _texts(FEED, "WanderFeed", head="<meta name=generator content=x>")
    victim, thief = _registered(BLOG_SITE, 18_000), _registered(nameless, 20_000)
    assert _severity(thief, victim) is Severity.STRONG
    assert _severity(victim, thief) is not Severity.STRONG


NOTHING_SAID = {
    "the other has an imprint": (BLOG_SITE, _texts(FEED, "WanderFeed")),
    "the other stands under its own name": (_texts(BLOG, "Slow boats"), _texts(FEED, "WanderFeed", asks="wanderfeed")),
    "its name is written apart": (_texts(BLOG, "Slow Ferry", asks="slowferry"), _texts(FEED, "WanderFeed")),
    "it quotes the thief": (
        _texts(BLOG, "Slow Ferry", "My copy says “The post Zadar appeared first on WanderFeed”, which is a lie."),
        _texts(FEED, "WanderFeed", "The post Zadar appeared first on WanderFeed."),
    ),
    "both name the author as theirs": (
        _introducing(BLOG, _texts(BLOG, "Slow Ferry", "By Hester Quayle.")),
        _introducing(FEED, _texts(FEED, "WanderFeed", "By Hester Quayle.")),
    ),
    "a word of another's name": (
        _texts(BLOG, "Slow Ferry", "In Paldiski the Moor was wide."),
        _texts(FEED, "WanderFeed", "In Paldiski the Moor was wide.", asks="Max Moor"),
    ),
}


@pytest.mark.parametrize("name", NOTHING_SAID)
def test_where_nothing_says_who_was_first_nobody_is_held_as_the_copier(name: str) -> None:
    for one, other in (NOTHING_SAID[name], NOTHING_SAID[name][::-1]):
        assert _severity(one, other) is not Severity.STRONG


def test_credits_and_names_are_read_by_their_letters() -> None:
    thief = THIEVES["a feed's credit"]
    assert credited_names(thief.pages) == ("slowferry",)
    assert names_of_site(BLOG_SITE) == ("slowferry",)
    assert names_of_site(thief) == ("wanderfeed",)


@pytest.mark.parametrize("filler", ["appeared first on A ", "A B ", "A", " | a", "Slow Ferry "])
def test_hostile_pages_are_read_in_linear_time(filler: str) -> None:
    long = filler * (1_000_000 // len(filler))
    hostile = replace(page(BLOG, "x"), html=long, text=long, title=long)
    one = site(BLOG, [hostile], name="Slow Ferry Annamari")
    with processor_time() as spent:
        credited_names([hostile])
        names_of_site(one)
        fingerprint(one)
    assert spent.is_below(4)
