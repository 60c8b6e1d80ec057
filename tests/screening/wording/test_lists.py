"""The lists of words and terms: each group stands once."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.wording.lists import groups


def test_a_group_that_stands_in_two_parts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wares.toml").write_text('[tea]\nkinds = ["green"]\nplaces = ["assam"]\n', encoding="utf-8")
    (tmp_path / "wares-more.toml").write_text('[coffee]\nkinds = ["mocha"]\n', encoding="utf-8")
    assert groups("wares", tmp_path) == {
        "tea.kinds": ["green"], "tea.places": ["assam"], "coffee.kinds": ["mocha"],
    }  # fmt: skip
    (tmp_path / "wares-other.toml").write_text('[tea]\nkinds = ["black"]\n', encoding="utf-8")
    groups.cache_clear()
    with pytest.raises(ValueError, match=r"wares-other\.toml.*tea\.kinds"):
        groups("wares", tmp_path)
