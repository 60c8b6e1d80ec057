"""The core features in pandas: vectorised, only the columns that are needed read, texts of few values as categories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from benchmarks.core import CORE, DAY_US, ORDER_DAYS, SHARES, TRAFFIC_DAYS, contest

__all__ = ["core_features"]

MINUTE_US, HOUR_US = 60_000_000, 3_600_000_000
WHO = "affiliate_id"
GAP_EDGES_US = [1_000_000 * 4**power for power in range(8)]
CLICK_COLUMNS = [
    WHO, "offer_id", "clicked_us", "click_day", "address_id", "subnet_id", "agent_id", "referrer_domain",
    "has_paid_click_mark", "country",
]  # fmt: skip
ORDER_COLUMNS = [
    WHO, "ordered_us", "order_day", "click_id", "click_us", "click_affiliate_id", "click_country", "customer_id",
    "address_id", "country", "has_bot_click",
]  # fmt: skip
Columns = dict[str, "pd.Series[Any]"]


def core_features(logs: Path, as_of_day: int) -> pd.DataFrame:
    """Return the core features of the affiliates active as of a day.

    Args:
        logs: A folder of canonical Parquet files.
        as_of_day: The last day that counts.
    """
    first_day = as_of_day - TRAFFIC_DAYS + 1
    known = dated(logs, "clicks", "click_day", CLICK_COLUMNS, first_day - 1, as_of_day)
    known = known.astype(dict.fromkeys((WHO, "offer_id", "referrer_domain", "country"), "category"))
    clicks = known[known["click_day"] >= first_day]
    bots = dated(logs, "bot_clicks", "click_day", [WHO], first_day, as_of_day)
    booked = dated(logs, "orders", "order_day", ORDER_COLUMNS, first_day - ORDER_DAYS, as_of_day + ORDER_DAYS)
    orders = booked[booked["order_day"].between(as_of_day - ORDER_DAYS + 1, as_of_day)]
    found: Columns = {
        **of_clicks(clicks),
        **of_minutes(clicks),
        **of_repeats(clicks),
        **of_gaps(known[[WHO, "clicked_us"]], first_day),
        **of_addresses(clicks),
        **of_agents(clicks, references(logs, "agents")),
        **of_referrers(clicks, references(logs, "affiliates"), references(logs, "hosts")),
        **of_countries(clicks, references(logs, "offers")),
        **of_orders(orders),
        "bots": bots.groupby(WHO).size(),
        "converted": conversions(booked, first_day, as_of_day),
    }
    return ratios(pd.DataFrame({name: column.astype("float64") for name, column in found.items()}))


def dated(logs: Path, table: str, day: str, columns: list[str], first_day: int, last_day: int) -> pd.DataFrame:
    """Read columns of a log's days; whole numbers stay whole where some are missing."""
    rows: pd.DataFrame = pd.read_parquet(
        logs / table,
        columns=columns,
        filters=[(day, ">=", first_day), (day, "<=", last_day)],
        partitioning=ds.partitioning(pa.schema([(day, pa.int32())]), flavor="hive"),
        dtype_backend="numpy_nullable",
    )
    never_missing = {"click_day": "int32", "clicked_us": "int64", "order_day": "int32", "ordered_us": "int64"}
    return rows.astype({name: kind for name, kind in never_missing.items() if name in columns})


def references(logs: Path, table: str) -> pd.DataFrame:
    """Read a table without days."""
    return pd.read_parquet(logs / table, dtype_backend="numpy_nullable")


def counted(rows: pd.DataFrame, *keys: str, dropna: bool = True) -> pd.DataFrame:
    """Count rows by keys, in column `n`."""
    sizes = rows.groupby(list(keys), observed=True, sort=False, dropna=dropna).size()
    return sizes.rename("n").reset_index()


