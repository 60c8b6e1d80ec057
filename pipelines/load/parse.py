"""SQL that reads one contract column from text: the value, and the reason why a text is not one.

Every function takes the name of a column that holds trimmed text, NULL when empty, and returns SQL expressions. Only
names of our own making and literals built here enter the SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from features.quoting import literal
from pipelines.contract import Column
from pipelines.countries import country_sql
from pipelines.load.addresses import subnet
from pipelines.money import currencies, minor_per_unit
from pipelines.settings.model import ColumnSource, LoadOptions
from pipelines.warehouse.hashes import hash_id

__all__ = [
    "LARGEST_AMOUNT",
    "LAST_MOMENTS",
    "Parsed",
    "host_of",
    "last_moment",
    "negative_adjustment",
    "parse",
    "parse_wide",
    "trimmed",
    "with_scheme",
]

MAX_ID_CHARACTERS = 512
LARGEST_AMOUNT = 100_000_000_000
"""In units of the currency; beyond it a row is a slip, and a sum of many such rows would not fit a number."""
LAST_MOMENTS = frozenset({"valid_until"})
"""Times that are the last moment of something: a day without an hour means all of that day."""
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "%-?[HIXcs]"
# Click identifiers that search engines' advertising adds to the landing page's query. Some shops move them behind a #,
# some logs write & as &amp; or the whole address in capitals. Those of social networks (fbclid, igshid, ttclid, twclid,
# li_fat_id) are none of them: Facebook adds fbclid to links in unpaid posts, too, and none of them tells of a search.
_PAID_MARK = "(?i)[?&;#](gclid|gbraid|wbraid|msclkid|yclid|dclid)="
# A letter, with its marks, or a digit of a host's name in any script.
_LABEL = "[\\pL\\pM\\pN_-]"


@dataclass(frozen=True)
class Parsed:
    """SQL for one contract column.

    Attributes:
        values: Role → expression, for each physical column.
        faults: (condition, reason) pairs; the first condition that holds rejects the row.
        blanked: Why a value that can be read may count as not given all the same; empty = it never does.
    """

    values: dict[str, str]
    faults: tuple[tuple[str, str], ...]
    blanked: str = ""


def host_of(text: str) -> str:
    """Return SQL of the lower-case host of a URL, empty where there is none; an IPv6 address in its brackets.

    What stands before the last @ of the authority is a user and a password, even where it looks like a host (RFC 3986,
    section 3.2). Nearly all URLs are plain ones, for which a simple pattern costs a sixth of the exact one.
    """
    plain = f"regexp_extract({text}, '^https?://([^/?#:@ ]+)(?:/|$)', 1)"
    exact = f"regexp_extract({text}, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?# ]*@)?([[][0-9A-Fa-f:.]+[]]|[^/?#:@ ]+)', 1)"
    return f"lower(case when {plain} <> '' then {plain} else {exact} end)"


def with_scheme(text: str) -> str:
    """Return SQL of a URL with the scheme that some logs leave out: `https://` before `site.de/x` and `//site.de/x`.

    A host has a dot, and its last label begins with a letter. What is no host (`direct`, `-`, `about:blank`) stays.
    """
    is_host = f"regexp_matches({text}, '^(?:{_LABEL}+[.])+[\\pL\\pM]{_LABEL}+[.]?(?::[0-9]+)?(?:[/?#]|$)')"
    return (
        f"case when starts_with({text}, 'https://') or starts_with({text}, 'http://') then {text} "
        f"when starts_with({text}, '//') then 'https:' || {text} "
        f"when {is_host} then 'https://' || {text} else {text} end"
    )


def trimmed(text: str) -> str:
    """Return SQL of a text without blanks around it; most have none, and looking is cheaper than cutting."""
    return f"case when starts_with({text}, ' ') or ends_with({text}, ' ') then trim({text}) else {text} end"


def parse(
    column: Column, text: str, source: ColumnSource, options: LoadOptions, currency: str, *, fine: bool, signed: bool
) -> Parsed:
    """Return the SQL of one column.

    Args:
        column: The contract's column.
        text: SQL name of its text.
        source: How the file writes it.
        options: Plausible years.
        currency: SQL name of the row's currency text, already filled with the default, for amounts.
        fine: Keep amounts as millionths of the currency unit.
        signed: Allow negative amounts.
    """
    name = column.name
    if column.type == "time":
        return _time(name, text, source, options)
    if column.type == "amount":
        return _amount(name, text, source, currency, fine=fine, signed=signed)
    if column.type == "day":
        value = f"try_cast({text} as date)"
        in_days = f"cast({value} - date '1970-01-01' as integer)"
        return Parsed({"value": in_days}, ((f"{text} is not null and {value} is null", f"{name} is not a day"),))
    if column.type in ("integer", "number", "rate"):
        return _number(column, text)
    if column.type == "boolean":
        value = (
            f"case when lower({text}) in ('1','true','t','yes','y') then 1 "
            f"when lower({text}) in ('0','false','f','no','n') then 0 end"
        )
        return Parsed({"value": value}, ((f"{text} is not null and ({value}) is null", f"{name} is not yes or no"),))
    if column.type == "currency":
        codes = ", ".join(literal(code) for code in sorted(currencies()))
        return Parsed(
            {"value": f"upper({text})"},
            ((f"upper({text}) not in ({codes})", f"{name} is not an ISO 4217 code such as EUR or USD"),),
        )
    return _text(column, text)


def _time(name: str, text: str, source: ColumnSource, options: LoadOptions) -> Parsed:
    # Wide enough for every moment in microseconds, narrow enough that scaling it cannot overflow.
    numeric = f"try_cast({text} as decimal(24,6))"
    if source.unit is not None:
        factor = {"s": 1_000_000, "ms": 1_000, "us": 1}[source.unit]
        moment = f"try_cast(floor({numeric} * {factor}) as bigint)"
        kind = f"a number of {source.unit} since 1970"
    elif source.format is not None:
        # A pattern with %z gives a moment, one without a local time of the session's zone.
        moment = f"epoch_us(cast(try_strptime({text}, {literal(source.format)}) as timestamptz))"
        kind = f"a time like {source.format}"
        if name in LAST_MOMENTS and not re.search(_CLOCK, source.format):
            moment = _end_of_day(f"try_strptime({text}, {literal(source.format)})")
    else:
        # A leading digit keeps out words the engine knows as times ("epoch", "infinity").
        moment = f"case when {text} between '0' and ':' then epoch_us(try_cast({text} as timestamptz)) end"
        if name in LAST_MOMENTS:
            day = f"try_cast({text} as date)"
            moment = f"case when regexp_full_match({text}, '{_DAY}') then {_end_of_day(day)} else {moment} end"
        kind = "a time such as 2026-01-31 13:45:00 or 2026-01-31T13:45:00Z"
    first = f"epoch_us(timestamp '{options.earliest_year}-01-01')"
    after = f"epoch_us(timestamp '{options.latest_year + 1}-01-01')"
    faults = [
        (f"{moment} < {first}", f"{name} is before {options.earliest_year}"),
        (f"{moment} >= {after}", f"{name} is after {options.latest_year}"),
        (f"{text} is not null and {moment} is null", f"{name} is not {kind}"),
    ]
    if source.unit is None and source.format is None:
        reason = f'{name} is a bare number: declare its unit ("s", "ms" or "us") in the column map'
        faults.insert(0, (f"{text} is not null and {moment} is null and {numeric} is not null", reason))
    return Parsed({"value": moment}, tuple(faults))


def _end_of_day(day: str) -> str:
    return f"epoch_us({last_moment(day)})"


def last_moment(day: str) -> str:
    """Return SQL of the last microsecond of a day, in the session's time zone."""
    return f"(cast(cast({day} as date) + interval 1 day as timestamptz) - interval 1 microsecond)"


