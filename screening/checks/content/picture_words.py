"""What a page says beside its text: in its description, its keywords and the texts of its pictures.

Search engines and screen readers read them, visitors do not: a page of pictures that sells what its text does not name.
"""

from __future__ import annotations

from dataclasses import replace

from screening.checks.content.prohibited import CAUTIONED
from screening.page.model import Page
from screening.wording.phrases import different, lexicon
from screening.wording.words import Words, words_of

__all__ = ["CATEGORIES_BESIDE", "beside_text"]

CATEGORIES_BESIDE = ("adult", "gambling")
"""What is sold by pictures; of the rest a shop's text speaks."""
_META = ("description", "og:description", "twitter:description")
_MOST_IMAGES, _MOST_CHARACTERS = 300, 300
_BREAK = " |" + " 0" * 7 + " | "
"""Between two parts: no denial and no term reaches over it, as terms leave six words open at most."""
_LEAST_EXCUSES = 2
"""Different words of help, law, warning or another lawful trade; one alone stands on any page."""
_NAMED = tuple(f"{one}.{kind}" for one in CATEGORIES_BESIDE for kind in ("offer", "topic", "thing", "kit"))
"""One of these groups names something in whatever is an offer; the descriptions of most pages hold none of them."""


def beside_text(page: Page) -> Page | None:
    """Return the page with what stands beside its text as its text; None where that cannot be an offer.

    A page whose text helps, treats or reports is left out: its keywords are those of who seeks help. No quote spans two
    of the parts, and only parts that stand word for word in the source are kept.
    """
    parts = [*(page.meta_value(name) for name in _META), *map(str.strip, page.meta_value("keywords").split(","))]
    parts += [image.alt[:_MOST_CHARACTERS] for image in page.images[:_MOST_IMAGES]]
    if not lexicon("prohibited").find(Words(_BREAK.join(parts)), *_NAMED):
        return None
    parts = [part for part in dict.fromkeys(parts) if part and part not in page.text and part in page.html]
    excuses = lexicon("prohibited").find(
        words_of(page.text), *(f"{one}.lawful" for one in CATEGORIES_BESIDE), *CAUTIONED
    )
    if len(different(excuses)) >= _LEAST_EXCUSES:
        return None
    seams: list[int] = []
    text = ""
    for part in parts:
        seams += [len(text), len(text) + len(part)]
        text += part + _BREAK
    return replace(page, text=text, main_text=text, seams=tuple(seams), links=(), forms=())
