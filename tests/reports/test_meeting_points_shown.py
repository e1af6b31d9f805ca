"""A stop at a meeting point says so everywhere a stop is shown: its name, the walk, what stays at home."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from openevac.domain.legs import Walk
from openevac.domain.missions import Stop
from openevac.reports.brief import brief_pdf
from openevac.reports.crew_sheets import crew_sheets
from openevac.reports.geojson import plan_geojson
from openevac.reports.gpx import trip_gpx
from openevac.reports.material import PlanMaterial
from openevac.reports.page import plan_html
from openevac.reports.plan_file import plan_json, read_plan
from openevac.reports.telling import StopTold, tell_trips
from openevac.reports.words import Words
from tests.reports.paper import needs_poppler, pages
from tests.reports.sample import material

ENGLISH = Words("en")
SAID = "meeting point school-gate: they walk 400 m and leave home at 05:53"
LEFT = "stays at home: 15 kg of things, 60 l of things, 1 big piece"


@lru_cache(maxsize=1)
def walked() -> PlanMaterial:
    """Give the sample with the first stop of the first trip moved to a meeting point."""
    shown = material()
    mission = shown.plan.missions[0]
    trip = mission.trips[0]
    stop = trip.stops[0]
    walk = Walk(
        leaves_at=stop.arrives_at - timedelta(minutes=17),
        length_m=391.0,
        time_s=420.0,
        exposure=0.02,
        person_exposure=0.04,
        left_kg=15.0,
        left_l=60.0,
        left_bulky=1,
    )
    stops = (replace(stop, meeting_point="school-gate", walk=walk), *trip.stops[1:])
    changed = replace(mission, trips=(replace(trip, stops=stops), *mission.trips[1:]))
    plan = replace(shown.plan, missions=(changed, *shown.plan.missions[1:]))
    return replace(shown, plan=plan)


def first_stop() -> Stop:
    return walked().plan.missions[0].trips[0].stops[0]


def told() -> StopTold:
    return tell_trips(walked(), ENGLISH)[0].stops[0]


def test_it_is_told_with_name_walk_and_what_stays() -> None:
    assert told().meeting == SAID
    assert told().left == LEFT
    assert told().halt == "At the meeting point"
    assert not any("floor" in thing for thing in told().things), "no stairs at a corner"
    other = tell_trips(walked(), ENGLISH)[0].stops[1]
    assert (other.meeting, other.left, other.halt) == ("", "", "At the door")


def test_in_ukrainian_it_is_a_place_of_gathering() -> None:
    said = tell_trips(walked(), Words("uk"))[0].stops[0]
    assert said.meeting == "місце збору school-gate: ідуть пішки 400 м, виходять з дому о 05:53"
    assert said.left == "лишається вдома: 15 кг речей, 60 л речей, 1 велика річ"


@needs_poppler
def test_the_crew_sheet_and_the_brief_print_it() -> None:
    sheet = pages(crew_sheets(walked(), ENGLISH))[0]
    assert SAID in sheet
    assert LEFT in sheet
    assert "At the meeting point" in sheet
    printed = " ".join(pages(brief_pdf(walked(), ENGLISH)))
    assert "meeting point school-gate" in printed
    assert "stays at home" in printed


def test_the_page_shows_it() -> None:
    text = plan_html(walked(), ENGLISH).decode()
    assert SAID in text
    assert LEFT in text
    assert "at the meeting point; turn back after" in text
    assert f"{first_stop().request} · school-gate" in text, "the timeline names it"


def test_a_plan_file_keeps_the_walk_and_an_older_one_without_it_still_reads() -> None:
    plan = walked().plan
    assert read_plan(plan_json(plan)) == plan
    older = json.loads(plan_json(material().plan))
    stops = [stop for mission in older["missions"] for trip in mission["trips"] for stop in trip["stops"]]
    for stop in stops:
        assert (stop.pop("meeting_point"), stop.pop("walk")) == ("", None)
    assert read_plan(json.dumps(older).encode()) == material().plan


def test_files_for_other_programs_say_it() -> None:
    features = json.loads(plan_geojson(walked(), ENGLISH))["features"]
    stops = [one["properties"] for one in features if one["properties"]["kind"] == "stop"]
    (met,) = [stop for stop in stops if "meeting_point" in stop]
    assert (met["meeting_point"], met["walk_length_m"], met["left_at_home_kg"]) == ("school-gate", 400, 15.0)
    gpx = trip_gpx(walked(), ENGLISH)["trip-1-1.gpx"].decode()
    assert SAID in gpx
