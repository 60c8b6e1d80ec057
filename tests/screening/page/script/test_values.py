"""Values of expressions in the text of a script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.page.script.constants import Constants, evaluate
from screening.page.script.texts import MOST_VALUE_CHARACTERS
from screening.page.script.tokens import tokens_of
from screening.page.script.triggers import Script
from screening.page.script.values import Budget
from screening.page.script.variables import Variables
from screening.page.scripts import script_loads
from tests.screening.page.making import page_of
from tests.timing import processor_time

LONG = "https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued=https%3A%2F%2Fshop.example%2Fa"


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
        ("'a-b-c'.replace(/[-_]+/g, '')", "abc"),
        ("'a.b.c'.replace(/\\./g, '/')", "a/b/c"),
        ("'a-b-c'.split('-').slice(1).join('')", "bc"),
        ("'xxabcyy'.slice(2, -2)", "abc"),
        ("'a0b1c2'.replace(/[^a-z]/g, '')", "abc"),
        ("'abcXX'.substring(0, 3)", "abc"),
        ("'ABC'.toLowerCase()", "abc"),
        ("String.fromCharCode(0x61, 98, 99)", "abc"),
        ("String.fromCharCode(...[97, 98, 99])", "abc"),
        ("String.fromCharCode.apply(null, [97, 98, 99])", "abc"),
        ("[100, 101, 102].map(c => String.fromCharCode(c - 3)).join('')", "abc"),
        ("atob('YWJj')", "abc"),
        ("atob('w6k=')", "é"),
        ("unescape('%61%u0062c')", "abc"),
        ("new URL('/abc', 'https://a.example/')", "https://a.example/abc"),
        ("new URL('/abc', 'https://a.example/').href", "https://a.example/abc"),
        (f"String.fromCharCode({','.join(str(ord(sign)) for sign in LONG)})", LONG),
        (f"String.fromCharCode.call(null, {','.join(str(ord(sign)) for sign in LONG)})", LONG),
        ("'104,105'.split(',').map(c => String.fromCharCode(c ^ 1)).join('')", "ih"),
        ("[95, 96].map(function (c) { return String.fromCharCode(c + 2) }).join('')", "ab"),
        ("'a,b,c'.split(',')[1]", "b"),
        ("['a', 'b'][1]", "b"),
        ("'abc'[1]", "b"),
        ("['a', 'b'] + ''", "a,b"),
        ("Object.values({a: 'b'})[0]", "b"),
        ("({a: 'b'}).a", "b"),
        ("((((((((((('a')))))))))))", "a"),
        ("(0, 'a')", "a"),
        ("'a'" + "+'b'" * 80, "a" + "b" * 80),
        ("'" + "x" * 90 + "'.split('').length + ''", "90"),
        ("[" + "'a'," * 80 + "'b'].join('')", "a" * 80 + "b"),
        ("u ? 'a' : 'b'", "a"),
        ("u ? v : 'b'", "b"),
        ("u ? v ? w : x : 'b'", "b"),
        ("location.protocol == 'https:' ? 'a' : 'b'", "a"),
        ("u || 'a'", "a"),
        ("'' || 'a'", "a"),
        ("u && 'a'", "a"),
        ("u = 'a'", "a"),
        ("1 + 2 + 'a' + 1 + 2", "3a12"),
        ("7 - 2 + ''", "5"),
        ("0x10 + ''", "16"),
        ("String(12)", "12"),
        ("(function () { return 'a' })()", "a"),
        ("(x => x + 'b')('a')", "ab"),
        ("'https://a.example/?u=' + u", "https://a.example/?u="),
        ("'https://a.example/?u=' + 5 * 2", "https://a.example/?u="),
        ("'/go/' + u", "/go/"),
        ("`/go/${u}`", "/go/"),
        ("'a' + ('b' + u)", "a"),
    ],
)
def test_both_readers_give_a_method_and_a_function_the_same_meaning(code: str, text: str) -> None:
    value = evaluate(code, 0, Variables())
    assert value is not None
    assert (value.text, value.end) == (text, len(code))
    assert Constants(tokens_of(code), Budget()).value_at(0) == text


@pytest.mark.parametrize(
    "code",
    [
        "'a' == 'b'",
        "'a' * 2",
        "'a' - 1",
        "!0",
        "u",
        "made('a')",
        "'" + "a" * 15_000 + "'.concat('" + "b" * 15_000 + "').slice(-2)",
        "('" + "a" * 15_000 + "' + '" + "b" * 15_000 + "').slice(-2)",
        "String.fromCharCode(" + "97," * 30_000 + "98)",
        "[" + "'a'," * 30_000 + "'b'].join('')",
        "(" * 40 + "'a'" + ")" * 40,
        "['a','b'].map(x => y => y)[0] + 'c'",
    ],
    ids=lambda code: code[:30],
)
def test_what_is_no_text_or_beyond_a_limit_is_unknown_to_both_readers(code: str) -> None:
    assert evaluate(code, 0, Variables()) is None
    assert Constants(tokens_of(code), Budget()).value_at(0) is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("'a'\nlocation.reload()", "a"),
        ("'a'\n!function () {}()", "a"),
        ("'a'\",2000)", "a"),
        ("'a'\\\">", "a"),
        ("'a'); u()", "a"),
        ("'a', 'b'", "a"),
        ("'a'} else {", "a"),
    ],
)
def test_an_expression_ends_where_the_statement_or_its_text_does(code: str, text: str) -> None:
    value = evaluate(code, 0, Variables())
    assert value is not None
    assert (value.text, value.end) == (text, 3)


@pytest.mark.parametrize(
    ("code", "is_decoded"),
    [
        ("'a' + v", False),
        ("'https://a.example/?u=' + u.concat(atob('YQ=='))", False),
        ("atob('YQ==') ? 'a' : 'b'", False),
        ("'a' || atob('YQ==')", False),
        ("'a' + atob('YQ==')", True),
        ("'a' + hidden", True),
        ("u ? atob('YQ==') : 'b'", True),
        ("'\\x61\\x62\\x63\\x64'", True),
        ("['a', 'b'].join('')", True),
        ("'a '.trim()", False),
        ("''.concat('https://a.example', '/b')", False),
        ("'a'.concat(atob('YQ=='))", True),
        ("decodeURIComponent('%68%74tps%3A//a.example')", True),
        ("decodeURIComponent('a%2Fb')", False),
    ],
)
def test_what_was_written_unreadably_counts_only_where_it_comes_out(code: str, is_decoded: bool) -> None:
    value = evaluate(code, 0, Variables(["v='b';hidden=atob('YQ==')"]))
    assert value is not None
    assert value.is_decoded == is_decoded


@pytest.mark.parametrize(
    "rest", [".slice(0, end)", ".made(up)", ".trim().made()", ".trim()\n  .made()", ".replace('2', '$`')"]
)
def test_what_an_unknown_method_makes_of_a_value_is_not_known(rest: str) -> None:
    """The value before it would be an address that the script never goes to."""
    assert evaluate(f"'https://a.example/2XXXX'{rest}", 0, Variables()) is None


def test_a_page_goes_to_the_address_that_its_script_cuts_out_only() -> None:
    page = page_of(
        "<script>location.href='https://www.awin1.com/cread.php?awinmid=1&awinaffid=2XXXX'.slice(0,-4)</script>"
    )
    assert [embed.url for embed in page.embeds] == ["https://www.awin1.com/cread.php?awinmid=1&awinaffid=2"]


PIECES = """
'a' "b" `c${'d'}` [ ] ( ) , + . - / * ... 7 0x61 name name.key atob( unescape( String.fromCharCode( .apply(null, =
new URL( .replace(/a+/g, .replace(/[~~z-a]/, .replace( .split('') .join('') .map(c=>String.fromCharCode(c-3)) .slice(
'$&' '%u0061' .concat( .reverse()
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_broken_scripts_give_a_value_within_their_text_or_none(code: str) -> None:
    value = evaluate(code, 0, Variables([f"name={code};name+={code}"]))
    if value is not None:
        assert 0 < value.end <= len(code)
        assert len(value.text) <= MOST_VALUE_CHARACTERS


HOSTILE = {
    "doubled": "".join(f"var v{i}=v{i - 1}.concat(v{i - 1});" for i in range(1, 500)) + "location=v499",
    "taken over": "location='" + "a" * 10_000 + "'.replace(/a+/g,'" + "$&" * 5_000 + "')",
    "everywhere": "location='" + "a" * 10_000 + "'.replace(/a/g,'" + "b" * 10_000 + "').split('').reverse().join('')",
    "numbers": "location=String.fromCharCode(" + "97," * 60_000 + "98)",
    "lists in lists": "location=" + "[" * 5_000 + "'a'" + "].concat(" * 5_000,
    "calls in calls": "location=" + "atob('a'.replace(" * 5_000,
    "patterns": "location='a'" + ".replace(/[a-z" * 5_000 + "]+/g,'')" * 5_000,
    "brackets": "location=" + "(" * 200_000,
    "conditions": "location=" + "a?" * 100_000,
    "conditions with ends": "location=" + "a?b:" * 70_000 + "'x'",
    "new of new": "location=" + "new " * 70_000 + "x",
    "sum": "location='a'" + '+"a"' * 250_000,
    "sums": ("location='a'" + '+"a"' * 200 + ";") * 300,
    "assigned": "location=" + "a=" * 100_000 + "'b'",
    "functions": "location=" + "x=>" * 90_000,
    "of itself": "location=(x=>x(x))(x=>x(x))",
    "sources": "a.src=" * 40_000,
    "sources in lists": "a.src=b.src=([" * 20_000,
    "mapped": "var a=[" + "1," * 5_000 + "1];" + "location=a.map(c=>String.fromCharCode(c^3)).join('');" * 300,
    "variables": "".join(f"var v{i}=v{i - 1}+'a';" for i in range(1, 15_000)) + "location=v14999",
    "objects": "".join(f"var o{i}={{k:o{i - 1}.k+'a'}};" for i in range(1, 10_000)) + "location=o9999.k",
    "many": "location='a'.replace(/a/g,'b').split('').slice(1).join('-');" * 2_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_scripts_cost_little(name: str) -> None:
    with processor_time() as spent:
        script_loads((Script(HOSTILE[name], "load"),) * 10)
    assert spent.is_below(1.5)
