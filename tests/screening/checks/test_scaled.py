"""Text made in bulk and for search engines; articles about it, menus and ordinary prose pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.result import Severity
from screening.domain.facts import DomainFacts, Registration
from screening.site import SitemapEntry
from tests.screening.checks.content_sites import PROSE, document, severity, site
from tests.screening.page.making import READ_AT_US, fetched

KEYWORDS = "cheap boots buy boots best boots discount boots boots sale boots online boots shop " * 6
TOWNS = ("York", "Bath", "Hull", "Leeds", "Ripon")
SERVICE = (
    "Looking for a locksmith in {town}? Our locksmiths in {town} open doors, change locks and fit safes at all hours. "
    "Call us and a locksmith will be at your door in {town} within half an hour. We have served families and firms for "
    "many years, we answer the telephone ourselves, and we tell you the price before we begin. Doors of wood, doors of "
    "steel, cars, garages and sheds: there is hardly a lock that we have not met, and hardly one that did not open in "
    "the end without a scratch on the frame."
)


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "font-size:0",
        "position:absolute;left:-9999px",
        "color:#fff;background:#fff",
        "visibility:hidden",
    ],
)
def test_hidden_keywords_are_strong_however_hidden(style: str) -> None:
    assert severity(site(document(f'<p>{PROSE}</p><div style="{style}">{KEYWORDS}</div>')), "P-20") is Severity.STRONG


@pytest.mark.parametrize(
    "hidden",
    [
        f'<div style="display:none">{PROSE}{PROSE}</div>',
        '<div style="display:none">cheap boots</div>',
        f'<nav style="display:none">{KEYWORDS}</nav>',
    ],
)
def test_hidden_prose_short_words_and_menus_pass(hidden: str) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{hidden}")), "P-20") is None


def test_doorways_are_strong_and_different_texts_are_not() -> None:
    doorways = [document(f"<h1>Locksmith {t}</h1><p>{SERVICE.format(town=t)}</p>", f"Locksmith {t}") for t in TOWNS]
    assert severity(site(*doorways), "P-20") is Severity.STRONG
    assert severity(site(*doorways[:3]), "P-20") is None
    words = SERVICE.split()
    turned = [" ".join(words[n * 13 :][:60]) + f" {PROSE.split('. ')[n % 4]} " * 4 for n in range(5)]
    assert severity(site(*[document(f"<p>{text}</p>", f"Page {n}") for n, text in enumerate(turned)]), "P-20") is None


def test_boilerplate_is_a_caution() -> None:
    shared = "".join(f"<p>{sentence}.</p>" for sentence in (PROSE * 2).split(". "))
    own = [f"<p>{word * 10}</p>" for word in ("alpha ", "beta ", "gamma ", "delta ")]
    assert severity(site(*[document(shared + text) for text in own]), "P-15") is Severity.CAUTION
    varied = [" ".join(f"{name}{n}" for n in range(90)) for name in ("a", "b", "c", "d")]
    assert severity(site(*[document(f"<p>{text}</p>") for text in varied]), "P-15") is None


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (
            ["As an AI language model, I cannot taste.", "I'm sorry, but I cannot fulfill this request."],
            Severity.STRONG,
        ),
        (["As an AI language model, I cannot taste."], Severity.CAUTION),
        (["The page said “as an AI language model” and nobody had noticed."], None),
        (["ChatGPT wrote: as an AI language model. The LLM, the prompt, the chatbot: OpenAI. " * 3], None),
        (["I certainly cannot fulfil every wish of my dog."], None),
    ],
)
def test_left_over_words_of_machines(bodies: list[str], expected: Severity | None) -> None:
    assert severity(site(*[document(f"<p>{PROSE}</p><p>{text}</p>") for text in bodies]), "P-19") is expected


@pytest.mark.parametrize(
    ("days", "young", "expected"), [(4, True, Severity.CAUTION), (4, False, Severity.NOTE), (1, True, None)]
)
def test_hundreds_of_addresses_a_day(days: int, young: bool, expected: Severity | None) -> None:
    entries = tuple(
        SitemapEntry(f"https://blog.example.org/{n}", f"2023-11-0{1 + n % days}") for n in range(150 * days)
    )
    registered = READ_AT_US - (90 if young else 2_000) * 86_400_000_000
    facts = DomainFacts("example.org", Registration("example.org", registered))
    sitemap = fetched(
        "".join(f"<lastmod>{e.last_modified}</lastmod>" for e in entries), "https://blog.example.org/sitemap.xml"
    )
    one = site(document(f"<p>{PROSE}</p>"))
    one = replace(one, sitemap=entries, domain=facts, fetches=(*one.fetches, sitemap))
    assert severity(one, "P-19") is expected
