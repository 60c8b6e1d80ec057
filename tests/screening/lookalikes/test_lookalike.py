"""Names that imitate a brand: generated permutations are caught, real honest names are left alone."""

from __future__ import annotations

import random
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.lookalikes.match import Rule, match_brand, skeleton

BRANDS = ("northwind", "stridewell", "lumina", "brightleaf")
KEYBOARD = {
    "q": "12wa", "w": "3esaq2", "e": "4rdsw3", "r": "5tfde4", "t": "6ygfr5", "y": "7uhgt6",
    "u": "8ijhy7", "i": "9okju8",
    "o": "0plki9", "p": "lo0", "a": "qwsz", "s": "edxzaw", "d": "rfcxse", "f": "tgvcdr", "g": "yhbvft", "h": "ujnbgy",
    "j": "ikmnhu", "k": "olmji", "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb",
    "b": "vghn", "n": "bhjm",
    "m": "njk",
}  # fmt: skip
GLYPHS = {
    "a": "àáâäåɑаą", "b": "ḃƅЬ", "c": "çćсċ", "d": "ďđḍ", "e": "éêëēеę", "f": "ƒḟ", "g": "ġğɡ", "h": "ĥћһ",
    "i": "íïıіl1", "k": "ķκ", "l": "ĺłiI1", "m": "ṁ", "n": "ńñņп", "o": "0óöøοо", "r": "ŕřг", "s": "śşѕ5", "t": "ţťт",
    "u": "úüųυ", "v": "ѵν", "w": "ŵẁѡ", "y": "ýÿу",
}  # fmt: skip
ASCII_GLYPHS = {"m": "rn", "w": "vv", "d": "cl"}


def permutations(brand: str) -> Iterator[tuple[str, str]]:
    """Yield kind and host, as dnstwist names the kinds."""
    letters = string.ascii_lowercase
    for place, letter in enumerate(brand):
        before, after = brand[:place], brand[place + 1 :]
        yield "omission", f"{before}{after}.com"
        yield "repetition", f"{before}{letter}{letter}{after}.com"
        yield from (("replacement", f"{before}{near}{after}.com") for near in KEYBOARD[letter])
        yield from (("insertion", f"{before}{letter}{near}{after}.com") for near in KEYBOARD[letter])
        for bit in range(7):
            flipped = chr(ord(letter) ^ 1 << bit)
            if flipped in letters + string.digits:
                yield "bitsquatting", f"{before}{flipped}{after}.com"
        if letter in "aeiou":
            yield from (("vowel swap", f"{before}{vowel}{after}.com") for vowel in "aeiou" if vowel != letter)
        yield from (("homoglyph", f"{before}{like}{after}.com") for like in GLYPHS.get(letter, ""))
        if letter in ASCII_GLYPHS:
            yield "homoglyph", f"{before}{ASCII_GLYPHS[letter]}{after}.com"
        if place > 0:
            yield "hyphenation", f"{before}-{brand[place:]}.com"
            if len(before) > 1 and len(after) > 1:
                yield "subdomain split", f"{before}.{brand[place:]}.com"
            yield "transposition", f"{before[:-1]}{letter}{before[-1]}{after}.com"
    yield from (("addition", f"{brand}{letter}.com") for letter in letters)
    yield from (("suffix swap", f"{brand}.{suffix}") for suffix in ("net", "shop", "co.uk", "xyz", "test"))
    for word in ("shop", "deals", "coupon", "official", "login", "sale", "promo-codes", "outlet"):
        bare = word.replace("-", "")
        yield from (("dictionary", host) for host in (f"{brand}-{word}.com", f"{brand}{bare}.com", f"{bare}{brand}.de"))


@pytest.mark.parametrize("brand", BRANDS)
def test_every_kind_of_permutation_is_caught(brand: str) -> None:
    tried, caught = Counter[str](), Counter[str]()
    for kind, host in permutations(brand):
        if host.partition(".")[0] == brand and kind in ("transposition", "replacement"):
            continue  # two equal letters changed places
        tried[kind] += 1
        caught[kind] += match_brand(host, brand) is not None
    rates = {kind: caught[kind] / tried[kind] for kind in sorted(tried)}
    assert len(rates) == 13
    assert {kind: rate for kind, rate in rates.items() if rate < 0.98} == {}


