"""Reasons and results as plain sentences.

Nothing here accuses: a partner-readable text says "indicators consistent with …", and the kinds of misconduct are
named in plain words.
"""

from __future__ import annotations

import math

from features.catalogue import FRAUD_TYPES, Feature
from pipelines.report.formats import (
    amount,
    count,
    format_day,
    format_number,
    format_percentile,
    format_value,
)
from pipelines.report.view import AtRisk, RunFacts, Scored

__all__ = [
    "TYPE_WORDS",
    "action_sentence",
    "at_risk_sentence",
    "detector_sentence",
    "false_flags",
    "headline",
    "reason_sentence",
    "title_of",
    "type_words",
]

TYPE_WORDS: dict[str, str] = {
    "click_spam": "click spam",
    "bot_clicks": "automated clicks",
    "cookie_stuffing": "cookie stuffing",
    "click_hijack": "late clicks that take over the credit",
    "self_referral": "self-referral",
    "fake_orders": "orders that are not genuine purchases",
    "refund_abuse": "orders refunded once the commission is safe",
    "lifetime_value_gaming": "customers who vanish once the commission is paid",
    "incentivised": "incentivised traffic",
    "brand_bidding": "bidding on the brand's own search terms",
    "geo_mismatch": "traffic from countries other than declared",
    "bad_sub_id": "one poor source (sub-id) within ordinary traffic",
    "bust_out": "a sudden change against its own past",
    "ring": "a group of affiliates that acts as one",
    "attribution_violation": "credit outside the programme's attribution rules",
    "coupon_misuse": "coupon codes used outside their terms",
}
"""Each fraud type of the catalogue as a reviewer, and if need be a partner, may read it."""

_UNKNOWN_TYPE = "an unusual pattern that fits no known kind"

_SPOKEN_UNITS = frozenset({"ratio", "us", "days"})

_ACTIONS = {
    "hold": "Recommended: hold the commission that can still be reversed until a reviewer has decided.",
    "review": "Recommended: have a reviewer look at it before the next payout.",
}


def type_words(code: str) -> str:
    """Return a fraud type in plain words; an empty code is an unusual pattern of no known kind."""
    if not code:
        return _UNKNOWN_TYPE
    return TYPE_WORDS[code] if code in FRAUD_TYPES else code.replace("_", " ")


def title_of(code: str) -> str:
    """Return a readable title of a feature or detector that has no catalogue entry at hand.

    >>> title_of("detector_isolation_forest"), title_of("refund_ratio")
    ('Unusual combination (isolation forest)', 'Refund ratio')
    """
    name = code.removeprefix("detector_").replace("_", " ")
    return f"Unusual combination ({name})" if code.startswith("detector_") else name[:1].upper() + name[1:]


def reason_sentence(feature: Feature, value: float, events: float, support: float, peer_median: float) -> str:
    """Return the feature's sentence with its numbers filled in.

    Values that count things stand without their unit: the sentence names what is counted.

    Args:
        feature: The feature, whose `sentence` names the placeholders.
        value: Measured value.
        events: Events behind a rate, else NaN.
        support: Trials or observations.
        peer_median: The peers' median; NaN where there is none.
    """
    unit = feature.unit if feature.unit in _SPOKEN_UNITS else "number"
    return feature.sentence.format(
        value=format_value(value, unit, feature.kind, peer_median),
        events=count(events),
        support=count(support),
        peer_median=format_value(peer_median, unit, feature.kind, value),
    )


def detector_sentence(code: str, peer_percentile: float | None) -> str:
    """Return what a detector says: the whole of the measurements is unusual, whichever of them.

    >>> detector_sentence("detector_isolation_forest", 97.3)
    'All measurements together are more unusual than those of 97.3% of comparable affiliates (isolation forest).'
    """
    name = code.removeprefix("detector_").replace("_", " ")
    if peer_percentile is None or not math.isfinite(peer_percentile):
        return f"All measurements together are unusual in this programme ({name})."
    share = format_percentile(peer_percentile)
    return f"All measurements together are more unusual than those of {share}% of comparable affiliates ({name})."


def at_risk_sentence(risk: AtRisk) -> str:
    """Return how much can still be reversed, and until when."""
    last = format_day(risk.last_lock_day)
    money = f"{amount(risk.commission)} in {count(risk.orders, 'order')}"
    if risk.first_lock_day == risk.last_lock_day:
        return f"{money}: after {last} it can no longer be reversed."
    return f"{money}: begins to lock after {format_day(risk.first_lock_day)}; after {last} none can be reversed."


def action_sentence(band: str) -> str:
    """Return what a band recommends; a person decides."""
    return _ACTIONS.get(band, "")


def false_flags(scored: Scored) -> str:
    """Return the expected number of false flags with its interval, as `0.2 (0–1)`."""
    low, high = format_number(scored.expected_false_low), format_number(scored.expected_false_high)
    return f"{format_number(scored.expected_false)} ({low}–{high})"


def headline(run: RunFacts, scored: Scored, flagged: int) -> str:
    """Return the night's result in one sentence."""
    night = format_day(run.as_of_day)
    if scored.affiliates == 0:
        return f"No affiliate had a click or an order in the windows that end on {night}: nothing was scored."
    everyone = count(scored.affiliates, "affiliate")
    if flagged == 0:
        return f"None of {everyone} shows indicators that merit review as of {night}."
    verb, flags = ("shows", "this flag is") if flagged == 1 else ("show", "these flags are")
    return (
        f"{count(flagged)} of {everyone} {verb} indicators that merit review; "
        f"about {false_flags(scored)} of {flags} expected to be false."
    )
