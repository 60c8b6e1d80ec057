"""Fields in which a page asks for a password or the data of a card, and what it calls them.

Read from the source again, and only where a cheap look says that such a field may stand there: few pages have one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made

from lxml import etree

from screening.page.model import Page

__all__ = ["Asking", "asking_of", "is_closed", "labels_of"]

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
_MOST_CHARACTERS = 400_000
_MOST_FIELDS = 40
_MOST_LABEL_CHARACTERS = 90
_PASSED_OVER = frozenset({"script", "style", "template", "noscript", "textarea"})


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
    source = page.html[:_MOST_CHARACTERS]
    if not _may_ask(page, source):
        return Asking()
    tree = etree.fromstring(source.encode(), etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True))
    return Asking() if tree is None else _Reading().read(tree)


def _may_ask(page: Page, source: str) -> bool:
    fields = (field for form in page.forms for field in form.fields)
    if any(field.endswith(":password") or _CARD.search(field) for field in fields):
        return True
    lowered = source.lower()
    return "<input" in lowered and any(mark in lowered for mark in _MARKS)


class _Reading:
    """One pass over the elements of a page."""

    def __init__(self) -> None:
        self._found = Asking()
        self._last = ""
        self._labels: dict[str, str] = {}

    def read(self, tree: etree._Element) -> Asking:
        """Return what the page asks for."""
        self._labels = {
            label.get("for", ""): _words_in(label) for label in tree.iter("label") if label.get("for", "").strip()
        }
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if element.tag == "input" and len(self._found.fields) + len(self._found.users) < _MOST_FIELDS:
                    self._take(element)
                self._say(element.text if element.tag not in _PASSED_OVER else None)
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
            around = next((outer for outer in element.iterancestors("label")), None)
            called = [
                *(element.get(name, "") for name in ("placeholder", "aria-label", "title")),
                self._labels.get(element.get("id", ""), ""),
                _words_in(around) if around is not None else "",
            ]
            labels = tuple(" ".join(text.split())[:_MOST_LABEL_CHARACTERS] for text in called if text.strip())
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


def labels_of(element: etree._Element, form: etree._Element) -> list[str]:
    """Return what a form calls a field: its own attributes, and the labels in the form."""
    called = [element.get(name, "") for name in ("placeholder", "aria-label", "title")]
    name = element.get("id", "").strip()
    labels = form.iter("label")
    called += [_words_in(label) for label in labels if element in label.iter("input") or name == label.get("for", " ")]
    return [text for text in called if text.strip()]


def is_closed(element: etree._Element) -> bool:
    """Say whether nobody can fill in a field: it is disabled, read-only, or within something that is."""
    if any(name in element.attrib for name in ("disabled", "readonly", "hidden")):
        return True
    return any(
        "disabled" in outer.attrib or "inert" in outer.attrib or outer.tag in _PASSED_OVER
        for outer in element.iterancestors()
    )


def _words_in(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
