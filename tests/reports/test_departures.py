"""A van that goes out twice: papers say which departure it is, the rest before it, and until when to be back for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.missions import DepartureWave
from openevac.domain.remarks import Remark
from openevac.reports.brief import brief_pdf
from openevac.reports.crew_sheets import crew_sheets
from openevac.reports.departures import departure_in_words, next_outing, tell_waves
from openevac.reports.geojson import plan_geojson
from openevac.reports.gpx import trip_gpx
from openevac.reports.material import PlanMaterial
from openevac.reports.summary import tell_plan
from openevac.reports.telling import tell_trips
from openevac.reports.turning_back import latest_departures
from openevac.reports.words import Words
from tests.reports.paper import needs_poppler, pages
from tests.reports.sample import material

ENGLISH = Words("en")
REST_S = 2700.0


@lru_cache(maxsize=1)
def twice() -> PlanMaterial:
    """Give the sample with the third van's mission driven by the first van, an hour after it is back."""
    shown = material()
    first, second, third = shown.plan.missions
    moved = timedelta(hours=1) + first.returns_at - third.departs_at
    again = replace(
        third,
        vehicle=first.vehicle,
        crew=first.crew,
        wave=2,
        departs_at=third.departs_at + moved,
        returns_at=third.returns_at + moved,
    )
    ends_at = first.departs_at + timedelta(hours=2)
    waves = (
        DepartureWave(starts_at=first.departs_at, ends_at=ends_at, worst_at=first.departs_at, times_least=1.0),
        DepartureWave(
            starts_at=ends_at, ends_at=again.departs_at + timedelta(hours=1), worst_at=ends_at, times_least=2.5
        ),
    )
    return replace(shown, plan=replace(shown.plan, missions=(first, second, again), waves=waves))


def test_a_van_that_goes_out_once_says_nothing_of_departures() -> None:
    shown = material()

    assert {departure_in_words(shown.plan, mission, ENGLISH) for mission in shown.plan.missions} == {""}
    assert tell_waves(shown.plan, ENGLISH) == ()
    assert not any("rest there" in trip.after for trip in tell_trips(shown, ENGLISH))


def test_the_first_departure_says_that_a_second_follows_and_where_its_crew_rests() -> None:
    plan = twice().plan
    first = plan.missions[0]
    again = next_outing(plan, first)
    leaves = ENGLISH.clock(plan.missions[2].departs_at)

    assert again is plan.missions[2]
    assert next_outing(plan, again) is None
    trips = {trip.code: trip for trip in tell_trips(twice(), ENGLISH)}
    assert trips["1-1"].departure == "Departure 1 of 2 that day."
    assert trips["1-2"].departure == ""
    assert trips["1-2"].after.endswith(f"rest there until {leaves}, then trip 3-1")


def test_the_second_departure_says_since_when_the_van_is_back_and_until_when_it_rests() -> None:
    first, _, again = twice().plan.missions
    since, until = ENGLISH.clock(first.returns_at), ENGLISH.clock(again.departs_at)
    (trip,) = [trip for trip in tell_trips(twice(), ENGLISH) if trip.code == "3-1"]

    assert (
        trip.departure == f"Departure 2 of 2 that day: back at {first.depot} since {since}, rest there until {until}."
    )
    assert trip.after.endswith(f"back at {ENGLISH.clock(again.returns_at)}")


def test_a_crew_turns_back_in_time_for_the_rest_before_its_next_departure() -> None:
    shown = twice()
    first, _, again = shown.plan.missions
    last = first.trips[-1]
    room = again.departs_at - first.returns_at - timedelta(seconds=shown.operation.policy.rest_s)

    assert shown.operation.policy.rest_s == REST_S
    assert latest_departures(shown, first, last)[0] == last.stops[0].departs_at + room
    assert latest_departures(material(), first, last)[0] > last.stops[0].departs_at + room


