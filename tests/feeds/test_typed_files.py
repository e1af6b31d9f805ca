"""Files into records: every fault with its file, its key and what to do."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Shelter
from openevac.domain.situation import Curfew
from openevac.feeds.typed_files import build, nearest, read_tree

REQUEST = {"id": "K-1", "needs": {"walks": 1}, "received_at": "2025-10-12T09:00:00+03:00", "position": [36.4, 49.9]}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_toml_and_json_give_the_same_values(tmp_path: Path) -> None:
    toml = write(tmp_path, "a.toml", 'name = "x"\n[policy]\nmax_stop_s = 60\n')
    json = write(tmp_path, "a.json", '{"name": "x", "policy": {"max_stop_s": 60}}')
    assert read_tree(toml) == read_tree(json) == {"name": "x", "policy": {"max_stop_s": 60}}


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read_tree(write(tmp_path, "a.toml", b'\xef\xbb\xbfname = "x"')) == {"name": "x"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.toml", 'name = "x"\nnext = [1,\n', "a.toml, row 2: The file is not sound TOML"),
        ("a.json", '{"name": 1,\n "x" 2}', "a.json, row 2: The file is not sound JSON"),
        ("a.json", "[1]", "Begin with { and give keys"),
        ("a.json", '{"a": {"b": 1, "b": 2}}', "a.json: The key 'b' stands twice in one record."),
        ("a.toml", 'name = "Шевченкове"'.encode("cp1251"), "a.toml: The file is not UTF-8 text (byte 9)"),
    ],
)
def test_a_file_that_makes_no_sense_says_where(tmp_path: Path, name: str, content: str | bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_tree(write(tmp_path, name, content))
    assert says in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml: The file cannot be read: No such file"):
        read_tree(tmp_path / "none.toml")


def test_times_become_utc() -> None:
    request = build(REQUEST, EvacuationRequest, file="f")
    assert request.received_at == datetime(2025, 10, 12, 6, tzinfo=UTC)
    assert request.received_at.tzinfo is UTC


def test_hour_and_minute_will_do_for_a_time_of_day() -> None:
    curfew = build({"starts": "21:00", "ends": "05:00:00", "source": "order"}, Curfew, file="f")
    assert (curfew.starts, curfew.ends) == (time(21), time(5))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"prioritty": "urgent"}, "f: The key 'prioritty' is not known. Did you mean 'priority'?"),
        ({"qqqq": 1}, "f: The key 'qqqq' is not known. Known here are: id, needs, received_at"),
        ({"needs": {"walk": 1}}, "f, field needs: The key 'walk' is not known. Did you mean 'walks'"),
        ({"needs": {"walks": -1}}, "f, field needs.walks: -1 is below zero. Give zero or more."),
        ({"needs": {"walks": "two"}}, "f, field needs.walks: int is expected here, but str was given."),
        ({"needs": {}}, "f, field needs: Nobody is in the party."),
        ({"received_at": "2025-10-12T09:00:00"}, "f, field received_at: 2025-10-12T09:00:00 has no time zone."),
        ({"received_at": "yesterday"}, "f, field received_at: 'yesterday' is not a time. Write day, hour and zone"),
        (
            {"priority": "high"},
            "f, field priority: 'high' is not a word known here. Write one of: urgent, first, planned.",
        ),
        ({"position": [36.4]}, "f, field position: array is expected here, but 1 was given."),
        ({"position": [236.4, 49.9]}, "f, field position: (236.4, 49.9) is not a position in degrees."),
        ({"id": "two words"}, "f, field id: 'two words' is not an id."),
    ],
)
def test_each_fault_names_its_key(change: dict[str, object], says: str) -> None:
    with pytest.raises(InputError) as caught:
        build({**REQUEST, **change}, EvacuationRequest, file="f")
    assert str(caught.value).startswith(says)


def test_a_time_of_day_that_is_none() -> None:
    with pytest.raises(InputError, match="f, field ends: 'noon' is not a time of day"):
        build({"starts": "21:00", "ends": "noon", "source": "order"}, Curfew, file="f")


def test_a_missing_key_is_named() -> None:
    with pytest.raises(InputError, match="f: The value 'needs' is missing"):
        build({"id": "K-1"}, EvacuationRequest, file="f")


def test_several_unknown_keys_are_told_together() -> None:
    with pytest.raises(InputErrors) as caught:
        build({"id": "s", "position": [1, 2], "bedz": {}, "beds": {"care": 1, "car": 1}}, Shelter, file="f")
    told = str(caught.value).splitlines()
    assert told[0] == "f: The key 'bedz' is not known. Did you mean 'beds'?"
    assert told[1] == "f, field beds: The key 'car' is not known. Did you mean 'care'?"


def test_nearest_names_nothing_that_is_far() -> None:
    assert nearest("wheelchair", ["wheelchairs", "pets"]) == "'wheelchairs'"
    assert nearest("zzz", ["wheelchairs", "pets"]) == ""
