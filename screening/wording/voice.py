"""Whether a page says a thing itself: the one place that answers this, and which question to ask when.

`Voice(page)` is the voice of a page. Its words are searched with a lexicon; of the hits it then says:

- `own`: which of them the page does not quote. Ask this first, whatever is looked for.
- `is_asked`, `ends_in_question`, `is_answered_no`: it stands in a question, so nothing is offered or claimed.
- `is_reported`: others do it, and the page reports of them. For offers and trades: the check that asks knows the words
  of warning of its subject, and says whether one stands near (`is_guarded`).
- `disowns`: the same, and in addition the page doubts it close by, denies it or reports it. For claims and frights,
  which many pages repeat in order to refute them; the words of doubt are the same for all of them.
- `stance`, `keeps_distance`, `distance`, `deals`, `calls_own`: single marks, to weigh a finding that stands already.
- `sells`, `explains`: of the page as a whole, whether somebody sells there, or explains the subject.

- `is_satire`: of the site.

The parts are modules of their own: `quotations`, `questions` and `stance`; no check asks the last two itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from screening.page.model import Page
from screening.wording import stance as marks
from screening.wording.cues import around
from screening.wording.figures import sums
from screening.wording.phrases import different, lexicon
from screening.wording.questions import ends_in_question, is_answered_no, is_asked
from screening.wording.quotations import Quotations, is_quoted_by
from screening.wording.stance import Stance, is_satire
from screening.wording.words import Hit, Words

__all__ = ["Stance", "Voice", "is_satire"]

_DOUBT_REACH = 30
"""Words from a passage to a word of warning: the sentence before or after it."""
_OPENING_REACH = 14
_NEGATION_REACH = 4
_LEAST_OF_A_WARNER = 4
"""Different words of warning from which on the page is about such promises."""
_LEAST_EXPLANATIONS = 3
"""Different words of explanation; with fewer, a page may just decorate itself with a doctor."""
_PRICE_REACH = 60
"""Characters between an offer and the end of its price."""
_MOST_LOOKED_UP = 50
"""Hits of a page that are looked for in the quotations of others; who says a thing more often says it himself."""


class Voice:
    """The voice of one page; what it reads is kept with the page's words, so that it costs nothing to make another.

    Attributes:
        page: The page.
        others: Further pages of the site: what they quote is quoted here, too, where it stands without its marks.
        quotations: What it quotes.
        words: The words of `page.text`.
    """

    def __init__(self, page: Page, others: Sequence[Page] = ()) -> None:
        self.page = page
        self.others = others
        self.quotations = Quotations(page)
        self.words = self.quotations.words

    # --- a passage of the page -----------------------------------------------------------------------------------

    def own(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits in `words` that the page does not quote."""
        own = self.quotations.own(hits)
        if not self.others:
            return own
        looked_up, rest = own[:_MOST_LOOKED_UP], own[_MOST_LOOKED_UP:]
        return [hit for hit in looked_up if not is_quoted_by(self.others, self.words, hit)] + rest

    def is_asked(self, hit: Hit) -> bool:
        """Say whether a hit stands in a question that the page answers, as in "is it safe to buy …?"."""
        return is_asked(self.words, hit)

    def ends_in_question(self, hit: Hit, reach: int = 80) -> bool:
        """Say whether the sentence of a hit ends with a question mark, at most `reach` characters behind it."""
        return ends_in_question(self.words, hit, reach)

    def is_answered_no(self, hit: Hit) -> bool:
        """Say whether a hit stands in a question that is answered in the negative, as in "An extension? No."."""
        return is_answered_no(self.words, hit)

    def stance(self, hit: Hit) -> Stance:
        """Return who deals in a passage: the page, others of whom it reports, or nobody for sure."""
        return marks.stance(self.quotations, hit)

    def is_reported(self, hit: Hit, *, is_guarded: bool = False) -> bool:
        """Say whether a passage is none of the page's own offers.

        Args:
            hit: The passage.
            is_guarded: Whether words of warning, of reports or of the law stand by it, as the check that asks knows
                them; who offers himself and says how to order may warn of other sellers, and reports nothing by that.
        """
        found = self.stance(hit)
        return found is Stance.REPORTS or (is_guarded and found is not Stance.OFFERS)

    def disowns(self, hit: Hit) -> bool:
        """Say whether a passage is of others, warned of close by, or denied or reported in its own sentence."""
        is_doubted = self.warns() or bool(around(self._doubts, hit, _DOUBT_REACH))
        is_guarded = is_doubted or self._opens_sentence("doubt.reported", hit)
        return self.is_reported(hit, is_guarded=is_guarded) or self._opens_sentence("doubt.denies", hit)

    def keeps_distance(self, hit: Hit) -> bool:
        """Say whether a passage keeps its distance at all, or narrates what somebody did."""
        return marks.is_remote(self.quotations, hit)

    def distance(self, hit: Hit) -> int:
        """Return how many different marks of others who act stand around a passage, two of a kind at most."""
        return marks.distance(self.quotations, hit)

    def narration(self, hit: Hit) -> int:
        """Return how many different words around a passage tell what somebody did, two at most."""
        return marks.narration(self.quotations, hit)

    def deals(self, hit: Hit) -> bool:
        """Say whether by a passage somebody deals, or says in two ways how to order, whatever it is."""
        return marks.offers_something(self.quotations, hit)

    def calls_own(self, hit: Hit) -> bool:
        """Say whether a passage calls what it speaks of the page's own, as in "it opens our link"."""
        return marks.is_ours(self.words, hit)

    def same_article(self, one: Hit, other: Hit) -> bool:
        """Say whether between two hits no other article begins, announced by a heading that leads to it."""
        announced = self.quotations.memoised(Voice.same_article, lambda _: _announced(self.page, self.words))
        return bisect_right(announced, one.first) == bisect_right(announced, other.first)

    # --- the page as a whole -------------------------------------------------------------------------------------

    def sells(self, offers: Sequence[Hit]) -> bool:
        """Say whether the page sells: words of a shop as its own, or a price beside one of its offers."""
        words = self.words
        shop = [hit for hit in lexicon("selling").find(words, "now") if not words.is_negated(hit)]
        if any(not self.is_asked(hit) for hit in self.own(shop)):
            return True
        spans = (words.span(hit.first, hit.last) for hit in offers)
        near = [(first - _PRICE_REACH, last + _PRICE_REACH) for first, last in spans]
        return any(first <= price.start and price.end <= last for price in sums(words) for first, last in near)

    def explains(self) -> bool:
        """Say whether the page speaks like one who explains the subject."""
        return len(different(lexicon("selling").find(self.words, "explains"))) >= _LEAST_EXPLANATIONS

    def warns(self) -> bool:
        """Say whether the page is there to warn of promises."""
        return self.words.memoised(_warns, _warns)

    @property
    def _doubts(self) -> list[Hit]:
        return _doubts_of(self.words)

    def _opens_sentence(self, group: str, hit: Hit) -> bool:
        """Say whether a word of a group stands shortly before a passage, in its sentence."""
        openings = lexicon("claims").find(self.words, group)
        near = [one for one in openings if 0 <= hit.first - one.first <= _OPENING_REACH]
        return any(self.words.same_sentence(one, hit) for one in near)


def _announced(page: Page, words: Words) -> list[int]:
    """Return the words at which headings begin that are links, in order."""
    headings = frozenset(page.headings)
    return sorted({words.at(link.offset) for link in page.links if link.text in headings})


def _warns(words: Words) -> bool:
    return len(different(_doubts_of(words))) >= _LEAST_OF_A_WARNER


def _doubts_of(words: Words) -> list[Hit]:
    return words.memoised(_doubts, _doubts)


def _doubts(words: Words) -> list[Hit]:
    """Return the words of doubt; not those of what a page promises to be absent, as in "side effects do not exist"."""
    found = lexicon("claims").find(words, "doubt.words", "doubt.absent", "doubt.harm")
    harms = [hit for hit in found if hit.group == "doubt.harm" and not words.is_negated(hit, _NEGATION_REACH)]
    denied = {(hit.last + 1) for hit in harms}
    absent = {(hit.first, hit.last) for hit in found if hit.group == "doubt.absent" and hit.first in denied}
    return [hit for hit in found if hit.group == "doubt.words" and (hit.first, hit.last) not in absent]
