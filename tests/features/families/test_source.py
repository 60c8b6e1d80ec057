"""What the family `source` measures, shown on programmes small enough to check by eye."""

from __future__ import annotations

from tests.features.checks import check


def test_no_referrer_is_not_an_unknown_referrer() -> None:
    check(
        affiliates="""
            affiliate_id | website_domain
            a            | a.example
            b            |
            c            | ''
        """,
        clicks="""
            affiliate_id | clicked_us | referrer_domain | has_paid_click_mark
            a            | 0 10:00:00 | a.example       | 0
            a            | 0 10:00:00 | x.example       | 1
            a            | 0 10:00:00 | ''              | 0
            a            | 0 10:00:00 |                 |
            b            | 0 10:00:00 | x.example       |
            c            | 0 10:00:00 | x.example       |
        """,
        expected="""
            affiliate_id | missing_referrer_click_ratio | undeclared_referrer_click_ratio | paid_click_mark_ratio
            a            | 1/3                          | 1/2                             | 1/3
            b            | 0/1                          | 0/0                             | 0/0
            c            | 0/1                          | 0/0                             | 0/0
        """,
    )


def test_the_busiest_undeclared_site_is_that_of_the_window() -> None:
    """Site x leads on neither day alone at `a`, and over both; `own` has no undeclared site."""
    check(
        affiliates="""
            affiliate_id | website_domain
            a            | a.example
            own          | own.example
        """,
        clicks="""
            affiliate_id | sub_id | clicked_us  | referrer_domain
            a            | s      | -1 10:00:00 | x.example
            a            | t      | 0 10:00:00  | x.example
            a            | s      | -1 10:00:00 | y.example
            a            | t      | 0 10:00:00  | z.example
            a            | t      | 0 10:00:00  | a.example
            a            | t      | 0 10:00:00  | a.example
            a            | t      | 0 10:00:00  | a.example
            a            | t      | 0 10:00:00  | ''
            own          |        | 0 10:00:00  | own.example
            b            |        | 0 10:00:00  | x.example
        """,
        expected="""
            affiliate_id | undeclared_referrer_click_ratio | top_undeclared_referrer_click_ratio
            a            | 4/7                             | 2/7
            own          | 0/1                             | 0/1
            b            | 0/0                             | 0/0
        """,
    )


def test_referrers_alike_are_pairs_of_clicks_with_a_referrer() -> None:
    """Of 4 clicks, 12 ordered pairs: x, x, x give 6; the click without a referrer takes no part."""
    check(
        clicks="""
            affiliate_id | clicked_us  | referrer_domain
            a            | -1 10:00:00 | x.example
            a            | 0 10:00:00  | x.example
            a            | 0 10:00:00  | x.example
            a            | 0 10:00:00  | y.example
            a            | 0 10:00:00  | ''
            a            | 0 10:00:00  |
            lone         | 0 10:00:00  | x.example
            lone         | 0 10:00:00  | ''
        """,
        expected="""
            affiliate_id | referrer_collision_ratio
            a            | 0.5 @ 4
            lone         | nan @ 0
        """,
    )


def test_hosts_speak_where_a_list_knows_them() -> None:
    """Without a list of referrer spam nothing is said of `search`; `new` is in no list at all."""
    check(
        hosts="""
            domain       | is_referrer_spam | is_redirect | is_search_engine | is_reward_site
            spam.example | 1                | 0           | 0                | 0
            short.example| 0                | 1           | 0                | 0
            search       |                  | 0           | 1                | 0
            points       |                  | 0           | 0                | 1
        """,
        clicks="""
            affiliate_id | clicked_us | referrer_domain | has_paid_click_mark
            a            | 0 10:00:00 | spam.example    | 1
            a            | 0 10:00:00 | short.example   | 0
            a            | 0 10:00:00 | search          | 1
            a            | 0 10:00:00 | search          | 0
            a            | 0 10:00:00 | search          |
            a            | 0 10:00:00 | points          | 0
            a            | 0 10:00:00 | new             | 1
            a            | 0 10:00:00 | ''              | 1
        """,
        expected="""
            affiliate_id | referrer_spam_click_ratio | redirect_referrer_click_ratio | search_engine_click_ratio
            a            | 1/2                       | 1/6                           | 3/6
        """,
    )


def test_sites_that_pay_their_visitors() -> None:
    """Of 4 clicks from known hosts one; `new` is in no list, and a click without a referrer came from no site."""
    check(
        hosts="""
            domain | is_reward_site
            points | 1
            blog   | 0
        """,
        clicks="""
            affiliate_id | clicked_us | referrer_domain
            a            | 0 10:00:00 | points
            a            | 0 10:00:00 | blog
            a            | 0 10:00:00 | blog
            a            | 0 10:00:00 | blog
            a            | 0 10:00:00 | new
            a            | 0 10:00:00 | ''
        """,
        expected="""
            affiliate_id | reward_site_click_ratio
            a            | 1/4
        """,
    )


def test_a_paid_click_from_a_search_engine_has_both_marks() -> None:
    """A click from a blog is a trial and no event; without a landing page or from an unknown host it is neither."""
    check(
        hosts="""
            domain | is_search_engine
            search | 1
            blog   | 0
        """,
        clicks="""
            affiliate_id | clicked_us | referrer_domain | has_paid_click_mark
            a            | 0 10:00:00 | search          | 1
            a            | 0 10:00:00 | search          | 0
            a            | 0 10:00:00 | search          |
            a            | 0 10:00:00 | blog            | 1
            a            | 0 10:00:00 | new             | 1
            a            | 0 10:00:00 | ''              | 1
        """,
        expected="""
            affiliate_id | search_engine_paid_click_ratio | paid_click_mark_ratio
            a            | 1/3                            | 4/5
        """,
    )
