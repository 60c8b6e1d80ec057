"""Files are put in their place whole, over what stands there, and nothing else is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import UsageProblem
from pipelines.whole_file import replace_durably, write_out


@pytest.mark.parametrize("earlier", [None, b"old", b"a much longer content than the new one"])
def test_a_finished_file_takes_its_place(tmp_path: Path, earlier: bytes | None) -> None:
    place, finished = tmp_path / "place", tmp_path / "place.part"
    if earlier is not None:
        place.write_bytes(earlier)
    finished.write_bytes(b"new")
    replace_durably(finished, place)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"place": b"new"}


def test_who_reads_the_earlier_file_reads_it_to_its_end(tmp_path: Path) -> None:
    place, finished = tmp_path / "place", tmp_path / "place.part"
    place.write_bytes(b"old")
    finished.write_bytes(b"new")
    with place.open("rb") as reader:
        replace_durably(finished, place)
        assert reader.read() == b"old"


def test_what_cannot_take_its_place_stays_where_it_is(tmp_path: Path) -> None:
    place, finished = tmp_path / "place", tmp_path / "place.part"
    (place / "within").mkdir(parents=True)
    finished.write_bytes(b"new")
    with pytest.raises(OSError, match="place"):
        replace_durably(finished, place)
    assert finished.read_bytes() == b"new"
    assert (place / "within").is_dir()


def test_what_a_command_line_names_is_written_whole(tmp_path: Path) -> None:
    out = tmp_path / "folder" / "scores.csv"
    for content in (b"first and longer", b"second"):
        write_out(out, content)
        assert out.read_bytes() == content
    assert [path.name for path in out.parent.iterdir()] == ["scores.csv"]
    with pytest.raises(UsageProblem, match="is not a file"):
        write_out(out.parent, b"")
