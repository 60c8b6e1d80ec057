"""Names that imitate a brand: which rule shows it, and how near it comes."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from screening.domain.names import host_name
from screening.lookalikes.misspelling import beside_words, is_near, is_slip

__all__ = ["BrandMatch", "Rule", "match_brand", "plain", "skeleton"]

_SHORTEST_FOR_DISTANCE = 5
_SHORTEST_FOR_TWO = 9
_SHORTEST_INSIDE = 7
_SHORTEST_BRAND = 3
_LONGEST_NAME = 253
_NAMED_LETTER = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?(?:DOTLESS |TURNED |OPEN |LONG )?([A-Z])\b"
)


class Rule(StrEnum):
    """Which rule fired. The value is what the dossier prints."""

    EXACT = "the brand's exact name under another suffix"
    COMBINATION = "the brand with a word added"
    TALKING = "the brand with a word of fans or reviewers"
    INSIDE = "the brand inside the name"
    BROKEN = "the brand's letters across two words of the name"
    PART = "the brand's letters as part of a longer name"
    SUBDOMAIN = "the brand as a subdomain of another domain"
    SPLIT = "the brand split by dots"
    CONFUSABLE = "letters or digits that look like the brand's"
    MISSPELT = "one letter away from the brand"
    MISSPELT_TWICE = "two letters away from the brand"
    MISSPELT_COMBINATION = "a misspelt brand with a word added"
    NEAR_COMBINATION = "a word one letter away from the brand beside another word"

    @property
    def is_lookalike(self) -> bool:
        """Whether the name imitates the brand rather than naming it."""
        return self in _LOOKALIKES


_LOOKALIKES = (
    Rule.SPLIT,
    Rule.CONFUSABLE,
    Rule.MISSPELT,
    Rule.MISSPELT_TWICE,
    Rule.MISSPELT_COMBINATION,
    Rule.NEAR_COMBINATION,
)


@dataclass(frozen=True)
class BrandMatch:
    """A host that holds or resembles a brand.

    Attributes:
        rule: Which rule fired.
        brand: The brand, as the programme spells it.
        part: The part of the host that shows it, as a browser displays it.
        same_initial: Whether both begin alike; typing errors rarely change the first letter.
        core: For misspellings the letters of the part that resemble the brand, without added words; "" otherwise.
    """

    rule: Rule
    brand: str
    part: str
    same_initial: bool = True
    core: str = ""


def plain(text: str) -> str:
    """Return the letters and digits of a name, lower case, compatibility forms and accents resolved."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if sign.isalnum())


@lru_cache(maxsize=16_384)
def skeleton(text: str) -> str:
    """Return what a name looks like: look-alike letters, digits and pairs (`rn` for `m`) become one.

    Two names with one skeleton are confusable in the sense of Unicode Technical Standard 39; the table is smaller, and
    holds what domain names are made of.
    """
    signs, pairs = _confusables()
    # A look-alike goes first: compatibility forms would turn some of them into other letters.
    seen = (signs.get(sign) or signs.get(base) or base for sign in text.lower() for base in _bases(sign))
    looks = "".join(sign for sign in seen if sign.isalnum())
    for pair, letter in pairs:
        looks = looks.replace(pair, letter)
    return looks.replace("i", "l")  # beside 1 for l: nobody tells the three apart


@dataclass(frozen=True)
class _Words:
    talking: frozenset[str]
    all: frozenset[str]


@cache
def _words() -> _Words:
    table = tomllib.loads(Path(__file__).with_name("brand_words.toml").read_text(encoding="utf-8"))
    return _Words(frozenset(table["talking"]), frozenset(table["talking"] + table["selling"]))


@cache
def _confusables() -> tuple[dict[str, str], list[tuple[str, str]]]:
    tables = tomllib.loads(Path(__file__).with_name("confusables.toml").read_text(encoding="utf-8"))
    signs = {sign: letter for letter, likes in tables["letters"].items() for sign in likes}
    return signs | tables["digits"], list(tables["pairs"].items())


