"""Sources (sub-ids) that stand out by themselves, whether or not their partner does."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SourceRow", "Sources"]


@dataclass(frozen=True)
class SourceRow:
    """A sub-id that stands out, of a partner who has several.

    Attributes:
        affiliate_id: The partner.
        name: Its name, or empty.
        sub_id: The source as the logs give it; empty for clicks that name none.
        q_value: Share of false ones to expect if all down to this one were listed: of all sub-ids under a flagged
            partner, under another of those whose partners are not flagged.
        type_words: The best supported kind of misconduct in plain words.
        clicks: Its clicks in the window.
        orders: Its orders in the window.
        partner_sub_ids: How many sub-ids the partner has.
        partner_clicks: The clicks of all of them.
        sentence: Its strongest reason.
    """

    affiliate_id: str
    name: str
    sub_id: str
    q_value: float
    type_words: str
    clicks: int
    orders: int
    partner_sub_ids: int
    partner_clicks: int
    sentence: str

    @property
    def click_share(self) -> float | None:
        """Its share of the partner's clicks; None where there are none."""
        return self.clicks / self.partner_clicks if self.partner_clicks else None


@dataclass(frozen=True)
class Sources:
    """The sub-ids that stand out, the highest score first.

    Attributes:
        of_flagged: Under flagged partners.
        of_others: Under partners who are not flagged.
        judged_of_others: How many sub-ids such partners have.
    """

    of_flagged: tuple[SourceRow, ...] = ()
    of_others: tuple[SourceRow, ...] = ()
    judged_of_others: int = 0

    def of(self, affiliate_id: str) -> tuple[SourceRow, ...]:
        """Return a flagged partner's."""
        return tuple(row for row in self.of_flagged if row.affiliate_id == affiliate_id)
