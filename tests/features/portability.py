"""What the SQL files may say: a closed grammar of constructs on which DuckDB and Spark were seen to agree.

sqlglot only reads the statements. Nothing is ever translated: a transpiler was seen to turn exact quantiles into
approximate ones without a word. A construct that is not listed here is a complaint; before one is added, try it on both
engines with NULLs, ties, zeros, negative and large numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sqlglot import Token, TokenType, exp, parse, tokenize
from sqlglot.errors import SqlglotError

__all__ = ["ALLOWED_FUNCTIONS", "complaints"]

ALLOWED_FUNCTIONS = {
    "abs", "avg", "cast", "coalesce", "count", "filter", "floor", "greatest", "lag", "lead", "least", "log2", "max",
    "min", "nullif", "over", "row_number", "sqrt", "sum",
}  # fmt: skip
"""Functions by the names they are written with; aliases such as `ifnull` are no part of it."""

WORDS_BEFORE_PARENTHESES = {
    "and", "as", "between", "by", "distinct", "else", "exists", "from", "having", "in", "join", "not", "on", "or",
    "select", "then", "using", "when", "where",
}  # fmt: skip
"""Keywords that open a group, not a call."""

GRAMMAR: dict[type[exp.Expr], str] = {
    # statements
    exp.Select: "with_ expressions from_ joins where group having distinct order",
    exp.With: "expressions",
    exp.CTE: "this alias",
    exp.TableAlias: "this",
    exp.Subquery: "this alias",
    exp.Union: "with_ this expression distinct order",
    exp.From: "this",
    exp.Table: "this alias",
    exp.Join: "this on using side kind",
    exp.Where: "this",
    exp.Group: "expressions",
    exp.Having: "this",
    exp.Order: "expressions",
    exp.Ordered: "this desc nulls_first",
    exp.Window: "this partition_by order spec over",
    exp.WindowSpec: "kind start start_side end end_side",
    # names and values
    exp.Alias: "this alias",
    exp.Column: "this table",
    exp.Identifier: "this",
    exp.Placeholder: "this",
    exp.Literal: "this is_string",
    exp.Null: "",
    exp.Star: "",
    # operators
    **dict.fromkeys((exp.And, exp.Or, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), "this expression"),
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Is), "this expression"),
    **dict.fromkeys((exp.Not, exp.Neg, exp.Paren), "this"),
    exp.Between: "this low high",
    exp.Case: "this ifs default",
    exp.DPipe: "this expression safe",
    exp.Exists: "this",
    exp.If: "this true",
    exp.In: "this expressions query",
    exp.Like: "this expression negate",
    # functions; sqlglot knows that both engines leave NULLs out of greatest and least
    **dict.fromkeys((exp.Abs, exp.Avg, exp.Floor, exp.Max, exp.Min, exp.Sqrt, exp.Sum), "this"),
    exp.Cast: "this to",
    exp.Coalesce: "this expressions",
    exp.Count: "this big_int",
    exp.DataType: "this",
    exp.Distinct: "expressions",
    exp.Filter: "this expression",
    exp.Greatest: "this expressions ignore_nulls",
    exp.Lag: "this offset",
    exp.Lead: "this offset",
    exp.Least: "this expressions ignore_nulls",
    exp.Log: "this expression",
    exp.Nullif: "this expression",
    exp.RowNumber: "",
}
"""Node of the parsed statement → the parts that it may have."""

WHY_FUNCTIONS = {
    r"date\w*|epoch\w*|extract|time_bucket|strftime|strptime|to_timestamp|make_\w+|now|current_\w+|year|month|week|"
    r"day\w*|hour|minute|second": "boundaries, types and weekdays of dates differ",
    r"quantile\w*|percentile\w*|median|approx\w*|mode|mad": "quantiles and approximations differ, ties are arbitrary",
    r"any_value|first\w*|last\w*|arg_m\w+|m\w+_by|nth_value": "which row it takes is arbitrary",
    r"skewness|kurtosis\w*|entropy|stddev\w*|var\w*": "moments are corrected differently or end in different bits",
    r"hash|md5|sha\w*|xxhash\w*|crc32|bit_xor": "hashes differ",
    r"ln|log|log10": "the logarithm of zero is -inf or NULL; use log2 of values of 1 and more",
    r"list\w*|array\w*|struct\w*|map\w*|row|unnest|explode|\w*split\w*": "lists, structs and their functions differ",
    r"regexp\w*|rlike|similar|glob": "regular expressions differ, and so do backslashes",
    r"decimal|numeric": "decimals scale differently",
    r"round|ceil\w*|trunc\w*": "rounding and result types differ; use floor(x + 0.5)",
}
"""Names of functions → why they are none of the allowed ones."""

WHY_NODES: dict[type[exp.Expr], str] = {
    exp.IntDiv: "only one engine divides integers so",
    exp.Qualify: "only one engine has qualify",
    exp.Lateral: "lateral joins differ",
    exp.Pivot: "pivots differ",
    exp.Limit: "which rows it takes is arbitrary",
    exp.Array: "lists, structs and their functions differ",
    exp.Struct: "lists, structs and their functions differ",
    exp.Bracket: "lists, structs and their functions differ",
    exp.Interval: "time is integer microseconds",
    exp.CurrentDate: "results know no clock",
    exp.CurrentTimestamp: "results know no clock",
    exp.RegexpLike: "regular expressions differ, and so do backslashes",
    exp.SimilarTo: "regular expressions differ, and so do backslashes",
    exp.Glob: "regular expressions differ, and so do backslashes",
}

UNKNOWN = "not among the constructs on which both engines were seen to agree"
BIGGEST = 2**63 - 1
FRACTIONS = (exp.Div, exp.Sqrt, exp.Log, exp.Avg)
COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)

Complaint = tuple[int, str, str]
"""Place in the text, construct, why; sqlglot's own line numbers go astray after comments."""


