"""A plan with relays says so to both crews: which point, when, with whom, how many, and how long people wait."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache

from openevac.domain.relays import SPARE_S
from openevac.reports.brief import brief_pdf
from openevac.reports.crew_sheets import crew_sheets
from openevac.reports.geojson import plan_geojson
from openevac.reports.gpx import trip_gpx
from openevac.reports.material import PlanMaterial
from openevac.reports.page import plan_html
from openevac.reports.plan_file import plan_json, read_plan
from openevac.reports.relays import relay_rows
from openevac.reports.telling import tell_trips
from openevac.reports.turning_back import latest_departures
from openevac.reports.words import Words
from tests.planning.relay_worlds import armoured_town
from tests.planning.town import plan_of, region_of
from tests.reports.paper import needs_poppler, pages

ENGLISH = Words("en")
GIVEN = "hand over at the relay cross at 07:45: 8 people (T-6, T-5) to bus-1 (crew-2)"
TAKEN = "relay cross: carrier-1 (crew crew-1) brings them, hand-over at 07:45; they wait"


@lru_cache(maxsize=1)
def shown() -> PlanMaterial:
    """Give the plan of the armoured town."""
    world = armoured_town(until=6.0)
    return PlanMaterial(
        plan=plan_of(world), operation=world.operation, situation=world.situation, region=region_of(world)
    )


def test_both_crews_read_the_hand_over() -> None:
    inner, outer = (
        next(trip for trip in tell_trips(shown(), ENGLISH) if trip.vehicle == name) for name in ("carrier-1", "bus-1")
    )
    assert inner.shelter == "relay cross"
    assert inner.after.startswith(f"{GIVEN}; then trip")
    assert outer.shelter == "school"
    assert outer.stops[0].meeting.startswith(TAKEN)
    assert outer.stops[0].halt == "At the relay"
    assert outer.stops[0].place == "relay cross", "not the town behind it, where no bus may go"
    assert inner.stops[0].relay == ""
    assert inner.stops[0].place != "relay cross"


def test_the_terminal_gives_every_hand_over_and_everybody_taken_on_a_row() -> None:
    rows = relay_rows(shown(), ENGLISH)
    assert next(said for _, stop, said in rows if not stop) == GIVEN
    assert sorted(stop for _, stop, _ in rows if stop) == ["T-3", "T-4", "T-5", "T-6"]
    assert all(said.startswith(TAKEN[:22]) for _, stop, said in rows if stop)


def test_in_ukrainian_it_is_a_change_of_vehicles() -> None:
    inner, outer = (
        next(trip for trip in tell_trips(shown(), Words("uk")) if trip.vehicle == name)
        for name in ("carrier-1", "bus-1")
    )
    assert inner.after.startswith("передати на місці пересадки cross о 07:45: 8 людей (T-6, T-5)")
    assert outer.stops[0].meeting.startswith("місце пересадки cross: їх привозить carrier-1 (екіпаж crew-1)")
    assert outer.stops[0].halt == "На місці пересадки"


def test_nobody_leaves_a_door_so_late_that_the_slot_is_missed() -> None:
    for _, mission, trip in shown().trips:
        if trip.hand_over is not None:
            latest = latest_departures(shown(), mission, trip)
            spare = timedelta(seconds=SPARE_S)
            assert [stop.departs_at + spare for stop in trip.stops] == list(latest)


@needs_poppler
def test_sheets_and_brief_print_it() -> None:
    sheets = " ".join(" ".join(pages(crew_sheets(shown(), ENGLISH))).split())
    assert GIVEN in sheets
    assert TAKEN in sheets
    printed = " ".join(" ".join(pages(brief_pdf(shown(), ENGLISH))).split())
    assert GIVEN in printed
    assert "relay cross: carrier-1" in printed
    assert "A diamond: a relay, where people change vehicles." in printed


def test_the_page_shows_it() -> None:
    text = plan_html(shown(), ENGLISH).decode()
    assert GIVEN in text
    assert TAKEN in text
    assert "relay: people change vehicles" in text


def test_files_for_other_programs_say_it() -> None:
    features = [one["properties"] for one in json.loads(plan_geojson(shown(), ENGLISH))["features"]]
    first, _ = [one for one in features if one["kind"] == "hand_over"]
    assert (first["relay"], first["people"], first["requests"]) == ("cross", 8, ["T-6", "T-5"])
    assert [one["code"] for one in features if one["kind"] == "relay"] == ["cross"]
    waits = [one["wait_s"] for one in features if one["kind"] == "stop" and "relay" in one]
    assert len(waits) == 4
    assert all(300 <= wait_s <= 1800 for wait_s in waits)
    texts = {name: data.decode() for name, data in trip_gpx(shown(), ENGLISH).items()}
    assert any(GIVEN in text for text in texts.values())
    assert any(TAKEN in text for text in texts.values())


def test_a_plan_file_keeps_it_and_an_older_one_without_it_still_reads() -> None:
    plan = shown().plan
    assert read_plan(plan_json(plan)) == plan
    older = json.loads(plan_json(plan))
    for mission in older["missions"]:
        for trip in mission["trips"]:
            trip.pop("hand_over")
            for stop in trip["stops"]:
                stop.pop("waited")
    assert all(trip.hand_over is None for one in read_plan(json.dumps(older).encode()).missions for trip in one.trips)
