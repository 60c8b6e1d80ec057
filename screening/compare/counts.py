"""How many there are, as people write it: `12.3K`, `1,2 Mio.`, `3,4 mil`, `1.2万`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.wording.numbers import NUMBER, value_of

__all__ = ["Claim", "follower_claims", "parse_count"]

_SCALES = {
    **dict.fromkeys(("k", "tsd", "tys", "mil", "mila", "thousand", "tausend", "千", "천"), 1_000),
    **dict.fromkeys(
        ("m", "mio", "mln", "mi", "million", "millions", "millionen", "millones", "millón", "milhões", "milhão",
         "milioni", "milione", "miljoen"),
        1_000_000,
    ),
    **dict.fromkeys(("b", "mrd", "bn", "billion"), 1_000_000_000),
    **dict.fromkeys(("万", "萬", "만"), 10_000),
    **dict.fromkeys(("億", "亿", "억"), 100_000_000),
    "lakh": 100_000,
}  # fmt: skip
_UNIT = r"tsd|tys|mila|mil|thousand|tausend|mio|mln|millionen|millions|million|millones|millón|milhões|milhão|milioni" \
    r"|milione|miljoen|mrd|billion|bn|lakh|mi|[kmb]|[千천万萬만億亿억]"  # fmt: skip
_COUNTED = rf"(?<![\w.,])(?P<number>{NUMBER})[\s\u00a0\u202f]?(?P<unit>{_UNIT})?\b\.?"
_WHO = (
    r"followers?|follower:innen|subscribers?|fans|abonnenten|abonnentinnen|abonnés|abonnees|seguidores|suscriptores"
    r"|seguaci|iscritti|volgers|obserwujących|subskrybentów|subskrypcji|inscritos|粉丝|フォロワー|登録者|팔로워"
)
_COUNT = re.compile(_COUNTED, re.IGNORECASE)
_CLAIM = re.compile(rf"{_COUNTED}\+?[\s\u00a0]{{0,3}}(?:[\w-]{{2,15}}[\s\u00a0]){{0,2}}?(?:{_WHO})\b", re.IGNORECASE)
"""`12.3K followers`, `1,2 Mio. Abonnenten`: a number, and whom it counts."""


@dataclass(frozen=True)
class Claim:
    """A number of followers that a text names.

    Attributes:
        count: How many.
        start: Where in the text it begins.
        end: Where it ends.
    """

    count: int
    start: int
    end: int


def parse_count(text: str) -> int | None:
    """Read the first number of a text with its unit; None where there is none."""
    match = _COUNT.search(text[:1_000])
    return _value(match) if match else None


def _value(match: re.Match[str]) -> int:
    unit = (match["unit"] or "").lower()
    return round(value_of(match["number"], is_shortened=bool(unit)) * _SCALES.get(unit, 1))


def follower_claims(text: str) -> Iterator[Claim]:
    """Yield the numbers of followers or subscribers that a text names, in order; at most 50."""
    for number, match in enumerate(_CLAIM.finditer(text[:200_000])):
        if number >= 50:
            return
        yield Claim(_value(match), match.start(), match.end())