def summed(rows: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Sum a column by affiliate."""
    return rows.groupby(WHO, observed=True, sort=False)[column].sum()


def sums(rows: pd.DataFrame) -> Columns:
    """Sum every column by affiliate."""
    summed_rows = rows.groupby(WHO, observed=True, sort=False).sum()
    return {str(name): summed_rows[name] for name in summed_rows}


def of_clicks(clicks: pd.DataFrame) -> Columns:
    """Count clicks by when they came and what they carry."""
    time, referrer, mark = clicks["clicked_us"], clicks["referrer_domain"], clicks["has_paid_click_mark"]
    flags = pd.DataFrame(
        {
            WHO: clicks[WHO],
            "clicks": 1,
            "night": time % DAY_US < 6 * HOUR_US,
            "weekend": (clicks["click_day"] + 3) % 7 >= 5,
            "quarter": time % 15_000_000 < 1_000_000,
            "traced": referrer.notna(),
            "missing": referrer == "",
            "landed": mark.notna(),
            "paid": (mark == 1).fillna(value=False).astype(bool),
        }
    )
    return sums(flags)


def of_minutes(clicks: pd.DataFrame) -> Columns:
    """Count clicks of bursts and busiest hours, on days with 50 clicks."""
    minutes = counted(clicks[[WHO]].assign(minute=clicks["clicked_us"] // MINUTE_US), WHO, "minute")
    hours = minutes.assign(hour=minutes["minute"] // 60).groupby([WHO, "hour"], observed=True)["n"].sum().reset_index()
    hours["day"] = hours["hour"] // 24
    days = hours.groupby([WHO, "day"], observed=True)["n"].agg(judged="sum", busiest="max").reset_index()
    days = days[days["judged"] >= 50]
    bursts = minutes[minutes["n"] >= 5]
    bursts = bursts.assign(day=bursts["minute"] // 1440).merge(days, on=[WHO, "day"])
    bursts = bursts[72 * bursts["n"] >= bursts["judged"]]
    return {"judged": summed(days, "judged"), "busiest": summed(days, "busiest"), "burst": summed(bursts, "n")}


def of_repeats(clicks: pd.DataFrame) -> Columns:
    """Count clicks that are one of several alike within a minute."""
    alike = [WHO, "address_id", "agent_id", "offer_id", "referrer_domain", "minute"]
    placed = clicks[clicks["address_id"].notna()]
    placed = placed.assign(minute=placed["clicked_us"] // MINUTE_US)
    # Addresses seen once in a minute repeat nothing, and are most.
    placed = placed[placed.duplicated([WHO, "address_id", "minute"], keep=False)]
    return {"repeated": summed(placed.assign(n=placed.duplicated(alike, keep=False)), "n")}


def of_gaps(clicks: pd.DataFrame, first_day: int) -> Columns:
    """Count gaps between an affiliate's clicks, of which the first may look back to the day before the window."""
    clicks = clicks.sort_values([WHO, "clicked_us"])
    times = clicks.groupby(WHO, observed=True, sort=False)["clicked_us"]
    time, before, long_before, after = clicks["clicked_us"], times.shift(1), times.shift(2), times.shift(-1)
    gap = (time - before).mask(time == after, 0)
    gap_before = (before - long_before).where(time - long_before <= DAY_US)
    gap_before = gap_before.mask((time == after) | (time == before), 0)
    flags = pd.DataFrame(
        {
            WHO: clicks[WHO],
            "day": time // DAY_US,
            "gaps": 1,
            "gap_pairs": gap_before.notna(),
            "even": (gap >= 10_000_000) & ((gap - gap_before).abs() <= 1_000_000),
            **{f"below_{edge}": gap < edge for edge in GAP_EDGES_US},
        }
    )[(time >= first_day * DAY_US) & (gap <= DAY_US)]
    days = flags.groupby([WHO, "day"], observed=True, sort=False).sum().reset_index()
    calm = days[days["gaps"] < 8640]
    return {
        **sums(days.drop(columns="day")),
        "calm": summed(calm, "gaps"),
        "rapid": summed(calm, f"below_{GAP_EDGES_US[0]}"),
    }


def of_addresses(clicks: pd.DataFrame) -> Columns:
    """Count addresses and subnets, each day by itself, and clicks from addresses that a few affiliates share."""
    placed = clicks[clicks["address_id"].notna()]
    counts = (
        placed.groupby([WHO, "click_day", "address_id"], observed=True, sort=False)
        .agg(n=("clicked_us", "size"), subnet_id=("subnet_id", "min"))
        .reset_index()
    )
    counts["alike"] = counts["n"] * (counts["n"] - 1)
    by_day = counts.groupby([WHO, "click_day"], observed=True, sort=False)
    days = by_day.agg(placed=("n", "sum"), distinct=("n", "size"), top=("n", "max"), alike=("alike", "sum"))
    days["click_pairs"] = days["placed"] * (days["placed"] - 1)
    days = days.reset_index()
    routed = counts[counts["subnet_id"].notna()]
    subnets = routed.groupby([WHO, "click_day", "subnet_id"], observed=True, sort=False)["n"].sum().reset_index()
    tops = subnets.groupby([WHO, "click_day"], observed=True, sort=False)["n"].max().reset_index()
    return {
        **sums(days.drop(columns="click_day")),
        "routed": summed(subnets, "n"),
        "top_subnet": summed(tops, "n"),
        "shared": summed(shared_addresses(counts, days), "n"),
    }


def shared_addresses(counts: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Return the affiliates' days and addresses on which at least two affiliates lean."""
    crowds = counts.groupby(["click_day", "address_id"], sort=False)["n"].sum().rename("crowd")
    everybody = days.groupby("click_day")["placed"].sum().rename("everybody")
    found = (
        counts[counts["n"] >= 5]
        .merge(crowds[crowds >= 10].reset_index(), on=["click_day", "address_id"])
        .merge(days[[WHO, "click_day", "placed"]], on=[WHO, "click_day"])
        .merge(everybody.reset_index(), on="click_day")
    )
    leans = (10 * found["n"] >= found["crowd"]) & (
        found["n"] * found["everybody"] >= 2 * found["placed"] * found["crowd"]
    )
    found = found[leans]
    return found[found.duplicated(["click_day", "address_id"], keep=False)]


def of_agents(clicks: pd.DataFrame, agents: pd.DataFrame) -> Columns:
    """Count the busiest agents of each day, those that can be read and outdated browsers."""
    counts = counted(clicks, WHO, "click_day", "agent_id").merge(agents, on="agent_id", how="left")
    versions = counts.dropna(subset=["browser", "browser_version"])
    versions = versions.groupby(["click_day", "browser", "browser_version"])["n"].sum().reset_index()
    all_clicks = versions.groupby(["click_day", "browser"])["n"].transform("sum")
    newest = versions[100 * versions["n"] >= all_clicks].groupby(["click_day", "browser"])["browser_version"].max()
    counts = counts.merge(newest.rename("newest").reset_index(), on=["click_day", "browser"], how="left")
    behind = counts["newest"] - counts["browser_version"]
    tops = counts.groupby([WHO, "click_day"], observed=True, sort=False)["n"].max().reset_index()
    return {
        "agent_clicks": summed(counts, "n"),
        "top_agent": summed(tops, "n"),
        "bot_judged": summed(counts[counts["is_declared_bot"].notna()], "n"),
        "dated": summed(counts[behind.notna()], "n"),
        "outdated": summed(counts[behind.ge(20).fillna(value=False)], "n"),
    }


def of_referrers(clicks: pd.DataFrame, affiliates: pd.DataFrame, hosts: pd.DataFrame) -> Columns:
    """Count clicks of referrers that are not the declared website, and of spam hosts."""
    counts = counted(clicks, WHO, "referrer_domain").astype({WHO: "str", "referrer_domain": "str"})
    counts = counts[counts["referrer_domain"] != ""]
    websites = affiliates.loc[affiliates["website_domain"] != "", [WHO, "website_domain"]].astype("str")
    spam = hosts[["domain", "is_referrer_spam"]].rename(columns={"domain": "referrer_domain"})
    counts = counts.merge(websites, on=WHO, how="left")
    counts = counts.merge(spam.astype({"referrer_domain": "str"}), on="referrer_domain", how="left")
    comparable = counts[counts["website_domain"].notna()]
    return {
        "comparable": summed(comparable, "n"),
        "undeclared": summed(comparable[comparable["referrer_domain"] != comparable["website_domain"]], "n"),
        "spam_judged": summed(counts[counts["is_referrer_spam"].notna()], "n"),
        "spam": summed(counts[counts["is_referrer_spam"].eq(1).fillna(value=False)], "n"),
    }


def of_countries(clicks: pd.DataFrame, offers: pd.DataFrame) -> Columns:
    """Count clicks from countries that the offer does not allow."""
    counts = counted(clicks, WHO, "offer_id", "country").astype({WHO: "str", "offer_id": "str", "country": "str"})
    limited = offers.loc[offers["allowed_countries"].notna(), ["offer_id", "allowed_countries"]].astype("str")
    allowed = limited.assign(country=limited["allowed_countries"].str.strip("|").str.split("|")).explode("country")
    allowed = allowed.drop_duplicates(["offer_id", "country"]).astype({"country": "str"})
    counts = counts[counts["offer_id"].isin(limited["offer_id"])]
    counts = counts.merge(allowed, on=["offer_id", "country"], how="left")
    return {"limited": summed(counts, "n"), "disallowed": summed(counts[counts["allowed_countries"].isna()], "n")}


def conversions(orders: pd.DataFrame, first_day: int, as_of_day: int) -> pd.Series[Any]:
    """Count an affiliate's own clicks of the window that led to an order, whenever it was placed."""
    traced = orders.dropna(subset=["click_us", "click_affiliate_id"])
    is_inside = traced["click_us"].between(first_day * DAY_US, (as_of_day + 1) * DAY_US - 1)
    is_own = (traced["click_affiliate_id"] == traced[WHO]) & (traced["has_bot_click"].fillna(0) == 0)
    return traced[is_inside & is_own].groupby(WHO)["click_id"].nunique()


def of_orders(orders: pd.DataFrame) -> Columns:
    """Count orders by their wait since the click, and by the addresses, countries and customers behind them."""
    wait = orders["ordered_us"] - orders["click_us"]
    located = orders.dropna(subset=["country", "click_country"])
    holders = counted(orders.dropna(subset=["address_id"]), WHO, "address_id")
    customers = counted(orders.dropna(subset=["customer_id"]), WHO, "customer_id")
    return {
        "timed": orders[wait.notna()].groupby(WHO).size(),
        "fast": orders[wait.lt(15_000_000).fillna(value=False)].groupby(WHO).size(),
        "late": orders[wait.gt(DAY_US).fillna(value=False)].groupby(WHO).size(),
        "located": located.groupby(WHO).size(),
        "moved": located[located["country"] != located["click_country"]].groupby(WHO).size(),
        "placed_orders": summed(holders, "n"),
        "order_places": holders.groupby(WHO).size(),
        # A row is an affiliate and an address: an address with two rows is shared.
        "shared_orders": summed(holders[holders.duplicated("address_id", keep=False)], "n"),
        "known": summed(customers, "n"),
        "customers": customers.groupby(WHO).size(),
    }


def ratios(counts: pd.DataFrame) -> pd.DataFrame:
    """Divide the counts of the active affiliates; nothing out of nothing is NaN."""
    counts = counts[counts.index != ""].fillna(0)
    counts["readable"] = counts["bots"] + counts["bot_judged"]
    counts["hits"] = counts[["converted", "clicks"]].min(axis="columns")
    counts["barren"] = counts["clicks"] - counts["hits"]
    counts["placed_again"] = counts["placed"] - counts["distinct"]
    counts["ordered_again"] = counts["placed_orders"] - counts["order_places"]
    counts["customer_again"] = counts["known"] - counts["customers"]
    answer = pd.DataFrame({name: counts[events] / counts[trials] for name, (events, trials) in SHARES.items()})
    below = counts[[f"below_{edge}" for edge in GAP_EDGES_US]].assign(all=counts["gaps"])
    bins = below.diff(axis="columns").fillna(below.iloc[:, [0]])
    own, programme = bins.div(counts["gaps"], axis="index"), bins.sum() / counts["gaps"].sum()
    answer["click_gap_distance"] = (own - programme).abs().sum(axis="columns", min_count=1) / 2
    return answer[list(CORE)].rename_axis(WHO).reset_index()


if __name__ == "__main__":
    pa.set_cpu_count(2)
    contest(core_features, lambda answer, path: answer.to_parquet(path))
