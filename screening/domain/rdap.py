"""RDAP answers (RFC 9083): what a register says of a domain, or why its answer says nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from screening.domain.facts import Registration
from screening.domain.timestamps import parse_moment

__all__ = ["DeclinedRdapError", "event_moments", "parse_rdap", "rdap_object", "registration_moments"]

_LARGEST_BODY = 1_000_000
_MOST_ITEMS = 500
_EPP_ADDRESS = re.compile(r"\s+\(?https?://\S{0,200}$")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class DeclinedRdapError(ValueError):
    """The answer says nothing of the domain; the message says why, in words for people."""


def parse_rdap(body: bytes, domain: str) -> Registration:
    """Return what an RDAP answer says of a domain.

    Args:
        body: The answer.
        domain: The name that was asked for, ASCII form; "" takes whatever name the answer speaks of.

    Returns:
        The registration. `registered_us` is the latest of `registration` and `reregistration`: what came before a
        lapse says nothing of who holds the name now. What is absent or malformed within it is None, "" or empty.

    Raises:
        DeclinedRdapError: If it is no RDAP answer, an error, or speaks of something else.
    """
    answer = rdap_object(body)
    name = _name(answer)
    if not name:
        raise DeclinedRdapError("the answer names no domain")
    if domain and name != _plain(domain):
        raise DeclinedRdapError(f"the answer speaks of {name[:80]}, not of {domain[:80]}")
    registered = registration_moments(answer)
    return Registration(
        domain=name,
        registered_us=registered[-1] if registered else None,
        expires_us=max(event_moments(answer, "expiration"), default=None),
        statuses=_statuses(answer),
        registrar=_registrar(answer),
        name_servers=tuple(sorted({server for entry in _objects(answer, "nameservers") if (server := _name(entry))})),
    )


def registration_moments(answer: dict[str, Any]) -> list[int]:
    """Return when the domain was registered and registered anew, in order; microseconds since 1970, UTC."""
    return sorted({*event_moments(answer, "registration")[:1], *event_moments(answer, "reregistration")})


def event_moments(answer: dict[str, Any], action: str) -> list[int]:
    """Return when an event of that name happened, in order (RFC 9083, section 4.5)."""
    moments = (
        parse_moment(event.get("eventDate"))
        for event in _objects(answer, "events")
        if _plain(event.get("eventAction")) == action
    )
    return sorted(moment for moment in moments if moment is not None)


def rdap_object(body: bytes) -> dict[str, Any]:
    """Return an answer that describes a domain as it stands.

    Raises:
        DeclinedRdapError: If it is no RDAP answer, an error, or describes something else.
    """
    if len(body) > _LARGEST_BODY:
        raise DeclinedRdapError(f"the answer is larger than {_LARGEST_BODY:,} bytes")
    try:
        # A number of 100,000 digits raises ValueError, 100,000 brackets RecursionError.
        answer = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DeclinedRdapError(f"the answer is no JSON ({type(error).__name__}); WHOIS text is not read") from None
    if not isinstance(answer, dict):
        raise DeclinedRdapError("the answer is JSON, but no object")
    if "errorCode" in answer:
        raise DeclinedRdapError(f"the register answered with error {str(answer['errorCode'])[:20]}")
    kind = answer.get("objectClassName", "domain" if "ldhName" in answer else "no object of RDAP")
    if _plain(kind) != "domain":
        raise DeclinedRdapError(f"the answer describes {str(kind)[:40]}, not a domain")
    return answer


def _plain(value: object) -> str:
    return value.strip().lower().rstrip(".") if isinstance(value, str) else ""


def _name(entry: dict[str, Any]) -> str:
    name = _plain(entry.get("ldhName")) or _plain(entry.get("unicodeName"))
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _objects(entry: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    items = entry.get(key)
    if isinstance(items, dict):  # a single one, not wrapped
        items = [items]
    if isinstance(items, list):
        yield from (item for item in items[:_MOST_ITEMS] if isinstance(item, dict))


def _statuses(answer: dict[str, Any]) -> tuple[str, ...]:
    """Return the statuses as RDAP spells them: `clientHold https://…` and `client_hold` are `client hold`."""
    items = answer.get("status")
    texts = [items] if isinstance(items, str) else items if isinstance(items, list) else []
    spelt = (_EPP_ADDRESS.sub("", text) for text in texts[:_MOST_ITEMS] if isinstance(text, str))
    return tuple(dict.fromkeys(_HUMP.sub(" ", text).replace("_", " ").strip().lower() for text in spelt if text))


def _registrar(answer: dict[str, Any]) -> str:
    for entity in _objects(answer, "entities"):
        roles = entity.get("roles")
        if "registrar" in (roles if isinstance(roles, list) else [roles]):
            name = _card_name(entity.get("vcardArray")) or entity.get("handle")
            return name[:200] if isinstance(name, str) else ""
    return ""


def _card_name(card: object) -> str:
    """Return `fn`, or else `org`, of a jCard: `["vcard", [["fn", {}, "text", "Name"], …]]` (RFC 7095)."""
    if not (isinstance(card, list) and len(card) > 1 and isinstance(card[1], list)):
        return ""
    named = {
        field[0]: field[3]
        for field in card[1][:_MOST_ITEMS]
        if isinstance(field, list) and len(field) > 3 and field[0] in ("fn", "org") and isinstance(field[3], str)
    }
    return (named.get("fn") or named.get("org") or "").strip()
