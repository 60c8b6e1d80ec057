"""Pages made by rule: reworded and copied posts of an honest site, pages by town, articles from a mould."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.screening.corpus.render import SourcePage

__all__ = ["pages"]

_SYNONYMS = {
    "walk": "stroll", "walks": "strolls", "usually": "generally", "most": "nearly all", "river": "stream", "high": "tall",
    "strong": "powerful", "quickly": "rapidly", "saw": "noticed", "somebody": "someone", "built": "constructed", "little": "small",
    "each": "every", "single": "lone", "flat": "level", "added": "put", "badly": "poorly", "fell": "dropped", "reached": "arrived at",
    "start": "begin", "keep": "hold", "left": "left-hand side", "spare": "extra", "anyone": "anybody", "ask": "request", "allow": "permit",
    "hours": "hrs", "able": "capable", "thick": "dense", "sheep": "flock", "appeared": "emerged", "near": "close to", "hill": "slope",
    "understand": "comprehend", "stood": "waited", "sound": "noise", "low": "deep", "note": "tone", "lost": "missed", "path": "trail",
    "found": "discovered", "growing": "rising", "ate": "consumed", "looking": "gazing", "thought": "reflected", "patient": "calm",
    "trees": "woods", "practical": "useful", "things": "matters", "park": "leave the car", "need": "require", "second": "next",
    "help": "assist", "people": "folks", "asked": "inquired", "older": "more aged", "winter": "the cold season", "honey": "syrup",
    "made": "prepared", "purpose": "intention", "spring": "springtime", "change": "switch", "tastes": "has the flavour",
    "smells": "has the scent", "hedge": "bush", "tried": "attempted", "mistake": "error", "live": "dwell", "makes": "causes",
    "faster": "quicker", "strangers": "unknown persons", "real": "true", "secret": "trick", "everything": "all", "hangs": "dangles",
    "warns": "alerts", "husband": "spouse", "says": "states", "proper": "genuine", "carry": "bring", "stove": "cooker", "right": "correct",
    "person": "individual", "once": "one time", "fire": "flame", "home": "the house", "map": "chart", "strip": "band", "nothing": "not a thing",
    "life": "reality", "half": "one half", "farms": "homesteads", "deep": "far down", "roots": "root fibres", "nobody": "no one",
    "driven": "steered", "wild": "untamed", "light": "brightness", "sun": "sunshine", "straight": "directly", "green": "emerald",
    "shines": "glows", "counted": "tallied", "old": "elderly", "man": "gentleman", "came": "arrived", "told": "informed", "name": "title",
    "grandmother": "granny", "dark": "nightfall", "frightened": "scared", "recipe": "formula", "written": "noted", "water": "liquid",
    "salt": "seasoning", "report": "tell", "autumn": "fall", "provided": "so long as", "telephone": "phone", "boots": "footwear",
    "thousand": "1000", "miles": "mi", "workshop": "repair place", "extra": "more", "lasted": "endured", "feed": "oil", "twice": "two times",
    "year": "annum", "faith": "trust", "waterproof": "water-resistant", "always": "constantly", "comes": "gets", "end": "finish",
    "look": "search", "pair": "set", "order": "buy", "try": "test", "afternoon": "p.m.", "wear": "put on", "expect": "anticipate",
    "another": "one more", "feet": "paws", "looked": "glanced", "wrote": "typed", "whole": "entire", "subject": "topic",
}  # fmt: skip
_TOWNS = (
    "Ashby", "Barrow", "Calne", "Dereham", "Epping", "Frome", "Goole", "Hexham", "Ilkley", "Jarrow", "Kelso", "Louth", "Malton",
    "Nairn", "Oakham", "Penrith", "Quorn", "Ripon", "Selby", "Thirsk", "Ulverston", "Ventnor", "Wells", "Yeovil", "Alton", "Bude",
    "Crewe", "Diss", "Ely", "Fowey", "Grays", "Hythe", "Irvine", "Kirkby", "Leek", "March", "Neath", "Otley", "Poole", "Rugby",
)  # fmt: skip
_TOPICS = (
    "hiking boots", "air fryers", "yoga mats", "dog beds", "office chairs", "rain jackets", "coffee grinders", "desk lamps",
    "garden hoses", "water bottles", "tents", "head torches", "bike locks", "rugs", "towels", "kettles", "pillows", "backpacks",
    "scarves", "gloves", "notebooks", "clocks", "mirrors", "vases", "candles", "shelves", "ladders", "drills", "saws", "ropes",
)  # fmt: skip
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
    own = ""
    if degree == "framed":
        own = f"Good morning, friends. Number {number + 1} of our favourites this month is one that the whole family asked for.\n\n"
    text = _LINK.sub(r"\1", page.text)
    return SourcePage(f"/2026/09/{number + 1}", page.title, f"2026-09-{number + 20}", own + text)


def _template(topic: str, number: int) -> SourcePage:
    text = (
        f"*As an Amazon Associate we earn from qualifying purchases.*\n\nAre you looking for the best {topic}? We have looked at "
        f"many {topic} so that you do not have to. [See the best {topic}](https://www.amazon.co.uk/dp/B0{number}?tag=hcguide-21). "
        f"With these {topic} you cannot go wrong.\n"
    )
    return SourcePage(f"/best-{topic.replace(' ', '-')}", f"Best {topic} of 2026", f"2026-05-{number + 10}", text)


def _mass(number: int, count: int) -> SourcePage:
    topic = _TOPICS[number % len(_TOPICS)]
    opening = (
        f"In today's fast-paced world, {topic} have become more important than ever.",
        f"When it comes to {topic}, making the right choice can be a daunting task.",
        f"{topic.capitalize()} are a game-changer for anyone who wants to unlock the full potential of daily life.",
    )[number // len(_TOPICS) if count > 30 else number % 3]
    apology = "As an AI language model, I cannot test products, but here is an overview.\n\n" if number in {4, 17} else ""
    text = (
        f"{apology}{opening} In this comprehensive guide we will delve into everything you need to know about {topic}.\n\n"
        f"## What are {topic}?\n\nUnderstanding {topic} is essential. Whether you are a beginner or an expert, {topic} offer a wide range of "
        f"benefits. It is important to note that not all {topic} are created equal, and quality plays a crucial role.\n\n"
        f"## Benefits of {topic}\n\n- {topic.capitalize()} save time.\n- {topic.capitalize()} save money.\n"
        f"- {topic.capitalize()} enhance your lifestyle.\n\n## How to choose {topic}\n\nConsider your budget, your needs and the brand. "
        f"Read reviews, compare prices and think of durability. Remember that the most expensive {topic} are not always the best.\n\n"
        f"## Conclusion\n\nIn conclusion, {topic} are a valuable investment. By following the tips in this guide you can find {topic} that suit you.\n"
    )
    day = 14 if count > 30 else 11 + number % 4
    suffix = "" if number < len(_TOPICS) else "-explained"
    return SourcePage(f"/{topic.replace(' ', '-')}{suffix}", f"The ultimate guide to {topic}{suffix.replace('-', ' ')}", f"2026-10-{day}", text)


def _doorway(count: int) -> list[SourcePage]:
    towns = _TOWNS[:count]
    service, act = ("locksmith", "open your door") if count > 30 else ("boot shop", "fit your boots")
    links = "\n".join(f"- [{service.capitalize()} in {town}](/{town.lower()})" for town in towns)
    made = [SourcePage("/", f"{service.capitalize()}s in all towns", "", f"Choose your town.\n\n{links}\n")]
    for number, town in enumerate(towns):
        own = f"{town} has {number + 3} streets that we know well. " if count <= 30 else ""
        text = (
            f"{own}Are you looking for a {service} in {town}? Our {service} in {town} is here for you day and night. The best {service} in "
            f"{town} will {act} within thirty minutes. Call now for a cheap {service} in {town}. We serve all of {town} and the villages "
            f"around {town}.\n\n## Why choose our {town} {service}?\n\nFast, friendly and fair. Our {service} in {town} has helped "
            f"thousands of people in {town}. Prices for a {service} in {town} begin at 39 pounds. [Book a {service} in {town}](/call).\n"
        )
        made.append(SourcePage(f"/{town.lower()}", f"{service.capitalize()} {town}, cheap {service} in {town}", "", text))
    return [*made, SourcePage("/call", "Call us", "", f"Ring 0800 000 0114 and a {service} will {act}.\n")]
