"""The chart of a case shows the peers that the reason speaks of, or says that it does not."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pytest
from scipy import stats

from features.matrix import FeatureMatrix
from models import JudgementSettings, judge
from pipelines.report.assemble_peers import compare_peers
from pipelines.report.render import case_html
from tests.models.programmes import simulate
from tests.pipelines.report_sample import Page, sample_view

ANY_REASON = sample_view().cases[0].reasons[0]


def programme() -> FeatureMatrix:
    """Partners of two methods and some who name none."""
    matrix, _ = simulate(7, fraud_share=0.08)
    methods = [("content", "coupon", "content", "")[place % 4] for place in range(len(matrix.entities))]
    return replace(matrix, entities=matrix.entities.assign(promo_method=methods))


@pytest.mark.parametrize("minimum_peers", [8, 1_000])
def test_median_and_percentile_are_those_of_the_dots(minimum_peers: int) -> None:
    matrix = programme()
    judgement = judge(matrix, JudgementSettings(null_redraws=2_000, minimum_peers=minimum_peers))
    measured = {feature.name for feature in matrix.features}
    seen = 0
    for affiliate_id, rows in judgement.reasons.groupby("affiliate_id"):
        row = rows[rows["code"].isin(measured)].head(1)
        if row.empty:
            continue
        [told] = row.to_dict("records")
        shown = compare_peers(str(affiliate_id), (replace(ANY_REASON, code=told["code"]),), row, matrix, judgement)
        assert shown is not None and not shown.instead_of
        assert shown.peer_group == judgement.scores.loc[str(affiliate_id), "peer_group"]
        assert told["peer_median"] == pytest.approx(median(shown.peers))
        assert shown.peer_median == told["peer_median"]
        assert told["peer_percentile"] == pytest.approx(stats.percentileofscore(shown.peers, shown.value, kind="mean"))
        seen += 1
    assert seen > 50


def test_few_peers_stay_the_peers_and_none_are_replaced_by_the_programme_with_a_word() -> None:
    matrix = programme()
    judgement = judge(matrix, JudgementSettings(null_redraws=2_000, minimum_peers=5))
    code = matrix.features[0].name
    row = judgement.reasons[judgement.reasons["code"] == code].sort_values("points").tail(1)
    affiliate_id = str(row["affiliate_id"].iloc[0])
    group = judgement.scores["peer_group"]
    others = [one for one in group.index if group[one] == group[affiliate_id] and one != affiliate_id]
    for silent, count, words in ((others[3:], 3, ""), (others, len(group) - 1 - len(others), group[affiliate_id])):
        support = matrix.support.copy()
        support.loc[support.index.isin(silent), code] = 0
        fewer = replace(matrix, support=support)
        shown = compare_peers(affiliate_id, (replace(ANY_REASON, code=code),), row, fewer, judgement)
        assert shown is not None and shown.instead_of == words
        assert 0 < len(shown.peers) <= count
        page = Page(case_html(replace(sample_view().cases[0], peers=shown), sample_view())).text
        assert ("These are not the peers of the reason" in page) == bool(words)
        assert ("(the whole programme)" in page) == bool(words)
        assert ("So few peers say little" in page) == (not words)
