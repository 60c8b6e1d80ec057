"""MLflow's local store: one SQLite file in the home folder, no network, no telemetry, imported only when needed."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import UserError
from pipelines.whole_file import replace_durably

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

    from pipelines.home import Home

__all__ = ["any_alias", "experiment", "open_store"]


@contextmanager
def open_store(home: Home) -> Iterator[MlflowClient]:
    """Give a client of the store, made when missing; the caller holds the lock.

    Raises:
        UserError: The file is damaged or cannot be opened, or was written by an older MLflow.
    """
    # No telemetry leaves the machine, and MLflow's own chatter does not belong into the job's log.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    from mlflow.exceptions import MlflowException
    from mlflow.tracking import MlflowClient
    from sqlalchemy.exc import DatabaseError

    for chatty in ("mlflow", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if not home.tracking_database.exists():
        _make_store(home)
    with _opened(home) as connection:
        connection.execute("select 1 from sqlite_master limit 1")  # MLflow would try for minutes what cannot be opened
    uri = _uri(home.tracking_database)
    try:
        yield MlflowClient(tracking_uri=uri, registry_uri=uri)
    except DatabaseError as error:
        if not _is_damage(error.orig):
            raise
        raise _damaged(home, error.orig) from error
    except MlflowException as error:
        if _is_damage(error.__cause__) or _says_damage(str(error)):
            raise _damaged(home, error) from error
        if "out-of-date" in str(error):
            raise UserError(
                f"{home.tracking_database} was written by an older MLflow. Copy it, then run: mlflow db upgrade {uri}"
            ) from error
        raise


def experiment(client: MlflowClient, home: Home, name: str) -> str:
    """Return the id of an experiment, made when missing."""
    found = client.get_experiment_by_name(name)
    if found:
        return str(found.experiment_id)
    return str(client.create_experiment(name, artifact_location=home.tracking_artifacts.as_uri()))


def any_alias(home: Home) -> bool:
    """Say whether any model was ever given an alias, without MLflow, whose import takes seconds every night.

    Raises:
        UserError: The file is damaged or cannot be opened.
    """
    if not home.tracking_database.exists():
        return False
    with _opened(home) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        if "registered_model_aliases" not in names:
            return True  # another version's tables: ask MLflow itself
        return connection.execute("select 1 from registered_model_aliases limit 1").fetchone() is not None


@contextmanager
def _opened(home: Home) -> Iterator[sqlite3.Connection]:
    """Open the file itself, for writing: a commit that was cut off is taken back when it is first read.

    Raises:
        UserError: The file is damaged or cannot be opened.
    """
    try:
        with closing(sqlite3.connect(f"{home.tracking_database.as_uri()}?mode=rw", uri=True)) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise _damaged(home, error) from error


def _is_damage(error: BaseException | None) -> bool:
    return isinstance(error, sqlite3.DatabaseError) and _says_damage(str(error))


def _says_damage(text: str) -> bool:
    """SQLite's words for CORRUPT, NOTADB, CANTOPEN and IOERR, see https://www.sqlite.org/rescode.html."""
    said = ("malformed", "file is not a database", "unable to open database file", "disk I/O error")
    return any(words in text for words in said)


def _damaged(home: Home, error: BaseException | None) -> UserError:
    said = str(error).partition("\n")[0]
    return UserError(
        f"{home.tracking_database} is damaged or cannot be opened ({said}). Put back a copy of it, or move it away and "
        "run this again: a new one is made. Published results stay as they are; what is lost without a copy is the "
        "record of runs and the trained models, so nights are scored with the built-in weights until `affguard train` "
        "and `affguard promote` have run again."
    )


def _make_store(home: Home) -> None:
    """Make MLflow's store in a file aside, and put it into place when it is whole.

    A store whose making was cut off cannot be opened again. And since nothing is lost with the file aside, its hundred
    small commits need not each wait for the disk.
    """
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
    from sqlalchemy import Engine, event

    making = home.tracking_database.with_name(home.tracking_database.name + ".making")
    for left_over in (making, making.with_name(making.name + "-journal")):
        left_over.unlink(missing_ok=True)
    event.listen(Engine, "connect", _do_not_wait)
    try:
        SqlAlchemyStore(_uri(making), home.tracking_artifacts.as_uri()).engine.dispose()  # type: ignore[no-untyped-call]
    finally:
        event.remove(Engine, "connect", _do_not_wait)
    replace_durably(making, home.tracking_database)


def _do_not_wait(connection: sqlite3.Connection, _: object) -> None:
    """See https://www.sqlite.org/pragma.html#pragma_synchronous."""
    connection.execute("pragma synchronous = off")


def _uri(database: Path) -> str:
    return f"sqlite:///{database}"
