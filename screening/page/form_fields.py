"""Fields of forms, read from a page's source once more: what the page calls them, and whether anybody can fill them in.

The page's own forms keep the names of fields alone, which is all that most checks ask for.
"""

from __future__ import annotations

from lxml import etree

from screening.page.model import Page

__all__ = ["MOST_CHARACTERS", "MOST_FIELDS", "PASSED_OVER", "is_closed", "labels_of", "source_tree"]

MOST_CHARACTERS = 400_000
"""Characters of a source that are read again; a page with a form is hardly ever longer."""
MOST_FIELDS = 40
"""Fields of a page or form that are looked at."""
PASSED_OVER = frozenset({"script", "style", "template", "noscript", "textarea"})
"""Elements whose text is none of the page's words."""


def source_tree(page: Page) -> etree._Element | None:
    """Return the elements of a page's source; None where it has none."""
    source = page.html[:MOST_CHARACTERS].encode()
    return etree.fromstring(source, etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True))


def labels_of(field: etree._Element, within: etree._Element) -> list[str]:
    """Return what a page calls a field: its own attributes, and the labels for or around it.

    Args:
        field: The field.
        within: The form or the page in which its label may stand.
    """
    called = [field.get(name, "") for name in ("placeholder", "aria-label", "title")]
    own, around = field.get("id", "").strip(), set(field.iterancestors("label"))
    labels = (label for label in within.iter("label") if label in around or (own and own == label.get("for")))
    called += ["".join(map(str, label.itertext())) for label in labels]
    return [words for text in called if (words := " ".join(text.split()))]


def is_closed(field: etree._Element) -> bool:
    """Say whether nobody can fill in a field: it is disabled, read-only, or within something that is."""
    if any(name in field.attrib for name in ("disabled", "readonly", "hidden")):
        return True
    return any(
        "disabled" in outer.attrib or "inert" in outer.attrib or outer.tag in PASSED_OVER
        for outer in field.iterancestors()
    )
