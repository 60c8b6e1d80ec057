"""Reasons and results as plain sentences.

Nothing here accuses: a partner-readable text says "indicators consistent with …", and the kinds of misconduct are
named in plain words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from features.catalogue import FRAUD_TYPES, Feature
from models.evidence.peers import PROGRAMME
from pipelines.counts import NO_VALUE, count
from pipelines.report.formats import (
    amount,
    format_day,
    format_percent,
    format_value,
)
from pipelines.report.view import POOR_FIT, AtRisk, Case, RunFacts, Scored

__all__ = [
    "TYPE_WORDS",
    "action_sentence",
    "at_risk_sentence",
    "detector_sentence",
    "evidence_words",
    "false_flags",
    "group_words",
    "headline",
    "poor_fit",
    "reason_sentence",
    "ring_sentence",
    "title_of",
    "type_words",
    "urgency",
    "urgent_note",
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

_EVIDENCE_WORDS = {
    "account": "the account",
    "finding": "what the screening quoted",
    "partner": "the other partners",
}

_ACTIONS = {
    "hold": "Recommended: hold the commission that can still be reversed until a reviewer has decided.",
    "review": "Recommended: have a reviewer look at it before the next payout.",
}


def type_words(code: str) -> str:
    """Return a fraud type in plain words; an empty code is an unusual pattern of no known kind."""
    if not code:
        return _UNKNOWN_TYPE
    return TYPE_WORDS[code] if code in FRAUD_TYPES else code.replace("_", " ")


def group_words(peer_group: str) -> str:
    """Return the name of a peer group as pages say it.

    >>> group_words("content"), group_words("programme")
    ('content', 'the whole programme')
    """
    return "the whole programme" if peer_group in ("", PROGRAMME) else peer_group


def title_of(code: str) -> str:
    """Return a readable title of a feature that has no catalogue entry at hand.

    >>> title_of("refund_ratio")
    'Refund ratio'
    """
    return code[:1].upper() + code[1:].replace("_", " ")


def reason_sentence(
    feature: Feature, value: float, events: float, support: float, peer_median: float, expected: float = math.nan
) -> str:
    """Return the feature's sentence with its numbers filled in.

    Values that count things stand without their unit: the sentence names what is counted. What the peers show is
    called the median that it is.

    Args:
        feature: The feature, whose `sentence` names the placeholders.
        value: Measured value.
        events: Events behind a rate, else NaN.
        support: Trials or observations.
        peer_median: The peers' median; NaN where there is none.
        expected: What the affiliate's own offers make expected; NaN where they change nothing.
    """
    unit = feature.unit if feature.unit in _SPOKEN_UNITS else "number"
    median = format_value(peer_median, unit, feature.kind, value)
    peers = "not known" if median == NO_VALUE else f"median {median}"
    usual = format_value(expected, unit, feature.kind, value)
    if math.isfinite(expected) and not usual.startswith("<"):
        peers += f", with the same offers about {usual}"
    return feature.sentence.format(
        value=format_value(value, unit, feature.kind, peer_median),
        events=count(events),
        support=count(support),
        sharing=count(events + 2),
        peer_median=peers,
    )


def detector_sentence(peer_percentile: float | None) -> str:
    """Return what the detector says: even those most like this affiliate are unlike it.

    >>> detector_sentence(88.8)
    'Its evidence lies further from its nearest look-alikes than that of 89% of comparable affiliates.'
    >>> detector_sentence(99.7)[-42:], detector_sentence(100)[-39:]
    ('of more than 99% of comparable affiliates.', 'than that of all comparable affiliates.')
    """
    if peer_percentile is None or not math.isfinite(peer_percentile):
        return "Its evidence lies far even from its nearest look-alikes."
    share = f"{peer_percentile:.0f}% of"
    if peer_percentile >= 99.5:
        share = "all" if peer_percentile == 100 else "more than 99% of"
    return f"Its evidence lies further from its nearest look-alikes than that of {share} comparable affiliates."


def ring_sentence(shared: float, expected: float) -> str:
    """Return what a ring shares, and what chance would give.

    >>> ring_sentence(41, 0.32)
    'Members of its ring share customers, payments or addresses 41 times, pair by pair, where chance would give 0.3.'
    >>> ring_sentence(1, 0.01)[-58:]
    'once, pair by pair, where chance would give less than 0.1.'
    """
    chance = "less than 0.1" if expected < 0.05 else f"{expected:,.1f}"
    times = "once" if shared == 1 else f"{count(shared)} times"
    what = f"customers, payments or addresses {times}, pair by pair"
    return f"Members of its ring share {what}, where chance would give {chance}."


def evidence_words(kind: str) -> str:
    """Return what the rows behind a reason are.

    >>> evidence_words("order"), evidence_words("partner")
    ('order ids', 'the other partners')
    """
    return _EVIDENCE_WORDS.get(kind, f"{kind} ids")


def at_risk_sentence(risk: AtRisk) -> str:
    """Return how much can still be reversed, and until when."""
    last = format_day(risk.last_lock_day)
    money = f"{amount(risk.commission)} in {count(risk.orders, 'order')}"
    if risk.first_lock_day == risk.last_lock_day:
        return f"{money}: after {last} it can no longer be reversed."
    return f"{money}: begins to lock after {format_day(risk.first_lock_day)}; after {last} none can be reversed."


def urgency(risk: AtRisk, as_of_day: int) -> str:
    """Return that commission locks on the as-of day ("today") or the day after it; empty when it does neither."""
    days = risk.first_lock_day - as_of_day
    if days > 1:
        return ""
    share = "All" if risk.first_lock_day == risk.last_lock_day else "Some"
    return f"{share} of it locks {'tomorrow' if days == 1 else 'today'}."


def urgent_note(cases: Sequence[Case], as_of_day: int) -> str:
    """Return for how many affiliates commission locks today or tomorrow; empty for none."""
    many = sum(any(urgency(risk, as_of_day) for risk in case.at_risk) for case in cases)
    today = format_day(as_of_day)
    return f"Commission of {count(many, 'affiliate')} locks today ({today}) or tomorrow." if many else ""


def action_sentence(band: str) -> str:
    """Return what a band recommends; a person decides."""
    return _ACTIONS.get(band, "")


def false_flags(scored: Scored) -> str:
    """Return the expected number of false flags with its interval in whole flags, the interval rounded outwards.

    What is known to within a few flags is not told in hundredths: `about 2 (0 to 5)`, `fewer than 1 (0 to 2)`.
    """
    expected = scored.expected_false
    about = "fewer than 1" if expected < 1 else f"about {math.floor(expected + 0.5):,}"
    low, high = (round(end, 6) for end in (scored.expected_false_low, scored.expected_false_high))
    return f"{about} ({math.floor(low):,} to {math.ceil(high):,})"


def headline(run: RunFacts, scored: Scored, flagged: int) -> str:
    """Return the night's result in a sentence, and how far to trust it where the p-values do not fit."""
    night = format_day(run.as_of_day)
    if scored.affiliates == 0:
        return f"No affiliate had a click or an order in the windows that end on {night}: nothing was scored."
    everyone = count(scored.affiliates, "affiliate")
    if not scored.is_judged:
        return f"{everyone} as of {night}, none of them judged: too few are measured alike to compare them."
    verb = "show" if flagged > 1 else "shows"
    result = f"{count(flagged) if flagged else 'None'} of {everyone} {verb} indicators that merit review"
    if scored.fits_poorly:
        return f"{result}. The p-values fit this programme poorly; read the order, not the count."
    if not flagged:
        return f"{result} as of {night}."
    return f"{result}; false flags to expect: {false_flags(scored)}."


def poor_fit(scored: Scored) -> str:
    """Return why the number of flags is not to be trusted; empty where the p-values fit."""
    if not scored.fits_poorly:
        return ""
    return (
        "Over the half of the programme where nothing is suspected, the p-values' distribution departs from the "
        f"expected one by {format_percent(scored.bulk_gap)} (more than {POOR_FIT:.0%} is poor). "
        "How many are flagged, the bands, p and q depend on that distribution; who ranks above whom does not."
    )
