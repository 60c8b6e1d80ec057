"""Which addresses are profiles, and which of them a site calls its own."""

from __future__ import annotations

import pytest

from screening.page.social_urls import parse_profile, platform_of, profile_key, profile_links
from tests.screening.compare.made import page

PROFILES = [
    ("https://www.instagram.com/jane.bakes/", "instagram:jane.bakes"),
    ("instagram.com/JaneBakes?hl=de", "instagram:janebakes"),
    ("https://de-de.facebook.com/people/Jane-Doe/1000123/", "facebook:jane-doe"),
    ("https://facebook.com/profile.php?id=123456", "facebook:123456"),
    ("https://x.com/Jane", "x:jane"),
    ("https://twitter.com/jane/with_replies", "x:jane"),
    ("https://www.youtube.com/@jane/videos", "youtube:jane"),
    ("https://youtube.com/channel/UCabc", "youtube:ucabc"),
    ("https://www.tiktok.com/@jane", "tiktok:jane"),
    ("https://www.pinterest.co.uk/jane/", "pinterest:jane"),
    ("https://uk.linkedin.com/in/jane-doe-1/", "linkedin:jane-doe-1"),
    ("https://jane.tumblr.com", "tumblr:jane"),
    ("https://jane.substack.com/", "substack:jane"),
    ("https://bsky.app/profile/jane.bsky.social", "bluesky:jane.bsky.social"),
    ("https://mastodon.example/@jane", "mastodon:jane"),
    ("https://t.me/s/jane", "telegram:jane"),
]
OTHERS = [
    "https://instagram.com/p/abc",
    "https://instagram.com/",
    "https://facebook.com/sharer/sharer.php?u=x",
    "https://x.com/jane/status/1",
    "https://x.com/intent/tweet?text=a",
    "https://youtube.com/watch?v=1",
    "https://youtube.com/jane",
    "https://linkedin.com/shareArticle?url=x",
    "https://medium.com/@jane/a-post-1",
    "https://notinstagram.com/jane",
    "https://instagram.com.evil.example/jane",
    "mailto:jane@instagram.com",
    "javascript:void(0)",
    "https://[::1",
    "",
]


@pytest.mark.parametrize(("url", "key"), PROFILES)
def test_profile_is_read(url: str, key: str) -> None:
    assert profile_key(url) == key


@pytest.mark.parametrize("url", OTHERS)
def test_anything_else_is_no_profile(url: str) -> None:
    assert parse_profile(url) is None


def test_platform_is_known_by_its_registered_name_only() -> None:
    assert platform_of("https://m.facebook.com/x/posts/1") == "facebook"
    assert platform_of("https://facebook.com.evil.example/") == platform_of("https://myx.com/") == ""


def test_own_profiles_come_before_those_an_article_speaks_of() -> None:
    home = page(
        "https://jane.example/",
        """<main><p><a href="https://x.com/famous">she</a> <a href="https://tiktok.com/@guest">he</a></p></main>
        <footer><a rel="me" href="https://x.com/jane">X</a><a href="https://x.com/jane/">X</a>
        <a href="https://x.com/intent/tweet">share</a></footer>""",
        '<script type="application/ld+json">{"@type": "Person", "sameAs": ["https://www.instagram.com/jane"]}</script>',
    )
    other = page("https://jane.example/a", '<main><a href="https://x.com/spoken_of">of</a></main>')
    links = profile_links([home, other])
    assert sorted(map(profile_key, links)) == ["instagram:jane", "tiktok:guest", "x:jane"]
    assert profile_key(links[-1]) == "tiktok:guest"
    assert profile_links([home, other], most=1) == links[:1]


def test_hostile_paths_cost_nothing() -> None:
    assert parse_profile("https://x.com/" + "a" * 1_000_000) is None
    assert parse_profile("https://x.com/" + "/" * 1_000_000 + "jane") is not None
