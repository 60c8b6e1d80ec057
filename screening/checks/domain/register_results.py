"""Checks D-01 to D-06: what the register says of a domain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.counted import counted
from screening.domain.facts import Registration
from screening.domain.rdap import DeclinedRdapError, rdap_object, registration_moments
from screening.domain.timestamps import DAY_US, days_between, parse_moment
from screening.evidence import Evidence, evidence
from screening.page.length import length_in_words
from screening.site import Site
from screening.unused.parked import parking_name_server

__all__ = ["register_results"]

_NEW_DAYS, _YOUNG_DAYS, _FIRST_YEAR_DAYS = 32, 180, 365
_EXPIRES_SOON_DAYS = 30
_LAPSE_DAYS, _LAPSE_AGE_DAYS = 365, 3 * 365
_OWN_WORDS = 300
_HOLDS = frozenset({"client hold", "server hold", "redemption period", "pending delete", "pending restore"})
_EVENT_DATE = re.compile(r'"eventDate"\s{0,9}:\s{0,9}"([^"]{1,60})"')
_CHECKS = ("D-01", "D-02", "D-03", "D-04", "D-05", "D-06")


def register_results(site: Site) -> Iterator[Result]:
    """Yield what the register's answer shows; everything is `not_checked` where there is none."""
    registration = site.domain.registration
    if registration is None:
        why = f"The register was not read: {site.domain.registration_unknown}."
        yield from (not_checked(check, why) for check in _CHECKS)
        return
    yield _age(site, registration)
    yield _age_known(registration)
    yield _lapsed(site)
    yield _expiry(site, registration)
    yield _status(site, registration)
    yield _name_servers(site, registration)


def _age(site: Site, registration: Registration) -> Result:
    registered = registration.registered_us
    if registered is None:
        return not_checked("D-01", "The register does not say when the domain was registered.")
    age = days_between(registered, site.read_at_us)
    if age < -1:
        return not_checked("D-01", "The register names a date of registration that is yet to come.")
    says = f"The domain was registered {counted(round(max(age, 0)), 'day')} before the site was read."
    proof = [_date_quote(site, registered)]
    for limit, severity in (
        (_NEW_DAYS, Severity.STRONG),
        (_YOUNG_DAYS - 1, Severity.CAUTION),
        (_FIRST_YEAR_DAYS - 1, Severity.NOTE),
    ):
        if age <= limit:
            return found("D-01", severity, says, proof)
    years = age / _FIRST_YEAR_DAYS
    return passed("D-01", f"The domain has been registered for {years:,.0f} years." if years >= 2 else "", proof)


def _age_known(registration: Registration) -> Result:
    if registration.registered_us is None:
        return not_checked("D-02", "The register's answer holds no date of registration.")
    return passed("D-02")


def _lapsed(site: Site) -> Result:
    """Find a domain that was given up after a year or more and taken by somebody in the last three years."""
    fetch = site.domain.registration_fetch
    try:
        moments = registration_moments(rdap_object(fetch.body)) if fetch else []
    except DeclinedRdapError:
        moments = []
    if len(moments) < 2:
        return not_checked("D-03", "The register tells of no earlier registration, and no archive was asked.")
    earlier, latest = moments[0], moments[-1]
    gap, age = days_between(earlier, latest), days_between(latest, site.read_at_us)
    if gap < _LAPSE_DAYS or not 0 <= age <= _LAPSE_AGE_DAYS:
        return passed("D-03")
    anew = f"began anew, {counted(round(age), 'day')} ago"
    says = f"The name was first registered {gap:,.0f} days before its registration {anew}."
    return found("D-03", Severity.CAUTION, says, [_date_quote(site, earlier), _date_quote(site, latest)])


def _expiry(site: Site, registration: Registration) -> Result:
    expires = registration.expires_us
    if expires is None:
        return not_checked("D-04", "The register does not say when the registration ends.")
    left = days_between(site.read_at_us, expires)
    if left >= _EXPIRES_SOON_DAYS:
        return passed("D-04")
    ends = (
        f"ends in {counted(round(left), 'day')}"
        if expires > site.read_at_us
        else f"ended {counted(round(-left), 'day')} ago"
    )
    return found(
        "D-04", Severity.NOTE, f"The registration {ends} and was not renewed yet.", [_date_quote(site, expires)]
    )


def _status(site: Site, registration: Registration) -> Result:
    if not registration.statuses:
        return not_checked("D-05", "The register names no status.")
    held = [status for status in registration.statuses if status in _HOLDS]
    if not held:
        return passed("D-05")
    spelling = re.compile(r"[ _]?".join(map(re.escape, held[0].split())), re.IGNORECASE)
    says = f"The register marks the domain as {', '.join(held)}: it is withdrawn, or about to be."
    return found("D-05", Severity.STRONG, says, [_register_quote(site, spelling)])


def _name_servers(site: Site, registration: Registration) -> Result:
    if not registration.name_servers:
        return not_checked("D-06", "The register names no name servers.")
    server = parking_name_server(registration.name_servers)
    if not server:
        return passed("D-06")
    words = sum(length_in_words(page.main_text) for page in site.pages)
    severity = Severity.CAUTION if words >= _OWN_WORDS else Severity.STRONG
    says = f"The domain's name server {server} belongs to a service for parked domains."
    return found("D-06", severity, says, [_register_quote(site, re.compile(re.escape(server), re.IGNORECASE))])


def _answer_text(site: Site) -> str:
    fetch = site.domain.registration_fetch
    return fetch.body.decode("utf-8", errors="replace") if fetch else ""


def _date_quote(site: Site, moment_us: int) -> Evidence:
    """Quote the event of that moment as the register wrote it."""
    for match in _EVENT_DATE.finditer(_answer_text(site)):
        parsed = parse_moment(match.group(1))
        if parsed is not None and abs(parsed - moment_us) < DAY_US / 86_400:
            return _quote(site, match.group(0))
    return _quote(site, "")


def _register_quote(site: Site, wanted: re.Pattern[str]) -> Evidence:
    match = wanted.search(_answer_text(site))
    return _quote(site, match.group(0)[:160] if match else "")


def _quote(site: Site, text: str) -> Evidence:
    """Return a quote from the register's answer; its address, which names the domain, where it cannot be cut out."""
    fetch = site.domain.registration_fetch
    if fetch is None:
        return Evidence(site.home_url[:160], site.home_url, site.read_at_us, "")
    return evidence(text or fetch.url[:160], fetch)
