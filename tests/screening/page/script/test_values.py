"""Values of expressions in the text of a script."""

from __future__ import annotations

import pytest

from screening.page.script.values import evaluate
from screening.page.script.variables import Variables


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
