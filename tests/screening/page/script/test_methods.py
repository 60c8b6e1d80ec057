"""Methods that put addresses together, on known values: right on what scripts write, harmless on what they may not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.page.script.browser_functions import called
from screening.page.script.known import Function, Known, property_of
from screening.page.script.methods import with_method
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
reduce reduceRight trim normalize toString flat filter nothing
"""
METHODS = METHOD_NAMES.split()
FUNCTION_NAMES = """
atob decodeURIComponent decodeURI encodeURI unescape fromCharCode String from of URL URLSearchParams entries keys values
assign nothing
"""
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


ABC, LONG = "abcdef", "9" * 30
OF_TEXTS: tuple[tuple[str, str, tuple[Known, ...], Known], ...] = (
    # ECMAScript 22.1.3.25: positions are kept within the text, and swapped where the first is greater.
    (ABC, "substring", ("4", "1"), "bcd"),
    (ABC, "substring", ("-2",), ABC),
    (ABC, "substring", ("2", "-1"), "ab"),
    (ABC, "substring", ("2",), "cdef"),
    (ABC, "substring", ("2", "99"), "cdef"),
    (ABC, "substring", ("99", "4"), "ef"),
    (ABC, "substring", ("NaN", "2"), "ab"),
    (ABC, "substring", ("x", "2.9"), "ab"),
    (ABC, "substring", ("0x2", "4e0"), "cd"),
    (ABC, "substring", ("Infinity", "-Infinity"), ABC),
    (ABC, "substring", (LONG, "1"), "bcdef"),
    (ABC, "substring", ("", " 3 "), "abc"),
    (ABC, "substring", (), ABC),
    # 22.1.3.23: negative positions count from the end, and nothing is swapped.
    (ABC, "slice", ("4", "1"), ""),
    (ABC, "slice", ("-2",), "ef"),
    (ABC, "slice", ("-4", "-1"), "cde"),
    (ABC, "slice", ("1", "99"), "bcdef"),
    (ABC, "slice", ("-99", "2"), "ab"),
    (ABC, "slice", ("99",), ""),
    (ABC, "slice", ("NaN", "1"), "a"),
    (ABC, "slice", ("-Infinity", "Infinity"), ABC),
    (ABC, "slice", (), ABC),
    # B.2.2.1: a begin and a length.
    (ABC, "substr", ("1", "2"), "bc"),
    (ABC, "substr", ("-3", "2"), "de"),
    (ABC, "substr", ("-99", "2"), "ab"),
    (ABC, "substr", ("2",), "cdef"),
    (ABC, "substr", ("2", "-1"), ""),
    (ABC, "substr", ("2", "NaN"), ""),
    (ABC, "substr", ("99", "1"), ""),
    (ABC, "substr", ("4", "Infinity"), "ef"),
    (ABC, "substr", (), ABC),
    # 22.1.3.2 and 22.1.3.1: beyond the text `charAt` gives nothing, `at` undefined.
    (ABC, "charAt", ("0",), "a"),
    (ABC, "charAt", ("-1",), ""),
    (ABC, "charAt", ("6",), ""),
    (ABC, "charAt", ("1.9",), "b"),
    (ABC, "charAt", ("NaN",), "a"),
    (ABC, "charAt", (), "a"),
    (ABC, "at", ("-1",), "f"),
    (ABC, "at", ("-6",), "a"),
    (ABC, "at", ("-7",), None),
    (ABC, "at", ("6",), None),
    (ABC, "at", ("²",), "a"),
    (ABC, "at", (), "a"),
    # 22.1.3.24
    ("a,b,c", "split", (",",), ("a", "b", "c")),
    ("a,b,c", "split", (",", "2"), ("a", "b")),
    ("a,b,c", "split", (",", "0"), ()),
    ("a,b,c", "split", (",", "-1"), ("a", "b", "c")),
    ("a,b,c", "split", (",", "4294967297"), ("a",)),
    ("a,b", "split", ("",), ("a", ",", "b")),
    ("a,b", "split", (), ("a,b",)),
    ("a,b", "split", ("-",), ("a,b",)),
    ("", "split", ("",), ()),
    ("", "split", (",",), ("",)),
    # 22.1.3.19 and 22.1.3.20, with GetSubstitution (22.1.3.19.1)
    ("a-b-c", "replace", ("-", "/"), "a/b-c"),
    ("a-b-c", "replaceAll", ("-", "/"), "a/b/c"),
    ("abc", "replace", ("", "-"), "-abc"),
    ("abc", "replaceAll", ("", "-"), "-a-b-c-"),
    ("abc", "replace", ("b", "[$&]"), "a[b]c"),
    ("abc", "replace", ("b", "$$&"), "a$&c"),
    ("abc", "replace", ("b", "$1"), "a$1c"),
    ("abc", "replace", ("b",), "aundefinedc"),
    ("abc", "replace", ("x", "y"), "abc"),
    ("abc", "replace", ("a", None), "abc"),
    ("abc", "replaceAll", (None, "a"), "abc"),
    ("a" * 500, "replaceAll", ("a", ""), ""),
    ("a" * 500, "replaceAll", ("a", "bc"), "bc" * 500),
    # 22.1.3.5, 22.1.3.15, 22.1.3.28 and 22.1.3.32 to 22.1.3.34
    ("a", "concat", ("b", "c"), "abc"),
    ("a", "concat", (), "a"),
    ("ÀB", "toLowerCase", (), "àb"),
    ("straße", "toUpperCase", (), "STRASSE"),
    ("\ufeff a\u3000\n", "trim", (), "a"),
    (" a ", "trimStart", (), "a "),
    (" a ", "trimEnd", (), " a"),
    ("e\u0301", "normalize", (), "\u00e9"),
    ("\ufb01", "normalize", ("NFKC",), "fi"),
    ("a", "toString", (), "a"),
    ("a", "valueOf", (), "a"),
)
OF_LISTS: tuple[tuple[tuple[Known, ...], str, tuple[Known, ...], Known], ...] = (
    # 23.1.3
    (("a", "b", "c"), "slice", ("1", "3"), ("b", "c")),
    (("a", "b", "c"), "slice", (), ("a", "b", "c")),
    (("a", "b", "c"), "slice", ("-1",), ("c",)),
    (("a", "b", "c"), "slice", ("2", "1"), ()),
    (("a", "b", "c"), "slice", ("-9", "-1"), ("a", "b")),
    (("a", "b"), "at", ("-1",), "b"),
    (("a", "b"), "at", ("-3",), None),
    (("a", "b"), "at", ("2",), None),
    (("a", "b"), "at", (), "a"),
    (("a", "b"), "join", ("/",), "a/b"),
    (("a", "b"), "join", (), "a,b"),
    (("a", "b"), "toString", (), "a,b"),
    ((), "join", (), ""),
    (("a", "b"), "reverse", (), ("b", "a")),
    (("a", "b"), "toReversed", (), ("b", "a")),
    (("a",), "concat", ("b", ("c", "d")), ("a", "b", "c", "d")),
    ((("a", "b"), "c"), "flat", (), ("a", "b", "c")),
)


