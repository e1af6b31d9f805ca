"""What a plan says and a page must show: departure windows, meeting points, what stays, how like earlier days it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from openevac.domain.legs import Walk
from openevac.domain.missions import DepartureWave, Plan
from openevac.reports.words import Words
from tests.services.missions.country import Town


def told(town: Town, change: Any) -> Any:
    """Plan one mission, change what its plan says, and tell it as the page does."""
    from openevac.reports.plan_file import plan_json, read_plan
    from openevac.services.missions.see_drives import see_drive
    from openevac.store.models import PlanRecord
    from openevac.web.desk.mission.telling import tell_drive

    town.request("mill", walks=1, belongings_kg=40.0, bulky=1)
    (code,) = town.planned()
    record = PlanRecord.objects.get()
    PlanRecord.objects.update(body=plan_json(change(read_plan(bytes(record.body)))))
    return tell_drive(see_drive(town.cast.asking("kateryna"), code), Words("en"))


def with_walk(made: Plan) -> Plan:
    (drive,) = made.missions
    (trip,) = drive.trips
    (stop,) = trip.stops
    walk = Walk(
        leaves_at=stop.arrives_at - timedelta(minutes=20), length_m=612.0, time_s=700.0, exposure=0.0,
        person_exposure=0.0, left_kg=25.0, left_bulky=1,
    )  # fmt: skip
    stop = replace(stop, meeting_point="school", walk=walk)
    return replace(made, missions=(replace(drive, trips=(replace(trip, stops=(stop,)),)),))


def in_two_waves(made: Plan) -> Plan:
    (drive,) = made.missions
    at = drive.departs_at.replace(hour=2, minute=0, second=0)
    wave = DepartureWave(starts_at=at, ends_at=at + timedelta(hours=1), worst_at=at, times_least=1.2)
    later = replace(wave, starts_at=at + timedelta(hours=3), ends_at=at + timedelta(hours=4))
    return replace(
        made, waves=(wave, later), missions=(replace(drive, wave=2, routineness=0.4, routineness_usual=0.75),)
    )


def test_a_door_at_a_meeting_point_says_the_walk_and_what_stays_at_home(town: Town) -> None:
    seen = told(town, with_walk)
    door = seen.trips[0].halts[0].door
    assert door.meeting.startswith("meeting point school: they walk 650 m and leave home at ")
    assert door.left == "stays at home: 25 kg of things, 1 big piece"
    assert "15 kg of things" in door.things


def test_a_door_at_home_says_nothing_of_a_walk(town: Town) -> None:
    door = told(town, lambda made: made).trips[0].halts[0].door
    assert (door.meeting, door.left) == ("", "")


def test_a_mission_of_a_day_in_windows_says_its_own_and_how_routine_it_is(town: Town) -> None:
    seen = told(town, in_two_waves)
    assert seen.window == "departure window 2: from 08:00 to 09:00"
    assert seen.routine == "as earlier missions drove: 40 of 100, by the usual ways 75"


def test_a_day_in_one_piece_and_without_a_past_says_neither(town: Town) -> None:
    def bare(made: Plan) -> Plan:
        (drive,) = made.missions
        whole = made.waves[:1]
        return replace(made, waves=whole, missions=(replace(drive, wave=1, routineness=None, routineness_usual=None),))

    seen = told(town, bare)
    assert (seen.window, seen.routine) == ("", "")
