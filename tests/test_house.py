"""The rules of the house: which package may import which, how long a file may be, what no text may say."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("features", "models", "pipelines", "screening")
MAY_IMPORT = {
    "features": set(),
    "models": {"features"},
    "screening": set(),
    "pipelines": {"features", "models", "screening"},
}
TEXT_SUFFIXES = {
    ".py",
    ".ipynb",
    ".sql",
    ".toml",
    ".md",
    ".html",
    ".css",
    ".j2",
    ".lock",
    ".yml",
    ".yaml",
    ".txt",
    ".cfg",
    ".sh",
    "",
}
LONGEST_MODULE_LINES, LONGEST_FILE_LINES = 300, 400
"""Of the packages' modules, and of whatever else is no test and no page."""
CROWDED = {"checks"}
"""Folders whose folders are rooms of their own."""
NAMED_PAGE = re.compile(r"(?<![\w/:.-])(?:\.{1,2}/)*((?:[\w-]+/)*[\w-]+\.md)\b")
"""A page of the project, by its path or the end of it; not what addresses on the web end in."""
FORBIDDEN_WORDS = re.compile(r"fraudster|guilty", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w./])/(?:work|root|home|Users|mnt|opt|tmp)/[\w.]|[A-Z]:\\\\Users")
REGISTRY_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|(?<!emit-)index-url|\bextra-index|conda\.anaconda", re.IGNORECASE
)


@cache
def project_files() -> tuple[Path, ...]:
    """Return the files that are, or would be, under version control."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = sorted(ROOT / name for name in listing.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def text_files() -> Iterator[tuple[str, str]]:
    for path in project_files():
        if path.suffix in TEXT_SUFFIXES and path != Path(__file__).resolve():
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@cache
def modules() -> dict[str, Path]:
    """Return module name → file, for the four packages."""
    found = {}
    for path in project_files():
        relative = path.relative_to(ROOT)
        if path.suffix == ".py" and relative.parts[0] in PACKAGES:
            parts = relative.with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return module → modules of ours that it imports, anywhere but for type checking alone."""
    return {name: frozenset(_imported(path)) for name, path in modules().items()}


def _imported(path: Path) -> Iterator[str]:
    for node in _walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in modules() else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from _walk(child)


def test_every_package_is_looked_at() -> None:
    assert {name.partition(".")[0] for name in modules()} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_the_right_way(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    wrong = [
        f"{name} imports {target}"
        for name, targets in imports().items()
        if name.partition(".")[0] == package
        for target in sorted(targets)
        if (target.partition(".")[0] in PACKAGES and target.partition(".")[0] not in allowed)
        or target.partition(".")[0] == "tests"
    ]
    assert not wrong


def test_no_import_cycles() -> None:
    graph = {name: {target for target in targets if target in modules()} for name, targets in imports().items()}
    assert cycle_in(graph) == []


def test_no_circles_of_folders() -> None:
    """A folder and those within it are one room; a module beside the folders is a room of its own."""
    graph: dict[str, set[str]] = {}
    for name, targets in imports().items():
        rooms = {room_of(target) for target in targets if target in modules()}
        graph.setdefault(room_of(name), set()).update(rooms - {room_of(name)})
    assert cycle_in(graph) == []


def test_checks_of_one_subject_import_none_of_another() -> None:
    """What several subjects read is in `shared`; what a page loads of networks is read by several, too."""
    rooms = "screening.checks."
    crossing = [
        f"{name} imports {target}"
        for name, targets in imports().items()
        for target in sorted(targets & modules().keys() - {f"{rooms}clicks.network_loads"})
        if name.startswith(rooms) and room_of(name) not in (rooms[:-1], f"{rooms}shared")
        if target.startswith(rooms) and room_of(target) not in (rooms[:-1], f"{rooms}shared", room_of(name))
    ]
    assert not crossing


def test_what_checks_share_is_read_by_several_subjects() -> None:
    shared = "screening.checks.shared"
    readers: dict[str, set[str]] = {name: set() for name in modules() if name.startswith(f"{shared}.")}
    for name, targets in imports().items():
        for target in targets & readers.keys():
            readers[target].add(name)
    assert [name for name, names in readers.items() if {room_of(one) for one in names} <= {shared}] == []
    for _ in readers:  # who reads what stands on a module reads that module, too
        for names in readers.values():
            names.update(*(readers[name] for name in names & readers.keys()))
    rooms = {name: {room_of(one) for one in names} - {shared} for name, names in readers.items()}
    assert {name: some for name, some in rooms.items() if len(some) < 2} == {}


def test_whose_words_they_are_is_asked_of_the_voice() -> None:
    parts = {f"screening.wording.{part}" for part in ("questions", "stance")}
    asking = {name for name, targets in imports().items() if parts & targets}
    assert {name for name in asking if not name.startswith("screening.wording.")} == set()


def room_of(module: str) -> str:
    """Return a module's room: its folder directly below the package or, in crowded folders, below that."""
    folders = modules()[module].relative_to(ROOT).parts[:-1]
    if len(folders) == 1:
        return module
    return ".".join(folders[:3] if folders[1] in CROWDED else folders[:2])


def test_the_cycle_check_sees_a_cycle() -> None:
    assert set(cycle_in({"a": {"b"}, "b": {"a"}})) == {"a", "b"}


def cycle_in(graph: dict[str, set[str]]) -> list[str]:
    """Return the modules of a cycle, or none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def is_module(name: str) -> bool:
    """Whether a file is a module of the program itself."""
    return name.endswith(".py") and name.partition("/")[0] in PACKAGES


def test_no_file_is_too_long() -> None:
    long = [
        f"{name}: {lines} lines"
        for name, text in text_files()
        if not name.startswith(("tests/", "docs/")) and not name.endswith((".lock", ".ipynb"))
        if (lines := text.count("\n")) > (LONGEST_MODULE_LINES if is_module(name) else LONGEST_FILE_LINES)
    ]
    assert not long


def test_every_package_is_packaged() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts) for name, path in modules().items() if path.name == "__init__.py"
    }
    assert set(listed) == folders | {"data"}


@pytest.mark.parametrize("pattern", [FORBIDDEN_WORDS, MACHINE_PATH, REGISTRY_HOST], ids=lambda p: p.pattern[:20])
def test_no_text_says(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in text_files()
        # A test that forbids a word has to say it.
        if pattern.search(text) and not (pattern is FORBIDDEN_WORDS and name.startswith("tests/"))
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found


def test_every_page_that_a_file_names_exists() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in project_files() if path.suffix == ".md"}
    missing = [
        f"{name} names {page}"
        for name, text in text_files()
        for page in sorted(set(NAMED_PAGE.findall(text)))
        if page not in pages and not any(known.endswith(f"/{page}") for known in pages)
    ]
    assert not missing


def test_the_search_for_named_pages_sees_one() -> None:
    text = "as `NOWHERE.md` says, ../docs/how-to/x.md, https://example.com/a/README.md"
    assert NAMED_PAGE.findall(text) == ["NOWHERE.md", "docs/how-to/x.md"]


def test_contributing_names_every_folder_of_the_packages() -> None:
    named = set(re.findall(r"`(\w+)/?`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    rooms = {path.relative_to(ROOT).parts[:-1] for path in modules().values()}
    deep = {parts for parts in rooms if len(parts) == 2 or (len(parts) == 3 and parts[1] in CROWDED)}
    assert sorted(".".join(parts) for parts in deep if parts[-1] not in named) == []
