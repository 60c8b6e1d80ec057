"""Sites and texts made for the comparisons: written out as HTML and read by the real parser."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any

from screening.applicant import Applicant
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.site import Site

__all__ = ["VOCABULARY", "article", "exchange", "fetch", "page", "site", "text"]

VOCABULARY = tuple(
    f"{a}{b}{c}" for a in ("ba", "ro", "mi", "tel", "sun") for b in "aeiou" for c in ("n", "rt", "l", "ss")
)
"""A hundred words that any text may use; the rest of a text's words are its own."""


def text(seed: int, count: int = 400, own_words: int = 250) -> str:
    """Return sentences of `count` words: a third of them common words, the others of the text's own."""
    draw = random.Random(seed)
    own = [
        f"{draw.choice('bdfgklmprst')}{draw.choice('aeiou')}{seed % 97}q{i}".replace("q", "o") for i in range(own_words)
    ]
    words = [draw.choice(VOCABULARY) if draw.random() < 0.33 else draw.choice(own) for _ in range(count)]
    return ". ".join(" ".join(words[i : i + 12]).capitalize() for i in range(0, count, 12)) + "."


def exchange(original: str, share: float, seed: int = 1) -> str:
    """Return a text of which a share of the words was exchanged for synonyms, each word always for the same one."""
    draw = random.Random(seed)
    return " ".join(f"syn{word.strip('.').lower()}" if draw.random() < share else word for word in original.split())


def fetch(url: str, body: str, status: int = 200, content_type: str = "text/html; charset=utf-8") -> Fetch:
    """Return an exchange as the fetcher would."""
    data = body.encode()
    return Fetch(url, url, 1_700_000_000_000_000, status=status, headers=(("content-type", content_type),), body=data,
                 body_sha256=sha256(data).hexdigest())  # fmt: skip


def page(url: str, body: str, head: str = "", status: int = 200) -> Page:
    """Read a page from the inside of its body and of its head."""
    return parse_page(fetch(url, f"<html lang=en><head>{head}</head><body>{body}</body></html>", status))


def article(url: str, title: str, words: str, head: str = "", foot: str = "") -> Page:
    """Read a page that shows one text."""
    blocks = "".join(f"<p>{escape(part)}.</p>" for part in words.split(". "))
    body = f"<main><article><h1>{escape(title)}</h1>{blocks}</article></main><footer>{foot}</footer>"
    return page(url, body, f"<title>{escape(title)}</title>{head}")


def site(
    home: str, pages: Sequence[Page], *, applicant_id: str = "", more: Mapping[str, Any] | None = None, **asks: Any
) -> Site:
    """Return a site; `asks` are fields of the application, `more` fields of the site."""
    applicant = Applicant(applicant_id or home, asks.pop("name", ""), home, **asks)
    return Site(applicant, home, pages=tuple(pages), **(more or {}))