@lru_cache(maxsize=4_096)
def _bases(sign: str) -> str:
    """Return the letters under a sign's accents, strokes and hooks."""
    folded = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)).casefold()
    if folded.isascii():
        return folded
    named = _NAMED_LETTER.match(unicodedata.name(sign, ""))
    return named[1].lower() if named else folded


def match_brand(host: str, brand: str) -> BrandMatch | None:
    """Say whether a host holds or resembles a brand, by the strongest rule that fires.

    The optimal string alignment distance of the skeletons is at most 1 (2 for
    brands of nine letters and more), or the brand stands in the joined host. Guards: brands under five letters are
    compared exactly, brands under seven count within a longer name only where the rest is a known word or a label of
    its own; only the words between hyphens and the whole name are compared, so that long names are never near.

    Args:
        host: As `screening.urls.host_of` gives it.
        brand: As the programme spells it.
    """
    wanted = plain(brand)
    name = host_name(host[:_LONGEST_NAME])
    if len(wanted) < _SHORTEST_BRAND or not name.label:
        return None
    return (
        _named(name.label, brand, wanted)
        or _in_subdomains(name.subdomains, name.label, brand)
        or (
            _resembles(name.label, brand, wanted)
            or next((match for label in name.subdomains if (match := _resembles(label, brand, wanted))), None)
        )
    )


def _named(label: str, brand: str, wanted: str) -> BrandMatch | None:
    """Find the brand itself in the registered label."""
    joined = plain(label)
    if joined == wanted:
        spelt = label in (wanted, "-".join(brand.lower().split()), brand.lower())
        rule = Rule.EXACT if spelt else Rule.MISSPELT if label.isascii() else Rule.CONFUSABLE
        return BrandMatch(rule, brand, label)
    if wanted not in joined or (len(joined) == len(wanted) + 1 and joined[-1:].isalpha()):
        return None  # a letter more is a misspelling, not a word added
    words = [plain(word) for word in label.split("-") if word]
    if any(word[:-1] == wanted and word[-1:].isalpha() for word in words):
        return None  # nor is it beside other words: "northwinds-choir"
    start = joined.find(wanted)
    rest = [piece for piece in (joined[:start], joined[start + len(wanted) :]) if piece]
    others = [word for word in words if word != wanted] if wanted in words else rest
    is_broken = wanted not in words and not any(wanted in word for word in words) and not _spells(label, brand)
    if is_broken and not all(_known(piece) for piece in rest):
        return BrandMatch(Rule.BROKEN, brand, label) if len(wanted) >= _SHORTEST_INSIDE else None
    if all(_known(piece) for piece in others):
        talking = any(_made_of(piece, _words().talking) for piece in others)
        return BrandMatch(Rule.TALKING if talking else Rule.COMBINATION, brand, label)
    if len(wanted) >= (_SHORTEST_FOR_DISTANCE if wanted in words else _SHORTEST_INSIDE):
        return BrandMatch(Rule.INSIDE, brand, label)
    return BrandMatch(Rule.PART, brand, label) if len(wanted) >= _SHORTEST_FOR_DISTANCE and start == 0 else None


def _spells(label: str, brand: str) -> bool:
    """Say whether a label breaks a brand of several words where the brand itself does."""
    return "-".join(brand.lower().split()) in label


def _known(piece: str) -> bool:
    return _made_of(piece, _words().all)


def _made_of(piece: str, words: frozenset[str]) -> bool:
    """Say whether a piece is one or two of the words, with digits left out (`deals24`, `couponcodes`)."""
    letters = piece.strip("0123456789")
    return (
        not letters
        or letters in words
        or any(letters[:cut] in words and letters[cut:] in words for cut in range(2, len(letters) - 1))
    )


