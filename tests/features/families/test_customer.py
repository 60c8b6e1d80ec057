"""What the family `customer` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from tests.features.checks import check


def test_customers_payments_and_amounts() -> None:
    check(
        orders="""
            affiliate_id | ordered_us   | customer_id | payment_id | amount_minor | currency | paid_us
            a            | -40 10:00:00 | k1          | p1         | 990          | EUR      | -20 10:00:00
            a            | -30 10:00:00 | k2          | p1         | 990          | EUR      | -20 10:00:00
            a            | -29 10:00:00 | k3          | p2         | 990          | JPY      | -20 10:00:00
            a            | -21 10:00:00 | k2          |            |              |          |
            b            | -19 10:00:00 | k1          | p3         | 500          | EUR      |
            b            | -18 10:00:00 |             | p3         | 500          | EUR      |
            b            | -17 10:00:00 |             |            | 0            | EUR      |
            b            | -16 10:00:00 |             |            | 0            | EUR      |
            b            | -15 10:00:00 |             |            | 0            | EUR      |
        """,
        expected="""
            affiliate_id | repeated_customer_order_ratio | shared_payment_order_ratio | repeated_amount_order_ratio
            a            | 1/4                           | 2/3                        | 2/3
            b            | 0/1                           | 0/1                        | 2/2
        """,
    )


def test_a_customer_is_lost_when_no_order_follows_the_payment() -> None:
    check(
        orders="""
            affiliate_id | ordered_us   | customer_id | paid_us
            a            | -40 10:00:00 | stays       | -20 10:00:00
            b            | -19 10:00:00 | stays       |
            a            | -30 10:00:00 | goes        | -20 10:00:00
            a            | -21 10:00:00 | goes        |
            a            | -29 10:00:00 | young       | -20 10:00:00
            a            | -40 10:00:00 | unpaid      |
        """,
        expected="""
            affiliate_id | lost_customer_ratio
            a            | 1/2
            b            | 0/0
        """,
    )


def test_customers_and_payments_that_came_through_other_partners_too() -> None:
    """`k1` ordered through both. Of payment `p1`, `k2` is a stranger to `k1` at `a`; `p2` has one customer alone."""
    check(
        orders="""
            affiliate_id | ordered_us   | customer_id | payment_id
            a            | -40 10:00:00 | k1          | p1
            a            | -39 10:00:00 | k1          | p1
            a            | -38 10:00:00 | k3          | p3
            a            | -37 10:00:00 | k4          | p3
            b            | -36 10:00:00 | k1          | p2
            b            | -35 10:00:00 | k2          | p1
            b            | -35 10:00:00 |             | p3
            c            | -30 10:00:00 | k1          | p2
        """,
        expected="""
            affiliate_id | foreign_customer_order_ratio | shared_payment_order_ratio | foreign_payment_order_ratio
            a            | 2/4                          | 4/4                        | 2/4
            b            | 1/2                          | 1/2                        | 1/2
            c            | 1/1                          | 0/1                        | 0/1
        """,
    )


def test_mail_domains_are_thrown_away_or_private() -> None:
    """Three orders make a domain private, if no other partner has it."""
    check(
        email_domains="""
            email_domain | is_disposable
            gone.example | 1
            mail.example | 0
        """,
        orders="""
            affiliate_id | ordered_us   | email_domain
            a            | -40 10:00:00 | own.example
            a            | -39 10:00:00 | own.example
            a            | -38 10:00:00 | own.example
            a            | -37 10:00:00 | two.example
            a            | -37 10:00:00 | two.example
            a            | -36 10:00:00 | gone.example
            a            | -35 10:00:00 | mail.example
            a            | -34 10:00:00 |
            a            | -34 10:00:00 | ''
            b            | -40 10:00:00 | mail.example
            b            | -40 10:00:00 | mail.example
            b            | -40 10:00:00 | mail.example
        """,
        expected="""
            affiliate_id | disposable_email_order_ratio | private_email_domain_order_ratio
            a            | 1/2                          | 3/7
            b            | 0/3                          | 0/3
        """,
    )


def test_orders_of_customers_who_were_not_new() -> None:
    check(
        orders="""
            affiliate_id | ordered_us   | is_new_customer
            a            | -40 10:00:00 | 0
            a            | -40 10:00:00 | 1
            a            | -40 10:00:00 |
        """,
        expected="""
            affiliate_id | returning_customer_order_ratio
            a            | 1/2
        """,
    )


def test_an_amount_is_private_when_it_is_repeated_and_no_other_partner_of_the_offer_has_it() -> None:
    """990 is the price of `o`. Offer `only` is `a`'s alone and most of `o` is `b`'s: nobody to compare them with."""
    check(
        orders="""
            affiliate_id | ordered_us   | offer_id | amount_minor | currency
            a            | -40 10:00:00 | o        | 1234         | EUR
            a            | -39 10:00:00 | o        | 1234         | EUR
            a            | -38 10:00:00 | o        | 1234         | EUR
            a            | -38 10:00:00 | o        | 990          | EUR
            a            | -38 10:00:00 | only     | 500          | EUR
            a            | -37 10:00:00 | only     | 500          | EUR
            a            | -36 10:00:00 | only     | 500          | EUR
            b            | -40 10:00:00 | o        | 990          | EUR
            b            | -40 10:00:00 | o        | 990          | EUR
            b            | -40 10:00:00 | o        | 990          | EUR
            b            | -40 10:00:00 | o        | 990          | EUR
            b            | -40 10:00:00 | o        | 1234         | JPY
            c            | -40 10:00:00 | o        |              | EUR
        """,
        expected="""
            affiliate_id | private_amount_order_ratio
            a            | 3/4
            b            | 0/0
            c            | 0/0
        """,
    )


def test_an_amount_is_small_below_half_the_mean_of_its_offer() -> None:
    """20 orders of `o` come to 40.00, half the mean is 1.00. Offer `few` has 19 orders, `only` a single partner.

    An order worth nothing has no price; in yen there are too few. Ten orders of a day, a partner's only ones, are one
    event.
    """
    usual = "b | -{day} 10:00:00 | {offer} | {amount} | EUR"
    check(
        orders="\n".join(
            [
                "affiliate_id | ordered_us | offer_id | amount_minor | currency",
                "a | -40 10:00:00 | o | 99 | EUR",
                "a | -40 10:00:00 | o | 100 | EUR",
                "a | -40 10:00:00 | o | 0 | EUR",
                "a | -40 10:00:00 | o | 1 | JPY",
                "a | -40 10:00:00 | few | 1 | EUR",
                *(usual.format(day=day, offer="o", amount=211) for day in range(17)),
                usual.format(day=40, offer="o", amount=214),
                *(usual.format(day=day, offer="few", amount=200) for day in range(18)),
                *(usual.format(day=day, offer="only", amount=200) for day in range(20)),
                usual.format(day=40, offer="only", amount=1),
                *["crowd | -40 10:00:00 | o | 200 | EUR"] * 10,
            ]
        ),
        expected="""
            affiliate_id | small_amount_order_ratio
            a            | 1/2
            b            | 0/18
            crowd        | 0/0
        """,
    )


def test_later_value_is_held_against_customers_whom_others_won_in_the_same_days() -> None:
    """`b`'s two customers come back for 10.00 and 20.00, 15.00 each; `a`'s one for 6.00, 60 % less.

    Returned orders and other currencies do not count, nor does `young`. Customers won 60 days ago are another cohort,
    in which `a` is alone.
    """
    check(
        orders="""
            affiliate_id | ordered_us   | customer_id | offer_id | amount_minor | currency | refunded_us
            a            | -40 10:00:00 | k1          | o        | 9900         | EUR      |
            b            | -20 10:00:00 | k1          | other    | 600          | EUR      |
            b            | -19 10:00:00 | k1          | o        | 9900         | JPY      |
            b            | -19 10:00:00 | k1          | o        | 9900         | EUR      | -5 10:00:00
            b            | -59 10:00:00 | k2          | o        | 9900         | EUR      |
            b            | -20 10:00:00 | k2          | o        | 1000         | EUR      |
            b            | -30 10:00:00 | k3          | o        | 9900         | EUR      |
            b            | -20 10:00:00 | k3          | o        | 2000         | EUR      |
            a            | -29 10:00:00 | young       | o        | 9900         | EUR      |
            a            | -60 10:00:00 | k4          | o        | 9900         | EUR      |
        """,
        expected="""
            affiliate_id | repeat_value_shortfall_ratio
            a            | 0.6 @ 1
            b            | -1 @ 2
        """,
    )


def test_the_currency_of_most_customers_speaks() -> None:
    """In yen `a`'s two customers bring half of what others' do; its one customer in euros brings nothing."""
    check(
        orders="""
            affiliate_id | ordered_us   | customer_id | amount_minor | currency
            a            | -40 10:00:00 | k1          | 1            | JPY
            a            | -20 10:00:00 | k1          | 100          | JPY
            a            | -40 10:00:00 | k2          | 1            | JPY
            a            | -40 10:00:00 | k3          | 1            | EUR
            b            | -40 10:00:00 | k4          | 1            | JPY
            b            | -20 10:00:00 | k4          | 100          | JPY
            b            | -40 10:00:00 | k5          | 1            | EUR
            b            | -20 10:00:00 | k5          | 700          | EUR
        """,
        expected="""
            affiliate_id | repeat_value_shortfall_ratio
            a            | 0.5 @ 2
            b            | -1 @ 1
        """,
    )
