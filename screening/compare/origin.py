"""Which of two sites with the same text had it first, by several signs; none of them proves it alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from screening.compare.identifiers import weight_of
from screening.domain.timestamps import DAY_US
from screening.neighbours import Fingerprint

__all__ = ["Origin", "compare_origin", "payee_ids", "same_operator_ids"]

_MUCH_MORE = 4
"""Signs of an identity that one site has and another lacks; our own choice."""
_SOME = 3
"""Signs of an identity, a date among them, beside a copy that has none; our own choice."""
_CREDITED = 4
"""Points of a credit: more than two other signs, since the site says it against itself; our own choice."""

_AUTHORED = 3
"""Points of an author's name: more than of an imprint, which a thief sets beside the texts; our own choice."""


@dataclass(frozen=True)
class Origin:
    """Which way the signs point.

    Attributes:
        points: Above 0: the screened site is the later one; below 0: the other is; 0: nothing separates them.
        reasons: The signs in words.
        is_told: Whether a sign among those that point the same way says who was first: a credit, the name of an author,
            a date, the age of a domain, a partner of long standing. How much a site shows of who is behind it does not
            say that by itself: nameless diaries are honest, and a thief sets an imprint of his own beside the texts of
            others.
    """

    points: int
    reasons: tuple[str, ...] = field(default=())
    is_told: bool = False


def compare_origin(own: Fingerprint, other: Fingerprint) -> Origin:
    """Weigh who was first.

    The signs: who names or links to whom (a credit), whose texts are signed by people whom only the other site
    introduces, whose texts are dated earlier by a week or more, whose domain was registered earlier by 90 days or more,
    who shows more of an identity, whose texts name the applicant. A partner that was let in before counts for itself.
    Exchanging the two sites changes the sign of the points, except for that last sign.
    """
    telling = [sign(own, other) for sign in (_credits, _authors, _links, _dates, _registration)]
    if other.kind == "affiliate":
        telling.append((1, f"{other.site} is a partner already"))
    signs = [*telling, _identity(own, other), _owner(own, other)]
    points = sum(points for points, _ in signs)
    is_told = any(one * points > 0 for one, _ in (*telling, (_authorship(own, other), "")))
    return Origin(points, tuple(why for points, why in signs if points), is_told)


def _credits(own: Fingerprint, other: Fingerprint) -> tuple[int, str]:
    points = _CREDITED * _credits_to(own, other) - _CREDITED * _credits_to(other, own)
    one, first = (own, other) if points > 0 else (other, own)
    return points, f"the texts of {one.site} say that they appeared first on {first.site}"


def _credits_to(one: Fingerprint, first: Fingerprint) -> bool:
    """Say whether the texts of one site name another as the one that had them, by a name that is not its own."""
    names = set(first.called) - set(one.called)
    return any(credit.startswith(name) for credit in one.credits for name in names)


def _authors(own: Fingerprint, other: Fingerprint) -> tuple[int, str]:
    left, theirs = _left_names(own, other), _left_names(other, own)
    points = _AUTHORED * bool(left) - _AUTHORED * bool(theirs)
    one, first, names = (own, other, left) if points > 0 else (other, own, theirs)
    return points, f"the texts of {one.site} are signed by {', '.join(names[:2]).title()}, whom {first.site} introduces"


def _left_names(one: Fingerprint, first: Fingerprint) -> list[str]:
    """Return the names under the texts of one site that only the other gives as those of its own people."""
    return sorted(set(one.signed) & set(first.introduced) - set(one.introduced))


def _links(own: Fingerprint, other: Fingerprint) -> tuple[int, str]:
    points = 2 * (other.site in own.links_to) - 2 * (own.site in other.links_to)
    return points, f"{own.site} links to {other.site}" if points > 0 else f"{other.site} links to {own.site}"


def _dates(own: Fingerprint, other: Fingerprint) -> tuple[int, str]:
    if not own.earliest_date or not other.earliest_date:
        return 0, ""
    try:
        days = (date.fromisoformat(own.earliest_date) - date.fromisoformat(other.earliest_date)).days
    except ValueError:
        return 0, ""
    points = (days >= 7) - (days <= -7)
    return points, f"earliest date {own.earliest_date} against {other.earliest_date}"


def _registration(own: Fingerprint, other: Fingerprint) -> tuple[int, str]:
    if own.registered_us is None or other.registered_us is None or own.site == other.site:
        return 0, ""
    days = (own.registered_us - other.registered_us) / DAY_US
    return 2 * (
        (days >= 90) - (days <= -90)
    ), f"domain registered {abs(days):.0f} days {'later' if days > 0 else 'earlier'}"


def _identity(own: Fingerprint, other: Fingerprint) -> tuple[int, str]:
    gap = other.identity - own.identity
    size = 2 if abs(gap) >= _MUCH_MORE else 1 if abs(gap) >= 2 else 0
    return size if gap > 0 else -size, f"signs of an identity: {own.identity} against {other.identity}"


def _authorship(own: Fingerprint, other: Fingerprint) -> int:
    """Say which of two sites dates its texts and shows who is behind it, where the other shows nothing at all."""
    if bool(own.earliest_date) == bool(other.earliest_date):
        return 0
    named, nameless, sign = (other, own, 1) if other.earliest_date else (own, other, -1)
    return sign if not nameless.identity and named.identity >= _SOME else 0


def _owner(own: Fingerprint, other: Fingerprint) -> tuple[int, str]:
    if own.shows_owner is None or other.shows_owner is None:
        return 0, ""
    named = own.site if own.shows_owner else other.site
    return int(other.shows_owner) - int(own.shows_owner), f"only {named} names its applicant"


def same_operator_ids(own: Fingerprint, other: Fingerprint) -> tuple[str, ...]:
    """Return the ids of two sites that money or a person answers to and that both carry, sorted."""
    common = set(own.identifiers) & set(other.identifiers)
    return tuple(sorted(identifier for identifier in common if weight_of(identifier) == "strong"))


def payee_ids(one: Fingerprint) -> tuple[str, ...]:
    """Return the ids of a site that money or a person answers to, partner ids included, sorted.

    A partner id alone tells little, since copied links carry that of whom they were copied from.
    """
    return tuple(value for value in one.identifiers if weight_of(value) == "strong" or value.startswith("affiliate:"))
