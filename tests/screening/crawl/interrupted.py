"""A crawl in a process of its own, to be killed: `python -m tests.screening.crawl.interrupted STORE PORT HOST…`."""

from __future__ import annotations

import sys
from pathlib import Path

from screening.applicant import Applicant
from screening.crawl.many_sites import crawl_many
from screening.crawl.tools import Tools
from screening.fetch.fetcher import Fetcher
from screening.store import Store
from tests.screening.crawl.web import FAST, USER_AGENT, now_us


def main(path: str, port: str, *hosts: str) -> None:
    applicants = [Applicant(host, host, f"http://{host}:{port}/") for host in hosts]
    with (
        Store(Path(path)) as store,
        Fetcher(user_agent=USER_AGENT, now_us=now_us, allow_hosts=hosts) as fetcher,
    ):
        for site in crawl_many(applicants, Tools(fetcher, now_us, store), FAST, workers=3):
            print(site.applicant.applicant_id, len(site.pages), site.state, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
