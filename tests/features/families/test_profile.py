"""What the family `profile` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from tests.features.checks import check

CLICKS = "\n".join(
    ["affiliate_id | clicked_us", *(f"{name} | 0 10:00:00" for name in ("a", "b", "c", "d", "e", "f", "g"))]
)


def test_a_second_owner_on_a_payout_account_is_let_pass_and_a_third_counts() -> None:
    """Six owners have an account. `f` belongs to `a` and is no owner of its own; `idle` counts without any click."""
    check(
        affiliates="""
            affiliate_id | payout_account | parent_affiliate_id
            a            | bank           |
            b            | bank           | ''
            idle         | bank           |
            f            | bank           | a
            c            | pair           |
            d            | pair           |
            e            | own            |
            g            | ''             |
        """,
        clicks=CLICKS,
        expected="""
            affiliate_id | shared_payout_account_ratio
            a            | 1/4
            b            | 1/4
            f            | 1/4
            c            | 0/4
            e            | 0/4
            g            | 0/0
        """,
    )


def test_sign_ups_from_one_address_count_unless_strangers_share_it() -> None:
    """Behind address 2 stand a carrier's customers: it says nothing, and leaves five owners."""
    check(
        affiliates="""
            affiliate_id | signup_address_id | parent_affiliate_id
            a            | 1                 |
            b            | 1                 |
            c            | 1                 |
            d            | 2                 |
            e            | 2                 |
            f            | 2                 |
            g            | 3                 |
            h            | 4                 |
        """,
        addresses="""
            address_id | is_data_centre | is_carrier_nat | is_vpn
            1          | 1              | 0              |
            2          |                | 1              | 0
        """,
        clicks=CLICKS,
        expected="""
            affiliate_id | shared_signup_address_ratio
            a            | 1/3
            c            | 1/3
            d            | 0/0
            g            | 0/3
        """,
    )


def test_an_order_is_early_for_thirty_days() -> None:
    check(
        affiliates="""
            affiliate_id | joined_us
            a            | -40 10:00:00
            b            |
        """,
        orders="""
            affiliate_id | ordered_us
            a            | -41 10:00:00
            a            | -10 09:59:59.999999
            a            | -10 10:00:00
            b            | -10 10:00:00
        """,
        expected="""
            affiliate_id | young_account_order_ratio
            a            | 2/3
            b            | 0/0
        """,
    )


def test_a_mail_domain_is_the_websites_a_providers_a_throw_away_or_of_elsewhere() -> None:
    check(
        affiliates="""
            affiliate_id | website_domain | email_domain | parent_affiliate_id
            a            | a.example      | a.example    |
            b            | b.example      | m.b.example  |
            c            | c.example      | big.example  |
            d            | d.example      | two.example  |
            e            | e.example      | two.example  |
            f            | f.example      | gone.example |
            g            | g.example      | firm.example |
            h            | h.example      | firm.example | g
        """,
        email_domains="""
            email_domain | is_disposable
            gone.example | 1
            firm.example | 0
        """,
        orders="""
            affiliate_id | ordered_us | email_domain
            a            | 0 10:00:00 | big.example
        """,
        clicks=CLICKS,
        expected="""
            affiliate_id | mismatched_profile_email_ratio | disposable_profile_email_ratio
            a            | 0/1                            | 0/0
            b            | 0/1                            | 0/0
            c            | 0/1                            | 0/0
            d            | 0/1                            | 0/0
            f            | 0/1                            | 1/1
            g            | 1/1                            | 0/1
        """,
    )


def test_findings_of_a_screening_count_up_to_ten() -> None:
    check(
        affiliates="""
            affiliate_id | screening_finding_count
            a            | 0
            b            | 3
            c            | 12
            d            |
        """,
        clicks=CLICKS,
        expected="""
            affiliate_id | screening_finding_ratio
            a            | 0/10
            b            | 3/10
            c            | 10/10
            d            | 0/0
        """,
    )
