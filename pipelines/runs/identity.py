"""What a result depends on, hashed: the run id."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.judging.weights import Weights
    from pipelines.settings.model import Settings
    from pipelines.settings.terms import Terms

__all__ = ["MODEL_VERSION", "Identity", "identify"]

MODEL_VERSION = "evidence-8"
"""Version of the judgement that this code contains, before any model is trained."""

_PACKAGES = ("pipelines", "features", "models", "data")
_SUFFIXES = {".py", ".sql", ".toml", ".html", ".css"}
_LIBRARIES = (
    *("duckdb", "numpy", "pandas", "scipy", "scikit-learn", "pyod", "pyarrow", "altair", "vl-convert-python"),
    *("tldextract", "crawler-user-agents", "ua-parser", "disposable-email-domains"),
)


@dataclass(frozen=True)
class Identity:
    """Everything that a result depends on, and the hash of it all.

    Attributes:
        run_id: Hash of the other fields and the day.
        rows: Fingerprint of the rows that count.
        lists: Fingerprint of the installed lists.
        settings: Hash of the settings that can change a result; where files stand and how much memory there is cannot.
        terms: Hash of the terms.
        code: Hash of this program's files.
        libraries: Name → version of those whose arithmetic enters a result.
        weights: Hash of the multipliers of reason points that the champion brings; the built-in ones have one too.
        model_version: Version of the judgement, with the hash of the weights where they are not the built-in ones.
    """

    run_id: str
    rows: str
    lists: str
    settings: str
    terms: str
    code: str
    libraries: dict[str, str]
    weights: str
    model_version: str


def identify(rows: str, lists: str, settings: Settings, terms: Terms, weights: Weights, day: int) -> Identity:
    """Return the identity of a run over these rows, lists and weights, as of a day (days since 1970-01-01)."""
    relevant = settings.model_dump(mode="json", include={"programme", "windows", "judgement", "feedback", "report"})
    parts: dict[str, str] = {
        "rows": rows,
        "lists": lists,
        "settings": _hash(json.dumps(relevant, sort_keys=True)),
        "terms": _hash(json.dumps(terms.model_dump(mode="json"), sort_keys=True)),
        "code": _code_hash(),
        "weights": weights.sha256,
        "model_version": MODEL_VERSION + (f"+{weights.sha256[:12]}" if weights.multipliers else ""),
    }
    libraries = {name: metadata.version(name) for name in _LIBRARIES}
    run_id = _hash(json.dumps({**parts, "libraries": libraries, "day": day}, sort_keys=True))
    return Identity(run_id=run_id, libraries=libraries, **parts)


@cache
def _code_hash() -> str:
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[2]
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