def complaints(sql: str) -> list[str]:
    """Return what a statement says that DuckDB and Spark are not known to understand alike.

    Args:
        sql: One statement as `features.portable.portable_sql` returns it, bind parameters marked by `$`.

    Returns:
        `line 3: hash(: hashes differ`, sorted by line; empty for a portable statement.
    """
    found: set[Complaint] = set()
    try:
        tokens = tokenize(sql, dialect="duckdb")
        found |= {*_calls(tokens), *_types(tokens), *_orders(tokens), *_stray_commas(tokens)}
        trees = parse(sql, dialect="duckdb")
        spark_trees = parse(sql.replace("$", ":"), dialect="spark")
    except SqlglotError as error:
        found.add((0, "the statement", f"does not parse: {str(error).splitlines()[0]}"))
    else:
        if len(trees) != 1 or not isinstance(trees[0], exp.Query):
            found.add((0, "the statement", "is not one select"))
        elif not found and _bare(trees[0]) != _bare(spark_trees[0]):
            found.add((0, "the statement", "is read differently by DuckDB and Spark"))
        for node in (node for tree in trees if tree is not None for node in tree.walk()):
            found |= {(_place(node), construct, why) for construct, why in _faults(node)}
    told = {(sql.count("\n", 0, place) + 1, construct, why) for place, construct, why in found}
    return [f"line {line}: {construct}: {why}" for line, construct, why in sorted(told)]


def _bare(tree: exp.Expr | None) -> exp.Expr | None:
    """Return a tree without what sqlglot assumes of an engine: divisors are guarded, and Spark is bound to ANSI."""

    def plain(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.TryCast):
            return exp.Cast(this=node.this, to=node.to)
        if isinstance(node, exp.Div):
            node.set("safe", None)
        return node

    return tree.transform(plain) if tree is not None else None


def _place(node: exp.Expr) -> int:
    """Return where a node begins; one without names or values stands where its parent does."""
    places = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    if places:
        return int(min(places))
    return _place(node.parent) if node.parent is not None else 0


# What the parsed statement no longer shows: how things were written.


def _calls(tokens: list[Token]) -> Iterator[Complaint]:
    for token, following in pairwise(tokens):
        name = token.text.lower()
        is_call = following.token_type is TokenType.L_PAREN and re.fullmatch(r"[a-z_]\w*", name)
        if is_call and name not in ALLOWED_FUNCTIONS | WORDS_BEFORE_PARENTHESES:
            reasons = (why for names, why in WHY_FUNCTIONS.items() if re.fullmatch(names, name))
            yield token.start, f"{name}(", next(reasons, UNKNOWN)


def _types(tokens: list[Token]) -> Iterator[Complaint]:
    for token, following in pairwise(tokens):
        if token.token_type is TokenType.DCOLON:
            yield token.start, "::", "write cast(… as …)"
        if token.token_type is TokenType.ALIAS and following.text.lower() in {"varchar", "char", "text", "bpchar"}:
            yield following.start, following.text.lower(), "the text type that both know is string"


def _stray_commas(tokens: list[Token]) -> Iterator[Complaint]:
    for token, following in pairwise((*tokens, None)):
        is_last = following is None or following.token_type in {TokenType.FROM, TokenType.R_PAREN}
        if token is not None and token.token_type is TokenType.COMMA and is_last:
            yield token.start, ",", "only one engine forgives a comma after the last item"


def _orders(tokens: list[Token]) -> Iterator[Complaint]:
    """Complain of order keys that do not say where NULLs go: DuckDB puts them last, Spark first."""
    for start, token in enumerate(tokens):
        if token.token_type is TokenType.ORDER_BY:
            depth = 0
            for place in range(start + 1, len(tokens) + 1):
                kind = tokens[place].token_type if place < len(tokens) else TokenType.R_PAREN
                depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
                is_end = depth < 0 or (depth == 0 and kind in {TokenType.ROWS, TokenType.RANGE, TokenType.UNION})
                if is_end or (depth == 0 and kind is TokenType.COMMA):
                    said = " ".join(word.text.lower() for word in tokens[place - 2 : place])
                    if said not in {"nulls first", "nulls last"}:
                        yield tokens[place - 1].start, "order by", "each key needs nulls first or nulls last"
                if is_end:
                    break


