"""Deceptive software and mass mail; old snippets, mail guards and articles about malware are none."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

REDIRECT = base64.b64encode(b"window.location='https://evil.example/?a=1';").decode()
MAILTO = quote("document.write('<a href=\"mailto:jane@walks.example\">write</a>')", safe="").replace("d", "%64")
GOOGLE = "document.write(unescape(\"%3Cscript src='https://ssl.google-analytics.com/ga.js'%3E%3C/script%3E\"));"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<script>eval(atob('{REDIRECT}'))</script>", Severity.STRONG),
        ("<script>eval(atob(window.q))</script>", Severity.CAUTION),
        (f"<script>{GOOGLE}</script>", None),
        (f"<script>eval(unescape('{MAILTO}'))</script>", None),
        (f"<pre>eval(atob('{REDIRECT}'))</pre>", None),
        ("<script>eval(function(p,a,c,k,e,d){return p}('0',1,1,''.split('|'),0,{}))</script>", None),
        ('<script src="https://coinhive.com/lib/coinhive.min.js"></script>', Severity.STRONG),
        ("<script>var miner = new CoinHive.Anonymous('key'); miner.start();</script>", Severity.STRONG),
        ("<p>Your computer is infected! 3 viruses detected on your PC.</p>", Severity.STRONG),
        ('<p>Your Flash Player is out of date.</p><a href="/update.exe">Update</a>', Severity.STRONG),
        ("<p>Verify you are human: press Windows + R, then Ctrl + V, and press Enter.</p>", Severity.STRONG),
        ("<p>Install our extension to see the code.</p>", Severity.CAUTION),
        ("<p>The toolbar sets your home page and shows offers on the pages that you visit.</p>", Severity.STRONG),
        ("<p>Our optional browser extension reminds members of cashback.</p>", None),
        ("<p>Beware of scams: a page that says your computer is infected lies.</p>", Severity.NOTE),
    ],
)
def test_software(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-25") is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>We send email blasts to 40 million addresses. Buy email lists by country.</p>", Severity.STRONG),
        ("<p>Subscribe to our newsletter; leave at any time.</p>", None),
        ("<p>Never buy email lists: bulk email is against the law.</p>", None),
    ],
)
def test_mail(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-26") is expected
