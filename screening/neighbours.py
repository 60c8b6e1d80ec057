"""Sites and texts that one site is compared with, as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fingerprint", "KnownText"]


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of a site so that others can be compared with it.

    Attributes:
        applicant_id: Whose.
        site: `site_of` its home page.
        kind: `applicant` (of this or an earlier screening), `affiliate`, `banned`, or `address` (looked at without an
            application; others are never compared with it).
        final_site: `site_of` where the home page ended.
        identifiers: Operator ids as `kind:value` (`adsense:pub-1234567890123456`, `email:…`, `phone:…`), sorted.
        shingles: A sorted sample of hashes of five-word shingles of the main texts (bottom-k of each page).
        words: A sorted sample of hashes of the distinct words of the main texts.
        builds: For each page with a text a sorted sample of hashes of its rows of words, words of meaning left blank.
        page_words: For each page with a text the hashes of its different words, sorted.
        earliest_date: The earliest date that its texts give themselves, ISO, or "".
        registered_us: Registration of its domain; None = unknown.
        identity: How much of an identity it shows: author, imprint, contact, dates; higher is more.
        links_to: Sites its pages link to, sorted.
        shows_owner: Whether a part of the applicant's name stands on the site; None = nobody gave one but the site's.
        owner_words: The parts of the applicant's name, lower case, sorted.
        called: What the site is called, by the first letters of each name, sorted.
        credits: Whom its texts name as the publication that had them first, in the same way.
        signed: The names with which its texts are signed, sorted.
        introduced: The names of people that its pages on contact, about and imprint give, sorted.
        shows_control: Whether the site shows that it is the applicant's (P-24).
    """

    applicant_id: str
    site: str
    kind: str = "applicant"
    final_site: str = ""
    identifiers: tuple[str, ...] = ()
    shingles: tuple[int, ...] = ()
    words: tuple[int, ...] = ()
    builds: tuple[tuple[int, ...], ...] = ()
    page_words: tuple[tuple[int, ...], ...] = ()
    earliest_date: str = ""
    registered_us: int | None = None
    identity: int = 0
    links_to: tuple[str, ...] = ()
    shows_owner: bool | None = None
    owner_words: tuple[str, ...] = ()
    shows_control: bool = False
    called: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    introduced: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownText:
    """A text that the operator knows (a merchant's feed, a corpus), for comparison."""

    name: str
    text: str
