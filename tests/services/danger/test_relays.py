"""Relays on the record: kept, closed, run out, told to the next plan, and never sharing a name with another point."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.domain.vehicles import Depot
from openevac.services.kernel.refusals import Conflict, NotAllowed, NotFound
from tests.services.cast import ORGANISATION, Cast
from tests.services.danger.said import TOWN

HERE = LonLat(37.123456789, 49.5)
DAY, ZONE = date(2025, 10, 15), ZoneInfo("Europe/Kyiv")


def keep(cast: Cast, code: str = "bridge", by: str = "kateryna", **given: Any) -> Any:
    from openevac.services.danger.keep_relay import KeepRelay, keep_relay

    asked = {"position": HERE, "source": "military administration"} | given
    return keep_relay(cast.order(by), KeepRelay(code=code, **asked))


def close(cast: Cast, code: str = "bridge") -> Any:
    from openevac.services.danger.keep_relay import CloseRelay, close_relay

    return close_relay(cast.order("kateryna"), CloseRelay(code=code))


def point(cast: Cast, code: str) -> Any:
    from openevac.services.danger.keep_meeting_point import KeepMeetingPoint, keep_meeting_point

    return keep_meeting_point(cast.order("kateryna"), KeepMeetingPoint(code=code, position=HERE))


def depot(cast: Cast, code: str) -> Any:
    from openevac.services.missions.keep_fleet import KeepFleet, keep_fleet

    return keep_fleet(cast.order("kateryna"), KeepFleet(depots=(Depot(id=code, position=HERE),)))


def shelter(cast: Cast, code: str) -> Any:
    from openevac.services.reception.keep_shelters import KeepShelter, keep_shelter

    return keep_shelter(cast.order("kateryna"), KeepShelter(code=code, position=HERE, rooms=()))


def seen(cast: Cast) -> Any:
    from openevac.services.danger.see_ways_out import see_ways_out

    return see_ways_out(cast.asking("olena")).relays


def planned_with(day: date = DAY) -> Any:
    from openevac.store.convert.relays import relays_to_domain

    return relays_to_domain(ORGANISATION, day, ZONE)


def test_a_relay_is_listed_with_its_source_and_given_to_the_planner_with_its_hours_of_that_day(cast: Cast) -> None:
    keep(cast, katottg=TOWN, opens=time(6), closes=time(11, 30), unloading_min=4)
    (relay,) = seen(cast)
    assert (relay.code, relay.position, relay.kept_by) == ("bridge", LonLat(37.12346, 49.5), "kateryna")
    assert (relay.source, relay.valid_until, relay.in_force) == ("military administration", None, True)
    (planned,) = planned_with()
    assert (planned.id, planned.katottg, planned.unloading_s) == ("bridge", TOWN, 240.0)
    assert planned.tw_early.isoformat() == "2025-10-15T03:00:00+00:00"
    assert planned.tw_late.isoformat() == "2025-10-15T08:30:00+00:00"


def test_a_word_that_runs_out_ends_the_hours_of_its_day_and_is_left_out_of_the_next(cast: Cast) -> None:
    ends = datetime(2025, 10, 15, 7, 0, tzinfo=UTC)
    keep(cast, opens=time(6), closes=time(11, 30), valid_until=ends)
    assert planned_with()[0].tw_late == ends
    assert planned_with(date(2025, 10, 16)) == ()
    keep(cast, opens=time(11), closes=time(12), valid_until=ends)
    assert planned_with() == (), "its hours begin when its word has run out"
    keep(cast, valid_until=ends)
    assert (planned_with()[0].tw_early, planned_with()[0].tw_late) == (None, ends)
    cast.clock.jump(seconds=(ends - cast.clock.at).total_seconds())
    assert [one.in_force for one in seen(cast)] == [False]


def test_the_same_name_changes_the_relay_and_opens_it_again(cast: Cast) -> None:
    keep(cast)
    close(cast)
    assert seen(cast) == planned_with() == ()
    keep(cast, position=LonLat(37.2, 49.4), source="police")
    assert [(one.position, one.source) for one in seen(cast)] == [(LonLat(37.2, 49.4), "police")]


def test_what_is_not_there_cannot_be_closed(cast: Cast) -> None:
    with pytest.raises(NotFound):
        close(cast, "bridge")
    keep(cast)
    close(cast)
    with pytest.raises(NotFound):
        close(cast)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "  "}, "code"),
        ({"code": "x" * 65}, "code"),
        ({"position": LonLat(200.0, 49.0)}, "position"),
        ({"katottg": "nowhere"}, "katottg"),
        ({"opens": time(6)}, "closes"),
        ({"source": " "}, "source"),
        ({"unloading_min": 61}, "unloading_min"),
        ({"unloading_min": -1}, "unloading_min"),
        ({"valid_until": datetime(2024, 1, 1, tzinfo=UTC)}, "valid_until"),
    ],
)
def test_bad_relays_are_refused_by_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        keep(cast, **given)
    assert refused.value.field == field


@pytest.mark.parametrize("by", ["olena", "stepan", "raisa", "dmytro"])
def test_only_coordinators_keep_relays(cast: Cast, by: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        keep(cast, by=by)
    assert seen(cast) == ()


@pytest.mark.parametrize("other", [point, depot, shelter])
def test_a_relay_has_a_name_of_its_own(cast: Cast, other: Any) -> None:
    other(cast, "school")
    with pytest.raises(Conflict, match="is the name of another point already"):
        keep(cast, "school")
    keep(cast, "bridge")
    with pytest.raises(Conflict, match="is the name of another point already"):
        other(cast, "bridge")
    close(cast)
    other(cast, "bridge")


def test_a_closed_meeting_point_leaves_its_name_free(cast: Cast) -> None:
    from openevac.services.danger.keep_meeting_point import CloseMeetingPoint, close_meeting_point

    point(cast, "school")
    close_meeting_point(cast.order("kateryna"), CloseMeetingPoint(code="school"))
    keep(cast, "school")
    assert [one.code for one in seen(cast)] == ["school"]
