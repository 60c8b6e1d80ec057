"""What stands behind a reason: ids of the clicks, orders and partners that a feature counted."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from features.rows import ROW_RULES, rows_sql
from features.rows.sharing import SHARED_PROFILES, sharing_sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from features.windows import FeatureWindows
    from pipelines.as_of.open import AsOf

__all__ = ["evidence_rows", "logged_rows"]

ACCOUNT = "shared_payout_account_ratio"
"""The feature whose shared key is cited too; an address of sign-up has no text that says anything."""
SCREENING = "screening_finding_ratio"
"""The feature that counts what the screening of an applicant found."""


def evidence_rows(
    as_of: AsOf,
    reasons: pd.DataFrame,
    windows: FeatureWindows,
    limit: int,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the ids behind reasons, the most telling first.

    Each id satisfies what its feature counts, and without a limit there are as many as the feature has events (rows
    that carry no id cannot be cited). Reasons that are no property of single rows have none, but for those who share
    a payout account or an address of sign-up: the other partners are cited, a row for each owner, and the account's
    token. What a screening found is cited in its own words, with the quote, the page and the time.

    Args:
        as_of: The warehouse as of the day. While this runs, it also holds two temporary tables.
        reasons: Columns `affiliate_id` and `code`; the flagged affiliates' reasons.
        windows: How far back clicks and orders count.
        limit: Most rows for each reason.
        names: Affiliate id → name, for the partners cited; None = ids alone.

    Returns:
        Columns `affiliate_id`, `code`, `kind`, `id`, `rank`.
    """
    import pandas as pd

    columns = ["affiliate_id", "code", "kind", "id", "rank"]
    cited = reasons[reasons["code"].isin(list(ROW_RULES))]
    frames = []
    _stage(as_of, sorted(set(cited["affiliate_id"])), windows)
    try:
        for code, rule in ROW_RULES.items():
            ids = sorted(set(cited.loc[cited["code"] == code, "affiliate_id"]))
            if ids:
                sql = rows_sql(code, clicks="cited_clicks", orders="cited_orders")
                known = {"as_of_day": as_of.day, **asdict(windows), "ids": ids, "limit": limit}
                # DuckDB refuses values that a statement does not name.
                named = {name: value for name, value in known.items() if f"${name}" in sql}
                frames.append(as_of.connection.execute(sql, named).df().assign(code=code, kind=rule.kind))
        for code in SHARED_PROFILES:
            ids = sorted(set(reasons.loc[reasons["code"] == code, "affiliate_id"]))
            if ids:
                frames.append(_sharers(as_of, code, ids, limit, names or {}))
        screened = sorted(set(reasons.loc[reasons["code"] == SCREENING, "affiliate_id"]))
        if screened:
            frames.append(_findings(as_of, screened, limit))
    finally:
        for table in ("cited_clicks", "cited_orders"):
            as_of.connection.execute(f"drop table if exists {table}")
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def logged_rows(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the clicks and orders among the ids behind reasons, without what profiles and screenings say.

    Returns:
        Columns `affiliate_id`, `code`, `kind` (click or order), `id`, `rank`, in the order in which pages show them.
    """
    rows = evidence[evidence["kind"].isin(["click", "order"])]
    return rows.sort_values(["affiliate_id", "code", "rank", "kind", "id"], ignore_index=True)


def _stage(as_of: AsOf, ids: list[str], windows: FeatureWindows) -> None:
    """Set aside the rows of the affiliates in question, so that the log is read once and not for every reason."""
    longest = {
        "click": max(windows.traffic_days, windows.change_days),
        "order": max(windows.order_days, windows.change_days),
    }
    for kind, days in longest.items():
        as_of.connection.execute(
            f"create temp table cited_{kind}s as select * from {kind}s where list_contains($ids, affiliate_id) "
            f"and {kind}_day > $first_day - 1 and {kind}_day <= $last_day",
            {"ids": ids, "first_day": as_of.day - days + 1, "last_day": as_of.day},
        )


def _sharers(as_of: AsOf, code: str, ids: list[str], limit: int, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the partners that share something with affiliates, by owner, and the account where it is one."""
    import pandas as pd

    found = as_of.connection.execute(sharing_sql(code), {"ids": ids, "limit": limit}).df()
    found["id"] = [f"{one} ({names[one]})" if names.get(one) else one for one in found["partner_id"]]
    keys = ["affiliate_id", "rank"]
    rows = found.groupby(keys, sort=True)["id"].agg(", ".join).reset_index().assign(kind="partner")
    if code == ACCOUNT:
        accounts = found.drop_duplicates("affiliate_id").assign(
            kind="account", rank=1, id=lambda one: one["shared_key"]
        )
        rows = pd.concat([accounts[[*keys, "id", "kind"]], rows])
    return rows.assign(code=code)


def _findings(as_of: AsOf, ids: list[str], limit: int) -> pd.DataFrame:
    """Return what screenings found of affiliates, the gravest first."""
    return as_of.connection.execute(
        """
        with screening as (
            select a.affiliate_id, coalesce(own.findings, arg_max(s.findings, (s.screened_us, s.applicant_id))) as found
            from affiliates as a
            left join screened as own on own.applicant_id = a.affiliate_id and own.finding_count is not null
            left join screened as s on s.site = a.website_domain and s.finding_count is not null
            where list_contains($ids, a.affiliate_id)
            group by a.affiliate_id, own.findings
        ),
        finding as (
            select affiliate_id, unnest(from_json(found, '["json"]')) as one,
                generate_subscripts(from_json(found, '["json"]'), 1) as rank
            from screening where json_valid(found)
        )
        select affiliate_id, $code as code, 'finding' as kind,
            concat_ws(' ', one->>'check', one->>'severity' || ':', one->>'says', '“' || (one->>'quote') || '”',
                one->>'url', 'read', one->>'fetched_at') as id,
            cast(rank as bigint) as rank
        from finding where rank <= $limit order by affiliate_id, rank
        """,
        {"ids": ids, "code": SCREENING, "limit": limit},
    ).df()