def test_windows_say_how_exposed_they_are_and_who_leaves_in_each() -> None:
    early, late = tell_waves(twice().plan, ENGLISH)

    assert early.danger == "as in the calmest hour"
    assert early.leaves == "bus-1 05:30, bus-2 05:45"
    assert late.danger.startswith("up to 2.5× the calmest hour, worst at ")
    assert late.leaves.startswith("bus-1 ")
    nobody = replace(twice().plan, missions=twice().plan.missions[:2])
    assert tell_waves(nobody, ENGLISH)[1].leaves == "nobody"


def test_codes_of_trips_are_explained_by_departures_where_a_van_has_two() -> None:
    assert (
        tell_plan(material(), ENGLISH, tell_trips(material(), ENGLISH))
        .codes[0]
        .startswith("Trip 2-1: the second van's")
    )
    assert (
        tell_plan(twice(), ENGLISH, tell_trips(twice(), ENGLISH))
        .codes[0]
        .startswith("Trip 2-1: the second departure's")
    )


@needs_poppler
def test_the_first_page_of_the_brief_says_who_goes_when_and_who_stays_and_why() -> None:
    front = pages(brief_pdf(twice(), Words("uk")))[0]

    for words in ("bus-1, вікно 2", "вікно виїзду 2 ·", "до 2,5× найспокійнішої години", "Хто лишається і чому"):
        assert words in front
    for row in twice().plan.unserved:
        assert row.request in front


@needs_poppler
def test_the_crew_sheet_of_the_second_departure_says_the_rest() -> None:
    sheets = pages(crew_sheets(twice(), Words("uk")))

    assert "Виїзд 1 із 2 за день." in sheets[0]
    assert "Виїзд 2 із 2 за день: на Схід-кільце з" in sheets[-1]


def test_windows_are_said_in_their_table_and_not_once_more_among_the_remarks() -> None:
    shown = twice()
    wave = shown.plan.waves[1]
    at = {"starts_at": wave.starts_at, "ends_at": wave.ends_at, "worst_at": wave.worst_at}
    window = Remark(
        text="Window {number}", facts={"number": 2, **{name: time.isoformat() for name, time in at.items()}}
    )
    other = Remark(text="At {worst_at} all is worst.", facts={"worst_at": wave.worst_at.isoformat()})
    told = tell_plan(replace(shown, plan=replace(shown.plan, remarks=(window, other))), ENGLISH, ())

    assert len(told.remarks) == 1
    assert told.remarks[0].startswith("At ")
    assert len(told.waves) == 2


def test_map_programs_and_navigators_say_window_parcels_and_what_stays() -> None:
    shown = carrying()
    facts = [one["properties"] for one in json.loads(plan_geojson(shown, ENGLISH))["features"]]
    gpx = trip_gpx(shown, ENGLISH)["trip-3-1.gpx"].decode()

    assert {one["wave"] for one in facts if one.get("trip") == "3-1"} == {2}
    assert "Load at Схід-кільце: М-1 (medicine, 2 kg)" in gpx
    assert "Hand over first: М-1 (medicine)" in gpx
    assert "Stays behind: 40 kg of things; saves 2 min at the door" in gpx
    assert "Load at" not in trip_gpx(twice(), ENGLISH)["trip-3-1.gpx"].decode()


def carrying() -> PlanMaterial:
    """Give the second departure with a parcel to load and to give, and a bag that stays."""
    shown = twice()
    again = shown.plan.missions[2]
    trip = again.trips[0]
    stop = replace(trip.stops[0], gives=("М-1",), left_kg=40.0, saved_s=120.0, saved_person_exposure=0.1)
    trips = (replace(trip, stops=(stop, *trip.stops[1:])), *again.trips[1:])
    parcel = Parcel(id="М-1", kind=AidKind.MEDICINE, kg=2.0, litres=3.0, request=stop.request)
    missions = (*shown.plan.missions[:2], replace(again, trips=trips))
    return replace(
        shown,
        plan=replace(shown.plan, missions=missions),
        operation=replace(shown.operation, aid=(parcel,)),
    )