@pytest.mark.parametrize(("value", "name", "values", "result"), (*OF_TEXTS, *OF_LISTS))
def test_methods_give_what_the_specification_says(
    value: Known, name: str, values: tuple[Known, ...], result: Known
) -> None:
    assert with_method(value, name, values, lambda _, one: one) == result


@pytest.mark.parametrize(
    ("name", "values", "result"),
    [
        # ECMAScript 22.1.2.1: each number modulo 65,536; two surrogates make one character.
        ("fromCharCode", ("104", "0x69"), "hi"),
        ("fromCharCode", ("65640",), "h"),
        ("fromCharCode", ("-65432",), "h"),
        ("fromCharCode", ("104.9",), "h"),
        ("fromCharCode", ("0xd83d", "0xde00"), "\U0001f600"),
        ("fromCharCode", (), ""),
        # 19.2.6 and B.2.1.2: what is no UTF-8 is an error, and `unescape` knows none.
        ("decodeURIComponent", ("a%2Fb%C3%A9",), "a/b\u00e9"),
        ("decodeURIComponent", ("100%",), None),
        ("decodeURIComponent", ("%E9",), None),
        ("decodeURIComponent", ("%ED%A0%80",), None),
        ("decodeURI", ("a%2Fb%3f%20%C3%A9",), "a%2Fb%3f \u00e9"),
        ("decodeURI", ("%2%2f",), None),
        ("unescape", ("%u0068%74%e9%",), "ht\u00e9%"),
        ("encodeURI", ("https://a.example/é b?c=d#e",), "https://a.example/%C3%A9%20b?c=d#e"),
        # https://infra.spec.whatwg.org/#forgiving-base64-decode
        ("atob", ("aHR0cHM6Ly8=",), "https://"),
        ("atob", ("aHR0 cHM6\nLy8",), "https://"),
        ("atob", ("w6k=",), "\u00c3\u00a9"),
        ("atob", ("YQ=",), None),
        ("atob", ("Y",), None),
        ("atob", ("Y===",), None),
        ("atob", ("YQ\u2003==",), None),
        ("atob", ("YR==",), "a"),
        ("atob", ("",), ""),
        # 22.1.1.1 and 23.1.2
        ("String", (("a", "b"),), "a,b"),
        ("String", (), ""),
        ("from", ("abc",), ("a", "b", "c")),
        ("of", ("a", "b"), ("a", "b")),
    ],
)
def test_functions_give_what_the_specification_says(name: str, values: tuple[Known, ...], result: Known) -> None:
    assert called(name, values) == result


