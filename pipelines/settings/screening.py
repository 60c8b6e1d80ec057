"""How applicants are screened: the `[screening]` table of `affguard.toml`."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator

from pipelines.settings.base import Strict
from pipelines.settings.toml_text import shown
from screening.fetch.guard import parse_allowed_hosts
from screening.urls import site_of

__all__ = ["ScreeningOptions", "allowed_host_fault"]


class ScreeningOptions(Strict):
    """How applicants are screened.

    Attributes:
        contact: Address or mail address that the crawler names to the sites it reads.
        allow_hosts: `NAME` or `NAME:PORT` that may lie on this machine or in a private network.
        pages_per_site: Most pages read of one site.
        delay_seconds: Least time between two requests to one site.
        site_seconds: Most time spent on one site.
        workers: Sites read at the same time.
        reuse_days: A page that was read at most this many days ago is not asked for again.
        second_look: Whether a few pages are asked for again, as a visitor from a search engine.
        merchant_domains: Registrable domains of the programme itself, lower case; of a host below one, such as
            `www.shop.example`, the domain is kept.
        coupon_codes: Codes that were given out; empty = not known.
        corpus: Globs of text files that applicants' texts are compared with.
        ratings: CSV file of ratings found elsewhere; "" = none.
        banned: Text file of domains and ids that were turned away, one a line; "" = none.
        malicious_hosts: Text file of malicious hosts or addresses; "" = none.
        register_url: Where it is said which register answers for which top-level domain (RFC 9224).
        backlinks: Who is asked for backlinks: `graph` (the installed one), `dataforseo` or `none`.
        screenshots: Whether pages are photographed where a Chromium is installed.
    """

    contact: Annotated[str, Field(max_length=200)] = ""
    allow_hosts: tuple[str, ...] = ()
    pages_per_site: Annotated[int, Field(ge=1, le=500)] = 25
    delay_seconds: Annotated[float, Field(ge=0, le=60)] = 1.0
    site_seconds: Annotated[float, Field(ge=1, le=3_600)] = 120.0
    workers: Annotated[int, Field(ge=1, le=64)] = 8
    reuse_days: Annotated[int, Field(ge=0, le=3_650)] = 30
    second_look: bool = False
    merchant_domains: tuple[str, ...] = ()
    coupon_codes: tuple[str, ...] = ()
    corpus: tuple[str, ...] = ()
    ratings: str = ""
    banned: str = ""
    malicious_hosts: str = ""
    register_url: str = "https://data.iana.org/rdap/dns.json"
    backlinks: Literal["graph", "dataforseo", "none"] = "graph"
    screenshots: bool = True

    @field_validator("allow_hosts")
    @classmethod
    def _hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        fault = next((found for host in hosts if (found := allowed_host_fault(host))), None)
        if fault:
            raise ValueError(fault)
        return hosts

    @field_validator("merchant_domains")
    @classmethod
    def _domains(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [name for name in domains if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name)]
        if wrong:
            raise ValueError(f'must be domains in lower case such as "shop.example", not {shown(wrong[0])}')
        return tuple(dict.fromkeys(site_of(name) for name in domains))


def allowed_host_fault(text: str) -> str | None:
    """Return what is wrong with a `NAME[:PORT]`, or None."""
    try:
        parse_allowed_hosts([text])
    except ValueError:
        return f'must be a host, or a host and a port, such as "shop.localhost:8080", not {shown(text)}'
    return None
