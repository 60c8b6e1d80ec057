"""Pages of about 100 kB, parsed and checked by every family on one core: pages per second, and memory.

Run as `python -m benchmarks.screening_pages [FOLDER] [--text-heavy]`: the pages of a folder (saved `*.html`), or
generated ones. It prints `{"seconds": …, "pages": …, …}` with the memory of the whole process.

The goal of 20 pages a second is held against pages with an ordinary share of text. Of 130 real pages the one in the
middle shows 10 kB of text and 58 links per 100 kB of source; the 33 of about 100 kB have on average 13 kB of text, 97
links, 730 tags, 4 kB of styles and 13 kB of scripts. Generated pages are built likewise, with 20 kB of text;
`--text-heavy` shows the cost where more than half of the source is text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from screening.applicant import Applicant
from screening.checks.context import Context
from screening.checks.run import run_checks
from screening.compare.fingerprint import fingerprint
from screening.fetch.outcome import Fetch
from screening.neighbours import Fingerprint
from screening.page.parse import parse_page
from screening.programme import Programme
from screening.site import Site

__all__ = ["generated_page", "main", "measure"]

PAGE_BYTES = 100_000
PAGES, PAGES_OF_A_SITE = 100, 10
_COMMON = """
the of and to in a is for it on with as this that are be at you your from by have not or they an which one can will
boot leather walk hill trail wet sole price test day winter summer wide narrow heavy light buy read mountain review
store season comfort lace heel grip rain snow mile pair size week guide compare offer editor
"""
_SYLLABLES = "ba cor dil fen gra hol ist jun ked lor mun nev ost pil rud san tor ul ver wy"
_RARE = [a + b + c for a in _SYLLABLES.split() for b in _SYLLABLES.split() for c in ("", "en", "ly", "s")]
_WORDS = [*_COMMON.split(), *_RARE]
_WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(_WORDS))))
"""A few words are frequent, most are rare, as in any language."""
_SMALLEST_SHARE, _LARGEST_SHARE = 0.6, 1.6
_PROGRAMME = Programme("Northwind", brand_terms=("northwind",), own_domains=("northwind.example",))


def generated_page(number: int, size: int = PAGE_BYTES, *, text_heavy: bool = False) -> bytes:
    """Return a page as publishers write them: text, lists, pictures, affiliate links, styles and scripts.

    Args:
        number: Seed of the page.
        size: Bytes it has about.
        text_heavy: Whether more than half of it is text, instead of a fifth.
    """
    dice = random.Random(number)  # noqa: S311  (no secret)

    def words(count: int) -> str:
        return " ".join(dice.choices(_WORDS, cum_weights=_WEIGHTS, k=count))

    menu = "".join(f'<li class="item item-{n}"><a href="/topic-{n}/">{words(2)}</a></li>' for n in range(15))
    rules = "".join(f".c{n}{{display:block;margin:{n}px}}.c{n} a:hover{{color:#{n:03x}}}" for n in range(size // 2500))
    code = "".join(f"var v{n}={{id:{n},name:'{words(3)}'}};track('view',v{n});" for n in range(size // 500))
    parts = [
        f"<!doctype html><html lang=en><head><title>{words(6)}</title><style>{rules}</style>",
        f"<script>{code}</script></head>",
        f'<body class="home page"><header><nav><ul>{menu}</ul></nav></header><main><h1>{words(6)}</h1>',
        "<p>As an Amazon Associate we earn from qualifying purchases. Links are affiliate links.</p>",
    ]
    length = sum(map(len, parts))
    while length < size:
        parts.append(_section(dice, words, f"s{len(parts)}", plain=text_heavy))
        length += len(parts[-1])
    return "".join([*parts, f"</main><footer><ul>{menu}</ul><p>{words(30)}</p></footer></body></html>"]).encode()


def _section(dice: random.Random, words: Callable[[int], str], name: str, *, plain: bool) -> str:
    """Return a section with its links and a picture; in the markup of a page builder unless it is plain."""
    buy = f"https://www.amazon.com/dp/B{dice.randrange(10**9)}?tag=blog-20"
    text = (
        f"<h2>{words(5)}</h2><p>{words(60)}</p>"
        f'<p>{words(45)} <a class="buy" rel="sponsored" href="{buy}">{words(3)}</a>'
        f' <a href="/post-{dice.randrange(999)}/">{words(3)}</a></p>'
        f'<figure><img src="/img/{name}.jpg" alt="{words(4)}"></figure>'
        f"<ul><li>{words(8)}</li><li>{words(8)}</li></ul>"
    )
    if plain:
        return f'<section class="c{dice.randrange(250)}" id="{name}">{text}</section>'
    widths = (150, 300, 480, 768, 1024, 1536, 2048)
    sizes = ", ".join(f"/media/uploads/picture-{name}-{width}x{width}.jpg {width}w" for width in widths)
    curve = " ".join(f"c{n}.4-{n}.5 {n}0-4.49 {n}.04-10.02" for n in range(22))
    icons = "".join(
        f'<li class="share share-{place} has-icon"><button class="share__button" data-share="{place}-{name}">'
        f'<svg width="24" height="24" viewBox="0 0 24 24"><path d="M12 {place} {curve}"/></svg></button></li>'
        for place in range(2)
    )
    return (
        f'<section class="block block-{name} has-background is-layout-flow" id="{name}"'
        f' data-id="{dice.getrandbits(64)}" data-settings="{{&quot;animation&quot;:&quot;none&quot;}}">'
        f'<div class="block__inner-container alignwide"><div class="block__column" style="flex-basis:66.66%">{text}'
        f'<picture><img class="size-large" data-srcset="{sizes}" data-src="/img/{name}.jpg"'
        f' alt="{words(3)}" loading="lazy"></picture><ul class="shares">{icons}</ul></div>'
        f'<div class="block__column"><span class="meta"><i class="icon"></i><b>{words(1)}</b></span>'
        f'<a class="more" href="/{name}/#more">{words(2)}</a></div></div></section>'
    )


def _bodies(folder: Path | None, *, text_heavy: bool = False) -> list[bytes]:
    """Return the pages to measure: saved ones of about the size, each as often as it takes, or generated ones."""
    if folder is None:
        return [generated_page(number, text_heavy=text_heavy) for number in range(PAGES)]
    saved = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    fitting = [body for body in saved if _SMALLEST_SHARE <= len(body) / PAGE_BYTES <= _LARGEST_SHARE]
    if not fitting:
        raise SystemExit(f"{folder}: no *.html of about {PAGE_BYTES:,} bytes")
    return (fitting * (PAGES // len(fitting) + 1))[:PAGES]


def _sites(bodies: list[bytes]) -> Iterator[list[Fetch]]:
    for start in range(0, len(bodies), PAGES_OF_A_SITE):
        home = f"https://site-{start}.example.org/"
        yield [
            Fetch(
                url=f"{home}{number or ''}",
                final_url=f"{home}{number or ''}",
                fetched_at_us=1,
                status=200,
                headers=(("content-type", "text/html; charset=utf-8"),),
                body=body,
                body_sha256=hashlib.sha256(body).hexdigest(),
            )
            for number, body in enumerate(bodies[start : start + PAGES_OF_A_SITE])
        ]


def measure(bodies: list[bytes]) -> dict[str, float]:
    """Parse and check the pages, ten a site, each site compared with those before it.

    What is read once a process (lexicons, modules) is read beforehand.

    Returns:
        Seconds of processor time, pages, bytes, and pages per second.
    """
    _check(next(_sites([generated_page(0, 10_000)])), [])
    parsing = checking = 0.0
    others: list[Fingerprint] = []
    for fetches in _sites(bodies):
        parsed, checked = _check(fetches, others)
        parsing, checking = parsing + parsed, checking + checked
    size = sum(map(len, bodies))
    return {
        "seconds": parsing + checking,
        "parse_seconds": parsing,
        "check_seconds": checking,
        "pages": len(bodies),
        "bytes": size,
        "pages_per_second": len(bodies) / (parsing + checking),
        "pages_of_100_kb_per_second": size / PAGE_BYTES / (parsing + checking),
    }


def _check(fetches: Sequence[Fetch], others: list[Fingerprint]) -> tuple[float, float]:
    """Parse and check one site, and add its fingerprint to the others; return the seconds of both."""
    began = time.process_time()
    pages = tuple(parse_page(fetch) for fetch in fetches)
    parsed = time.process_time()
    home = fetches[0].url
    site = Site(Applicant(home, "Blog", home), home, pages=pages, fetches=tuple(fetches))
    taken = fingerprint(site)
    run_checks(site, Context(_PROGRAMME, neighbours=tuple(others)))
    others.append(taken)
    return parsed - began, time.process_time() - parsed


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="saved pages; without it pages are generated")
    parser.add_argument("--text-heavy", action="store_true", help="generate pages of which more than half is text")
    asked = parser.parse_args()
    figures = measure(_bodies(asked.folder, text_heavy=asked.text_heavy))
    # The kernel counts kibibytes, macOS bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(json.dumps({**{name: round(value, 3) for name, value in figures.items()}, "peak_mib": round(peak, 1)}))


if __name__ == "__main__":
    main()
