"""The file of what was turned away: what a line may be, what it stands for, and what is said of other lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.screen.banned import banned_of_lines
from tests.homes import affguard, make_home, must

REFUSED = 2


@pytest.mark.parametrize(
    ("line", "site", "identifier"),
    [
        ("gone.example", "gone.example", ""),
        ("  WWW.Gone.example # turned away in May", "gone.example", ""),
        ("https://blog.gone-sheds.de/about?x=1", "gone-sheds.de", ""),
        ("Anna+shop@Gone.example", "", "email:anna@gone.example"),
        ("email:anna@gone.example", "", "email:anna@gone.example"),
        ("applicant_email:anna@gone.example", "", "email:anna@gone.example"),
        ("ca-pub-4839201748392017", "", "adsense:pub-4839201748392017"),
        ("pub-4839201748392017", "", "adsense:pub-4839201748392017"),
        ("adsense:ca-pub-4839201748392017", "", "adsense:pub-4839201748392017"),
        ("adsense: pub-4839201748392017", "", "adsense:pub-4839201748392017"),
        ("g-k7rb82qx1z", "", "analytics:G-K7RB82QX1Z"),
        ("analytics:G-K7RB82QX1Z", "", "analytics:G-K7RB82QX1Z"),
        ("UA-4839201-7", "", "analytics:UA-4839201"),
        ("UA-4839201", "", "analytics:UA-4839201"),
        ("GTM-K7RB82", "", "tag_manager:GTM-K7RB82"),
        ("AW-4839201748", "", "google_ads:AW-4839201748"),
        ("paypal:JaneBakes", "", "paypal:JaneBakes"),
        ("phone:+44 20 7183 8750", "", "phone:442071838750"),
        ("iban:de89 3704 0044 0532 0130 00", "", "iban:DE89370400440532013000"),
        ("affiliate:Awin/839201", "", "affiliate:awin/839201"),
    ],
)
def test_what_a_line_stands_for(line: str, site: str, identifier: str) -> None:
    (found,), faults = banned_of_lines([line])
    assert (found.site, found.identifiers, found.kind) == (site, (identifier,) if identifier else (), "banned")
    assert not faults


@pytest.mark.parametrize(
    "line",
    ["anna", "pub-12", "G-1", "adsense:12", "colour:red", "anna@", "@gone.example", "noreply@gone.example",
     "a b.example", "email:anna", "phone:none", "ftp://gone.example/"],
)  # fmt: skip
def test_a_line_that_would_have_no_effect_is_told(line: str) -> None:
    found, faults = banned_of_lines(["# head", "", "gone.example", line])
    assert [one.site for one in found] == ["gone.example"]
    assert faults == [f"line 4: {line!r}"]


def test_the_command_says_which_lines_and_what_is_allowed(tmp_path: Path) -> None:
    home = make_home(tmp_path, '[screening]\nbanned = "banned.txt"\nscreenshots = false\n')
    (home / "banned.txt").write_text("gone.example\nanna\n\ncolour:red\n", encoding="utf-8")
    told = must(affguard(home, "screen", "http://127.0.0.1:9/"), REFUSED).output
    for words in ("banned.txt, line 2: 'anna'; line 4: 'colour:red'", "mail address", "ca-pub-", "KIND", "paypal"):
        assert words in told
