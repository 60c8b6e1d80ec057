"""Scripts of documents within a page: browsers run those without a type, and those of a script's type."""

from __future__ import annotations

import pytest

from screening.page.nested import scripts_within

CODE = "location='https://x.example/'"


@pytest.mark.parametrize(
    ("attributes", "runs"),
    [
        ("", True),
        (' type="text/javascript"', True),
        (" type='module'", True),
        (" type=text/javascript", True),
        (' TYPE = "application/javascript" async', True),
        (' type="application/json"', False),
        (" type = 'text/template'", False),
        (" type=speculationrules", False),
    ],
)
def test_only_what_browsers_run_is_a_script(attributes: str, runs: bool) -> None:
    assert list(scripts_within(f"<script{attributes}>{CODE}</script>")) == [CODE] * runs


def test_a_script_is_read_to_its_own_end() -> None:
    assert list(scripts_within("<script>a='</p>'</script><script>b</script>")) == ["a='</p>'", "b"]