def _in_subdomains(subdomains: tuple[str, ...], label: str, brand: str) -> BrandMatch | None:
    """Find the brand left of another domain, whole or split by dots."""
    wanted = plain(brand)
    for subdomain in subdomains:
        inner = _named(subdomain, brand, wanted)
        if inner is not None and inner.rule is not Rule.PART:
            rule = Rule.TALKING if inner.rule is Rule.TALKING else Rule.SUBDOMAIN
            return BrandMatch(rule, brand, subdomain)
    whole = [plain(part) for part in (*subdomains, label)]
    if len(wanted) >= _SHORTEST_FOR_DISTANCE and len(whole) > 1:
        for first in range(len(whole) - 1):
            if "".join(whole[first:]) == wanted:
                return BrandMatch(Rule.SPLIT, brand, ".".join((*subdomains, label)[first:]))
    return None


def _resembles(label: str, brand: str, wanted: str) -> BrandMatch | None:
    """Compare the label, and its words, with the brand by what they look like."""
    if len(wanted) < _SHORTEST_FOR_DISTANCE:
        return None
    target = skeleton(brand)
    if skeleton(label) == target:
        return BrandMatch(Rule.CONFUSABLE, brand, label)
    best = _distance_rule(plain(label) if label.isascii() else skeleton(label), wanted, target, label)
    if best is not None:
        return BrandMatch(best, brand, label, skeleton(label)[:1] == target[:1], plain(label))
    for core in _cores(label) if len(wanted) >= _SHORTEST_INSIDE else []:
        if skeleton(core) == target or is_near(skeleton(core), target):
            return BrandMatch(Rule.MISSPELT_COMBINATION, brand, label, core[:1] == wanted[:1], plain(core))
    return _beside_any_word(label, brand, wanted, target)


def _beside_any_word(label: str, brand: str, wanted: str, target: str) -> BrandMatch | None:
    """Find a misspelt brand beside a word that need not be one of those put beside brands."""
    long = len(wanted) >= _SHORTEST_INSIDE
    words = [word for word in label.split("-") if len(word) >= _SHORTEST_FOR_DISTANCE] if "-" in label else []
    ends = list(beside_words("".join(label.split("-")), wanted)) if long else []
    # Plain letters alone make short words of their own: "alien" looks like "allen".
    alike = [core for core in (*words, *ends) if skeleton(core) == target and plain(core) != wanted]
    if any(long or not (core.isascii() and core.isalpha()) for core in alike):
        return BrandMatch(Rule.CONFUSABLE, brand, label)
    for core in (*words, *ends) if long else [core for core in _cores(label) if len(core) >= len(wanted) - 1]:
        if is_slip(plain(core), wanted) or is_slip(skeleton(core), target):
            return BrandMatch(Rule.MISSPELT_COMBINATION, brand, label, core[:1] == wanted[:1], plain(core))
    for core in (*words, *(ends if len(wanted) >= _SHORTEST_FOR_TWO else ())) if long else ():
        if is_near(skeleton(core), target):
            return BrandMatch(Rule.NEAR_COMBINATION, brand, label, core[:1] == wanted[:1], plain(core))
    return None


def _distance_rule(shown: str, wanted: str, target: str, label: str) -> Rule | None:
    allowed = 2 if len(wanted) >= _SHORTEST_FOR_TWO else 1
    distance = min(
        OSA.distance(skeleton(label), target, score_cutoff=allowed), OSA.distance(shown, wanted, score_cutoff=allowed)
    )
    return {1: Rule.MISSPELT, 2: Rule.MISSPELT_TWICE}.get(distance) if distance <= allowed else None


def _cores(label: str) -> list[str]:
    """Return what is left of a label once one known word is taken from its end or its begin."""
    words = [word for word in label.split("-") if word]
    cores = [word for word in words if len(words) > 1 and all(_known(plain(other)) for other in words if other != word)]
    joined = "".join(words)
    for word in _words().all:
        if len(word) >= 3 and len(joined) - len(word) >= _SHORTEST_INSIDE - 1:
            cores += [joined[: -len(word)]] if joined.endswith(word) else []
            cores += [joined[len(word) :]] if joined.startswith(word) else []
    return sorted(set(cores))
