"""Values of expressions in the text of a script."""

from __future__ import annotations

import pytest

from screening.page.script.values import evaluate
from screening.page.script.variables import Variables
from tests.screening.page.making import page_of


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("'a-b-c'.replace('-', '/')", "a/b-c"),
        ("'a-b-c'.replaceAll('-', '/')", "a/b/c"),
        ("'a-b-c'.replace(/-/g, '/')", "a/b/c"),
        ("'a-b-c'.replace(/-/, '/')", "a/b-c"),
        ("'a-b-c'.replace(/b/gi, '')", "a--c"),
        ("'a-b-c'.split('-').join('')", "abc"),
        ("'cba'.split('').reverse().join('')", "abc"),
        ("['a', 'b'].reverse().join('-')", "b-a"),
        ("'a'.concat('b', 'c').trim()", "abc"),
    ],
)
def test_methods_behind_a_value(code: str, text: str) -> None:
    value = evaluate(code, 0, Variables())
    assert value is not None
    assert (value.text, value.end) == (text, len(code))


@pytest.mark.parametrize("rest", [".slice(0, -4)", ".substr(2)", ".made(up)", ".trim().made()", ".trim()\n  .made()"])
def test_what_an_unknown_method_makes_of_a_value_is_not_known(rest: str) -> None:
    """The value before it would be an address that the script never goes to."""
    assert evaluate(f"'https://a.example/2XXXX'{rest}", 0, Variables()) is None


def test_a_page_goes_to_the_address_that_its_script_cuts_out_only() -> None:
    page = page_of(
        "<script>location.href='https://www.awin1.com/cread.php?awinmid=1&awinaffid=2XXXX'.slice(0,-4)</script>"
    )
    assert [embed.url for embed in page.embeds] == ["https://www.awin1.com/cread.php?awinmid=1&awinaffid=2"]
