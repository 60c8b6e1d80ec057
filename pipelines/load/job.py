"""The load: all files of one call are staged and checked first, then merged in one transaction, or refused whole."""

from __future__ import annotations

import glob
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from features.quoting import literal
from pipelines.contract import load_contract
from pipelines.errors import DataRefusedError
from pipelines.load.dictionaries import parse_new_strings
from pipelines.load.files import FileFacts, expand, identify, stamp
from pipelines.load.merge import FileAccount, merge
from pipelines.load.stage import StagedFile, stage
from pipelines.load.text import as_plain_text, examine
from pipelines.pages.csv_table import csv_table
from pipelines.settings.model import Settings, Source
from pipelines.warehouse.database import transaction, undone

if TYPE_CHECKING:
    import duckdb

    from pipelines.home import Home

__all__ = ["InputFile", "configured_files", "given_files", "last_file_id", "load"]

_SHOWN_ROWS = 5


@dataclass(frozen=True)
class InputFile:
    """A file and the source that says how to read it."""

    path: Path
    source: Source


def configured_files(settings: Settings, home: Home) -> list[InputFile]:
    """Return the files that the sources of `affguard.toml` name, in a fixed order."""
    return [InputFile(path, source) for source in settings.sources for path in expand(source.files, home.root)]


def given_files(settings: Settings, home: Home, given: Mapping[str, Sequence[str]], base: Path) -> list[InputFile]:
    """Return the files that the command line names, table by table.

    A file is read as the configured source of its table whose `files` name it says, else as the only source of that
    table, else by the contract's own column names.
    """
    found = []
    for table, patterns in given.items():
        sources = [source for source in settings.sources if source.table == table]
        owners = {path: source for source in sources for path in _existing(source, home)}
        fallback = sources[0] if len(sources) == 1 else Source.model_validate({"name": table, "table": table})
        found += [
            InputFile(path, owners.get(path, fallback)) for path in expand(patterns, base, every_glob_matches=True)
        ]
    return found


def load(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    files: Sequence[InputFile],
    settings: Settings,
    on_progress: Callable[[float], None] = lambda _: None,
) -> list[FileAccount]:
    """Load files into the warehouse: everything that is new in one transaction, or nothing.

    Args:
        connection: The open warehouse.
        home: Where staging happens and where refused rows are written.
        files: What to load; a file whose content was loaded before is passed over.
        settings: Limits and reporting currency.
        on_progress: Told the share of the bytes (0–1) that are parsed, after each file.

    Raises:
        DataRefusedError: A file cannot be used, or too many of its rows; nothing is committed.
    """
    _discard(home)
    fresh, passed_over = _sort_out(connection, files, settings.load.threads)
    if not fresh:
        return passed_over
    connection.execute(f"attach {literal(str(home.staging))} as staging (recovery_mode 'no_wal_writes')")
    try:
        staged = _stage_all(connection, home, fresh, settings, on_progress)
        _refuse_if_too_many(home, staged, settings.load.max_rejected_share)
        with transaction(connection):
            accounts = merge(connection, staged, last_file_id(connection) + 1)
            parse_new_strings(connection)
        connection.execute("detach staging")
    except BaseException as error:
        undone(error, connection, "detach staging")
        raise
    finally:
        _discard(home)
    return accounts + passed_over


def _sort_out(
    connection: duckdb.DuckDBPyConnection, files: Sequence[InputFile], threads: int
) -> tuple[list[tuple[FileFacts, Source]], list[FileAccount]]:
    """Return the files whose content is new, and the accounts of the others."""
    known = _known_files(connection)
    ledger = _ledger(connection)
    before = [ledger.get((file.source.contract_table, file.source.name, str(file.path))) for file in files]
    stamps = [stamp(file.path) for file in files]
    is_unchanged = [told is not None and told[1:] == stamped for told, stamped in zip(before, stamps, strict=True)]
    changed = [file for file, is_same in zip(files, is_unchanged, strict=True) if not is_same]
    with ThreadPoolExecutor(threads) as pool:
        identified = pool.map(lambda file: identify(file.path, file.source), changed)
    fresh: list[tuple[FileFacts, Source]] = []
    passed_over: list[FileAccount] = []
    for file, told, stamped, is_same in zip(files, before, stamps, is_unchanged, strict=True):
        if told is not None and is_same:
            passed_over.append(_nothing_new(file, told[0], stamped[0]))
            continue
        facts = next(identified)
        if _identity(facts, file.source) in known:
            passed_over.append(_nothing_new(file, facts.sha256, stamped[0]))
            continue
        if told is not None:
            _refuse_grown(connection, file)
        known.add(_identity(facts, file.source))
        fresh.append((examine(facts), file.source))
    return fresh, passed_over


