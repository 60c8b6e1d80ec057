"""From the judgement of sub-ids to what the pages show of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.judging.judgement import FLAGGED_BANDS
from models.judging.sources import sources_of_others
from pipelines.report.assemble_case import names_of, reason_words, text_or_empty
from pipelines.report.sentences import type_words
from pipelines.report.view import SourceRow, Sources

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    import pandas as pd

    from features.catalogue import Feature
    from features.matrix import FeatureMatrix
    from models.judging.judgement import Judgement

__all__ = ["build_sources"]

_SEVERAL = 2


def build_sources(
    matrix: FeatureMatrix, judgement: Judgement, affiliates: pd.DataFrame, flagged_partners: Collection[str], fdr: float
) -> Sources:
    """Return the sub-ids that stand out; a partner's only one is the partner and has nothing of its own to tell.

    Args:
        matrix: (Affiliate, sub-id) by features.
        judgement: Their scores and reasons.
        affiliates: As in `CaseFrames`.
        flagged_partners: The affiliates that have a case.
        fdr: Largest share of false ones among those listed that is to be expected.
    """
    scores = judgement.scores
    flagged = scores.index[
        scores["band"].isin(FLAGGED_BANDS)
        & scores.index.get_level_values("affiliate_id").isin(sorted(flagged_partners))
    ]
    others = sources_of_others(matrix, judgement, flagged_partners, fdr)
    entities = matrix.entities[["clicks", "orders"]].fillna(0).astype("int64")
    partners = entities.groupby(level="affiliate_id")["clicks"].agg(["size", "sum"])
    is_other = ~partners.index.isin(sorted(flagged_partners))
    told = _Told(
        {feature.name: feature for feature in matrix.features},
        names_of(affiliates),
        judgement.reasons[judgement.reasons["rank"] == 1].set_index(["affiliate_id", "sub_id"]),
        partners[partners["size"] >= _SEVERAL].to_dict("index"),
    )
    return Sources(
        told.rows(scores.loc[flagged].join(entities)),
        told.rows(scores.loc[others.index].assign(q_value=others).join(entities)),
        int(partners.loc[is_other, "size"].sum()),
    )


@dataclass(frozen=True)
class _Told:
    """What rows are told with: features by name, partners' names, strongest reasons, and partners' sizes."""

    features: dict[str, Feature]
    names: dict[str, str]
    strongest: pd.DataFrame
    partners: dict[Hashable, dict[Hashable, Any]]

    def rows(self, sources: pd.DataFrame) -> tuple[SourceRow, ...]:
        """Return the sources of partners with several, the highest log-odds first."""
        flat = sources[sources.index.get_level_values("affiliate_id").isin(list(self.partners))].reset_index()
        order = ["log_odds", "affiliate_id", "sub_id"]
        flat = flat.sort_values(order, ascending=[False, True, True], kind="stable")
        return tuple(map(self._row, flat.to_dict("records")))

    def _row(self, row: dict[Hashable, Any]) -> SourceRow:
        key = (row["affiliate_id"], row["sub_id"])
        partner = self.partners[row["affiliate_id"]]
        sentence = ""
        if key in self.strongest.index:
            sentence = reason_words(self.strongest.loc[[key]].to_dict("records")[0], self.features)[1]
        return SourceRow(
            affiliate_id=row["affiliate_id"],
            name=self.names.get(row["affiliate_id"], ""),
            sub_id=row["sub_id"],
            q_value=row["q_value"],
            type_words=type_words(text_or_empty(row["fraud_type"])),
            clicks=row["clicks"],
            orders=row["orders"],
            partner_sub_ids=partner["size"],
            partner_clicks=partner["sum"],
            sentence=sentence,
        )
