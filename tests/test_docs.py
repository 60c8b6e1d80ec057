"""The documentation keeps up with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from features.catalogue import FRAUD_TYPES
from pipelines.document_commands import commands, markdown
from pipelines.exit_codes import ExitCode
from pipelines.settings.model import Settings

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = dict(commands())
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/*.md"), *ROOT.glob("notebooks/*.md")])


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def test_commands_page_is_up_to_date() -> None:
    assert read("docs/commands.md") == markdown(), "run: make docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_and_its_options_have_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help, "no help"
    bare = [
        param.name for param in command.params if isinstance(param, click.Option) and not (param.help or param.hidden)
    ]
    assert not bare, "options without help"


def test_readme_lists_exactly_the_commands_there_are() -> None:
    table = re.findall(r"^\| `(affguard [a-z -]+)` \|", read("README.md"), flags=re.MULTILINE)
    assert sorted(table) == sorted(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_advertises_a_command_that_is_not_there(page: Path) -> None:
    code = "\n".join(re.findall(r"```.*?```|`[^`]+`", page.read_text(encoding="utf-8"), flags=re.S))
    named = set(re.findall(r"(?:^|`|bin/)affguard (?:--home \S+ )?([a-z]+)", code, flags=re.M))
    assert {f"affguard {word}" for word in named} <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_make_targets_named_in_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
    named = {word for page in PAGES for word in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))}
    assert named <= targets
    assert {"help", "demo", "test"} <= targets


def test_every_make_target_is_explained() -> None:
    text = read("Makefile")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)
    assert set(phony.split()) == set(re.findall(r"^([a-z-]+):.*  ## \w", text, flags=re.MULTILINE))


@pytest.mark.parametrize("fraud_type", FRAUD_TYPES)
def test_glossary_defines_the_fraud_type_and_its_innocent_explanation(fraud_type: str) -> None:
    entry = re.search(rf"^- \*\*{fraud_type}\*\*: (.*?)(?=^- |\Z)", read("docs/glossary.md"), flags=re.M | re.S)
    assert entry is not None
    assert "Innocent:" in entry[1]


def test_exit_codes_agree() -> None:
    codes = {code.value for code in ExitCode}
    assert {int(code) for code in re.findall(r"\*\*(\d+)\*\*", read("README.md"))} == codes
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", read("docs/how-to/schedule.md"), re.M)} == codes


def test_sources_shown_in_the_how_to_are_accepted() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", read("docs/how-to/map-columns.md"), flags=re.S)
    sources = [block for block in blocks if "[[sources]]" in block]
    assert len(sources) == 3
    for block in sources:
        Settings.model_validate(tomllib.loads(block))
