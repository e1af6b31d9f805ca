"""The event file: the documented example works, files add up, and contradictions are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.shelters import Beds
from openevac.feeds.event_file import read_all_events, read_events
from tests.feeds.sheets import GROUND, MILL
from tests.feeds.test_operation_file import example


def write(folder: Path, text: str, name: str = "event.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises((InputError, InputErrors)) as caught:
        read_events(path, GROUND)
    return str(caught.value)


def test_the_documented_example(tmp_path: Path) -> None:
    events = read_events(write(tmp_path, example("event.toml")))
    (seen,) = events.vans
    assert (seen.vehicle, seen.done, seen.aboard) == ("van-1", ("K-1", "K-2"), ("K-2",))
    assert seen.seen_at == datetime(2025, 10, 15, 7, 5, tzinfo=UTC)
    assert [one.id for one in events.blocked] == ["crater"]
    assert [one.vehicle for one in events.lost] == ["van-2"]
    assert [(one.vehicle, one.minutes) for one in events.delays] == [("van-3", 40.0)]
    assert events.absent == {"K-3", "K-4"}
    assert events.walk_ups[0].needs.party_size == 2
    assert events.beds[0].beds == Beds(ordinary=3)
    assert events.places[0].access.value == "closed"


def test_several_files_are_one(tmp_path: Path) -> None:
    first = write(tmp_path, '[[delays]]\nvehicle = "van-1"\nminutes = 30\n')
    second = write(tmp_path, '[[beds]]\nshelter = "school"\n', "more.toml")
    events = read_all_events([first, second])
    assert [one.vehicle for one in events.delays] == ["van-1"]
    assert events.beds[0].beds == Beds()


def test_two_words_on_one_van_are_refused(tmp_path: Path) -> None:
    late = write(tmp_path, '[[delays]]\nvehicle = "van-1"\nminutes = 30\n')
    with pytest.raises(InputError, match=r"field delays\.vehicle: The id 'van-1' stands more than once"):
        read_all_events([late, late])


def test_a_household_has_one_fate(tmp_path: Path) -> None:
    text = '[[{kind}]]\nrequest = "K-1"\nat = 2025-10-15T05:00:00Z\n'
    both = write(tmp_path, text.format(kind="refused") + text.format(kind="not_at_home"))
    assert "The id 'K-1' stands more than once" in refused(both)


def test_a_walk_up_is_rounded_and_counted_to_its_place(tmp_path: Path) -> None:
    lon, lat = MILL.position or (0.0, 0.0)
    text = f'[[walk_ups]]\nid = "K-9"\nreceived_at = 2025-10-15T05:00:00Z\nposition = [{lon + 0.000123}, {lat}]\n'
    (request,) = read_events(write(tmp_path, text + "needs = { walks = 1 }\n"), GROUND).walk_ups
    assert request.katottg == MILL.katottg
    assert request.position is not None
    assert request.position.lon != lon + 0.000123


def test_a_walk_up_far_away_names_its_field(tmp_path: Path) -> None:
    text = (
        '[[walk_ups]]\nid = "K-9"\nreceived_at = 2025-10-15T05:00:00Z\nposition = [24.0, 49.8]\nneeds = { walks = 1 }\n'
    )
    assert "event.toml, field walk_ups[K-9].position" in refused(write(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[refusd]]\nrequest = "K-1"\n', "Did you mean 'refused'"),
        ('[[lost]]\nvehicle = "van 1"\nat = 2025-10-15T05:00:00Z\n', "'van 1' is not an id"),
        ('[[lost]]\nvehicle = "van-1"\n', "The value 'at' is missing"),
        ('[[vans]]\nvehicle = "van-1"\nseen_at = 2025-10-15T05:00:00\n', "has no time zone"),
    ],
)
def test_slips_are_told_with_the_file(tmp_path: Path, text: str, words: str) -> None:
    said = refused(write(tmp_path, text))
    assert said.startswith("event.toml")
    assert words in said