# What the parsed statement shows, node by node.


def _faults(node: exp.Expr) -> Iterator[tuple[str, str]]:
    if type(node) not in GRAMMAR:
        if not (isinstance(node, exp.Func) and "start" in node.meta):  # calls are judged by their written names
            yield _name(node), WHY_NODES.get(type(node), UNKNOWN)
        return
    allowed = GRAMMAR[type(node)].split()
    for part in sorted(part for part, value in node.args.items() if part not in allowed and value):
        if (type(node), part) not in {(exp.Identifier, "quoted"), (exp.Div, "safe")}:
            yield f"{_name(node)} … {part.strip('_')}", UNKNOWN
    if isinstance(node, exp.CTE) and node.args.get("materialized") is not None:
        yield "materialized", "a hint of one engine"
    for rule in (_names, _arithmetic, _literals, _casts, _rows):
        yield from rule(node)


def _name(node: exp.Expr) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).lower()


def _names(node: exp.Expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, exp.Identifier) and node.args.get("quoted"):
        yield f'"{node.name}"', "double quotes name a column in one engine and text in another"
    if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        yield "*", "hides which columns are read"
    if isinstance(node, exp.Placeholder) and not node.this:
        yield "?", "values are bound by name"


def _arithmetic(node: exp.Expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, exp.Div) and not _is_guarded(node.expression):
        yield "/", "division by zero is inf or an error; divide by nullif(…, 0)"
    if isinstance(node, exp.Mod) and not _is_guarded(node.expression) and _number(node.expression) in {None, "0"}:
        yield "%", "the remainder of zero is NULL or an error; divide by a number or by nullif(…, 0)"


def _is_guarded(divisor: exp.Expr) -> bool:
    return isinstance(divisor, exp.Nullif) and _number(divisor.expression) == "0"


def _number(node: exp.Expr) -> str | None:
    return node.name if isinstance(node, exp.Literal) and not node.is_string else None


def _literals(node: exp.Expr) -> Iterator[tuple[str, str]]:
    if not isinstance(node, exp.Literal):
        return
    if node.is_string:
        if re.search(r"[\\$]", node.name):
            yield f"'{node.name}'", "Spark unescapes backslashes, and $ is the mark of a bound value"
    elif re.fullmatch(r"\d+", node.name):
        if int(node.name) > BIGGEST:
            yield node.name, "beyond 63 bits types differ"
    elif not re.fullmatch(r"\d+\.\d+", node.name):
        yield node.name, "write whole numbers, or fractions with a point"
    elif not (isinstance(node.parent, COMPARISONS) or _meets_a_fraction(node)):
        yield node.name, "a decimal, and decimals scale differently, unless it meets a quotient or a root"


def _meets_a_fraction(literal: exp.Expr) -> bool:
    """Return whether a literal's neighbour in a sum or product is floating-point for certain, which makes it so too."""
    parent = literal.parent
    return isinstance(parent, exp.Add | exp.Sub | exp.Mul) and any(
        _is_fraction(side) for side in (parent.this, parent.expression) if side is not literal
    )


def _is_fraction(node: exp.Expr) -> bool:
    if isinstance(node, exp.Paren | exp.Neg | exp.Abs | exp.Sum | exp.Max | exp.Min):
        return _is_fraction(node.this)
    if isinstance(node, exp.Add | exp.Sub | exp.Mul):
        return _is_fraction(node.this) or _is_fraction(node.expression)
    return isinstance(node, FRACTIONS)


def _casts(node: exp.Expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, exp.Cast):
        target = node.to.this
        if target in exp.DataType.INTEGER_TYPES:
            yield "cast", "fractions round differently to whole numbers; use floor"
        elif target is exp.DType.TEXT:
            if not isinstance(node.this, exp.Column):
                yield "cast", "only a whole number's column becomes the same text everywhere"
        elif target is not exp.DType.DOUBLE:
            yield "cast", f"to {target.value.lower()}: types differ; cast to string or double"


def _rows(node: exp.Expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, exp.Join) and node.kind not in {"", "INNER", "OUTER", "CROSS"}:
        yield f"{node.kind} join".lower(), "a join of one engine"
    if (
        isinstance(node, exp.Window)
        and isinstance(node.this, exp.RowNumber | exp.Lag | exp.Lead)
        and not node.args.get("order")
    ):
        yield _name(node.this), "numbers rows in arbitrary order"
    if isinstance(node, exp.WindowSpec) and str(node.args.get("kind")).upper() not in {"ROWS", "RANGE"}:
        yield "window frame", "only rows and range are known to both"
