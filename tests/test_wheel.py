"""The wheel holds everything: installed elsewhere, it generates, judges and reports a programme."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGED = ("data", "features", "models", "pipelines", "screening")
SMALL = ["--affiliates", "48", "--clicks", "4000", "--orders", "300", "--days", "40"]


def tracked() -> list[str]:
    """Return the project's files, so that nothing lies in the wheel by the grace of an old build."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the project."""
    folder = tmp_path_factory.mktemp("build")
    for name in tracked():
        if name.partition("/")[0] in PACKAGED or "/" not in name:
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "source" / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, folder / "source", cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def run(*command: str | Path, cwd: Path, home: Path | None = None) -> str:
    """Run a command that knows nothing of this checkout; return what it prints."""
    keep = ("PATH", "LANG", "TMPDIR")
    environment = {name: value for name, value in os.environ.items() if name in keep or name.startswith("PIP_")}
    if home is not None:
        environment["HOME"] = str(home)
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def clean_environment(folder: Path) -> Path:
    """Make an environment without pip and return its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    return folder / "bin" / "python"


def demo_report(python: Path, folder: Path) -> Path:
    """Run the demo in an empty folder with an empty HOME, and return its report."""
    (folder / "home").mkdir()
    (folder / "elsewhere").mkdir()
    where = "import pipelines, importlib.resources as r; print(pipelines.__file__, r.files('data') / 'contract.toml')"
    for file in run(python, "-c", where, cwd=folder / "elsewhere", home=folder / "home").split():
        assert Path(file).is_relative_to(python.parents[1])
        assert Path(file).is_file()
    printed = run(python.parent / "affguard", "demo", *SMALL, cwd=folder / "elsewhere", home=folder / "home")
    (report,) = (folder / "elsewhere" / "affguard-home" / "runs").glob("*/report.html")
    assert "report.html" in printed
    return report


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    missing = [name for name in tracked() if name.partition("/")[0] in PACKAGED and name not in held]
    assert [name for name in missing if not name.endswith(".md")] == []
    assert not [name for name in held if name.startswith(("tests/", "notebooks/", "docs/"))]


def test_demo_from_the_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    """The dependencies come from the running environment, affguard itself only from the wheel."""
    python = clean_environment(tmp_path / "env")
    install = ("install", "--quiet", "--no-index", "--no-deps", wheel)
    run(sys.executable, "-m", "pip", "--python", python, *install, cwd=tmp_path)
    # A line of a .pth file adds the folder but reads no .pth files there, so the editable install stays out.
    site = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path / "env"), "platbase": str(tmp_path / "env")}))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    assert demo_report(python, tmp_path).stat().st_size > 10_000


@pytest.mark.slow
def test_demo_from_lock_file_and_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    python = clean_environment(tmp_path / "env")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    run(*pip, "--require-hashes", "--requirement", ROOT / "requirements.lock", cwd=tmp_path)
    run(*pip, "--no-index", "--no-deps", wheel, cwd=tmp_path)
    assert demo_report(python, tmp_path).stat().st_size > 10_000
