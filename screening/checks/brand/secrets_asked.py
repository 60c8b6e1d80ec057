"""A form that asks for passwords or card data in a brand's name (P-10).

What a field is for is told by its type, its name and what browsers are to fill in, in any language. In whose name it
is asked is told by the label of the field, by a title that is nothing but the brand's desk ("sign in to Northwind"),
and by the brand's copyright, account and logo around it. A site's own login names the brand in none of these ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from screening.checks.result import Severity
from screening.checks.shared.secret_fields import ON_CARD, Secret, secrets_of
from screening.evidence import Evidence, distinct, evidence
from screening.page.form_fields import TextField, asked_on
from screening.page.model import Page
from screening.page.quotes import cut, tag_quote, text_quote
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words, words_of

__all__ = ["asked_in_its_name"]

_DESK = word_set("impersonation", "signing.desk")
_SERVICE = word_set("impersonation", "signing.service")
_ACCOUNT = word_set("impersonation", "signing.account")
_SECRET = word_set("impersonation", "signing.secret")
_GENERAL = word_set("impersonation", "general") - {"store", "shop", "outlet", "online"}
_LOGO = frozenset({"logo", "icon"})
_PARTS = re.compile(r"[|:·–—]|\s-\s")  # what parts a title
_AFTER_OWNER = re.compile(
    r"\s*(?:$|[.,;|·•–—)®™-]|\d{4}\b|s\.?\s?[apr]\b|inc\b|ltd\b|llc\b|gmbh\b|b\.?v\b|all\b)", re.I
)
"""What may follow an owner's name in a line of copyright; another word would be a longer name."""
_LONGEST_LABEL_WORDS, _LONGEST_SMALL_WORD = 9, 4
_ACCOUNT_REACH = 2
_LABEL, _USER, _SIGN, _OWNER, _ACCOUNTS, _SHOWN = "label", "user", "title", "copyright", "account", "logo"


def asked_in_its_name(page: Page, names: Sequence[tuple[str, ...]]) -> tuple[Severity, list[Evidence]] | None:
    """Return how surely a page asks for secrets in the name of a brand, with quotes; None where it does not.

    Args:
        page: The page.
        names: Each protected name as its folded words.
    """
    asked = secrets_of(page)
    cards = [field for secret, field in asked if secret in ON_CARD]
    passwords = [field for secret, field in asked if secret not in ON_CARD and field.type == "password"]
    if not (passwords or cards):
        return None
    proofs: dict[str, list[Evidence]] = {}
    users = [field for secret, field in asked if secret is Secret.USER]
    for kind, proof in _signs(page, [*passwords, *cards], users, names):
        proofs.setdefault(kind, []).append(proof)
    severity = _severity(frozenset(proofs), both=bool(passwords and cards))
    if severity is None:
        return None
    if Voice(page).warns():
        severity = Severity.CAUTION
    return severity, distinct(proof for found in proofs.values() for proof in found)[:3]


def _severity(kinds: frozenset[str], *, both: bool) -> Severity | None:
    """Weigh in which ways a page takes the brand's name; `both`: it asks for password and card at once."""
    if _USER in kinds and not kinds & {_LABEL, _SIGN}:
        return Severity.STRONG if len(kinds) >= 2 else Severity.CAUTION
    kinds -= {_USER}
    if kinds & {_LABEL, _SIGN}:
        return Severity.DECISIVE if len(kinds) >= 2 else Severity.STRONG
    if _OWNER in kinds and len(kinds) >= 2:
        return Severity.STRONG
    return Severity.STRONG if both and {_ACCOUNTS, _SHOWN} <= kinds else None


