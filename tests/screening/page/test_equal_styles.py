"""One style in several spellings is judged alike: the words in it, and what it loads."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.screening.page.making import page_of
from tests.screening.page.test_colours import LONG

EQUAL: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("equal_styles.toml").read_text(encoding="utf-8"))
FRAME = '<iframe src="https://other.example/"></iframe>'
Judged = tuple[bool, tuple[str, ...], tuple[str, ...]]


def judged(attribute: str, sheet: str = "") -> Judged:
    """Return whether words stay text of the page, how they are hidden, and how what is loaded is."""
    page = page_of(f"<style>{sheet}</style><body><p>Seen.</p><div {attribute}>{LONG}{FRAME}</div>")
    hows = tuple(text.how for text in page.hidden_texts)
    return LONG in page.text, hows, tuple(embed.how_hidden for embed in page.embeds)


def spellings(line: str) -> list[str]:
    return [one.strip() for one in line.split("|")]


@pytest.mark.parametrize("line", EQUAL["hidden"] + EQUAL["unseen"])
def test_equal_spellings_hide_alike(line: str) -> None:
    found = {style: judged(f'style="{style}"') for style in spellings(line)}
    found |= {f".kw{{{style}}}": judged("class=kw", f".kw{{{style}}}") for style in found if "--" not in style}
    assert len(set(found.values())) == 1, found
    assert all(hows for _, hows, _ in found.values()), found


@pytest.mark.parametrize("line", EQUAL["seen"])
def test_equal_spellings_show_alike(line: str) -> None:
    found = {style: judged(f'style="{style}"') for style in spellings(line)}
    found |= {f".kw{{{style}}}": judged("class=kw", f".kw{{{style}}}") for style in found}
    assert set(found.values()) == {(True, (), ("",))}, found


@pytest.mark.parametrize("group", ["covering", "uncovered"])
def test_equal_spellings_cover_alike(group: str) -> None:
    for style in (style for line in EQUAL[group] for style in spellings(line)):
        page = page_of(f'<body><p>{LONG}</p><a href="https://other.example/" style="{style}"></a>')
        assert [load.kind for load in page.embeds] == ["overlay"] * (group == "covering"), style
