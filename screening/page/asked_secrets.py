"""Fields in which a page asks for a password or the data of a card, and what it calls them.

Read from the source again, and only where a cheap look says that such a field may stand there: few pages have one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made

from lxml import etree

from screening.page.form_fields import MOST_CHARACTERS, MOST_FIELDS, PASSED_OVER, is_closed, labels_of, source_tree
from screening.page.model import Page

__all__ = ["Asking", "asking_of"]

_MARKS = ('"password"', "'password'", "=password", "cc-number", "cc-csc", "cvv", "cvc")
"""One of these stands in the source of nearly every field outside of a form that is looked for."""
_CARD = re.compile(
    r"cvv|cvc|(?:^|[^a-z])csc(?:$|[^a-z])|cc[-_]?(?:num|csc|no\b)|card[-_ ]?(?:num|no\b|nr)|(?:num|nr|no)[-_ ]?card",
    re.IGNORECASE,
)
"""`cvv2`, `cc-number`, `card_number`: a field for what stands on a payment card."""
_USER = re.compile(r"user|login|mail|account|konto|kund", re.IGNORECASE)
"""What a field for the name that goes with a password is called."""
_ALIKE = frozenset({"text", "tel", "number", "password", ""})
_MOST_LABEL_CHARACTERS = 90


@dataclass(frozen=True)
class Asked:
    """One field: `kind` is `password` or `card`, `labels` what the page calls it, `before` the text before it."""

    kind: str
    labels: tuple[str, ...]
    before: str


@dataclass
class Asking:
    """What a page asks for.

    Attributes:
        fields: Fields for secrets that a visitor can fill in.
        users: Fields for the name or the address that goes with a password of the same form.
        owners: Pieces of text with a sign of copyright.
    """

    fields: list[Asked] = made(default_factory=list)
    users: list[Asked] = made(default_factory=list)
    owners: list[str] = made(default_factory=list)


def asking_of(page: Page) -> Asking:
    """Return the fields for passwords and cards that a visitor can fill in; disabled ones are pictures of some."""
    tree = source_tree(page) if _may_ask(page) else None
    return Asking() if tree is None else _Reading(tree).read()


def _may_ask(page: Page) -> bool:
    fields = (field for form in page.forms for field in form.fields)
    if any(field.endswith(":password") or _CARD.search(field) for field in fields):
        return True
    lowered = page.html[:MOST_CHARACTERS].lower()
    return "<input" in lowered and any(mark in lowered for mark in _MARKS)


class _Reading:
    """One pass over the elements of a page."""

    def __init__(self, tree: etree._Element) -> None:
        self._tree = tree
        self._found = Asking()
        self._last = ""

    def read(self) -> Asking:
        """Return what the page asks for."""
        for event, element in etree.iterwalk(self._tree, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if element.tag == "input" and len(self._found.fields) + len(self._found.users) < MOST_FIELDS:
                    self._take(element)
                self._say(element.text if element.tag not in PASSED_OVER else None)
            else:
                self._say(element.tail)
        return self._found

    def _say(self, text: str | None) -> None:
        if text and (said := " ".join(text.split())):
            self._last = said
            if len(said) <= 2 * _MOST_LABEL_CHARACTERS and ("©" in said or "copyright" in said.lower()):
                self._found.owners.append(said)

    def _take(self, element: etree._Element) -> None:
        kind = _kind(element) or ("user" if _is_user(element) else "")
        if kind and not is_closed(element):
            labels = tuple(label[:_MOST_LABEL_CHARACTERS] for label in labels_of(element, self._tree))
            found = self._found.users if kind == "user" else self._found.fields
            found.append(Asked(kind, labels, self._last[:_MOST_LABEL_CHARACTERS]))


def _kind(element: etree._Element) -> str:
    """Return what secret a field is for, or ""."""
    type_ = element.get("type", "").strip().lower()
    if type_ not in _ALIKE:
        return ""
    filled = element.get("autocomplete", "").lower()
    named = " ".join(element.get(name, "") for name in ("name", "id", "placeholder", "aria-label"))
    if "cc-number" in filled or "cc-csc" in filled or _CARD.search(named):
        return "card"
    return "password" if type_ == "password" else ""


def _is_user(element: etree._Element) -> bool:
    """Say whether a field asks for the name or the address that goes with a password of its form."""
    type_ = element.get("type", "").strip().lower()
    named = " ".join(element.get(name, "") for name in ("name", "id", "autocomplete"))
    if type_ != "email" and not (type_ in {"text", "tel", ""} and _USER.search(named)):
        return False
    form = next((outer for outer in element.iterancestors("form")), None)
    return form is not None and any(one.get("type", "").strip().lower() == "password" for one in form.iter("input"))
