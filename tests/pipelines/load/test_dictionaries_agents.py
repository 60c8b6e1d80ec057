"""User agents: each distinct text is judged once, by maintained lists and by rules that spare real browsers."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import crawleruseragents
import pytest

from pipelines.contract import data_file
from pipelines.demo.reference import AGENTS, PROGRAM_AGENTS
from tests.pipelines.load.workbench import Workbench

RULES: dict[str, Any] = tomllib.loads(data_file("agents.toml").read_text(encoding="utf-8"))
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64)"

REAL_BROWSERS = {
    f"{WINDOWS} {WEBKIT} Chrome/137.0.0.0 Safari/537.36": ("Chrome", 137),
    f"{WINDOWS} {WEBKIT} Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0": ("Edge", 137),
    f"{WINDOWS} {WEBKIT} Chrome/51.0.2704.79 Safari/537.36 Edge/14.14393": ("Edge", 14),
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko": ("IE", 11),
    # Safari's last version for Windows.
    "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/534.57.2 (KHTML, like Gecko) Version/5.1.7 Safari/534.57.2": (
        "Safari",
        5,
    ),
    # Newer systems than macOS 10.15 say 10_15_7, and a few said 10_16.
    f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15": ("Safari", 18),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_16_0) {WEBKIT} Chrome/110.0.0.0 Safari/537.36": ("Chrome", 110),
    # A tablet that asks for the desktop's page.
    f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/137 Version/17.5 Safari/605.1.15": (
        "Chrome Mobile iOS",
        137,
    ),
    f"{IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/137.0.1 Mobile/15E148 Safari/604.1": (
        "Chrome Mobile iOS",
        137,
    ),
    f"{IPAD} AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15": ("Firefox iOS", 127),
    f"{ANDROID} {WEBKIT} Chrome/137.0.0.0 Mobile Safari/537.36 EdgA/137.0.0.0": ("Edge Mobile", 137),
    # Windows Phone claimed to be all others.
    "Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; NOKIA; "
    "Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537": (
        "IE Mobile",
        11,
    ),
    "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) "
    f"{WEBKIT} Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15254": ("Edge Mobile", 15),
    # Opera of old named Internet Explorer.
    "Mozilla/4.0 (compatible; MSIE 6.0; X11; Linux i686; en) Opera 8.50": ("Opera", 8),
}

IMPOSSIBLE = [  # one for each rule of data/agents.toml, in its order
    f"{WINDOWS} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 10; Trident/7.0; rv:11.0) like Gecko",
    f"{IPHONE} {WEBKIT} Chrome/120.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X; rv:126.0) Gecko/20100101 Firefox/126.0",
    f"Mozilla/5.0 (Windows NT 11.0; Win64; x64) {WEBKIT} Chrome/120.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 4; CPU iPhone OS 6_0_1 like Mac OS X) {WEBKIT} Mobile Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/120.0.0.0 Safari/537.36",
    f"{ANDROID} {WEBKIT} Chrome/64.0.3282.140 Mobile Safari/537.36 Edge/17.17134",
    f"{ANDROID} AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.0.0 Mobile/15E148 Safari/604.1",
    f"{IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) SamsungBrowser/23.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 5.1; Trident/5.0)",
]

AUTOMATED = [  # one for each line of data/agents.toml, in its order
    f"{LINUX} {WEBKIT} HeadlessChrome/125.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/534.34 (KHTML, like Gecko) PhantomJS/1.9.2 Safari/534.34",
    f"{WINDOWS} {WEBKIT} Chrome/120.0.0.0 Safari/537.36 Selenium/4.1",
    "python-requests/2.32.0",
    "curl/8.5.0",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "axios/1.7.2",
    "libwww-perl/6.72",
    "GuzzleHttp/7",
    "Ruby",
    "Mozilla/5.0 (Windows NT; Windows NT 10.0; de-DE) WindowsPowerShell/5.1.19041.1682",
    "reqwest/0.12.4",
    "PostmanRuntime/7.39.0",
]

TOKENS = ["3f786850e387550fdab836ed7e6dc881de23001b", "dG9rZW4", "ua:17"]


def judged(bench: Workbench, agents: Iterable[str], name: str = "agents.jsonl") -> dict[str, tuple[Any, ...]]:
    """Load a click of each agent; every agent of the home → (declared bot, automated, impossible, browser, version)."""
    clicks = [{"clicked_at": "2026-01-08", "affiliate_id": "a", "user_agent": agent} for agent in agents]
    bench.load_text("".join(json.dumps(click) + "\n" for click in clicks), name=name)
    rows = bench.rows("select text, is_declared_bot, is_automated, is_impossible, browser, browser_version from agents")
    assert len(rows) == len({text for text, *_ in rows}), "each text once"
    return {text: tuple(facts) for text, *facts in rows}


def test_real_browsers_are_recognised_and_nothing_is_held_against_them(bench: Workbench) -> None:
    assert judged(bench, REAL_BROWSERS) == {agent: (0, 0, 0, *browser) for agent, browser in REAL_BROWSERS.items()}


def test_every_rule_finds_its_example_and_no_other_rule_does() -> None:
    found = [
        [number for number, rule in enumerate(RULES["impossible"]) if _breaks(rule, agent)] for agent in IMPOSSIBLE
    ]
    assert found == [[number] for number in range(len(RULES["impossible"]))]
    lines = [[number for number, line in enumerate(RULES["automated"]) if re.search(line, a)] for a in AUTOMATED]
    assert lines == [[number] for number in range(len(RULES["automated"]))]


def _breaks(rule: dict[str, Any], agent: str) -> bool:
    excepted = bool(rule["unless"]) and re.search(rule["unless"], agent) is not None
    return all(re.search(pattern, agent) for pattern in rule["all"]) and not excepted


def test_impossible_and_automated_agents_are_marked(bench: Workbench) -> None:
    facts = judged(bench, [*IMPOSSIBLE, *AUTOMATED])
    assert [facts[agent][2] for agent in IMPOSSIBLE] == [1] * len(IMPOSSIBLE)
    assert [facts[agent][1] for agent in IMPOSSIBLE] == [0] * len(IMPOSSIBLE)
    assert [facts[agent][1] for agent in AUTOMATED] == [1] * len(AUTOMATED)


def test_tokens_tell_nothing_and_are_judged_once(bench: Workbench) -> None:
    first = judged(bench, TOKENS)
    assert first == dict.fromkeys(TOKENS, (-1, None, None, None, None))
    assert judged(bench, [*TOKENS, AUTOMATED[0]], "again.jsonl") == first | {
        AUTOMATED[0]: (1, 1, 0, "HeadlessChrome", 125)
    }
    [canonical] = bench.as_of(
        "select is_declared_bot, is_automated, is_impossible, browser, browser_version from agents order by browser"
    )
    assert canonical == [(0, 1, 0, "HeadlessChrome", 125), *[(None,) * 5] * 3]


def test_build_numbers_are_no_versions(bench: Workbench) -> None:
    facts = judged(bench, ["Safari/9537.73.11 CFNetwork/673.0.3 Darwin/13.0.0 (x86_64) (MacBookPro8%2C1)"])
    assert list(facts.values()) == [(0, 0, 0, "Safari", None)]


def test_a_known_crawler_is_one_however_its_pattern_is_run(bench: Workbench) -> None:
    """The list's own function, one text at a time, is the oracle for the engine's patterns in bulk."""
    known = {agent.strip() for crawler in crawleruseragents.CRAWLER_USER_AGENTS_DATA for agent in crawler["instances"]}
    facts = judged(bench, [*known, *REAL_BROWSERS])
    assert len(known) > 1000
    assert {agent: int(declared == 1) for agent, (declared, *_) in facts.items()} == {
        agent: int(crawleruseragents.is_crawler(agent)) for agent in facts
    }
    assert {agent: (automated or 0, impossible or 0) for agent, (_, automated, impossible, *_) in facts.items()} == {
        agent: (
            int(any(re.search(line, agent) for line in RULES["automated"])),
            int(any(_breaks(rule, agent) for rule in RULES["impossible"])),
        )
        for agent in facts
    }


def test_the_demos_browsers_are_possible_and_its_programs_are_programs(bench: Workbench) -> None:
    facts = judged(bench, AGENTS)
    browsers = [agent for number, agent in enumerate(AGENTS) if number not in PROGRAM_AGENTS]
    assert {facts[agent][:3] for agent in browsers} == {(0, 0, 0)}
    assert all(facts[agent][3] and facts[agent][4] for agent in browsers), "each has a browser and a version"
    programs = [facts[agent] for number, agent in enumerate(AGENTS) if number in PROGRAM_AGENTS]
    assert {max(declared, automated) for declared, automated, *_ in programs} == {1}


def test_the_agents_of_a_public_website_are_possible_but_for_a_forged_one(bench: Workbench, real_data: Path) -> None:
    log = (real_data / "access_logs" / "apache_combined.log").read_text(encoding="utf-8", errors="replace")
    agents = {found[1] for line in log.splitlines() if (found := re.search(r'"([^"]{2,})"$', line))}
    facts = judged(bench, agents)
    assert len(facts) > 500
    assert [agent for agent, (_, _, impossible, *_) in facts.items() if impossible] == [
        "Mozilla/5.0 (Windows; U; MSIE 9.0; Windows NT 9.0; en-US)"
    ]


@pytest.mark.parametrize("agent", ["é(", "日本語 / 1", "(" * 3000, "%s {0} ' \" \\", "Version/6 " * 500])
def test_no_text_is_too_odd_to_judge(bench: Workbench, agent: str) -> None:
    assert judged(bench, [agent])[agent.strip()][:3] == (0, 0, 0)
