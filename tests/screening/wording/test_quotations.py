"""Quotations: what stands between marks or in a quoting element is not the page's own; nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from screening.page.model import Page
from screening.wording.phrases import Lexicon
from screening.wording.quotations import Quotations, in_marks
from screening.wording.voice import Voice
from screening.wording.words import Hit
from tests.screening.checks.content_sites import PROSE, document, site
from tests.timing import processor_time

OFFER = Lexicon({"offer": ["guest post*"]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He wrote: “Will you take a guest post now?” and left.", True),
        ('He wrote: "Will you take a guest post now?" and left.', True),
        ("He wrote: ‘Will you take a guest post now?’ and left.", True),
        ("He wrote: 'Will you take a guest post now?' and left.", True),
        ("Er schrieb: „Nehmen Sie einen guest post?“ und ging.", True),
        ("Il écrit : « Prenez-vous un guest post ? » et part.", True),
        ("Er schrieb: »Nehmen Sie einen guest post?« und ging.", True),
        ("The “best” guest post is the “cheap” one.", False),
        ('The "best" guest post is the "cheap" one.', False),
        ("We don't want a guest post at Peters' shop, and it's late.", False),
        ('A 19" rack and a guest post, then 5\'10" of snow.', False),
        ("« Oui » dit le guest post « non » ici.", False),
        ("A guest post costs £80.", False),
    ],
)
def test_quotation_marks(text: str, expected: bool) -> None:
    start = text.index("guest post")
    assert in_marks(text, start, start + len("guest post")) is expected


@pytest.mark.parametrize("tag", ["blockquote", "pre", "code", "samp", "q", "cite"])
@pytest.mark.parametrize("inner", ["guest post", "<p>A <b>guest</b> post</p>", "we&nbsp;love a guest post &amp; more"])
def test_quoting_elements(tag: str, inner: str) -> None:
    text = f"<p>{PROSE}</p><{tag} class=x>{inner}</{tag}><p>guest post</p>"
    quotations = Quotations(site(document(text)).pages[0])
    hits = OFFER.find(quotations.words)
    assert [quotations.holds(hit) for hit in hits] == [True, False]


def test_a_page_that_is_hardly_anything_but_a_quotation_speaks_itself() -> None:
    page = site(f"<html><title>x</title><body><blockquote>{PROSE} guest post</blockquote></body></html>").pages[0]
    quotations = Quotations(page)
    assert quotations.own(OFFER.find(quotations.words))


@pytest.mark.parametrize(
    "piece",
    ["<pre>guest post</pre>", "<pre>", "</pre>", "<blockquote ", "“guest post", "<<q>guest post '", '" guest post "'],
)
def test_many_of_them_are_read_in_time(piece: str) -> None:
    page = site(document(piece * (600_000 // len(piece)) + " guest post")).pages[0]
    with processor_time() as spent:
        quotations = Quotations(page)
        quotations.own(OFFER.find(quotations.words))
    assert spent.is_below(1.0)


@pytest.mark.parametrize("beginning", ["a ", "a b ", "one of the many "])
def test_long_quotations_that_nearly_stand_in_the_text_are_read_in_time(beginning: str) -> None:
    row = beginning * (18_000 // len(beginning))
    unrun = f"<blockquote>{row} post guest</blockquote>" * 20
    page = site(document(f"<script type=text/plain>{unrun}</script><p>{row * 8}guest post</p>")).pages[0]
    with processor_time() as spent:
        quotations = Quotations(page)
        quotations.own(OFFER.find(quotations.words))
    assert spent.is_below(1.0)


@pytest.mark.parametrize(
    "piece", ["a guest post ", "guest post. “guest post ", "We take a guest post of 600 words now. "]
)
def test_what_other_pages_quote_is_looked_up_in_time(piece: str) -> None:
    page, *others = (site(document(piece * (100_000 // len(piece)))).pages[0] for _ in range(6))
    with processor_time() as spent:
        voice = Voice(page, others)
        assert voice.own(OFFER.find(voice.words))
    assert spent.is_below(1.5)


def test_what_another_page_quotes_is_quoted_where_it_stands_without_its_marks() -> None:
    offer = "Dear owner of the site, we would like to buy a guest post on your lovely pages this week"
    front = site(document(f"<p>{PROSE}</p><p>{offer}</p>")).pages[0]
    article = site(document(f"<p>{PROSE}</p><blockquote>{offer}</blockquote>")).pages[0]
    assert not _own(front, [article])
    assert _own(front, [front])
    assert _own(front, [])


def _own(page: Page, others: Sequence[Page]) -> list[Hit]:
    voice = Voice(page, others)
    return voice.own(OFFER.find(voice.words))
