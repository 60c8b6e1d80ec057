"""`agents`, `hosts`, `email_domains`, `addresses`: what is known of distinct strings, as features read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from disposable_email_domains import blocklist

from features.schema import CANONICAL_TABLES
from pipelines.as_of.open import available_columns, open_as_of
from pipelines.days import day_number
from pipelines.settings.read import read_settings
from tests.pipelines.load.workbench import LATE, Workbench, clicks_csv

NEITHER, REDIRECT, SEARCH, REWARD = (0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)

HOSTS = [
    ("https://www.google.com/", "google.com", SEARCH),
    ("https://www.google.de/search?q=x", "google.de", SEARCH),
    ("https://www.google.co.uk/", "google.co.uk", SEARCH),
    ("https://www.google.com.au/", "google.com.au", SEARCH),
    ("https://search.yahoo.co.jp/", "yahoo.co.jp", SEARCH),
    ("https://yandex.ru/", "yandex.ru", SEARCH),
    ("https://www.bing.com/", "bing.com", SEARCH),
    ("https://duckduckgo.com/", "duckduckgo.com", SEARCH),
    # Whoever likes can have such a name.
    ("https://google.blogspot.com/", "google.blogspot.com", NEITHER),
    ("https://google.example.com/", "example.com", NEITHER),
    ("https://google.shop/", "google.shop", NEITHER),
    ("https://notgoogle.com/", "notgoogle.com", NEITHER),
    ("https://bit.ly/abc", "bit.ly", REDIRECT),
    ("https://t.co/abc", "t.co", REDIRECT),
    ("https://www.anrdoezrs.net/click-1-2", "anrdoezrs.net", REDIRECT),
    ("https://shop.go2cloud.org/aff_c?offer_id=1", "go2cloud.org", REDIRECT),
    ("https://linktr.ee/somebody", "linktr.ee", NEITHER),
    ("https://www.facebook.com/", "facebook.com", NEITHER),
    ("http://203.0.113.9/", "203.0.113.9", NEITHER),
    ("https://www.swagbucks.com/shop", "swagbucks.com", REWARD),
    ("https://wall.adgem.com/v1/wall", "adgem.com", REWARD),
    ("https://my-rewards24.shop/", "my-rewards24.shop", REWARD),
    ("https://app.get-paid-to.shop/", "get-paid-to.shop", REWARD),
    ("https://bonus-punkte.shop/", "bonus-punkte.shop", REWARD),
    # A name within the name: what stands before the registered domain is anybody's, and not all that sounds so is it.
    ("https://rewards.blog.shop/", "blog.shop", NEITHER),
    ("https://www.rewardstyle.com/", "rewardstyle.com", NEITHER),
    ("https://learncookery.shop/", "learncookery.shop", NEITHER),
]


def available(bench: Workbench) -> frozenset[str]:
    settings, terms = read_settings(bench.home.root)
    with open_as_of(bench.home, settings, terms, day_number(LATE)) as as_of:
        return available_columns(as_of)


def test_hosts_are_search_engines_redirects_reward_sites_or_neither(bench: Workbench) -> None:
    rows = [("2026-01-08", "a", url) for url, *_ in HOSTS] + [
        ("2026-01-08", "a", ""),
        ("2026-01-08", "a", "no address"),
    ]
    bench.load_text(clicks_csv(rows, "clicked_at,affiliate_id,referrer_url"))
    hosts, unknown, orphans = bench.as_of(
        "select domain, is_redirect, is_search_engine, is_reward_site, is_referrer_spam from hosts order by domain",
        "select count(*) from hosts where domain = ''",
        "select referrer_domain from clicks anti join hosts on domain = referrer_domain where referrer_domain <> ''",
    )
    assert hosts == sorted((domain, *marks, None) for _, domain, marks in HOSTS), "no list of spam is installed"
    assert (unknown, orphans) == ([(0,)], [])


def loaded_mail(bench: Workbench, domains: Sequence[str]) -> dict[str, int | None]:
    rows = "".join(f"{number},2026-01-08,a,{domain}\n" for number, domain in enumerate(domains))
    bench.load_text("order_id,ordered_at,affiliate_id,email_domain\n" + rows, table="orders", name="o.csv")
    [found] = bench.as_of("select email_domain, is_disposable from email_domains")
    assert len(found) == len(dict(found)), "each domain once"
    return dict(found)


def test_disposable_mail_domains_and_their_subdomains(bench: Workbench) -> None:
    bench.load_text("affiliate_id,email_domain\n1,Mailinator.com\n2,\n3,example.org\n", table="affiliates")
    expected = {
        "mailinator.com": 1,
        "mx1.mail.mailinator.com": 1,
        "not-a-mailinator.com": 0,
        "mailinator.com.example.com": 0,
        "gmail.com": 0,
        "example.org": 0,
        "3f786850e387550f": None,  # a hash tells nothing
    }
    assert loaded_mail(bench, list(expected)) == expected


def test_every_listed_domain_is_found(bench: Workbench) -> None:
    listed = sorted(blocklist)[::50]
    assert set(loaded_mail(bench, [*listed, *(f"a.b.{domain}" for domain in listed)]).values()) == {1}


def test_the_great_mail_providers_are_not_disposable(bench: Workbench, real_data: Path) -> None:
    free = (real_data / "email_domains" / "free_email_domains.txt").read_text().split()
    great = ["gmail.com", "gmx.de", "hotmail.com", "icloud.com", "live.com", "outlook.com", "web.de", "yahoo.com"]
    assert set(great) <= set(free)
    assert loaded_mail(bench, great) == dict.fromkeys(great, 0)


def test_without_lists_addresses_are_not_classified(bench: Workbench) -> None:
    bench.load_text("clicked_at,affiliate_id,ip\n2026-01-08,a,192.0.2.1\n")
    [classes] = bench.as_of("select * from addresses")
    assert classes == []
    assert not [column for column in available(bench) if column.startswith("addresses.")]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("clicked_at,affiliate_id", "2026-01-08,a", set()),
        (
            "clicked_at,affiliate_id,user_agent",
            "2026-01-08,a,curl/8.5.0",
            {"clicks.agent_id", *(f"agents.{column}" for column in CANONICAL_TABLES["agents"])},
        ),
        ("clicked_at,affiliate_id,user_agent", "2026-01-08,a,3f786850e387", {"clicks.agent_id", "agents.agent_id"}),
        (
            "clicked_at,affiliate_id,referrer_url",
            "2026-01-08,a,https://x.example.com/",
            {
                "clicks.referrer_domain",
                *(f"hosts.{column}" for column in ("domain", "is_redirect", "is_search_engine", "is_reward_site")),
            },
        ),
    ],
)
def test_only_columns_with_a_value_are_available(bench: Workbench, header: str, row: str, expected: set[str]) -> None:
    bench.load_text(f"{header}\n{row}\n")
    always = {"clicks.affiliate_id", "clicks.clicked_us", "clicks.click_day", "clicks.offer_id"}
    # Of a click without an offer the programme's terms hold.
    always |= {"offers.offer_id", "offers.cookie_days", "offers.lock_days"}
    assert available(bench) == always | expected


def test_available_columns_are_those_that_a_count_finds(bench: Workbench) -> None:
    bench.load_text(
        "clicked_at,affiliate_id,click_id,offer_id,user_agent,ip\n2026-01-08,a,c,,curl/8.5.0,\n2026-01-09,b,d,o,,tok\n"
    )
    bench.load_text("visited_at,click_id,pages\n2026-01-08,c,\n2026-01-09,d,2\n", table="visits", name="v.csv")
    bench.load_text(
        "order_id,ordered_at,affiliate_id,email_domain\n1,2026-01-09,a,\n2,2026-01-09,b,x.org\n",
        table="orders",
        name="o.csv",
    )
    counts = bench.as_of(
        *(
            f"select {', '.join(f'count({column})' for column in columns)} from {table}"
            for table, columns in CANONICAL_TABLES.items()
        )
    )
    counted = {
        f"{table}.{column}"
        for (table, columns), [row] in zip(CANONICAL_TABLES.items(), counts, strict=True)
        for column, count in zip(columns, row, strict=True)
        if count
    }
    assert available(bench) == counted
    assert {"visits.pages", "email_domains.is_disposable", "agents.is_automated"} <= counted
