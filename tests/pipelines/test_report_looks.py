"""The pages' style: legible on light and on dark screens, charts included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.pages import html
from pipelines.report.render import report_html
from tests.pipelines.report_sample import sample_view

CSS = (Path(html.__file__).parent / "templates" / "pages.css").read_text(encoding="utf-8")
DARK = CSS[CSS.index("(prefers-color-scheme: dark)") :]
DARK = DARK[: DARK.index("\n}\n")]
LEGIBLE = 4.5
"""Contrast that WCAG 2.2 asks of text (criterion 1.4.3)."""


def variables(css: str) -> dict[str, str]:
    """Return the colours of the first `:root`."""
    return dict(
        re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css[css.index(":root") : css.index("}", css.index(":root"))])
    )


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("css", [CSS, DARK], ids=["light", "dark"])
def test_text_is_legible(css: str) -> None:
    colours = variables(css)
    for ground in ("paper", "soft", "warn"):
        for text in ("ink", "muted", "accent", "link"):
            assert contrast(colours[text], colours[ground]) >= LEGIBLE, (text, ground)
    bands = re.findall(r"\.band\.[^{]*\{ background: (#[0-9a-f]{6}); color: (#[0-9a-f]{6});", css)
    assert len(bands) >= 3
    for ground, text in bands:
        assert contrast(text, ground) >= LEGIBLE


def test_every_colour_of_a_chart_has_one_for_dark_screens() -> None:
    drawn = set(re.findall(r'\b(fill|stroke)="(#[0-9a-f]+|white)"', report_html(sample_view())))
    assert len(drawn) > 8
    overridden = set(re.findall(r'\.chart \[(fill|stroke)="([^"]+)"\] \{ \1: var\(--[a-z]+\); \}', DARK))
    assert drawn == overridden
    colours = variables(DARK)
    assert set(variables(CSS)) <= set(colours)
    assert set(re.findall(r"var\(--([a-z]+)\)", DARK)) <= set(colours)
