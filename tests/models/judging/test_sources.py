"""What sub-ids say of their partner, and which stand out though their partner does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.matrix import FeatureMatrix
from models import JudgementSettings, judge
from models.judging.calibration import PValues, summarise
from models.judging.judgement import Judgement
from models.judging.sources import name_bad_sub_ids, sources_of_others
from tests.models.programmes import make_feature, matrix_of

_NOTHING_KNOWN = summarise(PValues(np.empty(0), np.empty(0), 0, 1.0), np.zeros(0, dtype=bool))


def _judged(named: str) -> Judgement:
    scores = pd.DataFrame({"fraud_type": [named], "band": ["hold"]}, index=pd.Index(["a1"], name="affiliate_id"))
    return Judgement(scores, pd.DataFrame(), 0.0, _NOTHING_KNOWN)


def _sources(*bands: tuple[str, float]) -> Judgement:
    index = pd.MultiIndex.from_tuples(
        [("a1", f"s{number}") for number in range(len(bands))], names=["affiliate_id", "sub_id"]
    )
    scores = pd.DataFrame(list(bands), columns=["band", "p_value"], index=index)
    return Judgement(scores, pd.DataFrame(), 0.0, _NOTHING_KNOWN)


ROTTEN, CALM, ODD = ("hold", 1e-6), ("clear", 0.6), ("watch", 0.01)


@pytest.mark.parametrize(
    ("named", "sources", "expected"),
    [
        ("bot_clicks", (ROTTEN, CALM, CALM), "bad_sub_id"),
        ("click_spam", (ROTTEN, ROTTEN, CALM, CALM, CALM), "bad_sub_id"),
        # One calm source is no partner's honest traffic, and none that is odd may be among the others.
        ("bot_clicks", (ROTTEN, CALM), "bot_clicks"),
        ("bot_clicks", (ROTTEN, CALM, CALM, ODD), "bot_clicks"),
        ("bot_clicks", (CALM, CALM, CALM), "bot_clicks"),
        # Orders are too few in a sub-id for its calm to say anything.
        ("refund_abuse", (ROTTEN, CALM, CALM), "refund_abuse"),
        ("", (ROTTEN, CALM, CALM), ""),
        ("bot_clicks", (), "bot_clicks"),
    ],
)
def test_one_rotten_source_under_a_clean_partner_is_named(
    named: str, sources: tuple[tuple[str, float], ...], expected: str
) -> None:
    assert name_bad_sub_ids(_judged(named), _sources(*sources)).scores["fraud_type"].tolist() == [expected]


SOURCES_EACH = 4
ROTTEN_PARTNER, STRANGE_PARTNER, ODD_SOURCE = "p07", "p21", "s1"


def _measured(seed: int) -> FeatureMatrix:
    """Eighty partners with four sources each: one has a rotten source, all sources of another are as odd as that."""
    rng = np.random.default_rng(seed)
    count = 80 * SOURCES_EACH
    index = pd.MultiIndex.from_product(
        [[f"p{number:02d}" for number in range(80)], [f"s{number}" for number in range(SOURCES_EACH)]],
        names=["affiliate_id", "sub_id"],
    )
    chance = np.repeat(rng.beta(20, 380, 80), SOURCES_EACH)
    owner, source = (index.get_level_values(level) for level in (0, 1))
    chance[(owner == ROTTEN_PARTNER) & (source == ODD_SOURCE)] = 0.45
    chance[owner == STRANGE_PARTNER] = 0.45
    support = np.full((count, 1), 200.0)
    events = rng.binomial(200, chance).astype(float)[:, None]
    matrix = matrix_of((make_feature("odd_ratio", 0),), events / 200, events, support)
    frames = {name: getattr(matrix, name).set_axis(index) for name in ("values", "events", "support", "entities")}
    return replace(matrix, **frames)


@pytest.mark.parametrize("seed", range(3))
def test_a_rotten_source_is_listed_and_a_partner_that_is_odd_all_over_is_not(seed: int) -> None:
    matrix = _measured(seed)
    judgement = judge(matrix, JudgementSettings())
    flagged = judgement.scores.index[judgement.scores["band"].isin(["review", "hold"])]
    assert {(ROTTEN_PARTNER, ODD_SOURCE), (STRANGE_PARTNER, "s0")} <= set(flagged)
    listed = sources_of_others(matrix, judgement, [], 0.05)
    assert (ROTTEN_PARTNER, ODD_SOURCE) in listed.index
    assert STRANGE_PARTNER not in listed.index.get_level_values("affiliate_id")
    assert (listed <= 0.05).all() and len(listed) <= 2


def test_sources_of_flagged_partners_are_not_listed_among_the_others() -> None:
    matrix = _measured(1)
    judgement = judge(matrix, JudgementSettings())
    listed = sources_of_others(matrix, judgement, [ROTTEN_PARTNER, STRANGE_PARTNER], 0.2)
    assert not set(listed.index.get_level_values("affiliate_id")) & {ROTTEN_PARTNER, STRANGE_PARTNER}


def test_few_sources_of_others_need_no_less_than_the_whole_list_gave_them() -> None:
    """Taking the flagged partners out must not lift what they carried along onto the list."""
    matrix = _measured(2)
    judgement = judge(matrix, JudgementSettings())
    for fdr in (0.001, 0.05, 0.2):
        listed = sources_of_others(matrix, judgement, [STRANGE_PARTNER], fdr)
        assert (listed >= judgement.scores.loc[listed.index, "q_value"] - 1e-12).all()
