"""What a phone drives by: the way that was planned, nothing of a person, small enough for a weak signal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely

from openevac.services.kernel.refusals import Conflict, NotAllowed, NotFound
from tests.services.cast import ORGANISATION
from tests.services.missions.country import HILL, Town, ground
from tests.services.missions.phones import phone_of


def drive_of(town: Town, code: str, by: str = "stepan") -> Any:
    from openevac.services.missions.see_drive_part import see_drive_part

    return see_drive_part(town.cast.asking(by), code, ground)


def written(part: Any) -> dict[str, Any]:
    from openevac.web.api.drive_shapes import DrivePartOut

    tree: dict[str, Any] = json.loads(
        DrivePartOut.model_validate(part, from_attributes=True).model_dump_json(by_alias=True)
    )
    return tree


def planned(town: Town) -> str:
    town.request(walks=2, belongings_kg=60.0, pets=1, people=({}, {}))
    town.request("mill", stretchers=1, bulky=1)
    (code,) = town.planned()
    return code


def report(town: Town, lon: float, lat: float, **more: Any) -> None:
    from openevac.store.models import HazardReport

    now = town.cast.clock.now()
    HazardReport.objects.create(
        **{"organisation_id": ORGANISATION, "cause": "shelling", "kind": "strike", "lon": lon, "lat": lat,
           "happened_at": now, "source": "secret source", "recorded_at": now} | more
    )  # fmt: skip


def test_the_way_is_the_planned_one_from_base_to_doors_to_shelter_and_home(town: Town) -> None:
    from openevac.store.models import Stop

    code = planned(town)
    town.approve(code)
    told = written(drive_of(town, code))
    (trip,) = told["trips"]
    stops = list(Stop.objects.order_by("number").values_list("code", flat=True))
    assert [leg["to"] for leg in trip["legs"]] == [*stops, "shelter", "base"]
    assert [leg["number"] for leg in trip["legs"]] == [1, 2, 3, 4]
    assert [stop["code"] for stop in trip["stops"]] == stops
    for one, after in pairwise(trip["legs"]):
        assert one["line"][-1] == pytest.approx(after["line"][0], abs=2e-5), "each drive begins where the last ended"
    assert trip["legs"][0]["line"][0] == pytest.approx([37.0, 49.5], abs=0.01)
    assert all(leg["km"] > 0 and leg["minutes"] > 0 for leg in trip["legs"][:3])
    assert trip["shelter"] == {"code": "transit", "name": "transit", "position": [37.0, 49.5]}
    assert told["departs_at"].endswith(":00.000Z")
    assert (told["v"], told["mission"], told["version"], told["vehicle"]) == (1, code, 1, "van-1")
    assert {"code": "kateryna", "role": "coordinator"} in told["contacts"]
    assert {"code": "stepan", "role": "crew_leader"} in told["contacts"]


def test_a_stop_says_what_to_carry_and_whom_by_code_and_nothing_that_leads_to_a_person(town: Town) -> None:
    from openevac.store.models import EvacuationRequest, Evacuee

    code = planned(town)
    EvacuationRequest.objects.filter(walks=2).update(floor=5, lift=False)
    told = written(drive_of(town, code))
    pair = next(one for one in told["trips"][0]["stops"] if one["party"] == 2)
    lying = next(one for one in told["trips"][0]["stops"] if one["party"] == 1)
    assert (pair["floors"], pair["lift"], pair["pets"], pair["belongings"]["kg"]) == (5, False, 1, 60.0)
    assert (pair["kind"], pair["point"], pair["walk_up"]) == ("door", "", False)
    assert {one["code"] for one in pair["people"]} == set(
        Evacuee.objects.filter(household__requests__walks=2).values_list("code", flat=True)
    )
    assert (lying["carriers"], lying["belongings"]["bulky"]) == (2, 1)
    names = set(_keys(told))
    assert not names & {"house", "flat", "street", "phone", "note", "call_name", "asker", "household", "health"}


def _keys(tree: Any) -> Any:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from _keys(value)
    elif isinstance(tree, list):
        for one in tree:
            yield from _keys(one)


def test_dangers_near_the_way_come_with_when_they_were_seen(town: Town) -> None:
    code = planned(town)
    now = town.cast.clock.now()
    report(town, 37.1, 49.45, confidence="verified", blocks=True, radius_m=80.0)
    report(town, 37.1, 49.46, happened_at=now - timedelta(hours=3))
    report(town, 39.5, 49.45)
    report(town, 37.1, 49.45, valid_until=now - timedelta(minutes=1), happened_at=now - timedelta(hours=1))
    told = written(drive_of(town, code))
    here = [one for one in told["hazards"] if len(one["code"]) == 32]
    assert [(one["verified"], one["blocks"], one["radius_m"]) for one in here] == [
        (True, True, 80.0), (False, False, None)
    ]  # fmt: skip
    assert here[0]["seen_at"] > here[1]["seen_at"]
    assert "secret source" not in json.dumps(told)


def test_places_say_who_may_enter_and_silence_is_not_open(town: Town) -> None:
    from openevac.store.models import PlaceAccess

    code = planned(town)
    PlaceAccess.objects.create(
        organisation_id=ORGANISATION, katottg=HILL, access="armoured_only", source="administration",
        since=town.cast.clock.now(), set_by="kateryna",
    )  # fmt: skip
    names = {place.katottg: place.name_uk for place in ground().region.places}
    told = {one["name"]: one["access"] for one in written(drive_of(town, code))["places"]}
    assert told[names[HILL]] == "armoured_only"
    assert set(told.values()) <= {"armoured_only", "open", "closed", "police_and_army_only", None}


def test_the_same_facts_are_the_same_bytes_whenever_they_are_asked_for(town: Town) -> None:
    code = planned(town)
    first = written(drive_of(town, code))
    town.cast.clock.pass_time(minutes=20)
    assert written(drive_of(town, code, "sashko")) == first
    report(town, 37.1, 49.45)
    assert written(drive_of(town, code)) != first


def test_only_who_rides_is_given_it(town: Town) -> None:
    code = planned(town)
    assert drive_of(town, code, "sashko").mission == code
    with pytest.raises(NotFound) as theirs:
        drive_of(town, code, "roman")
    with pytest.raises(NotFound) as nothing:
        drive_of(town, "В-999", "roman")
    assert str(theirs.value) == str(nothing.value)
    with pytest.raises(NotAllowed):
        drive_of(town, code, "kateryna")


def test_a_blanked_plan_and_another_map_are_said_and_no_way_is_made_up(town: Town) -> None:
    from openevac.services.missions.see_drive_part import see_drive_part
    from openevac.store.models import PlanRecord

    code = planned(town)
    given = ground()
    other = replace(given, region=replace(given.region, fingerprint="another"))
    with pytest.raises(Conflict, match="The map was made anew"):
        see_drive_part(town.cast.asking("stepan"), code, lambda: other)
    PlanRecord.objects.update(body=b"")
    with pytest.raises(Conflict, match="was blanked"):
        drive_of(town, code)


def test_no_needle_of_a_sealed_household_is_in_the_drive(town: Town) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.domain.events import Channel, ConfirmationKind
    from openevac.domain.needs import MobilityClass, Needs
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.vault import identities
    from openevac.vault.records import RecordKind
    from tests.services.missions.country import PLACES
    from tests.services.requests.world import registered, tag

    keys = town.cast.keys("olena")
    needles = ("Вигадана-Голка", "вул. Голчаста", "77-Г", "кв-991", "+380501112233", "інсулін-голка", "за рогом-голка")
    house = identities.HouseholdIdentity(
        asker=needles[0], phones=(needles[4],), street=needles[1], house=needles[2], flat=needles[3], note=needles[6]
    )
    person = identities.EvacueeIdentity(name=needles[0], health=needles[5])
    receipt = registered(
        town.cast, katottg=HILL, position=PLACES["hill"][1], phone_tags=(tag("needle"),), needs=Needs(walks=1),
        household=seal_identity(keys, RecordKind.HOUSEHOLD, house),
        people=(NewEvacuee(mobility=MobilityClass.WALKS, identity=seal_identity(keys, RecordKind.EVACUEE, person)),),
    ).receipt  # fmt: skip
    sign = Sign(kind=ConfirmationKind.CALL_BACK, source="call", channel=Channel.PHONE)
    confirm_request(town.cast.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))
    (code,) = town.planned()
    text = json.dumps(written(drive_of(town, code)), ensure_ascii=False)
    assert receipt in text
    assert not [one for one in needles if one in text]


def test_a_thinned_line_stays_within_ten_metres_of_the_road_and_keeps_its_ends(town: Town) -> None:
    from openevac.reports.plan_file import read_plan
    from openevac.reports.ways import leg_line
    from openevac.roads.projection import to_metric
    from openevac.services.missions.drive_legs import TOLERANCE_M, thinned
    from openevac.store.models import PlanRecord

    planned(town)
    graph = ground().region.graph
    made = read_plan(bytes(PlanRecord.objects.get().body))
    for leg in made.missions[0].trips[0].legs:
        whole, thin = leg_line(graph, leg).points, np.array(thinned(graph, leg))
        line = shapely.LineString(np.column_stack(to_metric(graph.crs, *thin.T)))
        road = shapely.points(np.column_stack(to_metric(graph.crs, *whole.T)))
        assert shapely.distance(line, road).max() <= TOLERANCE_M + 1.5
        assert len(thin) <= len(whole)
        assert thin[0] == pytest.approx(whole[0], abs=1e-5)
        assert thin[-1] == pytest.approx(whole[-1], abs=1e-5)


def test_240_km_of_real_roads_with_500_dangers_stay_far_below_5_mb(town: Town, tmp_path: Any) -> None:
    """Measured with real geometry: there and back over 120 km, thinned as a phone is given it."""
    from typer.testing import CliRunner

    from openevac.cli.main import build_app
    from openevac.domain.legs import Leg
    from openevac.roads.region import open_region
    from openevac.services.missions.drive_legs import thinned
    from tests.data import data_path

    roads = data_path("roads/osm_major_roads.geojson")
    made = CliRunner().invoke(build_app("en"), ["region", "lines", str(roads), "--out", str(tmp_path / "R")])
    assert made.exit_code == 0, made.output
    graph = open_region(tmp_path / "R").graph
    code = planned(town)
    for number in range(500):
        report(town, 37.1 + number * 1e-5, 49.45)
    part = drive_of(town, code)
    arcs, length_m = _long_way(graph, 240_000.0)
    now = town.cast.clock.now()
    leg = Leg(
        arcs=arcs, start_fraction=0.0, end_fraction=1.0, departs_at=now, arrives_at=now, time_s=1.0,
        length_m=length_m, track_m=0.0, exposure=0.0, people_aboard=2, person_exposure=0.0,
    )  # fmt: skip
    trip = part.trips[0]
    trip.legs[0] = _with_line(trip.legs[0], thinned(graph, leg))
    size = len(json.dumps(written(part), ensure_ascii=False, separators=(",", ":")).encode())
    assert length_m >= 240_000.0
    assert len(part.hazards) == 500
    assert size < 1_000_000, size


def _with_line(leg: Any, line: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(leg, line=line)


def _long_way(graph: Any, least_m: float) -> tuple[tuple[int, ...], float]:
    """Drive on from road to road, turning only where a road ends, until the way is long enough."""
    outgoing: dict[int, list[int]] = {}
    for arc, tail in enumerate(graph.arc_tail):
        outgoing.setdefault(int(tail), []).append(arc)
    at = max(outgoing[int(node)][0] for node in graph.arc_tail[:1])
    way, length_m = [at], float(graph.stretch_length_m[graph.arc_stretch[at]])
    driven = {at: 1}
    while length_m < least_m:
        ahead = [one for one in outgoing[int(graph.arc_head[at])] if one != graph.arc_twin[at]]
        at = min(ahead or [int(graph.arc_twin[at])], key=lambda one: driven.get(one, 0))
        driven[at] = driven.get(at, 0) + 1
        way.append(at)
        length_m += float(graph.stretch_length_m[graph.arc_stretch[at]])
    return tuple(way), length_m


def test_a_phone_asks_with_its_own_right(town: Town) -> None:
    from openevac.services.missions.see_drive_part import see_drive_part

    code = planned(town)
    phone = phone_of(town.cast, named=False)
    assert see_drive_part(phone.asking, code, ground).crew == "burevisnyk"
