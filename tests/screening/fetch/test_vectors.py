"""No numbered attack is forgotten. A test names those it shows, by letter and number:

A hosts that lead inside, B addresses that parsers read differently, C name servers and connections, D redirects,
E transfer, F documents, G robots.txt, sitemaps and traps. Many are public: Orange Tsai, A New Era of SSRF (Black Hat
2017) for A and B, and the security advisories of Scrapy, Crawlee and urllib3 for the rest.
"""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

ELSEWHERE = {"E15": "a 200 that says no: how the crawl tells a challenge page from content"}

EXPECTED = {
    f"{family}{n}" for family, last in zip("ABCDE", (44, 18, 10, 17, 16), strict=True) for n in range(1, last + 1)
}


def _ids(path: Path) -> set[str]:
    """Return the vectors that a test file names: in its tables, its cases' ids, its functions' names."""
    text = path.read_text(encoding="utf-8")
    in_names = [part for name in re.findall(r"^def test_(\w+)", text, re.MULTILINE) for part in name.split("_")]
    in_text = re.findall(r"[\"/ ]([A-E][0-9]{1,2})(?=[\", -])", text)
    return {part.upper() for part in (*in_names, *in_text)} & EXPECTED


def test_every_vector_has_a_test() -> None:
    files = [TESTS / "test_urls.py", *sorted((TESTS / "fetch").glob("test_*.py"))]
    covered = set().union(*(_ids(path) for path in files if path.name != Path(__file__).name))
    assert sorted(EXPECTED - covered - set(ELSEWHERE)) == []
