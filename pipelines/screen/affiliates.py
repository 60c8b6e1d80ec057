"""Partners that were let in: those with orders and no payout yet are screened again, against their own traffic."""

from __future__ import annotations

import glob
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.errors import UsageProblem
from pipelines.night.declared_sites import DECLARED_SITES
from pipelines.runs.publish import published_days
from screening.applicant import Applicant
from screening.checks.context import ObservedTraffic

if TYPE_CHECKING:
    from pipelines.home import Home

__all__ = ["due_affiliates"]


def due_affiliates(home: Home) -> tuple[list[Applicant], dict[str, ObservedTraffic]]:
    """Return the partners due for a second look, and what the last published run saw of their traffic.

    Only the run's published file is read; the warehouse stays closed.

    Raises:
        UsageProblem: When there is no run that says so, or nobody is due.
    """
    import duckdb

    days = [day for day in published_days(home) if (home.runs / day / DECLARED_SITES).is_file()]
    if not days:
        raise UsageProblem("No published run says where partners' clicks came from. Do `affguard run` first.")
    last = days[-1]
    with duckdb.connect(":memory:") as connection:
        read = connection.execute(
            "select affiliate_id, name, website, email_domain, country, promo_method, clicks, clicks_with_referrer, "
            "own_clicks, referrers from read_parquet($file) order by affiliate_id",
            {"file": glob.escape(str(home.runs / last / DECLARED_SITES))},
        )
        rows = read.fetchall()
    if not rows:
        raise UsageProblem(f"As of {last} no partner with a website has orders and no payout yet: nobody is due.")
    end = datetime.combine(date.fromisoformat(last) + timedelta(days=1), datetime.min.time(), UTC)
    applicants, observed = [], {}
    for affiliate_id, name, website, email_domain, country, method, clicks, known, own, referrers in rows:
        applicants.append(
            Applicant(
                applicant_id=affiliate_id,
                name=name or affiliate_id,
                website=website,
                email=f"@{email_domain}" if email_domain else "",
                country=country or "",
                promo_methods=(method,) if method else (),
            )
        )
        observed[affiliate_id] = ObservedTraffic(
            source=f"runs/{last}/{DECLARED_SITES}",
            as_of_us=int(end.timestamp()) * 1_000_000 - 1,
            clicks=clicks,
            clicks_with_referrer=known,
            own_clicks=own,
            referrers=tuple((one["domain"], one["clicks"]) for one in referrers),
        )
    return applicants, observed
