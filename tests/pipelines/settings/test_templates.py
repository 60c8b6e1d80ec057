"""The files that `affguard init` writes cannot go stale."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from models import JudgementSettings
from pipelines.settings.base import Strict
from pipelines.settings.model import ColumnSource, Settings, Source
from pipelines.settings.read import read_settings
from pipelines.settings.terms import Clause, Terms
from pipelines.settings.write import template, write_defaults

FILES: list[tuple[str, type[Strict]]] = [("affguard.toml", Settings), ("terms.toml", Terms)]
EXAMPLES = "# ---- Examples"


def uncommented(text: str) -> str:
    """Take the "#" away from options and examples ("#" without a blank), leave explanations alone."""
    return re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE)


def flat_keys(table: Any) -> set[str]:
    """Return every key at any depth."""
    if isinstance(table, dict):
        return set(table) | {key for value in table.values() for key in flat_keys(value)}
    return {key for value in table for key in flat_keys(value)} if isinstance(table, list) else set()


class TestTemplates:
    def test_fresh_files_are_the_defaults(self, tmp_path: Path) -> None:
        written = write_defaults(tmp_path / "new" / "home")
        assert [path.name for path in written] == ["affguard.toml", "terms.toml"]
        assert read_settings(tmp_path / "new" / "home") == (Settings(), Terms())

    @pytest.mark.parametrize(("name", "model"), FILES)
    def test_options_shown_are_the_defaults(self, name: str, model: type[Strict]) -> None:
        options = tomllib.loads(uncommented(template(name).partition(EXAMPLES)[0]))
        assert model.model_validate(options) == model()
        expected: dict[str, Any] = model().model_dump(mode="json", exclude={"sources", "lists", "clauses"})
        assert options == expected, "every option stands in the template"

    @pytest.mark.parametrize(("name", "model"), FILES)
    def test_examples_are_accepted(self, name: str, model: type[Strict]) -> None:
        options = tomllib.loads(uncommented(template(name)))
        assert model.model_validate(options) != model(), "the examples are among what is read"

    def test_examples_show_every_key(self) -> None:
        shown = flat_keys(tomllib.loads(uncommented(template("affguard.toml")))["sources"])
        assert shown >= set(Source.model_fields) | set(ColumnSource.model_fields)
        assert flat_keys(tomllib.loads(uncommented(template("terms.toml")))["clauses"]) == set(Clause.model_fields)

    def test_limits_shown_are_the_limits(self) -> None:
        text = template("affguard.toml")
        numbers = {float(number) for number in re.findall(r"\d+", " ".join(re.findall("^# .*", text, re.MULTILINE)))}
        for section in Settings.model_fields.values():
            fields = getattr(section.annotation, "model_fields", {})
            for name, field in fields.items():
                limits = [getattr(rule, side, None) for rule in field.metadata for side in ("ge", "le")]
                assert {float(limit) for limit in limits if limit is not None and name != "seed"} <= numbers, name

    def test_the_defaults_of_the_judgement_are_its_own(self) -> None:
        assert Settings().judgement.for_models() == JudgementSettings()

    def test_existing_files_are_never_touched(self, tmp_path: Path) -> None:
        (tmp_path / "terms.toml").write_text("cookie_days = 7\n", encoding="utf-8")
        assert [path.name for path in write_defaults(tmp_path)] == ["affguard.toml"]
        assert write_defaults(tmp_path) == []
        assert read_settings(tmp_path)[1].cookie_days == 7
