"""All that was gathered of one applicant: what checks look at, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from screening.applicant import Applicant
from screening.backlinks.provider import Backlinks
from screening.domain.facts import DomainFacts
from screening.fetch.outcome import Fetch
from screening.page.model import Page

__all__ = [
    "CHALLENGE_PATH",
    "Look",
    "OwnRedirect",
    "ReadState",
    "SecondLook",
    "Site",
    "SitemapEntry",
    "SocialProfile",
    "Unread",
]


CHALLENGE_PATH = "/.well-known/affguard.txt"
"""Where an applicant may show that it controls the site (P-24)."""


class ReadState(StrEnum):
    """How far the site could be read."""

    READ = "read"
    DISALLOWED = "disallowed"
    """robots.txt asks programs to stay away, or could not be had."""
    BLOCKED = "blocked"
    """The site refused us: 401, 403, 429, a challenge page."""
    UNREACHABLE = "unreachable"
    """No answer that can be read: no such name, no connection, a fault of the server."""
    SCRIPTED = "scripted"
    """Its pages are drawn by scripts, which are never run, and show nothing without them."""
    CUT = "cut"
    """Its home page, or most of its pages, are longer than is read of a page: the rest is not known."""


@dataclass(frozen=True)
class Unread:
    """A page that was not read.

    Attributes:
        url: Which.
        reason: `robots`, `budget`, `blocked`, `status`, `content_type`, `never_request`, or the value of a `Refusal`.
        detail: In words.
    """

    url: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class OwnRedirect:
    """An address of the applicant's own site that a page loads or links, and where it sends the browser.

    Attributes:
        url: The address (`https://blog.example/go/shoes`).
        chain: Where it leads, hop by hop, within the own site and the first foreign address, which was not requested.
        fetch: The exchange that showed it.
    """

    url: str
    chain: tuple[str, ...]
    fetch: Fetch


@dataclass(frozen=True)
class SocialProfile:
    """A profile that the applicant or its site named, and what its page showed.

    Attributes:
        url: The profile.
        named_by: `application`, `site` or both, sorted.
        fetch: The exchange; None when it was not tried.
        page: What was read; None when it could not be.
    """

    url: str
    named_by: tuple[str, ...]
    fetch: Fetch | None = None
    page: Page | None = None


class Outcome(StrEnum):
    """How the comparison ended."""

    UNDECIDED = "undecided"
    """More requests are needed."""
    SAME = "same"
    RESTLESS = "restless"
    """It changes from one request to the next, whoever asks; that says nothing."""
    ELSEWHERE = "elsewhere"
    """Visitors from a search engine end on another site."""
    OTHER_TEXT = "other_text"
    """Visitors from a search engine read another text."""


@dataclass(frozen=True)
class Look:
    """One more request for a page that was read.

    Attributes:
        fetch: The exchange; without its body where the page has it as source.
        ended_at: Where it ended, or the address it names and that was not requested.
        page: What it showed; None where it leads to an address that was not requested.
    """

    fetch: Fetch
    ended_at: str
    page: Page | None = None


@dataclass(frozen=True)
class SecondLook:
    """A page that was asked for again, as a visitor from a search engine.

    Attributes:
        url: The address asked for.
        searched: Requests with a search engine as referrer.
        plain: Later requests without one, which are made where the page seems to differ.
        outcome: How they compare; `UNDECIDED` where not all could be made.
        why: Why they could not; "" otherwise.
    """

    url: str
    searched: tuple[Look, ...]
    plain: tuple[Look, ...]
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class SitemapEntry:
    """An address from a sitemap; `last_modified` is the text as it stands, or ""."""

    url: str
    last_modified: str = ""


@dataclass(frozen=True)
class Site:
    """One applicant's site, as read.

    Attributes:
        applicant: The application.
        home_url: Where reading began, with its scheme.
        state: How far it could be read.
        state_reason: Why not further, in words; "" when read.
        barrier: What stood in the way where the home page would be: a form to log in, a challenge; None without one.
        doors: Pages beside the home page that show little but a form to log in: they are no content, but what forms
            ask for is looked for on them, too.
        pages: What was read, the home page first; addresses that show the same page stand once.
        fetches: Every exchange, in order of time, robots.txt and probes included; bodies of pages that were read are
            left out, they are `Page.html`. Those of second looks stand there.
        unread: What was not read, and why.
        sitemap: Addresses from the sitemaps, of the applicant's hosts only.
        own_redirects: Own addresses that send on, for links and embeds that need it.
        missing_page: Answer to an address that cannot exist; None when not asked.
        domain: Facts from registers, DNS and certificate.
        profiles: Social profiles.
        second_looks: Pages that were asked for again; None = the operator did not ask for it.
        backlinks: Who links here; None = unknown.
        backlinks_unknown: Why it is unknown, and what would change that; "" when known.
        is_our_fault: Whether a fault of this program kept it from being read.
    """

    applicant: Applicant
    home_url: str
    state: ReadState = ReadState.READ
    state_reason: str = ""
    pages: tuple[Page, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    unread: tuple[Unread, ...] = ()
    sitemap: tuple[SitemapEntry, ...] = ()
    own_redirects: tuple[OwnRedirect, ...] = ()
    missing_page: Fetch | None = None
    domain: DomainFacts = field(default_factory=DomainFacts)
    profiles: tuple[SocialProfile, ...] = ()
    second_looks: tuple[SecondLook, ...] | None = None
    backlinks: Backlinks | None = None
    backlinks_unknown: str = ""
    barrier: Page | None = None
    doors: tuple[Page, ...] = ()
    is_our_fault: bool = False

    @property
    def home(self) -> Page | None:
        """The home page, if it was read."""
        return self.pages[0] if self.pages else None

    @property
    def asking_pages(self) -> tuple[Page, ...]:
        """The pages on which forms may ask visitors for something."""
        return (*self.pages, *self.doors)

    @property
    def looks(self) -> tuple[Look, ...]:
        """Every request of the second looks."""
        return tuple(look for again in self.second_looks or () for look in (*again.searched, *again.plain))

    @property
    def read_at_us(self) -> int:
        """When reading began: the time that ages are counted to. 0 when nothing was asked."""
        return min((fetch.fetched_at_us for fetch in self.fetches), default=0)
