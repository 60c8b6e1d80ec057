"""`[[lists]]` in affguard.toml: the template shows every option, and each fault names its key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from pipelines.errors import SettingsError
from pipelines.list_facts import LIST_CLASSES
from pipelines.settings.list_source import is_allowed_address
from pipelines.settings.model import ListSource, Settings
from pipelines.settings.read import read_settings
from pipelines.settings.write import template

ROOT = Path(__file__).resolve().parents[3]
LIST = '[[lists]]\nname = "one"\nclass = "vpn"\nurl = "https://lists.example/x.txt"\n'


def keys() -> set[str]:
    return {field.alias or name for name, field in ListSource.model_fields.items()}


def test_the_template_shows_every_key_and_class() -> None:
    text = template("affguard.toml")
    examples = tomllib.loads(re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE))["lists"]
    assert {key for example in examples for key in example} == keys()
    assert all(kind in text for kind in LIST_CLASSES)
    assert all(f" {name}" in text for name in get_args(ListSource.model_fields["format"].annotation))


def test_a_list(tmp_path: Path) -> None:
    (tmp_path / "affguard.toml").write_text(LIST)
    (source,) = read_settings(tmp_path)[0].lists
    assert (source.kind, source.format, source.max_megabytes) == ("vpn", "auto", 200)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[lists]]\nname = "a"', 'line 1: lists["a"].class is missing; one of "data_centre", "vpn"'),
        ('[[lists]]\nname = "a"', 'lists["a"].url is missing'),
        (
            LIST.replace('"vpn"', '"vpm"'),
            'line 3: lists["one"].class must be one of "data_centre", "vpn", "tor", "relay", ',
        ),
        (LIST.replace('"vpn"', '"vpm"'), 'not "vpm". Did you mean "vpn"?'),
        (
            LIST.replace("class", "clas"),
            'lists["one"].clas is not a setting. Did you mean "class"? Allowed: name, class',
        ),
        (LIST.replace("class", "kind"), 'lists["one"].kind is not a setting.'),
        (LIST.replace("https", "http"), 'lists["one"].url must begin with "https://" and name a host, not "http://li'),
        (
            LIST.replace('"one"', '"One"'),
            'name must be 1 to 60 of a-z, 0-9, "-" and "_", such as "cloud-ranges", not "One"',
        ),
        (LIST + LIST, 'line 6: lists["one"].name must be unique; "one" is already taken'),
        (LIST + "max_megabytes = 0", "max_megabytes must be a whole number, at least 1 and at most 10000, not 0"),
        (LIST + 'where = "x"', 'line 5: lists["one"].where must be KEY=VALUE, such as'),
        (LIST + 'format = "mmdb"\ncolumn = "x"', 'line 6: lists["one"].column has no effect with format "mmdb"'),
        (LIST + 'format = "text"\nwhere = "a=b"', 'line 6: lists["one"].where has no effect with format "text"'),
        ('[lists]\nname = "a"', "lists must be a list of tables: write [[lists]] in double brackets above each"),
    ],
)
def test_each_fault_names_its_key(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "affguard.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path)
    assert expected in caught.value.message


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://lists.example/x", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://localhost/x", True),
        ("http://[::1]/x", True),
        ("http://lists.example/x", False),
        ("http://127.0.0.1.example/x", False),
        ("http://127.0.0.1@lists.example/x", False),
        ("http://10.0.0.1/x", False),
        ("https:///x", False),
        ("https://lists.example:x/", False),
        ("https://[::1/", False),
        ("https://lists.example/ x", False),
        ("https://lists.example/\n", False),
        ("ftp://lists.example/", False),
        ("file:///etc/hosts", False),
        ("", False),
    ],
)
def test_addresses(url: str, is_allowed: bool) -> None:
    assert is_allowed_address(url) is is_allowed


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://h.example/x?key=SECRET", ', not "http://h.example"'),
        ("http://user:SECRET@h.example:8080/SECRET#SECRET", ', not "http://h.example"'),
        ("https://user:SECRET@/x?key=SECRET", ""),
        ("https://h.example:bad/x?key=SECRET", ""),
        ("https://[::1/x?key=SECRET", ""),
        ("https://h.example key=SECRET", ""),
        ("h.example/x?key=SECRET", ""),
    ],
)
def test_a_wrong_address_keeps_its_secrets(tmp_path: Path, url: str, told: str) -> None:
    (tmp_path / "affguard.toml").write_text(LIST.replace("https://lists.example/x.txt", url))
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path)
    assert f'.url must begin with "https://" and name a host{told}' in caught.value.message
    assert "secret" not in caught.value.message.lower()
    assert told or ", not" not in caught.value.message


def test_the_how_to_shows_lists_that_are_accepted() -> None:
    text = (ROOT / "docs" / "how-to" / "lists.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```toml\n(.*?)```", text, flags=re.S) if "[[lists]]" in block]
    assert blocks
    for block in blocks:
        Settings.model_validate(tomllib.loads(block))
    assert all(f"`{kind}`" in text for kind in LIST_CLASSES)
