"""Sites screened per minute: 50 honest sites on loopback, read without pauses, checked and judged; and memory.

Run as `python -m benchmarks.screening_sites [--sites N] [--workers N]`. The sites stand under `<name>.localhost` in a
process of their own, so that serving them costs the screener neither time nor memory. Everything else is the real way:
guarded fetcher, robots.txt, sitemap, crawl, store on disk, fingerprints, every check, verdict. It prints
`{"seconds": …, "sites": …, …}`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.screening_pages import generated_page
from screening.applicant import Applicant
from screening.checks.context import Context
from screening.compare.fingerprint import fingerprint
from screening.crawl.options import CrawlOptions
from screening.gather import Providers, gather_sites
from screening.programme import Programme
from screening.screen import screen_site
from screening.store.store import Store
from screening.verdict.rules import load_rules

__all__ = ["main", "measure", "site_pages"]

SITES, WORKERS = 50, 8
PAGES_OF_A_SITE = 10
PAGE_BYTES = 40_000
_OWED = ("about", "contact", "privacy", "terms")
_OWN_LINK = re.compile(rb"/(?:topic-|post-|s)\d+/(?=[\"#])")
"""Where generated pages link to on their own site; here to posts that are there."""


def site_pages(number: int) -> dict[str, tuple[str, bytes]]:
    """Return an honest blog: path → content type and body; ten pages, robots.txt and a sitemap.

    Args:
        number: Seed of the site.
    """
    html = "text/html; charset=utf-8"
    posts = [f"/post-{post}/" for post in range(PAGES_OF_A_SITE - 1 - len(_OWED))]
    paths = ["/", *posts, *(f"/{name}/" for name in _OWED)]
    menu = "".join(f'<li><a href="{path}">{path.strip("/") or "home"}</a></li>' for path in paths)
    address = f'<a href="mailto:jane@{_host(number)}">jane@{_host(number)}</a>'
    foot = f"<footer><ul>{menu}</ul><p>Written by Jane Weaver, {address}</p></footer></body>".encode()
    pages = {}
    for place, path in enumerate(paths):
        body = _OWN_LINK.sub(posts[place % len(posts)].encode(), generated_page(number * 100 + place, PAGE_BYTES))
        pages[path] = (html, body.replace(b"</body>", foot))
    pages["/robots.txt"] = ("text/plain", b"User-agent: *\nDisallow: /private/\nSitemap: %ORIGIN%/sitemap.xml\n")
    entries = "".join(f"<url><loc>%ORIGIN%{path}</loc></url>" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    pages["/sitemap.xml"] = ("application/xml", f'<urlset xmlns="{space}">{entries}</urlset>'.encode())
    return pages


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, sites: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sites = {_host(number): site_pages(number) for number in range(sites)}


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        origin = self.headers.get("Host", "")
        pages = self.server.sites.get(origin.partition(":")[0], {})
        kind, body = pages.get(self.path, ("text/html", b"<title>404 Not Found</title><h1>Not Found</h1>"))
        body = body.replace(b"%ORIGIN%", f"http://{origin}".encode())
        self.send_response(200 if self.path in pages else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Write nothing."""


def _host(number: int) -> str:
    return f"blog-{number}.localhost"


def _serve(sites: int, told: Connection) -> None:
    server = _Server(sites)
    told.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def _served(sites: int) -> Iterator[int]:
    """Serve the sites from a process of their own until the block ends; yield the port."""
    start = multiprocessing.get_context("spawn")
    ours, theirs = start.Pipe()
    process = start.Process(target=_serve, args=(sites, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def measure(sites: int, workers: int, folder: Path) -> dict[str, float]:
    """Screen the sites as one batch.

    Args:
        sites: How many.
        workers: Sites read at once.
        folder: For the store.

    Returns:
        Wall clock of reading and of judging in seconds, sites, pages, sites a minute, and how many were approved.
    """
    with _served(sites) as port:
        hosts = [f"{_host(number)}:{port}" for number in range(sites)]
        applicants = [Applicant(f"a-{n}", "Jane Weaver", f"http://{host}/") for n, host in enumerate(hosts)]
        began = time.perf_counter()
        with Store(folder / "screening.duckdb") as store:
            gathered = list(
                gather_sites(applicants, store, _providers(hosts), _OPTIONS, now_us=_now_us, workers=workers)
            )
        read = time.perf_counter()
    others = [fingerprint(site) for site in gathered]
    rules, context = load_rules(), Context(Programme("Northwind", brand_terms=("northwind",)))
    verdicts = [screen_site(site, context, others, rules, 0).verdict for site in gathered]
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "read_seconds": read - began,
        "judge_seconds": seconds - (read - began),
        "sites": sites,
        "pages": sum(len(site.pages) for site in gathered),
        "approved": sum(verdict.recommendation.value == "approve" for verdict in verdicts),
        "sites_per_minute": sites * 60 / seconds,
    }


_OPTIONS = CrawlOptions(base_delay_seconds=0)


def _providers(hosts: Sequence[str]) -> Providers:
    """Return providers that ask nobody but the sites; the register's address refuses."""
    nobody = "http://127.0.0.1:9/dns.json"
    return Providers("affguard/0 (benchmark)", hosts, nobody, no_backlinks="no graph in this benchmark")


def _now_us() -> int:
    return time.time_ns() // 1_000


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=SITES)
    parser.add_argument("--workers", type=int, default=WORKERS, help="sites read at once")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(asked.sites, asked.workers, Path(folder))
    # The kernel counts kibibytes, macOS bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(json.dumps({**{name: round(value, 3) for name, value in figures.items()}, "peak_mib": round(peak, 1)}))


if __name__ == "__main__":
    main()
