"""The core features in Polars: lazy queries over one scan, run together by the streaming engine.

Written as the Polars user guide teaches: `scan_parquet` with the partitions declared, filters and columns left to the
optimizer, texts of few values as `Categorical`, aggregation before joins, and one `collect_all`. Clicks are counted
into the smallest groups that several features share, and only those are joined with agents, hosts and offers.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.core import CORE, DAY_US, ORDER_DAYS, SHARES, TRAFFIC_DAYS, contest

__all__ = ["core_features"]

MINUTE_US, HOUR_US = 60_000_000, 3_600_000_000
WHO = "affiliate_id"
BINS = [4**power for power in range(8)]
"""Upper edges of the bins of gaps between clicks, in seconds."""
N = pl.len().cast(pl.Int64)
NAMES = pl.Categorical()


def core_features(logs: Path, as_of_day: int) -> pl.DataFrame:
    """Return the core features of the affiliates active as of a day.

    Args:
        logs: A folder of canonical Parquet files.
        as_of_day: The last day that counts.
    """
    first_day = as_of_day - TRAFFIC_DAYS + 1
    clicks = scanned(logs, "clicks", "click_day", first_day - 1, as_of_day)
    inside = clicks.filter(pl.col("click_day") >= first_day)
    orders = scanned(logs, "orders", "order_day", as_of_day - ORDER_DAYS + 1, as_of_day)
    bots = scanned(logs, "bot_clicks", "click_day", first_day, as_of_day)
    converted = scanned(logs, "orders", "order_day", first_day - 1, as_of_day + ORDER_DAYS)
    found = pl.collect_all(
        [
            of_clicks(inside),
            of_minutes(inside),
            of_repeats(inside),
            of_gaps(clicks, first_day),
            *of_addresses(inside),
            of_agents(inside, references(logs, "agents")),
            bots.group_by(WHO).agg(bots=N),
            of_referrers(inside, references(logs, "affiliates"), references(logs, "hosts")),
            of_countries(inside, references(logs, "offers")),
            of_conversions(converted, first_day, as_of_day),
            of_orders(orders),
            *of_order_groups(orders),
        ],
        engine="streaming",
    )
    return ratios(found)


def scanned(logs: Path, table: str, day: str, first_day: int, last_day: int) -> pl.LazyFrame:
    """Scan a log's days; texts become categories."""
    columns = [WHO, "offer_id", "referrer_domain", "country", "click_affiliate_id", "click_country"]
    rows = pl.scan_parquet(
        logs / table / "*" / "*.parquet", hive_partitioning=True, hive_schema={day: pl.Int32}
    ).filter(pl.col(day).is_between(first_day, last_day))
    texts = [column for column in columns if column in rows.collect_schema()]
    return rows.with_columns(pl.col(texts).cast(NAMES))


def references(logs: Path, table: str) -> pl.LazyFrame:
    """Scan a table without days."""
    rows = pl.scan_parquet(logs / table / "*.parquet")
    return rows.with_columns(
        pl.col(column).cast(NAMES) for column in (WHO, "offer_id", "domain") if column in rows.collect_schema()
    )


def of_clicks(clicks: pl.LazyFrame) -> pl.LazyFrame:
    """Count clicks by when they came and what they carry."""
    time = pl.col("clicked_us")
    return clicks.group_by(WHO).agg(
        clicks=N,
        night=(time % DAY_US < 6 * HOUR_US).sum(),
        weekend=((pl.col("click_day") + 3) % 7 >= 5).sum(),
        quarter=(time % 15_000_000 < 1_000_000).sum(),
        traced=pl.col("referrer_domain").count(),
        missing=(pl.col("referrer_domain") == "").sum(),
        landed=pl.col("has_paid_click_mark").count(),
        paid=(pl.col("has_paid_click_mark") == 1).sum(),
    )