def _stage_all(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    fresh: Sequence[tuple[FileFacts, Source]],
    settings: Settings,
    on_progress: Callable[[float], None],
) -> list[StagedFile]:
    contract = load_contract()
    staged = []
    # What is written to be read once and thrown away is not worth packing.
    connection.execute("set force_compression = 'uncompressed'")
    parsed_bytes, all_bytes = 0, sum(facts.size_bytes for facts, _ in fresh)
    for number, (facts, source) in enumerate(fresh):
        with as_plain_text(facts, home.spill) as text:
            staged.append(
                stage(
                    connection,
                    number,
                    facts=text,
                    source=source,
                    table=contract[source.contract_table],
                    options=settings.load,
                    reporting_currency=settings.programme.reporting_currency,
                )
            )
        parsed_bytes += facts.size_bytes
        on_progress(parsed_bytes / max(all_bytes, 1))
    connection.execute("set force_compression = 'auto'")
    return staged


def _existing(source: Source, home: Home) -> list[Path]:
    globbed = [pattern for pattern in source.files if (home.root / pattern).exists() or glob.has_magic(pattern)]
    return expand(globbed, home.root)


Identity = tuple[str, str, str]
"""Table, source and hash: two sources may draw different rows from one file."""


def _identity(facts: FileFacts, source: Source) -> Identity:
    return source.contract_table, source.name, facts.sha256


def _known_files(connection: duckdb.DuckDBPyConnection) -> set[Identity]:
    rows = connection.execute("select table_name, source, sha256 from files").fetchall()
    return {(str(table), str(source), str(sha256)) for table, source, sha256 in rows}


def _ledger(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], tuple[str, int, int]]:
    """Hash, size and time of loaded files by table, source and path: history need not be read again every night."""
    rows = connection.execute(
        "select table_name, source, path, sha256, size_bytes, modified_ns from files order by file_id"
    ).fetchall()
    return {
        (str(table), str(source), str(path)): (str(sha256), int(size), int(time))
        for table, source, path, sha256, size, time in rows
    }


def _refuse_grown(connection: duckdb.DuckDBPyConnection, file: InputFile) -> None:
    """A file that changed after it was loaded would bring rows without a key a second time."""
    table = load_contract()[file.source.contract_table]
    keyless = connection.execute(
        f"select 1 from {table.name} where key_hash is null and file_id in (select file_id from files "
        "where table_name = ? and source = ? and path = ?) limit 1",
        [table.name, file.source.name, str(file.path)],
    ).fetchone()
    if keyless is None:
        return
    raise DataRefusedError(
        f"{file.path}: was loaded before and has changed since. Its rows carry no key, so what it held then would "
        "count twice. Name only files that no longer change (rotated or dated ones) in the source's files, or map "
        f"a key ({', '.join(table.key) or 'this table has none'})."
    )


def last_file_id(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the file that was loaded last; 0 before the first."""
    row = connection.execute("select coalesce(max(file_id), 0) from files").fetchone()
    return int(row[0]) if row else 0


def _nothing_new(file: InputFile, sha256: str, size_bytes: int) -> FileAccount:
    return FileAccount(
        path=str(file.path),
        source=file.source.name,
        table=file.source.contract_table,
        sha256=sha256,
        size_bytes=size_bytes,
        rows_read=0,
        loaded=0,
        duplicate=0,
        revision=0,
        rejected=0,
        already_loaded=True,
    )


def _discard(home: Home) -> None:
    for path in (home.staging, home.staging.with_name(home.staging.name + ".wal")):
        path.unlink(missing_ok=True)


def _refuse_if_too_many(home: Home, staged: Sequence[StagedFile], allowed_share: float) -> None:
    """Write down the refused rows, and refuse the load when a file has too many of them."""
    over = [file for file in staged if file.rejected.count > allowed_share * file.rows_read]
    home.refused_rows.unlink(missing_ok=True)
    if refused := over or [file for file in staged if file.rejected.count]:
        rows = [
            (str(file.facts.path), row.line, row.reason, row.raw_text) for file in refused for row in file.rejected.rows
        ]
        home.refused_rows.write_bytes(csv_table(["file", "line", "reason", "raw_text"], rows))
    if not over:
        return
    lines = []
    for file in over:
        lines.append(
            f"{file.facts.path}: {file.rejected.count:,} of {file.rows_read:,} rows cannot be used "
            f"({file.rejected.count / file.rows_read:.1%}; allowed {allowed_share:.1%}), for example:"
        )
        lines += [f"  line {row.line}: {row.reason}" for row in file.rejected.rows[:_SHOWN_ROWS]]
    raise DataRefusedError(
        "\n".join(lines) + f"\nNothing was loaded. The rows stand in {home.refused_rows}. Correct the file or its "
        "column map; or, if the rows may be left out, raise max_rejected_share under [load] in affguard.toml."
    )
