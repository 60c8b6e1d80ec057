"""From settings and terms to what the screener needs to know: terms, corpus, ratings, what was turned away, manners."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import SettingsError
from pipelines.screen.banned import ALLOWED, banned_of_lines
from pipelines.screen.small_tables import read_rows
from screening.backlinks.provider import UnknownBacklinksError
from screening.checks.context import Context, ProviderRating
from screening.compare.identifiers import identifier_kinds
from screening.crawl.options import CrawlOptions
from screening.malicious import LARGEST_LIST_BYTES, MaliciousHosts, read_malicious_hosts
from screening.neighbours import Fingerprint, KnownText
from screening.programme import Clause, Programme
from screening.urls import site_of

if TYPE_CHECKING:
    from pipelines.home import Home
    from pipelines.settings.model import Settings
    from pipelines.settings.terms import Terms
    from screening.backlinks.provider import BacklinkProvider

__all__ = ["backlink_provider", "banned_fingerprints", "checking_context", "crawl_options"]

_RATING_COLUMNS = ("site", "source", "rating", "scale", "count", "url", "as_of")
_CORPUS_BYTES = 2_000_000
_CORPUS_FILES = 2_000
_DAY_SECONDS = 86_400
_TOLD_FAULTS = 5


def checking_context(home: Home, settings: Settings, terms: Terms) -> Context:
    """Return what checks may know besides a site.

    Raises:
        SettingsError: When a file that `[screening]` names is not there or cannot be read.
    """
    from disposable_email_domains import blocklist

    options = settings.screening
    programme = Programme(
        name=settings.programme.name,
        brand_terms=terms.brand_terms,
        own_domains=options.merchant_domains,
        allowed_promotion_methods=terms.allowed_promotion_methods,
        coupon_codes=options.coupon_codes or None,
        clauses=tuple(Clause(clause.id, clause.title, clause.text, clause.covers) for clause in terms.clauses),
    )
    return Context(
        programme=programme,
        known_texts=tuple(_corpus(home, options.corpus)),
        ratings=tuple(_ratings(home, options.ratings)),
        disposable_domains=frozenset(blocklist),
        malicious=_malicious(home, options.malicious_hosts),
    )


def banned_fingerprints(home: Home, settings: Settings) -> list[Fingerprint]:
    """Return a fingerprint for each line of the file of what was turned away; see `banned_of_lines`.

    Raises:
        SettingsError: When the file is not there, cannot be read, or has lines that would have no effect.
    """
    if not settings.screening.banned:
        return []
    path = home.root / Path(settings.screening.banned).expanduser()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"affguard.toml: [screening] banned: {path} cannot be read ({error}).") from error
    found, faults = banned_of_lines(text.splitlines())
    if faults:
        more = f" and {len(faults) - _TOLD_FAULTS} more" if len(faults) > _TOLD_FAULTS else ""
        kinds = ", ".join(identifier_kinds())
        raise SettingsError(
            f"affguard.toml: [screening] banned: {path}, {'; '.join(faults[:_TOLD_FAULTS])}{more}: would have no "
            f"effect. {ALLOWED.format(kinds=kinds)}"
        )
    return found


def crawl_options(settings: Settings, *, fresh: bool, second_look: bool) -> CrawlOptions:
    """Return budgets and manners of the crawl.

    Args:
        settings: The home's settings.
        fresh: Whether nothing kept may stand for a new answer.
        second_look: Whether this screening asks for a second look, whatever the settings say.
    """
    options = settings.screening
    return CrawlOptions(
        pages=options.pages_per_site,
        site_seconds=options.site_seconds,
        base_delay_seconds=options.delay_seconds,
        reuse_seconds=0 if fresh else options.reuse_days * _DAY_SECONDS,
        second_look=second_look or options.second_look,
        never_request=_is_click,
        foreign_sites=frozenset(options.merchant_domains),
    )


def backlink_provider(home: Home, settings: Settings) -> tuple[BacklinkProvider | None, str]:
    """Return who is asked for backlinks, or why nobody is."""
    choice = settings.screening.backlinks
    if choice == "none":
        return None, 'backlinks are switched off ([screening] backlinks = "none")'
    try:
        if choice == "dataforseo":
            from screening.backlinks.dataforseo import DataForSeoProvider, post_with_requests

            login, password = os.environ.get("DATAFORSEO_LOGIN", ""), os.environ.get("DATAFORSEO_PASSWORD", "")
            if not (login and password):
                return None, "DataForSEO needs DATAFORSEO_LOGIN and DATAFORSEO_PASSWORD in the environment"
            return DataForSeoProvider(f"{login}:{password}", post_with_requests), ""
        from screening.backlinks.graph import GraphProvider

        return GraphProvider(home.backlinks), ""
    except UnknownBacklinksError as error:
        return None, str(error)


def _is_click(url: str) -> bool:
    """Whether a request would count as a click on somebody's affiliate link."""
    from screening.page.networks import classify

    link = classify(url)
    return link is not None and link.kind == "click"


def _corpus(home: Home, globs: tuple[str, ...]) -> Iterator[KnownText]:
    for pattern in globs:
        whole = home.root / Path(pattern).expanduser()
        paths = sorted(Path(whole.anchor).glob(str(whole.relative_to(whole.anchor))))
        if not paths:
            raise SettingsError(f"affguard.toml: [screening] corpus: no file fits {pattern!r}.")
        for path in paths[:_CORPUS_FILES]:
            if path.is_file():
                yield KnownText(path.name, path.read_bytes()[:_CORPUS_BYTES].decode("utf-8", "replace"))


def _ratings(home: Home, file: str) -> Iterator[ProviderRating]:
    if not file:
        return
    path = home.root / Path(file).expanduser()
    for number, row in enumerate(read_rows(path, _RATING_COLUMNS, ()), start=1):
        try:
            yield ProviderRating(
                site=site_of(str(row["site"] or "")),
                source=str(row["source"] or ""),
                rating=float(row["rating"]),
                scale=float(row["scale"]),
                count=int(row["count"]),
                url=str(row["url"] or ""),
                as_of=str(row["as_of"] or ""),
            )
        except (TypeError, ValueError) as error:
            raise SettingsError(f"{path}, row {number}: rating, scale and count must be numbers ({error}).") from error


def _malicious(home: Home, file: str) -> MaliciousHosts | None:
    if not file:
        return None
    path = home.root / Path(file).expanduser()
    try:
        with path.open("rb") as opened:
            data = opened.read(LARGEST_LIST_BYTES + 1)
        return read_malicious_hosts(path.name, data)
    except (OSError, ValueError) as error:
        raise SettingsError(f"affguard.toml: [screening] malicious_hosts: {path} cannot be used: {error}.") from error