def of_minutes(clicks: pl.LazyFrame) -> pl.LazyFrame:
    """Count clicks of bursts and busiest hours, on days with 50 clicks."""
    minutes = clicks.group_by(WHO, minute=pl.col("clicked_us") // MINUTE_US).agg(n=N)
    hours = minutes.group_by(WHO, hour=pl.col("minute") // 60).agg(pl.col("n").sum())
    days = (
        hours.group_by(WHO, day=pl.col("hour") // 24)
        .agg(judged=pl.col("n").sum(), busiest=pl.col("n").max())
        .filter(pl.col("judged") >= 50)
    )
    bursts = (
        minutes.filter(pl.col("n") >= 5)
        .join(days, left_on=[WHO, pl.col("minute") // 1440], right_on=[WHO, "day"])
        .filter(72 * pl.col("n") >= pl.col("judged"))
        .group_by(WHO)
        .agg(burst=pl.col("n").sum())
    )
    return days.group_by(WHO).agg(pl.col("judged", "busiest").sum()).join(bursts, on=WHO, how="left")


def of_repeats(clicks: pl.LazyFrame) -> pl.LazyFrame:
    """Count clicks that are one of several alike within a minute."""
    return (
        clicks.filter(pl.col("address_id").is_not_null())
        .group_by(
            WHO, "address_id", "agent_id", "offer_id", "referrer_domain", minute=pl.col("clicked_us") // MINUTE_US
        )
        .agg(n=N)
        .filter(pl.col("n") > 1)
        .group_by(WHO)
        .agg(repeated=pl.col("n").sum())
    )


def of_gaps(clicks: pl.LazyFrame, first_day: int) -> pl.LazyFrame:
    """Count gaps between an affiliate's clicks, of which the first may look back to the day before the window."""
    time, before, long_before = pl.col("clicked_us"), pl.col("before"), pl.col("long_before")
    is_tied = (time == pl.col("after")) | (time == before)
    gap, gap_before = pl.col("gap"), pl.col("gap_before")
    by_day = (
        clicks.group_by(WHO)
        .agg(pl.col("clicked_us").sort())
        .explode("clicked_us")
        .with_columns(
            before=pl.when(pl.col(WHO) == pl.col(WHO).shift(1)).then(time.shift(1)),
            long_before=pl.when(pl.col(WHO) == pl.col(WHO).shift(2)).then(time.shift(2)),
            after=pl.when(pl.col(WHO) == pl.col(WHO).shift(-1)).then(time.shift(-1)),
        )
        .filter(time >= first_day * DAY_US)
        .select(
            WHO,
            day=time // DAY_US,
            gap=pl.when(time == pl.col("after")).then(0).otherwise(time - before),
            gap_before=pl.when(is_tied).then(0).when(time - long_before <= DAY_US).then(before - long_before),
        )
        .filter(gap <= DAY_US)
        .group_by(WHO, "day")
        .agg(
            gaps=N,
            gap_pairs=gap_before.count(),
            even=((gap >= 10_000_000) & ((gap - gap_before).abs() <= 1_000_000)).sum(),
            **{f"below_{edge}": (gap < edge * 1_000_000).sum() for edge in BINS},
        )
    )
    is_calm = pl.col("gaps") < 8640
    return by_day.group_by(WHO).agg(
        pl.col("gaps", "gap_pairs", "even", *(f"below_{edge}" for edge in BINS)).sum(),
        calm=pl.col("gaps").filter(is_calm).sum(),
        rapid=pl.col("below_1").filter(is_calm).sum(),
    )


def of_addresses(clicks: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Count addresses and subnets, each day by itself, and clicks from addresses that a few affiliates share."""
    n = pl.col("n")
    counts = (
        clicks.filter(pl.col("address_id").is_not_null())
        .group_by(WHO, "click_day", "address_id")
        .agg(pl.col("subnet_id").min(), n=N)
    )
    days = counts.group_by(WHO, "click_day").agg(placed=n.sum(), distinct=N, top=n.max(), alike=(n * (n - 1)).sum())
    addresses = days.group_by(WHO).agg(
        pl.col("placed", "top", "alike", "distinct").sum(),
        click_pairs=(pl.col("placed") * (pl.col("placed") - 1)).sum(),
    )
    subnets = (
        counts.filter(pl.col("subnet_id").is_not_null())
        .group_by(WHO, "click_day", "subnet_id")
        .agg(n.sum())
        .group_by(WHO, "click_day")
        .agg(routed=n.sum(), top_subnet=n.max())
        .group_by(WHO)
        .agg(pl.col("routed", "top_subnet").sum())
    )
    crowds = counts.group_by("click_day", "address_id").agg(crowd=n.sum()).filter(pl.col("crowd") >= 10)
    everybody = days.group_by("click_day").agg(everybody=pl.col("placed").sum())
    shared = (
        counts.filter(n >= 5)
        .join(crowds, on=["click_day", "address_id"])
        .join(days.select(WHO, "click_day", "placed"), on=[WHO, "click_day"])
        .join(everybody, on="click_day")
        .filter((10 * n >= pl.col("crowd")) & (n * pl.col("everybody") >= 2 * pl.col("placed") * pl.col("crowd")))
        .filter(pl.len().over("click_day", "address_id") > 1)
        .group_by(WHO)
        .agg(shared=n.sum())
    )
    return [addresses, subnets, shared]


def of_agents(clicks: pl.LazyFrame, agents: pl.LazyFrame) -> pl.LazyFrame:
    """Count the busiest agents of each day, those that can be read and outdated browsers."""
    n, versions = pl.col("n"), ["click_day", "browser"]
    counts = (
        clicks.filter(pl.col("agent_id").is_not_null())
        .group_by(WHO, "click_day", "agent_id")
        .agg(n=N)
        .join(agents, on="agent_id", how="left")
    )
    newest = (
        counts.filter(pl.col("browser").is_not_null() & pl.col("browser_version").is_not_null())
        .group_by(*versions, "browser_version")
        .agg(n.sum())
        .filter(100 * n >= n.sum().over(versions))
        .group_by(versions)
        .agg(newest=pl.col("browser_version").max())
    )
    behind = pl.col("newest") - pl.col("browser_version")
    return (
        counts.join(newest, on=versions, how="left")
        .group_by(WHO, "click_day")
        .agg(
            agent_clicks=n.sum(),
            top_agent=n.max(),
            bot_judged=n.filter(pl.col("is_declared_bot").is_not_null()).sum(),
            dated=n.filter(behind.is_not_null()).sum(),
            outdated=n.filter(behind >= 20).sum(),
        )
        .group_by(WHO)
        .agg(pl.all().exclude("click_day").sum())
    )


def of_referrers(clicks: pl.LazyFrame, affiliates: pl.LazyFrame, hosts: pl.LazyFrame) -> pl.LazyFrame:
    """Count clicks of referrers that are not the declared website, and of spam hosts."""
    n, website = pl.col("n"), pl.col("website_domain").cast(NAMES)
    spam = pl.col("is_referrer_spam")
    return (
        clicks.filter(pl.col("referrer_domain") != "")
        .group_by(WHO, "referrer_domain")
        .agg(n=N)
        .join(affiliates.select(WHO, website).filter(website != ""), on=WHO, how="left")
        .join(hosts.select(pl.col("domain"), spam), left_on="referrer_domain", right_on="domain", how="left")
        .group_by(WHO)
        .agg(
            comparable=n.filter(website.is_not_null()).sum(),
            undeclared=n.filter(pl.col("referrer_domain") != website).sum(),
            spam_judged=n.filter(spam.is_not_null()).sum(),
            spam=n.filter(spam == 1).sum(),
        )
    )


def of_countries(clicks: pl.LazyFrame, offers: pl.LazyFrame) -> pl.LazyFrame:
    """Count clicks from countries that the offer does not allow."""
    n, allowed = pl.col("n"), pl.col("allowed_countries")
    named = pl.format("|{}|", pl.col("country").cast(pl.String))
    return (
        clicks.filter(pl.col("country").is_not_null())
        .group_by(WHO, "offer_id", "country")
        .agg(n=N)
        .join(offers.select("offer_id", allowed).filter(allowed.is_not_null()), on="offer_id")
        .group_by(WHO)
        .agg(limited=n.sum(), disallowed=n.filter(~allowed.str.contains(named, literal=True)).sum())
    )


def of_conversions(orders: pl.LazyFrame, first_day: int, as_of_day: int) -> pl.LazyFrame:
    """Count an affiliate's own clicks of the window that led to an order, whenever it was placed."""
    is_inside = pl.col("click_us").is_between(first_day * DAY_US, (as_of_day + 1) * DAY_US, closed="left")
    is_own = (pl.col("click_affiliate_id") == pl.col(WHO)) & (pl.col("has_bot_click").fill_null(0) == 0)
    return (
        orders.filter(is_inside & is_own & pl.col("click_id").is_not_null())
        .group_by(WHO)
        .agg(converted=pl.col("click_id").n_unique().cast(pl.Int64))
    )


def of_orders(orders: pl.LazyFrame) -> pl.LazyFrame:
    """Count orders by their wait since the click, and by where click and order came from."""
    wait = pl.col("ordered_us") - pl.col("click_us")
    is_located = pl.col("country").is_not_null() & pl.col("click_country").is_not_null()
    return orders.group_by(WHO).agg(
        timed=wait.count(),
        fast=(wait < 15_000_000).sum(),
        late=(wait > DAY_US).sum(),
        located=is_located.sum(),
        moved=(pl.col("country") != pl.col("click_country")).sum(),
    )


def of_order_groups(orders: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Count orders of addresses and customers seen before, and of addresses that affiliates share."""
    n = pl.col("n")
    places = orders.filter(pl.col("address_id").is_not_null()).group_by(WHO, "address_id").agg(n=N)
    # A row is an affiliate and an address: an address with two rows is shared.
    is_shared = pl.len().over("address_id") > 1
    addresses = (
        places.with_columns(is_shared=is_shared)
        .group_by(WHO)
        .agg(order_places=N, placed_orders=n.sum(), shared_orders=n.filter(pl.col("is_shared")).sum())
    )
    customers = (
        orders.filter(pl.col("customer_id").is_not_null())
        .group_by(WHO)
        .agg(known=N, customers=pl.col("customer_id").n_unique().cast(pl.Int64))
    )
    return [addresses, customers]


def ratios(found: list[pl.DataFrame]) -> pl.DataFrame:
    """Join the counts, a row for every active affiliate, and divide; nothing out of nothing is NaN."""
    counts = pl.concat([frame.select(WHO) for frame in found]).unique().filter(pl.col(WHO) != "")
    for frame in found:
        counts = counts.join(frame, on=WHO, how="left")
    counts = counts.with_columns(pl.all().exclude(WHO).cast(pl.Int64).fill_null(0)).with_columns(
        none=pl.lit(0),
        readable=pl.col("bots") + pl.col("bot_judged"),
        hits=pl.min_horizontal("converted", "clicks"),
        barren=pl.col("clicks") - pl.min_horizontal("converted", "clicks"),
        placed_again=pl.col("placed") - pl.col("distinct"),
        ordered_again=pl.col("placed_orders") - pl.col("order_places"),
        customer_again=pl.col("known") - pl.col("customers"),
    )
    edges = [f"below_{edge}" for edge in BINS]
    own = [pl.col(high) - pl.col(low) for low, high in zip(["none", *edges], [*edges, "gaps"], strict=True)]
    distance = pl.sum_horizontal((n / pl.col("gaps") - n.sum() / pl.col("gaps").sum()).abs() for n in own) / 2
    shares = {name: pl.col(events) / pl.col(trials) for name, (events, trials) in SHARES.items()}
    return counts.select(pl.col(WHO).cast(pl.String), click_gap_distance=distance, **shares).select(WHO, *CORE)


if __name__ == "__main__":
    contest(core_features, lambda answer, path: answer.write_parquet(path))
