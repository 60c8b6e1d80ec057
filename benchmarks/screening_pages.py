"""Pages of about 100 kB, parsed and checked by every family on one core: pages per second, and memory.

Run as `python -m benchmarks.screening_pages [FOLDER]`: the pages of a folder (saved `*.html`), or generated ones. It
prints `{"seconds": …, "pages": …, …}`; `benchmarks.process` adds the memory of the whole process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from screening.applicant import Applicant
from screening.checks.context import Context
from screening.checks.run import run_checks
from screening.fetch.outcome import Fetch
from screening.page.parse import parse_page
from screening.programme import Programme
from screening.site import Site

__all__ = ["generated_page", "main", "measure"]

PAGE_BYTES = 100_000
PAGES, PAGES_OF_A_SITE = 100, 10
_VOCABULARY = """
the boot leather walk hill trail wet sole price test day winter summer wide narrow heavy light buy read mountain review
store season comfort lace heel grip rain snow mile pair size week guide compare offer editor
"""
_WORDS = _VOCABULARY.split()
_SMALLEST_SHARE, _LARGEST_SHARE = 0.6, 1.6


def generated_page(number: int, size: int = PAGE_BYTES) -> bytes:
    """Return a page as publishers write them: text, lists, pictures, affiliate links, styles and scripts.

    Args:
        number: Seed of the page.
        size: Bytes it has at least.
    """
    dice = random.Random(number)  # noqa: S311  (no secret)

    def words(count: int) -> str:
        return " ".join(dice.choice(_WORDS) for _ in range(count))

    rules = "".join(f".c{n}{{display:block;margin:{n}px}}.c{n} a:hover{{color:#{n:03x}}}" for n in range(250))
    code = "".join(f"var v{n}={{id:{n},name:'{words(3)}'}};track('view',v{n});" for n in range(120))
    menu = "".join(f'<li class="item item-{n}"><a href="/topic-{n}/">{words(2)}</a></li>' for n in range(60))
    parts = [
        f"<!doctype html><html lang=en><head><title>{words(6)}</title><style>{rules}</style>",
        f"<script>{code}</script></head>",
        f'<body class="home page"><header><nav><ul>{menu}</ul></nav></header><main><h1>{words(6)}</h1>',
        "<p>As an Amazon Associate we earn from qualifying purchases. Links are affiliate links.</p>",
    ]
    length = sum(map(len, parts))
    while length < size:
        buy = f"https://www.amazon.com/dp/B{dice.randrange(10**9)}?tag=blog-20"
        part = (
            f'<section class="c{dice.randrange(250)}" id="s{length}"><h2>{words(5)}</h2><p>{words(60)}</p>'
            f'<p>{words(45)} <a class="buy" rel="sponsored" href="{buy}">{words(3)}</a>'
            f' <a href="/post-{dice.randrange(999)}/">{words(3)}</a></p>'
            f'<figure><img src="/img/{length}.jpg" alt="{words(4)}"></figure>'
            f"<ul><li>{words(8)}</li><li>{words(8)}</li></ul></section>"
        )
        parts.append(part)
        length += len(part)
    return "".join([*parts, f"</main><footer><ul>{menu}</ul><p>{words(30)}</p></footer></body></html>"]).encode()


def _bodies(folder: Path | None) -> list[bytes]:
    """Return the pages to measure: saved ones of about the size, each as often as it takes, or generated ones."""
    if folder is None:
        return [generated_page(number) for number in range(PAGES)]
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
    """Parse and check the pages, ten a site; return seconds of processor time, pages and bytes."""
    context = Context(Programme("Northwind", brand_terms=("northwind",), own_domains=("northwind.example",)))
    parsing = checking = 0.0
    for fetches in _sites(bodies):
        began = time.process_time()
        pages = tuple(parse_page(fetch) for fetch in fetches)
        parsed = time.process_time()
        home = fetches[0].url
        run_checks(Site(Applicant("a-1", "Blog", home), home, pages=pages, fetches=tuple(fetches)), context)
        parsing, checking = parsing + parsed - began, checking + time.process_time() - parsed
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


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="saved pages; without it pages are generated")
    figures = measure(_bodies(parser.parse_args().folder))
    # The kernel counts kibibytes, macOS bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(json.dumps({**{name: round(value, 3) for name, value in figures.items()}, "peak_mib": round(peak, 1)}))


if __name__ == "__main__":
    main()
