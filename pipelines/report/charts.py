"""Two small static charts as inline SVG: an affiliate beside its peers, and its clicks and orders by day.

Altair describes each chart once; the description is then filled with positions computed here, so that drawing takes
milliseconds, axes read like the text beside them, and the same view always gives the same bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pipelines.counts import count
from pipelines.days import date_of
from pipelines.report.chart_scale import Scale, choose_scale
from pipelines.report.formats import format_value
from pipelines.report.view import DailyActivity, PeerComparison

if TYPE_CHECKING:
    import altair as alt

__all__ = ["daily_chart", "peer_chart"]

WIDTH = 460
"""Pixels; small enough to stay legible when a telephone scales it down."""
_PEER_HEIGHT = 132
_PANEL_HEIGHT = 58
_DAILY_HEIGHT = 22 + 2 * _PANEL_HEIGHT + 34 + 22
_INK, _MUTED, _LINE, _DOT, _ACCENT = "#1f2933", "#55606b", "#c9cfd6", "#9aa7b4", "#a8371d"
_CLICKS, _ORDERS = "#3b6285", "#7a5a1e"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_BINS = 62
_DOTS_HIGH = 9
_LABEL_PIXELS = 6.1
"""Mean width of a character at 11 px, to keep labels from running into each other or off the chart."""
_ROLES = re.compile(r' (?:role|aria-roledescription|aria-hidden)="[^"]*"')
"""The chart is hidden from screen readers, who get its caption instead."""

Row = dict[str, Any]


@lru_cache(maxsize=2_048)
def peer_chart(peers: PeerComparison) -> tuple[str, int]:
    """Draw a dot plot of the peers with the affiliate and the peers' median marked.

    Args:
        peers: The comparison.

    Returns:
        The SVG, and how many peers one dot stands for.
    """
    interval = [value for value in (peers.low, peers.high) if value is not None]
    scale = choose_scale([*peers.peers, peers.value, peers.peer_median, *interval], peers.unit, _share_top(peers))
    dots, per_dot = _dots(peers.peers, scale)
    base = 92
    here = WIDTH * scale.position(peers.value)
    median = WIDTH * scale.position(peers.peer_median)
    texts = [
        _text(here, 12, f"this affiliate {_say(peers.value, peers)}", colour=_ACCENT, weight="bold", size=12),
        _text(median, 30, f"peer median {_say(peers.peer_median, peers)}", colour=_INK),
        *(_text(WIDTH * scale.position(tick), base + 22, _say_tick(tick, peers)) for tick in _spaced(scale, peers)),
    ]
    datasets = {
        "lines": [
            {"x": 0, "y": base + 4, "x2": WIDTH, "y2": base + 4, "colour": _LINE, "width": 1},
            *(
                {"x": p, "y": base + 4, "x2": p, "y2": base + 8, "colour": _LINE, "width": 1}
                for p in (round(WIDTH * scale.position(tick), 1) for tick in scale.ticks)
            ),
            {"x": round(median, 1), "y": 36, "x2": round(median, 1), "y2": base + 4, "colour": _INK, "width": 1},
            {"x": round(here, 1), "y": 18, "x2": round(here, 1), "y2": base + 4, "colour": _ACCENT, "width": 1.5},
            *_interval_line(peers, scale, base),
        ],
        "dots": [{"x": x, "y": base - y} for x, y in dots],
        "marker": [{"x": round(here, 1), "y": base - 1}],
        "texts": texts,
    }
    return _draw(_peer_spec(), datasets), per_dot


@lru_cache(maxsize=2_048)
def daily_chart(daily: DailyActivity) -> str:
    """Draw clicks and orders by day, one panel each over the same days."""
    days = len(daily.clicks)
    step = WIDTH / max(days - 1, 1)
    datasets: dict[str, list[Row]] = {"clicks": [], "orders": [], "lines": [], "texts": []}
    for name, series, top in (("clicks", daily.clicks, 22), ("orders", daily.orders, 22 + _PANEL_HEIGHT + 34)):
        highest = max(series, default=0)
        foot = top + _PANEL_HEIGHT
        for place, value in enumerate(series):
            height = _PANEL_HEIGHT * value / highest if highest else 0.0
            datasets[name].append({"x": round(place * step, 1), "y": round(foot - height, 1), "foot": foot})
        datasets["lines"].append({"x": 0, "y": foot, "x2": WIDTH, "y2": foot, "colour": _LINE, "width": 1})
        datasets["texts"].append(_text(0, top - 9, f"{name} a day", colour=_INK, weight="bold", align="left"))
        peak = f"highest {count(highest)}"
        datasets["texts"].append(_text(WIDTH, top - 9, peak, align="right"))
    foot = 22 + 2 * _PANEL_HEIGHT + 34
    for place in _day_ticks(daily.first_day, days):
        label = _short_day(daily.first_day + place)
        datasets["texts"].append(_text(place * step, foot + 17, label))
    return _draw(_daily_spec(), datasets)


def _dots(values: Sequence[float], scale: Scale) -> tuple[list[tuple[float, float]], int]:
    """Return dot positions stacked over the axis, and how many values a dot stands for."""
    counts = [0] * _BINS
    for value in values:
        counts[min(int(scale.position(value) * _BINS), _BINS - 1)] += 1
    per_dot = max(1, math.ceil(max(counts, default=0) / _DOTS_HIGH))
    width = WIDTH / _BINS
    return [
        (round((place + 0.5) * width, 1), round(6.5 * level + 1, 1))
        for place, number in enumerate(counts)
        for level in range(math.ceil(number / per_dot))
    ], per_dot


def _interval_line(peers: PeerComparison, scale: Scale, base: int) -> list[Row]:
    if peers.low is None or peers.high is None:
        return []
    left, right = (round(WIDTH * scale.position(value), 1) for value in (peers.low, peers.high))
    return [{"x": left, "y": base - 1, "x2": right, "y2": base - 1, "colour": _ACCENT, "width": 3}]


def _share_top(peers: PeerComparison) -> float | None:
    """A rate never exceeds one, so neither does its axis."""
    return 1.0 if peers.kind == "rate" else None


def _say(value: float, peers: PeerComparison) -> str:
    return format_value(value, peers.unit, peers.kind, max(abs(peers.value), abs(peers.peer_median)))


def _say_tick(tick: float, peers: PeerComparison) -> str:
    """Ticks are round, so a share's needs no more digits than it has."""
    said = _say(tick, peers)
    return f"{100 * tick:.6g}%" if said.endswith("%") and tick >= 0 else said


