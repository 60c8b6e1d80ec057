"""Text fields of a page, read from its source once more: what it calls them, and what a visitor can fill in.

The page's own forms keep the names of fields alone, which is all that most checks ask for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

__all__ = ["MOST_CHARACTERS", "Asked", "TextField", "asked_on"]

MOST_CHARACTERS = 400_000
"""Characters of a source that are read; a page with a form is hardly ever longer."""
_MOST_FIELDS = 200
_MOST_LABEL_CHARACTERS = 90
_PASSED_OVER = frozenset({"script", "style", "template", "noscript", "textarea"})
"""Elements whose text is none of the page's words."""
_TYPES = frozenset({"text", "tel", "number", "email", "password", ""})


@dataclass(frozen=True)
class TextField:
    """A field into which a visitor can write.

    Attributes:
        type: `password`, `email` and the like; "" where none is given.
        attributes: Its name, id, autocomplete and placeholder, as far as it has them.
        labels: What the page calls it: its own attributes, and the labels for or around it.
        before: The text that stands before it.
        form: Which form of the page it belongs to, from 0; -1 outside of all.
        action: Where that form sends to, as it stands in the source.
    """

    type: str
    attributes: dict[str, str]
    labels: tuple[str, ...]
    before: str
    form: int
    action: str

    @property
    def names(self) -> str:
        """Its names for the program."""
        return " ".join(value for name, value in self.attributes.items() if name != "placeholder")

    @property
    def called(self) -> str:
        """All its names, for the visitor and for the program."""
        return " ".join([*self.labels, self.names])


@dataclass(frozen=True)
class Asked:
    """What a page lets visitors write.

    Attributes:
        fields: Its text fields.
        owners: Short pieces of text with a sign of copyright.
    """

    fields: tuple[TextField, ...] = ()
    owners: tuple[str, ...] = ()


@lru_cache(maxsize=32)
def asked_on(html: str) -> Asked:
    """Return what a source lets visitors write; kept, as several checks ask for the same pages."""
    source = html[:MOST_CHARACTERS].encode()
    tree = etree.fromstring(source, etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True))
    return Asked() if tree is None else _Reading(tree).read()


class _Reading:
    """One pass over the elements of a page."""

    def __init__(self, tree: etree._Element) -> None:
        self._tree = tree
        self._forms = {form: number for number, form in enumerate(tree.iter("form"))}
        self._labels: defaultdict[str, list[etree._Element]] = defaultdict(list)
        for label in tree.iter("label"):
            self._labels[label.get("for", "")].append(label)
        self._fields: list[TextField] = []
        self._owners: list[str] = []
        self._last = ""

    def read(self) -> Asked:
        """Return what the page lets visitors write."""
        for event, element in etree.iterwalk(self._tree, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if element.tag == "input" and len(self._fields) < _MOST_FIELDS:
                    self._take(element)
                self._say(element.text if element.tag not in _PASSED_OVER else None)
            else:
                self._say(element.tail)
        return Asked(tuple(self._fields), tuple(self._owners))

    def _say(self, text: str | None) -> None:
        if text and (said := " ".join(text.split())):
            self._last = said
            if len(said) <= 2 * _MOST_LABEL_CHARACTERS and ("©" in said or "copyright" in said.lower()):
                self._owners.append(said)

    def _take(self, element: etree._Element) -> None:
        type_ = element.get("type", "").strip().lower()
        if type_ not in _TYPES or _is_closed(element):
            return
        own, around = element.get("id", "").strip(), list(element.iterancestors("label"))
        for_it = [label for label in self._labels.get(own, ()) if own and label not in around]
        called = [element.get(name, "") for name in ("placeholder", "aria-label", "title")]
        called += ["".join(map(str, label.itertext())) for label in (*around, *for_it)]
        labels = tuple(words[:_MOST_LABEL_CHARACTERS] for text in called if (words := " ".join(text.split())))
        attributes = {
            name: value for name in ("name", "id", "autocomplete", "placeholder") if (value := element.get(name))
        }
        form = next(element.iterancestors("form"), None)
        number, action = (-1, "") if form is None else (self._forms[form], form.get("action", "").strip())
        before = self._last[:_MOST_LABEL_CHARACTERS]
        self._fields.append(TextField(type_, attributes, labels, before, number, action))


def _is_closed(field: etree._Element) -> bool:
    """Say whether nobody can fill in a field: it is disabled, read-only, or within something that is."""
    if any(name in field.attrib for name in ("disabled", "readonly", "hidden")):
        return True
    return any(
        "disabled" in outer.attrib or "inert" in outer.attrib or outer.tag in _PASSED_OVER
        for outer in field.iterancestors()
    )
