"""Whether a partner rewards readers for buying through his links, out of his commission (P-08, P-23)."""

from __future__ import annotations

from screening.checks.shared.site_kind import names_method
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import AMOUNT
from screening.wording.phrases import lexicon
from screening.wording.schemes import SHARE, Pair, Scheme, passages
from screening.wording.words import words_of

__all__ = ["rebates"]

_LINKED, _HANDED = Pair("linked", "way", "link", 5), Pair("handed", "hands", "proof", 8, in_order=False)
_GIVEN, _SAID = Pair("given", "part", "back", 12, in_order=False), Pair("said", "part", "weak", 12, in_order=False)
_PORTION = Pair("portion", "part", "source", 5, in_order=False)
_SENT_IN = Pair("sent_in", "to_us", "proof", 10, in_order=False)
_SHARED = (
    Scheme("rebate", (("source",), ("given",)), 45, "others", pairs=(_GIVEN,)),
    Scheme("rebate", (("portion",), ("back",)), 20, "others", pairs=(_PORTION,)),
    Scheme("rebate", (("portion",), ("weak",), ("handed",)), 50, "others", pairs=(_PORTION, _HANDED)),
    Scheme("rebate", (("source",), ("given", "said"), ("handed",)), 60, "others", pairs=(_GIVEN, _SAID, _HANDED)),
)
_MEMBERS = Scheme("rebate", (("start",), ("per_order",), ("payout",)), 110, "others")
_CUT = Pair("cut", "fraction", "receives", 8, in_order=False)
_TOLD_IN_TALK = (
    Scheme("rebate", (("commission",), ("cut",), ("via",)), 60, "reduced", pairs=(_CUT,)),
    Scheme("rebate", (("commission",), (SHARE,), ("receives",), ("thereof",), ("via",)), 45, "reduced"),
)
_OFFERED = Scheme("purse", (("by_us",), ("cashback",), ("join",), ("out",)), 50, "others", is_spoken=False)
_FOR_PROOF = (
    Scheme(
        "rebate",
        (("linked",), ("handed",), ("reward", SHARE, AMOUNT), ("ours", "counts", "club")),
        80,
        "others",
        pairs=(_LINKED, _HANDED),
    ),
    Scheme("rebate", (("linked",), ("sent_in",), ("reward", SHARE)), 70, "others", pairs=(_LINKED, _SENT_IN)),
)


def rebates(site: Site) -> list[Evidence]:
    """Return quotes in which a site rewards its readers for buying through its links; none of a site that does not.

    Either the partner's pay and a part of it that goes to the buyer meet; or a list of shops from which members start,
    what an order brings them and how it is paid out; or his link, proof of the order that readers hand in, and a reward
    that is his, or that he gives to whom hands it to him. Who writes of others, of a maker's offer, of a good cause or
    of help with an order is left out.
    """
    lists_codes = names_method(site.applicant.promo_methods, "coupon")
    return [
        quote for page in site.pages for scheme in _schemes(page, lists_codes) for quote in passages(page, scheme)[:1]
    ]


def _schemes(page: Page, lists_codes: bool) -> tuple[Scheme, ...]:
    """Return the schemes to look for: who helps with orders asks for their numbers, too.

    Many a site of declared coupons also pays buyers back; that is for its terms to say.
    """
    table = lexicon("schemes")
    schemes: tuple[Scheme, ...] = (*_SHARED, _MEMBERS, *_TOLD_IN_TALK)
    if not lists_codes and not table.says(page.title_and_heading, "purse.others"):
        schemes += (_OFFERED,)
    helps = table.find(words_of(page.text), "rebate.service")
    return schemes if helps else (*schemes, *_FOR_PROOF)