@pytest.mark.parametrize(
    ("value", "name", "values"),
    [
        (ABC, "substring", (None,)),
        (ABC, "slice", ("1", None)),
        (ABC, "split", (None,)),
        (ABC, "replace", ("b", "$&" * 10)),
        (ABC, "replace", ("b", "$`")),
        (ABC, "normalize", ("NFX",)),
        ("255", "toString", ("16",)),
        (ABC, "padStart", ("9", "x")),
        (("a", "b"), "slice", (None, "1")),
        (("a", "b"), "at", (None,)),
        (("a", "b"), "join", (None,)),
        (("a", None), "join", ("",)),
        (("a", "b"), "reduce", (None, None)),
    ],
)
def test_what_depends_on_the_unknown_is_unknown(value: Known, name: str, values: tuple[Known, ...]) -> None:
    assert with_method(value, name, values, lambda _, one: one) is None


def test_a_long_address_is_read_backwards_whole() -> None:
    address = "https://a.example/" + "x" * 400
    letters = with_method(address[::-1], "split", ("",), lambda _, one: one)
    turned = with_method(letters, "reverse", (), lambda _, one: one)
    assert with_method(turned, "join", ("",), lambda _, one: one) == address


@given(TEXTS, st.text(max_size=3), st.text(max_size=3))
@settings(max_examples=300, deadline=None)
def test_split_and_join_exchange_a_part(text: str, old: str, new: str) -> None:
    parts = with_method(text, "split", (old,), lambda _, one: one)
    if old and "$" not in new:
        assert with_method(parts, "join", (new,), lambda _, one: one) == with_method(
            text, "replaceAll", (old, new), lambda _, one: one
        )


def test_nothing_grows_beyond_bounds() -> None:
    long, many = "a" * MOST_VALUE_CHARACTERS, tuple("a" * MOST_VALUE_CHARACTERS)
    for found in (
        with_method(long, "replaceAll", ("a", long), lambda _, one: one),
        with_method(many, "concat", (many,) * 1_000, lambda _, one: one),
        with_method(many, "join", (long,), lambda _, one: one),
        with_method((many,) * 1_000, "flat", (), lambda _, one: one),
        with_method("\ufdfa" * MOST_VALUE_CHARACTERS, "normalize", ("NFKC",), lambda _, one: one),
        called("encodeURI", ("é" * MOST_VALUE_CHARACTERS,)),
    ):
        assert found is None
