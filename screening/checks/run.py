"""Running every family over one site; no quote leaves here that does not stand in what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module

from screening.checks.catalogue import catalogue
from screening.checks.context import Context
from screening.checks.result import Result, State, not_checked
from screening.evidence import Evidence
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.quotes import QUOTE_LENGTH, stands_in
from screening.site import Site

__all__ = ["run_checks"]

Check = Callable[[Site, Context], list[Result]]


def run_checks(site: Site, context: Context) -> tuple[Result, ...]:
    """Return the results of every check of the catalogue, families in alphabetical order.

    A finding whose quotes cannot be found again in what was read is none: it becomes `not_checked`.

    Args:
        site: What was gathered.
        context: The terms, and what else was read.

    Raises:
        ValueError: When a family forgets one of its checks, or speaks for one of another.
    """
    results: list[Result] = []
    for family, check in _families().items():
        spoken = check(site, context)
        ids = {entry.id for entry in catalogue().values() if entry.family == family}
        if {result.check for result in spoken} != ids:
            raise ValueError(f"{family}: results for {sorted({r.check for r in spoken} ^ ids)} are missing or foreign")
        results += (_proven(result, site, context) for result in spoken)
    return tuple(results)


@cache
def _families() -> dict[str, Check]:
    families = sorted({(entry.family, entry.group) for entry in catalogue().values()})
    return {family: import_module(f"screening.checks.{group}.{family}").check for family, group in families}


def _proven(result: Result, site: Site, context: Context) -> Result:
    """Keep the quotes that are true; a finding without any becomes `not_checked`."""
    true = tuple(quote for quote in result.evidence if _is_true(quote, site, context))
    if result.state is State.FINDING and not true:
        return not_checked(result.check, "Its quote could not be found again in what was read.")
    return replace(result, evidence=true)


def _is_true(quote: Evidence, site: Site, context: Context) -> bool:
    text = quote.quote
    if not text.strip() or len(text) > QUOTE_LENGTH:
        return False
    if text in quote.url or any(stands_in(text, source) for source in _read(quote, site)):
        return True
    return any(text in record for record, sha256 in _records(site, context) if sha256 == quote.body_sha256)


def _read(quote: Evidence, site: Site) -> Iterator[Page | Fetch]:
    """Yield what was read under the quote's hash."""
    profiles = [profile.page for profile in site.profiles if profile.page]
    redirects = [redirect.fetch for redirect in site.own_redirects]
    barriers = [site.barrier] if site.barrier else []
    again = [source for look in site.looks for source in (look.page, look.fetch) if source is not None]
    sources: list[Page | Fetch] = [*site.asking_pages, *profiles, *barriers, *site.fetches, *redirects, *again]
    for source in sources:
        if source.body_sha256 == quote.body_sha256:
            yield source


def _records(site: Site, context: Context) -> Iterator[tuple[str, str]]:
    """Yield what providers, logs and lists said, as text, with its hash."""
    if site.backlinks is not None:
        yield site.backlinks.raw, _sha256(site.backlinks.raw)
    if context.observed is not None:
        yield context.observed.text, _sha256(context.observed.text)
    if context.malicious is not None:
        yield context.malicious.text, context.malicious.sha256


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
