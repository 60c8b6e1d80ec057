"""What a reference list says, and what is known about the list itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

__all__ = ["DOMAIN_CLASSES", "LIST_CLASSES", "MEANING", "NETWORK_CLASSES", "ListClass", "ListFacts", "ListFormat"]

ListClass = Literal["data_centre", "vpn", "tor", "relay", "carrier_nat", "referrer_spam"]
"""What the entries of a list are. One class a list: hosting and VPN must never be one flag."""

ListFormat = Literal["text", "csv", "mmdb"]

LIST_CLASSES: tuple[ListClass, ...] = get_args(ListClass)
DOMAIN_CLASSES: tuple[ListClass, ...] = ("referrer_spam",)
NETWORK_CLASSES: tuple[ListClass, ...] = tuple(name for name in LIST_CLASSES if name not in DOMAIN_CLASSES)

MEANING: dict[ListClass, str] = {
    "data_centre": "networks of hosting companies, where programs run and few people browse",
    "vpn": "exits of virtual private networks, used by people and by machines",
    "tor": "exits of the Tor network",
    "relay": "exits of privacy relays that browsers and phones use by default",
    "carrier_nat": "addresses that a carrier shares among many strangers; they excuse, not accuse",
    "referrer_spam": "domains that fill logs with referrers nobody followed",
}


@dataclass(frozen=True)
class ListFacts:
    """One installed list: what it says, and where that comes from.

    Attributes:
        name: Its name, unique in a home folder.
        kind: The class of all its entries.
        snapshot: The day whose state of the world it describes.
        origin: Where it came from: a path or an address (without the query, which may hold a key).
        sha256: Hash of the source file.
        entries: Entries taken over.
        known_false_positives: Which innocents it is known to hit, in the words of whoever installed it.
        format: Format of the source.
        column: The CSV column that was read; empty = found by looking.
        where: `key=value` that a row or record had to say; empty = all count.
        left_out: Lines that are no entry, or that a list of this class must not hold.
        left_out_examples: The first three of them, with the reason.
        content: Hash of the entries as they are kept.
        request: Hash of what was asked of which address; empty unless downloaded.
        etag: The server's mark of this version, for the next download.
        last_modified: The server's date of this version, for the next download.
    """

    name: str
    kind: ListClass
    snapshot: date
    origin: str
    sha256: str
    entries: int
    known_false_positives: str
    format: ListFormat
    column: str = ""
    where: str = ""
    left_out: int = 0
    left_out_examples: tuple[str, ...] = ()
    content: str = ""
    request: str = ""
    etag: str = ""
    last_modified: str = ""