def _spaced(scale: Scale, peers: PeerComparison) -> list[float]:
    """Return the ticks that can be labelled without touching each other."""
    kept: list[float] = []
    free = -math.inf
    for tick in scale.ticks:
        half = _LABEL_PIXELS * len(_say_tick(tick, peers)) / 2
        place = min(max(WIDTH * scale.position(tick), half), WIDTH - half)
        if place - half >= free:
            kept.append(tick)
            free = place + half + 8
    return kept


def _text(
    x: float, y: float, words: str, *, colour: str = _MUTED, weight: str = "normal", size: int = 11, align: str = ""
) -> Row:
    """Return a text row, moved inwards where it would leave the chart."""
    half = _LABEL_PIXELS * size / 11 * len(words) / 2
    place = x
    if not align:
        place, align = min(max(x, half), WIDTH - half), "center"
        if place > x:
            place, align = 0, "left"
        elif place < x:
            place, align = WIDTH, "right"
    return {
        "x": round(place, 1),
        "y": y,
        "words": words,
        "colour": colour,
        "weight": weight,
        "size": size,
        "align": align,
    }


def _day_ticks(first_day: int, days: int) -> list[int]:
    """Return about five places for labels, Mondays when the days span weeks."""
    if days <= 7:
        return list(range(days))
    monday = (4 - first_day) % 7  # 1970-01-05, day 4, was a Monday
    mondays = list(range(monday, days, 7))
    return mondays[:: max(1, math.ceil(len(mondays) / 5))]


def _short_day(day: int) -> str:
    moment = date_of(day)
    return f"{moment.day} {moment:%b}"


@cache
def _peer_spec() -> Row:
    """Describe the dot plot once; its data come later."""
    import altair as alt

    x, y = _axes(_PEER_HEIGHT)
    dots = alt.Chart(alt.NamedData("dots")).mark_circle(size=30, color=_DOT, opacity=1).encode(x=x, y=y)
    marker = (
        alt.Chart(alt.NamedData("marker"))
        .mark_point(shape="diamond", size=110, filled=True, color=_ACCENT, opacity=1, stroke="white", strokeWidth=1)
        .encode(x=x, y=y)
    )
    return _describe([dots, _line_layer(x, y), marker, _text_layer(x, y)], _PEER_HEIGHT)


@cache
def _daily_spec() -> Row:
    """Describe the two panels once; their data come later."""
    import altair as alt

    x, y = _axes(_DAILY_HEIGHT)
    panels = [
        alt.Chart(alt.NamedData(name))
        .mark_area(color=colour, opacity=0.16, line={"color": colour, "strokeWidth": 1.4}, interpolate="linear")
        .encode(x=x, y=y, y2="foot:Q")
        for name, colour in (("clicks", _CLICKS), ("orders", _ORDERS))
    ]
    return _describe([*panels, _line_layer(x, y), _text_layer(x, y)], _DAILY_HEIGHT)


def _axes(height: int) -> tuple[alt.X, alt.Y]:
    """Return encodings that take data as pixels from the top left."""
    import altair as alt

    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    return x, y


def _line_layer(x: alt.X, y: alt.Y) -> alt.Chart:
    import altair as alt

    layer: alt.Chart = (
        alt.Chart(alt.NamedData("lines"))
        .mark_rule(stroke=alt.ExprRef("datum.colour"), strokeWidth=alt.ExprRef("datum.width"), opacity=1)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    )
    return layer


def _text_layer(x: alt.X, y: alt.Y) -> alt.Chart:
    import altair as alt

    layer: alt.Chart = (
        alt.Chart(alt.NamedData("texts"))
        .mark_text(
            fill=alt.ExprRef("datum.colour"),
            align=alt.ExprRef("datum.align"),
            fontWeight=alt.ExprRef("datum.weight"),
            fontSize=alt.ExprRef("datum.size"),
            baseline="alphabetic",
        )
        .encode(x=x, y=y, text="words:N")
    )
    return layer


def _describe(layers: list[alt.Chart], height: int) -> Row:
    import altair as alt

    chart = (  # without autosize, the text metrics of the machine's fonts leave no trace
        alt.layer(*layers)
        .properties(width=WIDTH, height=height, padding=8, autosize="none", background="transparent")
        .configure(aria=False, font=_FONT)
        .configure_view(stroke=None)
    )
    described: Row = chart.to_dict()
    return described


def _draw(spec: Row, datasets: dict[str, list[Row]]) -> str:
    """Return the chart as SVG that takes its size from the page and is named by the page's own words."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({**spec, "datasets": datasets})
    head, _, body = svg.partition(">")
    box = re.search(r'viewBox="[^"]*"', head)
    if box is None:
        raise ValueError(f"The chart came without a viewBox: {head}")
    return f'<svg class="chart" {box.group(0)} aria-hidden="true" focusable="false">{_ROLES.sub("", body)}'