def test_two_glyphs_at_once_are_caught_too() -> None:
    draw = random.Random(1)
    hosts = []
    for _ in range(300):
        letters = list("northwind")
        for place in draw.sample(range(len(letters)), 2):
            letters[place] = draw.choice(GLYPHS.get(letters[place], letters[place]))
        hosts.append(f"{''.join(letters)}.com".encode("idna").decode())
    assert sum(match_brand(host, "northwind") is not None for host in hosts) >= 0.98 * len(hosts)


@pytest.mark.parametrize(
    ("host", "rule"),
    [
        ("northwind.net", Rule.EXACT),
        ("north-wind.net", Rule.MISSPELT),
        ("northwind-deals.com", Rule.COMBINATION),
        ("northwindcouponcodes24.com", Rule.COMBINATION),
        ("northwind-reviews.org", Rule.TALKING),
        ("northwindfans.test", Rule.TALKING),
        ("thenorthwindfarm.com", Rule.INSIDE),
        ("nor.thwind.com", Rule.SPLIT),
        ("northwlnd.com", Rule.CONFUSABLE),
        ("n0rthvvind.localhost", Rule.CONFUSABLE),
        ("xn--nrthwind-n4a.com", Rule.CONFUSABLE),
        ("nortwhind.shop", Rule.MISSPELT),
        ("northwinds.com", Rule.MISSPELT),
        ("norhwind-shop.com", Rule.MISSPELT_COMBINATION),
        ("n0rthw1nddeals.test", Rule.MISSPELT_COMBINATION),
        ("nothwnd.com", Rule.MISSPELT_TWICE),
        ("northwind.somebody.com", Rule.SUBDOMAIN),
        ("login.northwind.somebody.co.uk", Rule.SUBDOMAIN),
        ("windnorth.com", None),
        ("northern-winds.com", None),
        ("mountain-blog.com", None),
        ("north.com", None),
        ("com", None),
        ("", None),
    ],
)
def test_the_rule_that_fires_is_reported(host: str, rule: Rule | None) -> None:
    found = match_brand(host, "northwind")
    assert (found and found.rule) == rule


@pytest.mark.parametrize(
    ("host", "brand"),
    [
        ("seashells.com", "shell"),
        ("pineapple.com", "apple"),
        ("acmo.com", "acme"),
        ("shelf.com", "hp"),
        ("apply-now.com", "apple"),
    ],
)
def test_short_brands_are_not_found_by_chance(host: str, brand: str) -> None:
    found = match_brand(host, brand)
    assert found is None or found.rule in (Rule.PART,)


def test_real_honest_names_are_left_alone(real_data: Path) -> None:
    brands = (
        "northwind", "acme outfitters", "lumina", "brightleaf", "stridewell", "glossier", "allbirds",
        "nordvpn", "shopify",
        "bluehost", "zalando", "decathlon", "patagonia", "apple", "target", "booking", "samsung", "casper", "grammarly",
        "hellofresh",
    )  # fmt: skip
    lines = (real_data / "email_domains" / "free_email_domains.txt").read_text(encoding="utf-8").splitlines()
    sample = [line.strip() for line in lines if line.strip() and not line.startswith("#")][::4]
    found = [(host, brand) for host in sample for brand in brands if match_brand(host, brand)]
    assert len(sample) > 1_000
    assert len(found) <= 2, found


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_is_compared_without_a_crash(host: str, brand: str) -> None:
    found = match_brand(host, brand)
    assert found is None or found.brand == brand


@given(st.text(string.ascii_lowercase, min_size=5, max_size=30), st.sampled_from(["com", "test", "co.uk"]))
def test_every_brand_is_found_under_every_suffix(brand: str, suffix: str) -> None:
    found = match_brand(f"{brand}.{suffix}", brand)
    assert found is not None and found.rule is Rule.EXACT
    assert skeleton(brand.upper()) == skeleton(brand)


def test_long_names_take_no_time() -> None:
    assert match_brand("a" * 100_000 + ".com", "northwind") is None
