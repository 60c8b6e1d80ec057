"""What the demo's world is made of: countries, addresses, user agents, hosts, pages, mail domains and words.

Every name of a partner or shop is invented; the numbers in them keep them away from registered ones.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AGENTS",
    "COUNTRIES",
    "DATACENTRE_PREFIXES",
    "DESKTOP_AGENTS",
    "DISPOSABLE_MAIL",
    "HOME_COUNTRIES",
    "HOSTS",
    "MAIL_DOMAINS",
    "MAIL_HOSTS",
    "MOBILE_AGENTS",
    "NOUNS",
    "PATHS",
    "PROGRAM_AGENTS",
    "QUALITIES",
    "SEARCH_HOSTS",
    "SOCIAL_HOSTS",
    "SUB_IDS",
    "Country",
]


@dataclass(frozen=True)
class Country:
    """A country as the logs see it.

    Attributes:
        code: ISO 3166 code.
        utc_offset_hours: Offset of its clocks in summer.
        octets: First octets its households' IPv4 addresses come from.
    """

    code: str
    utc_offset_hours: int
    octets: tuple[int, ...]


COUNTRIES: tuple[Country, ...] = (
    Country("DE", 2, (79, 84, 87, 91, 93)),
    Country("AT", 2, (77, 80, 178)),
    Country("CH", 2, (81, 83, 85)),
    Country("FR", 2, (78, 82, 86, 90)),
    Country("NL", 2, (62, 94, 145)),
    Country("GB", 1, (86, 92, 109)),
    Country("ES", 2, (88, 95, 213)),
    Country("IT", 2, (151, 93, 79)),
    Country("SE", 2, (90, 155, 213)),
    Country("US", -4, (24, 67, 71, 73, 98)),
    Country("IN", 5, (49, 106, 117)),
    Country("VN", 7, (14, 113, 171)),
    Country("BR", -3, (177, 179, 187)),
    Country("NG", 1, (102, 105, 197)),
)
HOME_COUNTRIES = 10
"""How many of `COUNTRIES`, from the first, are markets of the programme; the rest are not."""

DATACENTRE_PREFIXES: tuple[int, ...] = tuple(
    (a << 24) | (b << 16) for a, b in ((95, 216), (65, 108), (51, 38), (3, 120), (34, 91), (159, 69), (167, 99))
)


def _desktop_agents() -> list[str]:
    """Return browsers of desktop computers, the common ones first."""
    systems = ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64")
    chrome = "Mozilla/5.0 ({0}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{1}.0.0.0 Safari/537.36"
    agents = [chrome.format(system, version) for version in range(137, 125, -1) for system in systems]
    agents += [f"{chrome.format(systems[0], version)} Edg/{version}.0.0.0" for version in range(137, 127, -1)]
    agents += [
        f"Mozilla/5.0 ({system}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"
        for version in range(139, 129, -1)
        for system in systems
    ]
    agents += [
        f"Mozilla/5.0 ({systems[1]}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{version} Safari/605.1.15"
        for version in ("18.5", "18.4", "18.3", "17.6", "17.4", "16.6")
    ]
    return agents


def _mobile_agents() -> list[str]:
    """Return browsers of telephones, the common ones first."""
    iphone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS {0}_{1} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/{0}.{1} Mobile/15E148 Safari/604.1"
    )
    android = (
        "Mozilla/5.0 (Linux; Android {0}; {1}) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/{2}.0.0.0 Mobile Safari/537.36"
    )
    agents = [iphone.format(*version) for version in ((18, 5), (18, 4), (18, 3), (17, 6), (17, 5), (16, 7), (15, 8))]
    models = (("15", "Pixel 9"), ("14", "SM-S921B"), ("14", "SM-A556B"), ("13", "SM-A336B"), ("13", "M2101K6G"))
    agents += [android.format(*model, version) for version in range(137, 125, -1) for model in models]
    agents += [
        f"Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"SamsungBrowser/{version}.0 Chrome/121.0.0.0 Mobile Safari/537.36"
        for version in range(27, 21, -1)
    ]
    return agents


def _program_agents() -> list[str]:
    """Return agents of libraries, headless browsers and crawlers."""
    headless = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/{0}.0.0.0 Safari/537.36"
    )
    agents = [f"python-requests/2.{minor}.0" for minor in range(26, 33)]
    agents += [headless.format(version) for version in range(119, 126)]
    agents += ["curl/8.5.0", "curl/7.88.1", "Wget/1.21.4", "Go-http-client/1.1", "Go-http-client/2.0", "okhttp/4.12.0"]
    agents += ["python-httpx/0.27.0", "Scrapy/2.11.2 (+https://scrapy.org)", "Java/17.0.9", "axios/1.7.2"]
    agents += [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    ]
    return agents


_DESKTOP, _MOBILE, _PROGRAMS = _desktop_agents(), _mobile_agents(), _program_agents()
AGENTS: tuple[str, ...] = (*_DESKTOP, *_MOBILE, *_PROGRAMS)
DESKTOP_AGENTS = range(len(_DESKTOP))
MOBILE_AGENTS = range(len(_DESKTOP), len(_DESKTOP) + len(_MOBILE))
PROGRAM_AGENTS = range(len(_DESKTOP) + len(_MOBILE), len(AGENTS))

_SEARCH = ("www.google.com", "www.google.de", "www.bing.com", "duckduckgo.com")
_SOCIAL = ("www.facebook.com", "l.instagram.com", "t.co", "www.youtube.com", "www.reddit.com", "www.pinterest.com")
_MAIL = ("mail.google.com", "outlook.live.com", "mail.yahoo.com")
HOSTS: tuple[str, ...] = ("", *_SEARCH, *_SOCIAL, *_MAIL)
"""Referring hosts that everybody shares; the first stands for "no referrer"."""
SEARCH_HOSTS = range(1, 1 + len(_SEARCH))
SOCIAL_HOSTS = range(1 + len(_SEARCH), 1 + len(_SEARCH) + len(_SOCIAL))
MAIL_HOSTS = range(1 + len(_SEARCH) + len(_SOCIAL), len(HOSTS))

_TOPICS = (
    *("running-shoes", "summer-dresses", "city-breaks", "cheap-flights", "credit-cards", "current-accounts"),
    *("garden-furniture", "headphones", "laptops", "baby-clothes", "board-games", "protein-bars", "coffee-machines"),
    *("loan-comparison", "streaming", "puzzle-games", "rain-jackets", "suitcases", "watches", "mattresses"),
)
_FORMS = ("/best-{}", "/{}/review", "/{}/2026", "/deals/{}", "/blog/{}-guide", "/{}/top-10", "/compare/{}", "/tag/{}")
PATHS: tuple[str, ...] = ("/", *(form.format(topic) for topic in _TOPICS for form in _FORMS))
"""Paths of referring pages; the first is the front page."""

SUB_IDS: tuple[str, ...] = (
    "",
    *(f"{kind}-{number:02d}" for number in range(1, 17) for kind in ("site", "nl", "banner", "app")),
)
"""Sub-ids; the first stands for "none"."""

MAIL_DOMAINS: tuple[str, ...] = (
    *("gmail.com", "gmail.com", "gmail.com", "gmx.de", "web.de", "outlook.com", "hotmail.com", "yahoo.com"),
    *("icloud.com", "t-online.de", "orange.fr", "freenet.de", "libero.it", "proton.me"),
    *("mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "trashmail.com"),
)
DISPOSABLE_MAIL = range(14, len(MAIL_DOMAINS))

QUALITIES: tuple[str, ...] = (
    *("bright", "quiet", "clever", "sunny", "silver", "golden", "rapid", "gentle", "urban", "nordic", "lucky"),
    *(
        "honest",
        "little",
        "grand",
        "daily",
        "simple",
        "modern",
        "cosy",
        "green",
        "blue",
        "happy",
        "fresh",
        "prime",
        "early",
    ),
)
NOUNS: tuple[str, ...] = (
    *("harbour", "fox", "compass", "garden", "lantern", "meadow", "basket", "voyage", "ledger", "kettle", "falcon"),
    *("trail", "market", "window", "atlas", "pepper", "cabin", "rocket", "button", "island", "orchard", "bridge"),
)