def negative_adjustment(name: str, text: str, source: ColumnSource) -> tuple[str, str]:
    """Return the fault of an `adjusted` event that names a change: without its sign it would become the new amount."""
    amount = f"try_cast({_with_point(text, source)} as decimal(24,8))"
    reason = "of an adjusted order is negative: give what it is from then on, not by how much it changed"
    return f"lower(t_event) = 'adjusted' and {amount} < 0", f"{name} {reason}"


def _with_point(text: str, source: ColumnSource) -> str:
    if source.decimal == ".":
        return text
    # Points only where they part thousands: "12.34" is no German amount.
    german = "^[+-]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]+)?$"
    return f"case when regexp_matches({text}, '{german}') then replace(replace({text}, '.', ''), ',', '.') end"


def _amount(name: str, text: str, source: ColumnSource, currency: str, *, fine: bool, signed: bool) -> Parsed:
    amount = f"try_cast({_with_point(text, source)} as decimal(24,8))"
    if source.absolute:
        amount = f"abs({amount})"
    scale = minor_per_unit(currency)
    per_unit = f"{amount} / {scale}" if source.minor_units else amount
    value = f"round({per_unit} * 1000000)" if fine else f"round({amount} * {1 if source.minor_units else scale})"
    value = f"try_cast({value} as bigint)"
    not_amount = (f"{text} is not null and {value} is null", f"{name} is not an amount such as 12.34")
    too_large = (f"abs({per_unit}) > {LARGEST_AMOUNT}", f"{name} is beyond {LARGEST_AMOUNT:,}")
    if signed:
        return Parsed({"value": value}, (too_large, not_amount))
    negative = (
        f"{name} is negative: refunds are positive amounts in order_events (absolute = true drops the sign of a column "
        "that books them as negative ones)"
    )
    return Parsed({"value": value}, (too_large, not_amount, (f"{amount} < 0", negative)))


