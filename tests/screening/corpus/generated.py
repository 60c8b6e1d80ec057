"""Pages made by rule: reworded and copied posts of an honest site, pages by town, articles from a mould."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tests.screening.corpus.render import SourcePage

__all__ = ["pages"]

_MOULDS = tomllib.loads((Path(__file__).parent / "moulds.toml").read_text(encoding="utf-8"))
_SYNONYMS: dict[str, str] = _MOULDS["synonyms"]
_TOWNS: list[str] = _MOULDS["towns"]
_TOPICS: list[str] = _MOULDS["topics"]
_WORD = re.compile(r"[A-Za-z]+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>")


def pages(rule: str, written: Mapping[str, list[SourcePage]]) -> list[SourcePage]:
    """Return the pages that a rule makes; none for an empty rule.

    Args:
        rule: `spun:SITE:strong|light`, `scraped:SITE:whole|framed`, `template:NAME`, `mass:COUNT` or `doorway:COUNT`.
        written: The written pages of all sites.
    """
    kind, _, rest = rule.partition(":")
    if kind in {"spun", "scraped"}:
        source, _, degree = rest.partition(":")
        posts = [page for page in written[source] if page.date]
        make = _spun if kind == "spun" else _scraped
        made = [make(page, degree, number) for number, page in enumerate(posts)]
        return [_home(), *made]
    if kind == "template":
        return [_home(), *(_template(topic, number) for number, topic in enumerate(_TOPICS[:8]))]
    if kind == "mass":
        return [_home(), *(_mass(number, int(rest)) for number in range(int(rest)))]
    if kind == "doorway":
        return _doorway(int(rest))
    return []


def _home() -> SourcePage:
    return SourcePage("/", "Home", "", "Welcome. Here is what is new.\n\n{posts}\n")


def _spun(page: SourcePage, degree: str, number: int) -> SourcePage:
    """Swap words that have a synonym: all of them (strong) or two in three (light)."""
    seen = 0

    def swap(match: re.Match[str]) -> str:
        nonlocal seen
        other = _SYNONYMS.get(match[0].lower())
        if other is None:
            return match[0]
        seen += 1
        if degree == "light" and seen % 3 == 0:
            return match[0]
        return other[0].upper() + other[1:] if match[0][0].isupper() else other

    text = _WORD.sub(swap, _LINK.sub(r"\1", page.text))
    return SourcePage(f"/post-{number + 1}", _WORD.sub(swap, page.title), f"2026-09-{number + 10}", text)


def _scraped(page: SourcePage, degree: str, number: int) -> SourcePage:
    own = _MOULDS["frame"].format(number=number + 1) + "\n\n" if degree == "framed" else ""
    text = _LINK.sub(r"\1", page.text)
    return SourcePage(f"/2026/09/{number + 1}", page.title, f"2026-09-{number + 20}", own + text)


def _template(topic: str, number: int) -> SourcePage:
    text = _MOULDS["template"].format(topic=topic, number=number)
    return SourcePage(f"/best-{topic.replace(' ', '-')}", f"Best {topic} of 2026", f"2026-05-{number + 10}", text)


def _mass(number: int, count: int) -> SourcePage:
    """Fill the mould with a topic; every topic twice where more articles are wanted than there are topics."""
    topic = _TOPICS[number % len(_TOPICS)]
    words = {"topic": topic, "Topic": topic.capitalize()}
    many = count > len(_TOPICS)
    opening = _MOULDS["openings"][number // len(_TOPICS) if many else number % 3].format(**words)
    text = _MOULDS["mass"].format(opening=opening, **words)
    if number in {4, 17}:
        text = f"{_MOULDS['apology']}\n\n{text}"
    date = "2026-10-14" if many else f"2026-10-{11 + number % 4}"
    suffix = "" if number < len(_TOPICS) else " explained"
    path = f"/{topic} {suffix}".strip().replace("  ", "-").replace(" ", "-")
    return SourcePage(path, f"The ultimate guide to {topic}{suffix}", date, text)


def _doorway(count: int) -> list[SourcePage]:
    towns = _TOWNS[:count]
    service, act = ("locksmith", "open your door") if count == len(_TOWNS) else ("boot shop", "fit your boots")
    links = "\n".join(f"- [{service.capitalize()} in {town}](/{town.lower()})" for town in towns)
    made = [SourcePage("/", f"{service.capitalize()}s in all towns", "", f"Choose your town.\n\n{links}\n")]
    for number, town in enumerate(towns):
        own = f"{town} has {number + 3} streets that we know well. " if count < len(_TOWNS) else ""
        text = _MOULDS["doorway"].format(own=own, town=town, service=service, act=act)
        made.append(
            SourcePage(f"/{town.lower()}", f"{service.capitalize()} {town}, cheap {service} in {town}", "", text)
        )
    return [*made, SourcePage("/call", "Call us", "", f"Ring 0800 000 0114 and a {service} will {act}.\n")]
