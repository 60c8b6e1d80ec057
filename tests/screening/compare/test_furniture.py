"""What stands in banners, dialogs and beside the main element is told from a page's own text."""

from __future__ import annotations

import pytest

from screening.compare.furniture import without_furniture
from screening.page.model import Part
from tests.screening.page.making import page_of

OWN = "A walk along the river in the first days of March, with wet boots, a thermos of tea and two tired children."
ASIDE = "Our shop opens on Mondays at nine."
NOTICE = "We value your privacy. Accept all cookies or change your settings."

PARTS = [
    (f"<p>{OWN}</p>", [Part.REST]),
    (f"<main><p>{OWN}</p></main><p>{ASIDE}</p>", [Part.MAIN, Part.REST]),
    (f"<div role=main><p>{OWN}</p></div>", [Part.MAIN]),
    (f"<dialog open><p>{ASIDE}</p></dialog><p>{OWN}</p>", [Part.BANNER, Part.REST]),
    (f"<main><div role=dialog><p>{ASIDE}</p></div><p>{OWN}</p></main>", [Part.BANNER, Part.MAIN]),
    (f"<div aria-modal=true><main><p>{ASIDE}</p></main></div>", [Part.BANNER]),
    (f"<div id=onetrust-panel><p>{ASIDE}</p></div>", [Part.BANNER]),
    (f"<div class='hentry category-cookie'><p>{OWN}</p></div>", [Part.REST]),
    (f"<body class=gdpr-enabled><p>{OWN}</p></body>", [Part.REST]),
]


@pytest.mark.parametrize(("body", "parts"), PARTS)
def test_each_block_knows_its_part(body: str, parts: list[Part]) -> None:
    page = page_of(body)
    assert list(page.block_parts) == parts
    assert len(page.blocks) == len(parts)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"<div class=klaro><p>{ASIDE}</p></div><p>{OWN}</p>", (OWN,)),
        (f"<p>{NOTICE}</p><p>{OWN}</p>", (OWN,)),
        (f"<main><p>{OWN}</p></main><p>{ASIDE}</p>", (OWN,)),
        # A main element with less than what stands beside it is not the page's text.
        (f"<main><p>{ASIDE}</p></main><p>{OWN}</p>", (ASIDE, OWN)),
        # A dialog with a long text of its own is what the page has to say.
        (f"<dialog open><p>{' '.join([OWN] * 9)}</p></dialog>", (" ".join([OWN] * 9),)),
    ],
)
def test_furniture_is_left_out(body: str, kept: tuple[str, ...]) -> None:
    page = without_furniture(page_of(body))
    assert page.blocks == kept
    assert page.main_text == " ".join(kept)
    assert without_furniture(page) == page