def _number(column: Column, text: str) -> Parsed:
    kind, what = {
        "integer": ("bigint", "a whole number"),
        "number": ("decimal(18,6)", "a number"),
        "rate": ("decimal(24,12)", "a rate above zero"),
    }[column.type]
    if column.bounds:
        # Wide enough for the greatest number of any system, which is what some write for "no limit".
        kind = "decimal(38,6)" if column.type == "number" else "hugeint"
    value = f"try_cast({text} as {kind})"
    faults = [(f"{text} is not null and {value} is null", f"{column.name} is not {what}")]
    if column.type == "integer":
        # The engine would round 2.5 to 3 without a word.
        faults.append((f"try_cast({text} as decimal(38,6)) <> {value}", f"{column.name} is not {what}"))
    if column.type == "rate":
        faults.append((f"{value} <= 0", f"{column.name} is not {what}"))
    if not column.bounds:
        return Parsed({"value": value}, tuple(faults))
    least, greatest = column.bounds
    within = f"case when {value} between {least} and {greatest} then {value} end"
    return Parsed({"value": within}, tuple(faults), f"not from {least:,} to {greatest:,}")


def parse_wide(column: Column, text: str) -> Parsed:
    """Return the SQL of what is kept of a wide string: an address, an agent or a URL."""
    nul = _nul(column.name, text)
    if column.type == "address":
        return Parsed({"id": hash_id(text), "subnet_id": hash_id(subnet(text))}, (nul, _too_long(column.name, text)))
    if column.type == "agent":
        return Parsed({"id": hash_id(text)}, (nul,))
    return Parsed(
        {
            "id": hash_id(text),
            "host_id": hash_id(f"case when {text} = '' then '' else {host_of(text)} end"),
            "paid_mark": f"cast(regexp_matches({text}, {literal(_PAID_MARK)}) as smallint)",
        },
        (nul,),
    )


def _text(column: Column, text: str) -> Parsed:
    name = column.name
    nul = _nul(name, text)
    if column.type == "code":
        value = f"lower({text})"
        faults = [nul, _too_long(name, text)]
        if column.values:
            allowed = ", ".join(literal(word) for word in column.values)
            faults.append((f"{value} not in ({allowed})", f"{name} is none of {', '.join(column.values)}"))
        return Parsed({"value": value}, tuple(faults))
    if column.type == "country":
        # Unknown origins are XX, ZZ, T1 or a dash in many logs: no reason to do without the row.
        return Parsed({"value": country_sql(f"upper({text})")}, (), "no ISO 3166-1 code of two letters")
    value = {"domain": _domain(text), "coupon": f"upper({text})"}.get(column.type, text)
    faults = [nul] if column.type == "text" else [nul, _too_long(name, text)]
    return Parsed({"value": value}, tuple(faults))


def _domain(text: str) -> str:
    """SQL of a domain in lower case, without a mail address's name before it and the dot that may end it."""
    bare = f"nullif(rtrim(regexp_extract({text}, '[^@]*$'), '.'), '')"
    return f"lower(case when contains({text}, '@') or ends_with({text}, '.') then {bare} else {text} end)"


def _nul(name: str, text: str) -> tuple[str, str]:
    return f"contains({text}, chr(0))", f"{name} contains a NUL byte"


def _too_long(name: str, text: str) -> tuple[str, str]:
    return f"length({text}) > {MAX_ID_CHARACTERS}", f"{name} is longer than {MAX_ID_CHARACTERS} characters"
