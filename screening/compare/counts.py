"""Reading numbers as people write them: `12.3K`, `1,2 Mio.`, `3,4 mil`, `1.2万`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
_NUMBER = rf"(?<![\w.,])(?P<digits>\d{{1,3}}(?:[.,'’\s\u00a0\u202f]\d{{3}}){{1,3}}|\d{{1,9}}(?:[.,]\d{{1,2}})?)" \
    rf"[\s\u00a0\u202f]?(?P<unit>{_UNIT})?\b\.?"  # fmt: skip
_WHO = (
    r"followers?|follower:innen|subscribers?|fans|abonnenten|abonnentinnen|abonnés|abonnees|seguidores|suscriptores"
    r"|seguaci|iscritti|volgers|obserwujących|subskrybentów|subskrypcji|inscritos|粉丝|フォロワー|登録者|팔로워"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\s]\d{3})+")
"""`12.345`, `1 234 567`: a number with its thousands set apart."""
_GROUPED_BEFORE_UNIT = re.compile(r"\d{1,3}(?:['’\s]\d{3}|(?:[.,'’\s]\d{3}){2,})")
"""The same before a unit, where a single point or comma begins decimals."""
_COUNT = re.compile(_NUMBER, re.IGNORECASE)
_CLAIM = re.compile(rf"{_NUMBER}\+?[\s\u00a0]{{0,3}}(?:[\w-]{{2,15}}[\s\u00a0]){{0,2}}?(?:{_WHO})\b", re.IGNORECASE)
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
    """Read the first number of a text with its unit.

    Three digits after a single point or comma are thousands (`12.345`, `12,345`), any other number of them decimals
    (`1,2`). Where a unit follows, a single point or comma always begins decimals (`1.234K` is 1,234): who shortens to
    thousands writes no thousands before them. Blanks and apostrophes are never decimal signs.
    """
    match = _COUNT.search(text[:1_000])
    return _value(match) if match else None


def _value(match: re.Match[str]) -> int:
    digits, unit = match["digits"], (match["unit"] or "").lower()
    grouped = _GROUPED_BEFORE_UNIT.fullmatch(digits) if unit else _GROUPED.fullmatch(digits)
    number = float(re.sub(r"\D", "", digits)) if grouped else float(digits.replace(",", "."))
    return round(number * _SCALES.get(unit, 1))


def follower_claims(text: str) -> Iterator[Claim]:
    """Yield the numbers of followers or subscribers that a text names, in order; at most 50."""
    for number, match in enumerate(_CLAIM.finditer(text[:200_000])):
        if number >= 50:
            return
        yield Claim(_value(match), match.start(), match.end())
