"""The operation file: the documented example works, and each contradiction is told with its key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.domain.errors import InputError, InputErrors
from openevac.feeds.operation_file import read_operation
from openevac.feeds.sheet_columns import COLUMNS
from tests.feeds.sheets import GROUND, MILL

DOCS = Path(__file__).parents[2] / "docs" / "formats.md"
REQUEST = """
[[requests]]
id = "K-1"
katottg = "{code}"
received_at = 2025-10-12T09:00:00+03:00
needs = {{ walks = 2 }}
"""


def example(name: str) -> str:
    """Give one complete example of docs/formats.md."""
    found = re.search(
        rf"<!-- example: {re.escape(name)} -->\n```\w+\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found, name
    return found[1]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the documented operation with one household of the tiny region, some of its text replaced."""

    def write(*changes: tuple[str, str], more: str = "") -> Path:
        text = example("operation.toml").replace('requests = "requests.csv"', "")
        text += REQUEST.format(code=MILL.katottg) + more
        text = text.replace("[36.43, 49.96]", "[36.43, 49.5]")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / "operation.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refused(path: Path) -> str:
    with pytest.raises((InputError, InputErrors)) as caught:
        read_operation(path, GROUND)
    return str(caught.value)


def test_the_documented_example_with_its_sheet(tmp_path: Path) -> None:
    for name in ("operation.toml", "requests.csv"):
        text = example(name).replace("Куп'янськ", "Млинок").replace("Шевченкове", "Горбок")
        (tmp_path / name).write_text(text, encoding="utf-8")
    read = read_operation(tmp_path / "operation.toml", GROUND)
    assert [request.id for request in read.operation.requests] == ["К-101", "К-102"]
    assert read.operation.policy.departure_early == datetime(2025, 10, 15, 2, tzinfo=UTC)
    assert read.operation.requests[0].tw_early == datetime(2025, 10, 15, 4, tzinfo=UTC)
    assert [remark.facts for remark in read.remarks] == [{"count": 1}]


def test_the_docs_name_every_heading() -> None:
    told = DOCS.read_text(encoding="utf-8")
    for column in COLUMNS:
        (row,) = [line for line in told.splitlines() if line.startswith(f"| `{column.field}` |")]
        assert all(heading in row for heading in column.headings), column.field


def test_requests_in_the_file_are_rounded(write: Callable[..., Path]) -> None:
    path = write(("katottg =", "position = [37.0004, 49.5004]\nkatottg ="))
    (request,) = read_operation(path, GROUND).operation.requests
    assert request.position is not None
    assert request.position != (37.0004, 49.5004)
    assert request.katottg == MILL.katottg


def test_without_a_region_codes_stay_as_they_are(write: Callable[..., Path]) -> None:
    (request,) = read_operation(write((MILL.katottg, "UA63990010010000009"))).operation.requests
    assert request.position is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("seats = 8 ", "seatz = 8 "), "field vehicle_types[van]: The key 'seatz' is not known. Did you mean 'seats'"),
        (('crew = "crew-1"', 'crew = "crew-2"'), "field vehicles.crew: 'van-1' names 'crew-2'"),
        (("ordinary = 40, no_stairs = 6, care = 2", ""), "field shelters: Every shelter is full: no bed is left."),
        (("walks = 2", "walks = -2"), "field requests[K-1].needs.walks: -2 is below zero."),
        (("walks = 2", "stretchers = 1, over_100_kg = 2"), "More people over 100 kg than people who must be carried."),
        ((MILL.katottg, "UA63990010010000009"), "field requests[K-1].katottg: The region has no place with the code"),
        (("katottg =", "position = [49.5, 37.0]\nkatottg ="), "field requests[K-1].position: Longitude 49.5"),
        (("tw_late = 2025-10-15T16", "tw_late = 2025-10-14T16"), "field crews[crew-1].tw_early: The window ends"),
        (("2025-10-12T09:00:00+03:00", "2025-10-12T09:00:00"), "field requests[K-1].received_at: 2025-10-12T09:00:00"),
        (("[36.43, 49.5]", "[49.5, 36.43]"), "field depots[base].position: Longitude 49.5 and latitude 36.43 look"),
        (("seats_per_wheelchair = 2 ", "seats_per_wheelchair = 2.5 "), "int is expected here, but float was given."),
        (('dial = "middle"', 'dial = "brave"'), "field policy.dial: 'brave' is not a word known here. Write one of"),
    ],
)
def test_each_fault_names_its_record(write: Callable[..., Path], change: tuple[str, str], says: str) -> None:
    told = refused(write(change))
    assert told.startswith("operation.toml")
    assert says in told


def test_a_vehicle_that_fits_nobody(write: Callable[..., Path]) -> None:
    told = refused(write(("seats = 8 ", "seats = 0 "), ("wheelchair_places = 1", ""), ("\nstretchers = 1", "")))
    assert "field vehicle_types[van].seats: The vehicle type fits nobody. Give it seats" in told


def test_an_id_twice_is_refused(write: Callable[..., Path]) -> None:
    told = refused(write(more=REQUEST.format(code=MILL.katottg)))
    assert told == (
        "operation.toml, field requests: The id 'K-1' stands more than once. Give each record an id of its own."
    )


def test_faults_of_several_records_are_told_together(write: Callable[..., Path]) -> None:
    told = refused(write(("walks = 2", "walks = 0"), ("size = 2", "size = 0"))).splitlines()
    assert len(told) == 2
    assert "requests[K-1]" in told[0]
    assert "crews[crew-1]" in told[1]


def test_an_unknown_zone_for_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "operation.toml"
    path.write_text(example("operation.toml").replace("Europe/Kyiv", "Europe/Kiew"), encoding="utf-8")
    assert "operation.toml, field timezone: 'Europe/Kiew' is not a time zone." in refused(path)
