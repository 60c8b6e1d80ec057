"""Policy: who offers what is prohibited is found; who writes or warns about it is not."""

from __future__ import annotations

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

STRONG_CONTENT = {
    "adult": "<h1>Free porn videos</h1><p>Watch live sex cams and xxx videos. 18 only.</p>",
    "gambling": "<h1>Online casino bonus</h1><p>Free spins, no deposit bonus. Play slots, place your bets.</p>",
    "gambling de": "<h1>Casino ohne Limit</h1><p>Freispiele und Wettbonus, Spielautomaten online ohne Ende.</p>",
    "weapons": "<h1>Guns for sale</h1><p>Buy ammo in bulk. Ghost guns, no background check.</p>",
    "drugs": "<h1>Cheap Viagra</h1><p>Generic Cialis, no prescription needed. Buy Xanax today.</p>",
    "hate": "<h1>White power</h1><p>The master race. Holocaust hoax. They are vermin, are subhuman.</p>",
    "counterfeit": "<h1>Replica watches</h1><p>AAA replica Rolex, 1:1 replica bags in mirror quality.</p>",
    "piracy": "<h1>Cracked software</h1><p>Nulled themes, keygen and full movie download by torrent download.</p>",
    "essays": "<h1>Write my essay</h1><p>Essay writing service. Buy an essay, do my homework.</p>",
    "payday": "<h1>Loans for bad credit</h1><p>Instant approval loans, no credit check loans, cash until payday.</p>",
}
HONEST_CONTENT = {
    "debt charity": f"<h1>Payday loans: how to get out</h1><p>They are a trap. Avoid guaranteed approval. {PROSE}</p>",
    "health": f"<h1>Is Viagra safe?</h1><p>Ask a doctor. Never buy Viagra without a prescription. {PROSE}</p>",
    "news": f"<h1>Casino to close</h1><p>The casino will close. Police seized replica watches. {PROSE}{PROSE}</p>",
    "collector": f"<h1>Old watches</h1><p>How to tell a replica from the real one. {PROSE}</p>",
    "hunting": f"<h1>Deer season</h1><p>My rifle and my dog. {PROSE}</p>",
    "essex": f"<h1>Sussex and Essex</h1><p>Middlesex cockfosters essays by Orwell. {PROSE}</p>",
}


@pytest.mark.parametrize("name", STRONG_CONTENT)
def test_prohibited_content_is_strong(name: str) -> None:
    assert severity(site(document(STRONG_CONTENT[name], name)), "P-05") is Severity.STRONG


@pytest.mark.parametrize("name", HONEST_CONTENT)
def test_writing_about_it_is_not_strong(name: str) -> None:
    assert severity(site(document(HONEST_CONTENT[name]), document(PROSE)), "P-05") in (None, Severity.CAUTION)


def test_three_bad_neighbours_are_strong_and_two_are_none() -> None:
    links = [f'<a href="https://{name}.example.net/">here</a>' for name in ("x", "y")]
    bad = [
        f'<a href="https://{name}/">here</a>' for name in ("best-casino.com", "cheap-viagra.net", "replica-world.org")
    ]
    assert severity(site(document(PROSE + " ".join(links + bad))), "P-06") is Severity.STRONG
    assert severity(site(document(PROSE + " ".join(links + bad[:2]))), "P-06") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Guaranteed income for everybody. Double your money in a week.</p>", Severity.STRONG),
        ("<p>This root cures cancer and reverses diabetes. Doctors hate it.</p>", Severity.STRONG),
        ("<p>Garantierte Gewinne, schnell reich werden.</p>", Severity.STRONG),
        ("<p>A miracle cure, says grandmother.</p>", Severity.CAUTION),
        ("<p>Nobody can promise guaranteed returns. Miracle cures are a myth.</p>", None),
        (
            "<p>There is no guaranteed income; nothing cures cancer overnight: avoid get rich quick scams.</p>",
            None,
        ),
        ("<p>Satisfaction guaranteed. Try it risk-free for 30 days.</p>", None),
    ],
)
def test_claims(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-12") is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>We accept guest posts. Dofollow link: $80, payment via PayPal.</p>", Severity.STRONG),
        ("<p>Link insertion from 45 EUR per link, permanent, DA 50.</p>", Severity.STRONG),
        ("<h1>Buy backlinks</h1><p>High DA backlinks, niche edits. Write to us.</p>", Severity.CAUTION),
        ("<p>According to a study the average guest post costs $77. Google's spam guidelines forbid it.</p>", None),
        ("<p>We welcome guest posts from other walkers; we do not pay and charge $0.</p>", None),
        ("<p>The SEO tool costs $99 a month and counts backlinks.</p>", None),
        ("<p>Boots: $80. Socks: $12. Order now.</p>", None),
    ],
)
def test_links_for_sale(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}", "Hill walks")), "P-22") is expected