def _signs(
    page: Page, secrets: Sequence[TextField], users: Sequence[TextField], names: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, Evidence]]:
    """Yield in which ways a page takes one of the names, each with its quote."""
    for field in secrets:
        if text := next((label for label in field.labels if _names(label, names)), ""):
            yield _LABEL, evidence(_standing(page, text), page)
        elif _names(field.before, names) and not _SECRET.isdisjoint(words_of(field.before).tokens):
            yield _LABEL, evidence(_standing(page, field.before), page)
    called = (label for field in users for label in field.labels)
    yield from ((_USER, evidence(_standing(page, text), page)) for text in called if _names(text, names))
    for text in (page.title, *page.headings[:3]):
        if any(_is_desk(words_of(part), name) for part in _PARTS.split(text) for name in names) or (
            _names(text, names) and (_is_divided_desk(text, names) or _is_service_desk(text, names))
        ):
            yield _SIGN, evidence(cut(text, 0, len(text)), page)
    for owner in asked_on(page.html).owners:
        if any(_owns(words_of(owner), name) for name in names):
            yield _OWNER, evidence(_standing(page, owner), page)
    words = words_of(page.text)
    for name in names:
        for place in words.occurrences(name):
            around = words.tokens[max(0, place - _ACCOUNT_REACH) : place + len(name) + 1]
            hit = Hit("", "", place, place + len(name) - 1)
            if not _ACCOUNT.isdisjoint(around) and not words.is_negated(hit, 4):
                yield _ACCOUNTS, evidence(text_quote(words.text, *words.span(place, hit.last), page.seams), page)
                break
    bare = (image.alt for image in page.images[:50] if any(_is_name(words_of(image.alt), name) for name in names))
    if (alt := next(bare, "")) and (quote := tag_quote(page.html, alt)):
        yield _SHOWN, evidence(quote, page)


def _standing(page: Page, text: str) -> str:
    """Return a label as a quote: as visible text, or as the tag it stands in."""
    return cut(text, 0, len(text)) if text in page.text else tag_quote(page.html, text)


def _names(text: str, names: Sequence[tuple[str, ...]]) -> bool:
    """Say whether a short text names a brand, and denies nothing of it."""
    words = words_of(text)
    if not 0 < len(words) <= _LONGEST_LABEL_WORDS:
        return False
    for name in names:
        for place in words.occurrences(name):
            if not words.is_negated(Hit("", "", place, place), _LONGEST_LABEL_WORDS):
                return True
    return False


def _is_desk(words: Words, name: tuple[str, ...]) -> bool:
    """Say whether a part of a title is a name with words of a desk, and no others but small ones."""
    rest = _without(words, name)
    return rest is not None and not _DESK.isdisjoint(rest) and all(_is_small(word) for word in rest)


def _is_divided_desk(text: str, names: Sequence[tuple[str, ...]]) -> bool:
    """Say whether a title is a bare name, a sign that parts, and words of a desk: "Northwind – sign in"."""
    parts = [words_of(part) for part in _PARTS.split(text) if part.strip()]
    others = [words for words in parts if not any(_is_name(words, name) for name in names)]
    if len(parts) < 2 or len(others) == len(parts):
        return False
    return all(not _DESK.isdisjoint(words.tokens) and all(_is_small(word) for word in words.tokens) for words in others)


def _is_service_desk(text: str, names: Sequence[tuple[str, ...]]) -> bool:
    """Say whether a title is all customer service and sign-in: "Northwind customer service – log in".

    A directory of such services puts its own name beside, or says what else stands there.
    """
    parts = [words_of(part) for part in _PARTS.split(text) if part.strip()]
    bare = [next((rest for name in names if (rest := _without(words, name)) is not None), None) for words in parts]
    rests = [list(words.tokens) if rest is None else rest for words, rest in zip(parts, bare, strict=True)]
    said = {word for rest in rests for word in rest}
    is_desk = not _SERVICE.isdisjoint(said) and not _DESK.isdisjoint(said - _SERVICE)
    return is_desk and all(_is_small(word) or word in _SERVICE for word in said)


def _is_small(word: str) -> bool:
    return len(word) <= _LONGEST_SMALL_WORD or word in _DESK or word in _GENERAL


def _is_name(words: Words, name: tuple[str, ...]) -> bool:
    rest = _without(words, name)
    return rest is not None and _GENERAL.union(_LOGO).issuperset(rest)


def _without(words: Words, name: tuple[str, ...]) -> list[str] | None:
    """Return the words of a text beside a name; None where the text does not hold it, or writes about something."""
    place = next(words.occurrences(name), None)
    if place is None or lexicon("impersonation").find(words, "other"):
        return None
    return [*words.tokens[:place], *words.tokens[place + len(name) :]]


def _owns(words: Words, name: tuple[str, ...]) -> bool:
    """Say whether a line of copyright is in a brand's name."""
    return any(
        _AFTER_OWNER.match(words.text, words.span(place, place + len(name) - 1)[1]) is not None
        for place in words.occurrences(name)
    )
