"""The home folder: where all state of one programme lives, and the only place that knows its file names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import UsageProblem

__all__ = ["Home", "open_home"]


@dataclass(frozen=True)
class Home:
    """Paths of one programme's state; the names are part of what other programs rely on."""

    root: Path

    @property
    def warehouse(self) -> Path:
        """Loaded rows; opened by jobs only, under the lock."""
        return self.root / "warehouse.duckdb"

    @property
    def states(self) -> Path:
        """Partial states of the features; can be built anew from the warehouse at any time."""
        return self.root / "states.duckdb"

    @property
    def canonical(self) -> Path:
        """Canonical logs as Parquet, a folder for each as-of day, for engines that read files."""
        return self.root / "canonical"

    @property
    def staging(self) -> Path:
        """Rows of a load that is under way; worthless once it has ended, however it ended."""
        return self.root / "staging.duckdb"

    @property
    def spill(self) -> Path:
        """Where the engine puts what does not fit into memory."""
        return self.root / "spill"

    @property
    def refused_rows(self) -> Path:
        """Rows that the last load refused, whether or not it passed without them, for the person who mends them."""
        return self.root / "refused-rows.csv"

    @property
    def lock(self) -> Path:
        """Held by the one job that may write."""
        return self.root / "affguard.lock"

    @property
    def tracking_database(self) -> Path:
        """MLflow's local store."""
        return self.root / "mlflow.db"

    @property
    def tracking_artifacts(self) -> Path:
        """MLflow's artifacts."""
        return self.root / "mlflow-artifacts"

    @property
    def first_night(self) -> Path:
        """The first day that the nightly job was asked for; every day since then is a night."""
        return self.root / "first-night"

    @property
    def screening(self) -> Path:
        """What the screener fetched and found; opened by `affguard screen` only, under a lock of its own."""
        return self.root / "screening.duckdb"

    @property
    def screening_lock(self) -> Path:
        """Held by the one screening that may write."""
        return self.root / "screening.lock"

    @property
    def screened(self) -> Path:
        """What screenings found, published for the nightly job: one immutable file, replaced as a whole."""
        return self.root / "screened.parquet"

    @property
    def screenings(self) -> Path:
        """Dossiers, a folder for each screening."""
        return self.root / "screenings"

    @property
    def backlinks(self) -> Path:
        """The installed domain graph."""
        return self.root / "backlinks"

    @property
    def lists(self) -> Path:
        """Installed reference lists, a file each."""
        return self.root / "lists"

    @property
    def runs(self) -> Path:
        """Published results, a folder for each as-of day."""
        return self.root / "runs"


def open_home(root: Path) -> Home:
    """Return the home folder, made when missing.

    Raises:
        UsageProblem: When the path is a file or cannot be made.
    """
    odd = [sign for sign in "?%\\" if sign in str(root.resolve())]
    if odd:
        raise UsageProblem(
            f"The home folder {root} has {' and '.join(odd)} in its path, which a database address cannot hold. "
            "Choose another with --home DIR."
        )
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageProblem(
            f"The home folder {root} cannot be used: {error.strerror or error}. Choose another with --home DIR."
        ) from error
    return Home(root.resolve())
