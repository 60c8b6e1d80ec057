"""Grades: support matters, absent is not bad, order is kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from features.quality import QUALITY_MEASURES
from models import grade
from models.judging.quality import MIDDLE, QUALITY_RATIOS, QualityReason

RATIOS = ("conversion_ratio", "new_customer_ratio")


def programme(count: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    clicks = np.ceil(np.exp(rng.normal(6, 1, count)))
    orders = rng.binomial(clicks.astype(int), rng.beta(3, 60, count))
    new = rng.binomial(orders, 0.6)
    return pd.DataFrame(
        {
            "conversion_ratio_events": orders,
            "conversion_ratio_support": clicks,
            "new_customer_ratio_events": new,
            "new_customer_ratio_support": orders,
        },
        index=pd.Index([f"a{number:03d}" for number in range(count)], name="affiliate_id"),
    )


def test_grades_cover_the_scale_and_explain_themselves() -> None:
    graded = grade(programme())
    assert set(graded["grade"]) <= {"A", "B", "C", "D", "F"}
    assert graded["quality"].between(0, 100).all()
    assert list(graded.columns) == ["quality", "grade", "quality_support", "reasons", *RATIOS]
    assert 40 < graded["quality"].mean() < 60


def test_thin_support_stays_near_the_middle() -> None:
    table = programme()[["conversion_ratio_events", "conversion_ratio_support"]]
    table.iloc[0] = (1, 1)
    table.iloc[1] = (600, 2000)
    graded = grade(table)
    assert graded["conversion_ratio"].iloc[0] < 0.2
    assert graded["conversion_ratio"].iloc[1] == pytest.approx(0.3, abs=0.05)
    assert graded["quality"].iloc[1] > graded["quality"].iloc[0]
    assert graded["grade"].iloc[1] == "A"


def test_no_support_no_grade() -> None:
    table = programme()
    table.iloc[3] = (0, 0, 0, 0)
    graded = grade(table).iloc[3]
    assert graded["grade"] == "" and graded["quality_support"] == 0 and np.isnan(graded["quality"])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_entities(count: int) -> None:
    graded = grade(programme(count))
    assert len(graded) == count
    if count == 1:
        assert graded["quality"].iloc[0] == 50


def test_no_columns_and_row_order() -> None:
    assert (grade(pd.DataFrame(index=["b", "a"]))["grade"] == "").all()
    table = programme()
    pd.testing.assert_frame_equal(grade(table), grade(table.sample(frac=1, random_state=1)), check_exact=True)


def test_measures_that_restate_each_other_share_a_weight() -> None:
    """Kept orders and kept value together count as much as new customers alone."""
    count = np.arange(40)
    table = pd.DataFrame(
        {
            **{f"{name}_events": count for name in ("kept_order_ratio", "kept_value_ratio")},
            "new_customer_ratio_events": count[::-1],
            **{f"{name}_support": 40 for name in ("kept_order_ratio", "kept_value_ratio", "new_customer_ratio")},
        },
        index=[f"a{number:02d}" for number in count],
    )
    assert grade(table)["quality"].to_numpy() == pytest.approx(50)
    alone = grade(table.drop(columns=["new_customer_ratio_events"]))["quality"]
    assert alone.is_monotonic_increasing and alone.iloc[-1] > 95


def test_every_measure_that_is_graded_is_measured() -> None:
    assert list(QUALITY_RATIOS) == [measure.name for measure in QUALITY_MEASURES]


def reasons_of(graded: pd.DataFrame) -> list[list[QualityReason]]:
    return graded["reasons"].to_list()


def test_reasons_add_up_to_the_quality() -> None:
    """Whatever is measured for whom, the middle and the points give the quality, the strongest reason first."""
    rng = np.random.default_rng(6)
    support = rng.integers(0, 400, (50, len(QUALITY_RATIOS))) * (rng.random((50, len(QUALITY_RATIOS))) < 0.7)
    events = rng.binomial(support, rng.beta(2, 6, support.shape))
    index = [f"a{number:02d}" for number in range(50)]
    table = pd.DataFrame(
        {f"{name}_events": events[:, at] for at, name in enumerate(QUALITY_RATIOS)}
        | {f"{name}_support": support[:, at] for at, name in enumerate(QUALITY_RATIOS)},
        index=index,
    )
    graded = grade(table)
    for row, (quality, reasons) in enumerate(zip(graded["quality"], reasons_of(graded), strict=True)):
        used = [name for at, name in enumerate(QUALITY_RATIOS) if support[row, at]]
        assert sorted(reason["code"] for reason in reasons) == sorted(used)
        if used:
            assert MIDDLE + sum(reason["points"] for reason in reasons) == pytest.approx(quality)
        sizes = [abs(reason["points"]) for reason in reasons]
        assert sizes == sorted(sizes, reverse=True)
        for reason in reasons:
            at = list(QUALITY_RATIOS).index(reason["code"])
            weight = QUALITY_RATIOS[reason["code"]] / sum(QUALITY_RATIOS[name] for name in used)
            assert reason["points"] == pytest.approx(weight * (reason["peer_percentile"] - MIDDLE))
            assert reason["support"] == support[row, at]
            assert reason["value"] == pytest.approx(events[row, at] / support[row, at])


def test_a_reason_says_where_the_entity_stands() -> None:
    """The shrunken ratio, the median and the percentile tell one story."""
    graded = grade(programme())
    for row, reasons in enumerate(reasons_of(graded)):
        for reason in reasons:
            own = graded[reason["code"]].iloc[row]
            assert reason["peer_median"] == graded[reason["code"]].median()
            assert np.sign(reason["points"]) == np.sign(round(own - reason["peer_median"], 12))
            assert reason["feature"] in {"Conversion", "New customers"}


def test_thin_support_moves_the_quality_little() -> None:
    table = programme()[["conversion_ratio_events", "conversion_ratio_support"]]
    table.iloc[0] = (0, 1)
    table.iloc[1] = (0, 3000)
    (thin,), (broad,) = reasons_of(grade(table))[:2]
    assert abs(thin["points"]) < 15
    assert broad["points"] < -45


def test_what_is_not_measured_is_no_reason() -> None:
    table = programme().drop(columns=["new_customer_ratio_support"])
    table.iloc[5] = (0, 0, 0)
    reasons = reasons_of(grade(table))
    assert reasons[5] == []
    assert {reason["code"] for own in reasons for reason in own} == {"conversion_ratio"}


def test_reasons_do_not_depend_on_the_order_of_rows() -> None:
    table = programme()
    assert reasons_of(grade(table)) == reasons_of(grade(table.sample(frac=1, random_state=3)))
