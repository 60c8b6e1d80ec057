"""A night to report on: 160 affiliates, four of them flagged, one of those with a hostile id; and a reader of pages."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser

import numpy as np
import pandas as pd

from features.catalogue import Feature, Kind
from features.matrix import FeatureMatrix
from models.judging.judgement import Calibration, Judgement
from models.judging.other_reasons import DETECTOR, RING
from pipelines.pages.safe_text import case_file_name
from pipelines.report.assemble import CaseFrames, build_report
from pipelines.report.view import (
    CurrencyUse,
    Money,
    Quality,
    ReportView,
    Ring,
    RunFacts,
    SourceRow,
    Sources,
    TableRows,
    Tally,
)
from pipelines.report.view_summary import LoadLine, Moved, StepTiming, Summary
from pipelines.settings.model import Settings

AS_OF = 20_543
RUN = RunFacts("Northwind Outdoor partner programme", AS_OF, "9f2c41d07ab35e66c8d1", "champion 3")
HOSTILE = '=HYPERLINK("http://evil.example","x")<script>alert(\'1\')</script>\u202egnp.\x00\x1b[31m' + "W" * 240
FLAGGED = ("aff-0007", "aff-0031", HOSTILE, "aff-0112")


def _feature(name: str, kind: Kind, title: str, unit: str, types: tuple[str, ...], sentence: str) -> Feature:
    return Feature(
        name=name,
        family="outcome",
        kind=kind,
        title=title,
        description=f"{title}, measured.",
        unit=unit,
        fraud_types=types,
        why="Genuine buyers rarely behave so in such numbers.",
        innocent="A vertical with many returns, such as fashion, or one faulty article that was called back.",
        clears="Refunds spread over many customers and articles at the rate of the offer as a whole.",
        minimum_support=10,
        needs=("orders.order_id",),
        sentence=sentence,
    )


FEATURES = (
    _feature(
        "refund_ratio",
        "rate",
        "Refunded orders",
        "ratio",
        ("refund_abuse", "fake_orders"),
        "{events} of {support} matured orders were refunded: {value}; peers: {peer_median}.",
    ),
    _feature(
        "instant_order_ratio",
        "rate",
        "Orders within ten seconds of the click",
        "ratio",
        ("click_hijack", "cookie_stuffing"),
        "{events} of {support} orders came within ten seconds of their click: {value}; peers: {peer_median}.",
    ),
    _feature(
        "clicks_per_address",
        "level",
        "Clicks from the busiest addresses",
        "clicks",
        ("bot_clicks",),
        "The busiest addresses clicked {value} times each (peers: {peer_median}), over {support} addresses.",
    ),
    _feature(
        "click_growth_ratio",
        "level",
        "Clicks against its own past",
        "ratio",
        ("bust_out",),
        "Clicks of the last days stand at {value} of what its own past would give; peers: {peer_median}.",
    ),
    _feature(
        "click_to_order_us",
        "level",
        "Time from click to order",
        "us",
        ("click_spam",),
        "Half of its {support} orders came more than {value} after the click; peers: {peer_median}.",
    ),
)
RINGED = FLAGGED[3]
"""Of the flagged the one in a ring."""


def _matrix(ids: list[str]) -> FeatureMatrix:
    draw = np.random.default_rng(7)
    many = len(ids)
    index = pd.Index(ids, name="affiliate_id")
    clicks = np.round(draw.lognormal(6.5, 1.3, many)) + 20
    orders = np.round(clicks * draw.beta(2, 40, many)) + 12
    rates = {"refund_ratio": draw.beta(3, 50, many), "instant_order_ratio": draw.beta(1.5, 90, many)}
    events = pd.DataFrame(np.nan, index=index, columns=[feature.name for feature in FEATURES])
    values, support = events.copy(), events.copy()
    for name, rate in rates.items():
        support[name] = orders
        events[name] = np.round(orders * rate)
        values[name] = events[name] / support[name]
    for name, level in {
        "clicks_per_address": draw.lognormal(1.2, 0.9, many),
        "click_growth_ratio": draw.normal(1, 0.15, many),
        "click_to_order_us": draw.lognormal(21.5, 0.8, many),
    }.items():
        values[name], support[name] = level, orders
    _plant(values, events, support)
    entities = pd.DataFrame(
        {"clicks": clicks, "orders": orders, "promo_method": "content", "main_offer": "boots"}, index=index
    )
    gaps = {"paid_click_ratio": ("clicks.landing_url",), "chargeback_ratio": ("order_events.event", "orders.order_id")}
    return FeatureMatrix(FEATURES, values, events, support, entities, gaps)


def _plant(values: pd.DataFrame, events: pd.DataFrame, support: pd.DataFrame) -> None:
    for affiliate_id, name, value in zip(
        FLAGGED,
        ("refund_ratio", "click_growth_ratio", "clicks_per_address", "instant_order_ratio"),
        (0.382, 8.31, 412.0, 0.71),
        strict=True,
    ):
        support.loc[affiliate_id, name] = 212
        values.loc[affiliate_id, name] = value
        if name in ("refund_ratio", "instant_order_ratio"):
            events.loc[affiliate_id, name] = round(212 * value)
            values.loc[affiliate_id, name] = round(212 * value) / 212


def _judgement(matrix: FeatureMatrix) -> Judgement:
    """Any judgement that keeps the promise that points add up."""
    values = matrix.values
    ranks = values.rank(pct=True) * 100
    medians = values.median()
    spread = (values - medians) / (values.quantile(0.9) - medians)
    rows = []
    for affiliate_id in values.index:
        mine = [(name, float(max(spread.loc[affiliate_id, name], 0) * 0.61)) for name in values.columns]
        mine = [(name, min(points, 4.7)) for name, points in mine if points > 0]
        mine.append((DETECTOR.code, 0.1137 + 0.5 * (affiliate_id in FLAGGED)))
        if affiliate_id == RINGED:
            mine.append((RING.code, 0.9))
        for rank, (name, points) in enumerate(sorted(mine, key=lambda pair: (-pair[1], pair[0])), start=1):
            known = name in values
            value, events, support, median, expected = 4.21, np.nan, 5.0, 1.18, np.nan
            if known:
                value, median = values.loc[affiliate_id, name], medians[name]
                events, support = (frame.loc[affiliate_id, name] for frame in (matrix.events, matrix.support))
            elif name == RING.code:
                value, events, support, median, expected = 41.0, 41.0, 41.0, 0.0, 0.3
            rows.append(
                {
                    "affiliate_id": affiliate_id,
                    "rank": rank,
                    "code": name,
                    "feature": name,
                    "value": value,
                    "events": events,
                    "support": support,
                    "peer_median": median,
                    "peer_percentile": ranks.loc[affiliate_id, name] if known else 97.31,
                    "expected": expected,
                    "tail_p": 0.01,
                    "points": points,
                }
            )
    reasons = pd.DataFrame(rows)
    prior = float(np.log(0.02 / 0.98))
    scores = pd.DataFrame(index=values.index)
    scores["log_odds"] = prior + reasons.groupby("affiliate_id")["points"].sum().reindex(values.index)
    scores["score"] = 100 / (1 + np.exp(-scores["log_odds"]))
    place = scores["log_odds"].rank(ascending=False)
    scores["p_value"] = 0.4 * place / len(scores) / 40
    scores["q_value"] = 0.012 * place / 4
    scores["band"] = "clear"
    scores.loc[place <= 12, "band"] = "watch"
    scores.loc[list(FLAGGED), "band"] = "review"
    scores.loc[list(FLAGGED[:2]), "band"] = "hold"
    scores["fraud_type"] = ""
    scores.loc[list(FLAGGED), "fraud_type"] = ["refund_abuse", "bust_out", "bot_clicks", "click_hijack"]
    scores["peer_group"] = ["content" if number % 2 else "coupon" for number in range(len(scores))]
    calibration = Calibration("model-based null, 20,000 redraws", 4, 0.2, 0.0, 1.0, 0.031)
    return Judgement(scores, reasons, prior, calibration)


def _frames(ids: list[str]) -> CaseFrames:
    draw = np.random.default_rng(11)
    names = dict(
        zip(FLAGGED, ("Trail & Summit Journal", "Dealhunter24", "<b>Ω & Söhne</b>", "Peak Coupons"), strict=True)
    )
    affiliates = pd.DataFrame({"affiliate_id": ids, "name": [names.get(one, f"Partner {one}") for one in ids]})
    affiliates["joined_day"] = pd.array([AS_OF - 300 if one == FLAGGED[0] else None for one in ids], dtype="Int64")
    money = pd.DataFrame(
        [
            (FLAGGED[0], "EUR", 61, 184_250, AS_OF + 4, AS_OF + 30),
            (FLAGGED[0], "JPY", 3, 12_400, AS_OF + 9, AS_OF + 9),
            (FLAGGED[1], "EUR", 208, 1_230_075, AS_OF + 1, AS_OF + 30),
            (FLAGGED[2], "KWD", 12, 98_123, AS_OF + 12, AS_OF + 28),
        ],
        columns=["affiliate_id", "currency", "orders", "commission_minor", "first_lock_day", "last_lock_day"],
    )
    daily = pd.DataFrame(
        [
            (
                one,
                AS_OF - back,
                int(draw.poisson(140 * (5 if one == FLAGGED[1] and back < 7 else 1))),
                int(draw.poisson(6)),
            )
            for one in FLAGGED
            for back in range(56)
        ],
        columns=["affiliate_id", "day", "clicks", "orders"],
    )
    evidence = pd.DataFrame(
        [
            (one, code, kind, f"{kind[0]}-{draw.integers(10**7):07d}", rank)
            for one in FLAGGED
            for code, kind in (
                ("refund_ratio", "order"),
                ("clicks_per_address", "click"),
                ("instant_order_ratio", "order"),
            )
            for rank in range(1, 31)
        ],
        columns=["affiliate_id", "code", "kind", "id", "rank"],
    )
    return CaseFrames(affiliates, money, daily, evidence)


QUALITY = Quality(
    tables=(
        TableRows("clicks", 1_204_331, 12, AS_OF - 119, AS_OF),
        TableRows("orders", 31_882, 4, AS_OF - 119, AS_OF),
        TableRows("affiliates", 160),
    ),
    orders_without_known_click=214,
    events_waiting=3,
    unmatched_refunds=Tally(17, (Money("EUR", 48_310), Money("JPY", 9_900))),
    adjustments=Tally(2, (Money("EUR", -2_500),)),
    currencies=(CurrencyUse("EUR", 31_002, 412_884_120, 20_644_206), CurrencyUse("JPY", 880, 9_120_400, 456_020)),
    absent_columns=("clicks.landing_url", "orders.payment_id"),
)
RINGS = (Ring("ring-1", ("aff-0031", "aff-0112", "aff-0113"), "one payout account and 41 customers", 41.0, 0.3),)
SOURCES = Sources(
    of_flagged=(
        SourceRow("aff-0007", "Trail & Summit Journal", "<i>ß", 0.004, "automated clicks", 40, 2, 3, 160, "Two of 9."),
    ),
    of_others=(SourceRow("aff-0088", "", "", 0.03, "click spam", 12, 0, 2, 0, "One of 4."),),
    judged_of_others=1_204,
)
SUMMARY = Summary(
    run=RUN,
    affiliates=160,
    flagged=4,
    previous_day=AS_OF - 1,
    new=(Moved(HOSTILE, "<b>Ω & Söhne</b>", "watch", "review", 71.2, 93.5),),
    gone=(Moved("aff-0090", "Ridge Reads", "review", "watch", 88.0, 71.0),),
    changed=(Moved("aff-0007", "Trail & Summit Journal", "review", "hold", 95.0, 98.4),),
    timings=(StepTiming("load", 41_203, 2.41), StepTiming("features", 160, 1.9), StepTiming("report", None, 0.8)),
    loads=(
        LoadLine("clicks-2026-03-31.csv.gz", "clicks", 41_000, 40_980, 12, 3, 5),
        LoadLine("orders-2026-03-31.csv", "orders", 203, 203, 0, 0, 0),
    ),
    cases=tuple((one, case_file_name(one)) for one in FLAGGED),
)


@cache
def sample_night() -> tuple[FeatureMatrix, Judgement, CaseFrames]:
    """What the earlier steps hand over."""
    ids = sorted({*(f"aff-{number:04d}" for number in range(159)), HOSTILE})
    matrix = _matrix(ids)
    return matrix, _judgement(matrix), _frames(ids)


@cache
def sample_view() -> ReportView:
    """The same night, assembled."""
    matrix, judgement, frames = sample_night()
    return build_report(
        matrix, judgement, frames, quality=QUALITY, run=RUN, settings=Settings(), rings=RINGS, sources=SOURCES
    )


class Page(HTMLParser):
    """Collects tags, attributes and the text a reader sees; complains of tags that do not close."""

    _VOID = frozenset({"meta", "br", "img", "hr", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self._VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data
