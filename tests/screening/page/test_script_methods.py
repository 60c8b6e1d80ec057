"""Methods that put addresses together, on known values: right on what scripts write, harmless on what they may not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.page.script.methods import Function, Known, called, property_of, with_method
from screening.page.script.texts import MOST_VALUE_CHARACTERS

TEXTS = st.one_of(
    st.sampled_from(["", "0", "1", "-1", "--1", "²", "٣", "1e3", "999999", "a,b", "//x.example"]), st.text()
)
VALUES: st.SearchStrategy[Known] = st.recursive(
    st.one_of(st.none(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4).map(tuple), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
METHOD_NAMES = """
concat toLowerCase toUpperCase replace replaceAll split slice substring substr charAt at reverse map flatMap get join
reduce reduceRight trim nothing
"""
METHODS = METHOD_NAMES.split()
FUNCTION_NAMES = "atob decodeURIComponent fromCharCode String of URL URLSearchParams entries keys values assign nothing"
FUNCTIONS = FUNCTION_NAMES.split()


def is_known(value: object) -> bool:
    """Whether a value is one that script can have here, of bounded size, all the way down."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_known(one) for key, one in value.items())
    if isinstance(value, tuple):
        return len(value) <= MOST_VALUE_CHARACTERS and all(map(is_known, value))
    return (
        value is None or isinstance(value, Function) or (isinstance(value, str) and len(value) <= MOST_VALUE_CHARACTERS)
    )


@given(VALUES, st.sampled_from(METHODS), st.lists(VALUES, max_size=4))
@settings(max_examples=600, deadline=None)
def test_any_method_of_any_value_gives_a_known_value(value: Known, name: str, values: list[Known]) -> None:
    assert is_known(with_method(value, name, values, lambda _, one: one))


@given(VALUES, st.one_of(st.sampled_from(METHODS), TEXTS))
@settings(max_examples=300, deadline=None)
def test_a_property_is_what_stands_there_or_nothing(value: Known, name: str) -> None:
    found = property_of(value, name)
    assert is_known(found)
    if isinstance(value, dict):
        assert found == value.get(name)
    elif found is not None and name != "length":
        assert isinstance(value, (str, tuple)) and found in value


@given(st.sampled_from(FUNCTIONS), st.lists(VALUES, max_size=4))
@settings(max_examples=300, deadline=None)
def test_any_function_of_any_values_gives_a_known_value(name: str, values: list[Known]) -> None:
    found = called(name, values)
    assert is_known(found)
    if name == "nothing":
        assert found is None
    if name == "of":
        assert found == tuple(values)


@pytest.mark.parametrize(
    ("value", "name", "values", "result"),
    [
        (("a", "b", "c"), "slice", ("1", "3", "0"), ("b", "c")),
        (("a", "b", "c"), "slice", (), ("a", "b", "c")),
        (("a", "b", "c"), "slice", ("-1",), ("c",)),
        (("a", "b"), "at", ("-1",), "b"),
        (("a", "b"), "at", ("²",), None),
        (("a", "b"), "join", ("/",), "a/b"),
        ("a-b-c", "replaceAll", ("-", "/"), "a/b/c"),
        ("a-b-c", "replace", ("-", "/"), "a/b-c"),
        ("abcd", "substr", ("1", "2"), "bc"),
    ],
)
def test_what_methods_give(value: Known, name: str, values: tuple[Known, ...], result: Known) -> None:
    assert with_method(value, name, values, lambda _, one: one) == result


def test_nothing_grows_beyond_bounds() -> None:
    long, many = "a" * MOST_VALUE_CHARACTERS, tuple("a" * MOST_VALUE_CHARACTERS)
    for found in (
        with_method(long, "replaceAll", ("a", long), lambda _, one: one),
        with_method(many, "concat", (many,) * 1_000, lambda _, one: one),
        with_method(many, "join", (long,), lambda _, one: one),
    ):
        assert isinstance(found, (str, tuple)) and len(found) <= MOST_VALUE_CHARACTERS
