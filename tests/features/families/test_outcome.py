"""What the family `outcome` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from tests.features.checks import check


def test_the_share_that_comes_back_is_found_although_half_of_it_has_not_come_yet() -> None:
    """Of every four orders one is refunded at once and one cancelled after ten days: ½, however young the orders.

    Orders under ten days of age have shown half of their outcomes and count half. Of cancellations alone they have
    shown none, and count the least: a twentieth.
    """
    lines = [
        f"{name} | -{age} 10:00:00 | {refunded} | {cancelled}"
        for name, days in (("steady", 20), ("young", 10))
        for age in range(days)
        for refunded, cancelled in (
            ("", ""),
            ("", ""),
            (f"-{age} 12:00:00", ""),
            ("", f"-{age - 10} 09:00:00" if age >= 10 else ""),
        )
    ]
    check(
        orders="\n".join(["affiliate_id | ordered_us | refunded_us | cancelled_us", *lines]),
        expected="""
            affiliate_id | refund_ratio | cancellation_ratio | chargeback_ratio
            steady       | 30/60        | 10/42              | 0/80
            young        | 10/20        | 0/2                | 0/40
        """,
    )


def test_one_late_outcome_counts_for_no_more_than_twenty() -> None:
    """One of forty orders is old enough for its late refund, which weighs 20 and not 40, against 20 refunds at once."""
    at_once = ["a | 0 10:00:00 | 0 11:00:00"] * 9 + [f"a{number} | 0 10:00:00 | 0 11:00:00" for number in range(11)]
    open_still = ["b | 0 10:00:00 |"] * 9 + [f"b{number} | 0 10:00:00 |" for number in range(10)]
    check(
        orders="\n".join(
            ["affiliate_id | ordered_us | refunded_us", "c | -30 10:00:00 | 0 10:00:00", *at_once, *open_still]
        ),
        expected="""
            affiliate_id | refund_ratio
            a            | 9/9
            b            | 0/5
            c            | 1/1
        """,
    )


def test_what_a_crowded_day_brought_back_does_not_count() -> None:
    """Ten of 29 orders on one day are a crowd, nine of 26 and ten of 30 are none. Chargebacks always count."""
    crowd = "{name} | 0 10:00:00 | 0 12:00:00 | 0 13:00:00"
    usual = "{name} | -{day} 10:00:00 | |"
    lines = [
        line
        for name, crowded, others in (("crowd", 10, 19), ("few", 9, 17), ("third", 10, 20))
        for line in [
            *[crowd.format(name=name)] * crowded,
            *(usual.format(name=name, day=1 + number % 9) for number in range(others)),
        ]
    ]
    check(
        orders="\n".join(["affiliate_id | ordered_us | cancelled_us | chargeback_us", *lines]),
        expected="""
            affiliate_id | refund_ratio | cancellation_ratio | chargeback_ratio
            crowd        | 0/19         | 0/19               | 10/29
            few          | 9/26         | 9/26               | 9/26
            third        | 10/30        | 10/30              | 10/30
        """,
    )


def test_a_refund_is_late_once_the_commission_has_locked() -> None:
    check(
        offers="""
            offer_id | lock_days
            o        | 9
            open     |
        """,
        orders="""
            affiliate_id | offer_id | ordered_us   | refunded_us
            a            | o        | -20 10:00:00 | -11 10:00:00
            a            | o        | -20 10:00:00 | -11 10:00:00.000001
            a            | o        | -20 10:00:00 |
            a            | open     | -20 10:00:00 | -1 10:00:00
        """,
        expected="""
            affiliate_id | late_refund_ratio
            a            | 1/2
        """,
    )


def test_the_week_after_the_lock_is_held_against_the_week_before_it() -> None:
    """Refunds further away do not count, nor those of orders whose two weeks are not over by the end of the day."""
    check(
        offers="""
            offer_id | lock_days
            o        | 9
        """,
        orders="""
            affiliate_id | offer_id | ordered_us   | refunded_us
            a            | o        | -40 10:00:00 | -38 10:00:00
            a            | o        | -40 10:00:00 | -38 10:00:00.000001
            a            | o        | -40 10:00:00 | -31 10:00:00
            a            | o        | -40 10:00:00 | -31 10:00:00.000001
            a            | o        | -40 10:00:00 | -24 10:00:00
            a            | o        | -40 10:00:00 | -24 10:00:00.000001
            b            | o        | -16 10:00:00 | -1 10:00:00
            b            | o        | -16 23:59:59 | -1 10:00:00
            b            | o        | -15 00:00:00 | -1 10:00:00
        """,
        expected="""
            affiliate_id | refund_just_after_lock_ratio
            a            | 2/4
            b            | 2/2
        """,
    )


def test_a_refund_comes_after_the_payment_or_not() -> None:
    check(
        orders="""
            affiliate_id | ordered_us   | paid_us      | refunded_us
            a            | -20 10:00:00 | -11 10:00:00 | -11 10:00:00
            a            | -20 10:00:00 | -11 10:00:00 | -11 10:00:00.000001
            a            | -20 10:00:00 |              | -1 10:00:00
            a            | -20 10:00:00 | -11 10:00:00 |
        """,
        expected="""
            affiliate_id | refund_after_payment_ratio
            a            | 1/3
        """,
    )


def test_what_a_paid_order_saw_first_counts_when_it_came_after_the_payment() -> None:
    """Whatever way it was taken back; not at the very moment of the payment, and not if something came before."""
    check(
        orders="""
            affiliate_id | ordered_us   | paid_us      | refunded_us         | cancelled_us | chargeback_us
            a            | -20 10:00:00 | -11 10:00:00 | -11 10:00:00.000001 |              |
            a            | -20 10:00:00 | -11 10:00:00 |                     | -9 10:00:00  |
            a            | -20 10:00:00 | -11 10:00:00 |                     |              | -9 10:00:00
            a            | -20 10:00:00 | -11 10:00:00 | -11 10:00:00        |              | -9 10:00:00
            a            | -20 10:00:00 | -11 10:00:00 |                     | -12 10:00:00 | -9 10:00:00
            a            | -20 10:00:00 | -11 10:00:00 |                     |              |
            a            | -20 10:00:00 |              | -9 10:00:00         |              |
            b            | -20 10:00:00 |              |                     | -9 10:00:00  |
        """,
        expected="""
            affiliate_id | reversal_after_payment_ratio
            a            | 3/6
            b            | 0/0
        """,
    )
