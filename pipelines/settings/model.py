"""The settings as types: what `affguard.toml` may say, with defaults and limits.

Every rule names the one key at fault, so that `pipelines.settings.read` can say where it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from features.windows import FeatureWindows
from pipelines.errors import did_you_mean
from pipelines.money import currencies
from pipelines.settings.base import Fault, Strict, repeated
from pipelines.settings.list_source import ListSource
from pipelines.settings.screening import ScreeningOptions
from pipelines.settings.source import ColumnSource, Source, TableName
from pipelines.settings.toml_text import shown

if TYPE_CHECKING:
    from models.judging.judgement import JudgementSettings

__all__ = [
    "ColumnSource",
    "FeedbackOptions",
    "JudgementOptions",
    "ListSource",
    "LoadOptions",
    "Programme",
    "ReportOptions",
    "ScreeningOptions",
    "Settings",
    "Source",
    "TableName",
    "Windows",
]

Share = Annotated[float, Field(ge=0, le=1)]

_MEGABYTES = {"MB": 1.0, "GB": 1e3, "MiB": 2**20 / 1e6, "GiB": 2**30 / 1e6}
_MEMORY_RANGE_MB = (100.0, 1e8)


class Programme(Strict):
    """Who is judged.

    Attributes:
        name: Name of the programme, as reports print it.
        reporting_currency: ISO 4217 code of the currency that `fx_rates` lead to, and of amounts that name none.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)] = "Affiliate programme"
    reporting_currency: str = "EUR"

    @field_validator("reporting_currency")
    @classmethod
    def _known_currency(cls, code: str) -> str:
        if code not in currencies():
            near = did_you_mean(code[:100].upper(), currencies())
            raise ValueError(f'must be an ISO 4217 code such as "EUR", "USD" or "JPY", not {shown(code)}.{near}')
        return code


class Windows(Strict):
    """How far back each measurement looks; `features.windows.FeatureWindows` says what each does."""

    traffic_days: Annotated[int, Field(ge=1, le=400)] = FeatureWindows.traffic_days
    order_days: Annotated[int, Field(ge=1, le=800)] = FeatureWindows.order_days
    change_days: Annotated[int, Field(ge=1, le=60)] = FeatureWindows.change_days

    def for_features(self) -> FeatureWindows:
        """Return them as features take them."""
        return FeatureWindows(**self.model_dump())


class LoadOptions(Strict):
    """What the load accepts, and the machine it may use.

    Attributes:
        max_rejected_share: A load with a greater share of rejected rows is refused whole.
        earliest_year: Rows with an earlier time are rejected.
        latest_year: Rows with a later time are rejected.
        max_row_bytes: Longer rows are rejected.
        memory_limit: What the database may use, as a number with MB, GB, MiB or GiB, 100 MB to 100,000 GB.
        threads: Processor cores the database may use.
    """

    max_rejected_share: Share = 0.01
    earliest_year: Annotated[int, Field(ge=1971, le=2100)] = 1995
    latest_year: Annotated[int, Field(ge=1971, le=2200, validate_default=True)] = 2100
    max_row_bytes: Annotated[int, Field(ge=1_000, le=64_000_000)] = 2_000_000
    memory_limit: str = "2GB"
    threads: Annotated[int, Field(ge=1, le=256)] = 2

    @field_validator("latest_year")
    @classmethod
    def _years_in_order(cls, latest: int, info: ValidationInfo) -> int:
        earliest = info.data.get("earliest_year", latest - 1)
        if latest <= earliest:
            raise ValueError(f"must be greater than earliest_year ({earliest}), not {latest}")
        return latest

    @field_validator("memory_limit")
    @classmethod
    def _memory_with_unit(cls, text: str) -> str:
        lowest, highest = _MEMORY_RANGE_MB
        match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?(MB|GB|MiB|GiB)", text)
        if not match or not lowest <= float(match[1]) * _MEGABYTES[match[2]] <= highest:
            allowed = 'a number with MB, GB, MiB or GiB, from "100MB" to "100000GB"'
            raise ValueError(f'must be {allowed}, such as "2GB", not {shown(text)}')
        return text


class JudgementOptions(Strict):
    """Knobs of the judgement; `models.judging.judgement.JudgementSettings` says what each does."""

    fdr: Annotated[float, Field(gt=0, lt=1)] = 0.05
    hold_q: Annotated[float, Field(gt=0, lt=1, validate_default=True)] = 0.01
    watch_p: Annotated[float, Field(gt=0, lt=1)] = 0.05
    prior_fraud_share: Annotated[float, Field(gt=0, lt=1)] = 0.02
    minimum_peers: Annotated[int, Field(ge=2, le=1_000_000)] = 8
    null_redraws: Annotated[int, Field(ge=1_000, le=10_000_000)] = 20_000
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 20_260_101

    @field_validator("hold_q")
    @classmethod
    def _hold_within_flagged(cls, hold_q: float, info: ValidationInfo) -> float:
        fdr = info.data.get("fdr", 1.0)
        if hold_q > fdr:
            raise ValueError(f"must not be greater than fdr ({fdr}), not {hold_q}: hold is the stricter band")
        return hold_q

    def for_models(self) -> JudgementSettings:
        """Return them as the judgement takes them."""
        from models.judging.judgement import JudgementSettings  # slow to import

        return JudgementSettings(**self.model_dump())


class FeedbackOptions(Strict):
    """What is asked of people, so that the judgement can learn.

    Attributes:
        audit_size: Unflagged affiliates that each night proposes at random for a look: without them only the flagged
            would ever get a label, and nobody would learn what is missed.
    """

    audit_size: Annotated[int, Field(ge=0, le=1_000)] = 5


class ReportOptions(Strict):
    """What the report shows.

    Attributes:
        evidence_rows: Clicks and orders shown as proof of each reason.
        watch_rows: Affiliates of the watch band listed below the flagged ones.
    """

    evidence_rows: Annotated[int, Field(ge=0, le=20)] = 20
    watch_rows: Annotated[int, Field(ge=0, le=1_000)] = 20


class Settings(Strict):
    """All of `affguard.toml`.

    Attributes:
        programme: Who is judged.
        windows: How far back each measurement looks.
        load: What the load accepts.
        judgement: When an affiliate is flagged.
        feedback: What is asked of people.
        report: What the report shows.
        screening: How applicants are screened.
        sources: Where the logs lie.
        lists: Reference lists that `affguard lists update` downloads.
    """

    programme: Programme = Programme()
    windows: Windows = Windows()
    load: LoadOptions = LoadOptions()
    judgement: JudgementOptions = JudgementOptions()
    feedback: FeedbackOptions = FeedbackOptions()
    report: ReportOptions = ReportOptions()
    screening: ScreeningOptions = ScreeningOptions()
    sources: tuple[Source, ...] = ()
    lists: tuple[ListSource, ...] = ()

    @classmethod
    def faults_between(cls, raw: dict[str, Any]) -> list[Fault]:
        """Return the sources' and the lists' names that are taken already."""
        return [*repeated(raw, "sources", "name"), *repeated(raw, "lists", "name")]
