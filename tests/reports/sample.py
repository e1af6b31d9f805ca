"""A day to look at: three vans, eleven households, a line in the east, drawn by hand with no planner behind it.

The ground is 62 x 36 km of jittered country roads with five towns; everything on it is invented. Ways are the fastest
ones, exposure grows towards the line: enough for papers and pages to show what they show of a real plan.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile, ProfileNumber
from openevac.domain.hazards import Border, Cause, Confidence, ControlLine, HazardReport, SetAside, Zone, ZoneKind
from openevac.domain.legs import Load, RoadPoint
from openevac.domain.missions import Fairness, FairnessRow, Mission, Plan, RestsOn, Stop, Totals, Trip
from openevac.domain.needs import Needs
from openevac.domain.operation import Dial, Operation, Policy
from openevac.domain.places import LonLat, Place
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import Curfew, Situation
from openevac.domain.unserved import Limit, Unserved
from openevac.domain.vehicles import Crew, Depot, Profile, Vehicle, VehicleType
from openevac.reports.material import PlanMaterial
from openevac.roads.graph import RoadClass, RoadGraph
from openevac.roads.region import Region
from tests.hand_made import box, ring, to_degrees
from tests.reports.sample_ground import TOWNS, ground, leg

DAY = datetime(2025, 8, 16, tzinfo=UTC)
MADE_AT = datetime(2025, 8, 15, 17, 5, tzinfo=UTC)
WAIVED_BY = "Ганна Вигаданенко"


def _needs(kg: float, **counts: int) -> Needs:
    return Needs(belongings_kg=kg, belongings_l=5 * kg, **counts)


HOUSEHOLDS: dict[str, tuple[str, str, Needs, Priority, int]] = {
    "К-417-286": ("t1.1.1", "1", _needs(60, walks=1, walks_with_help=1, carry_floors=6, bulky=2), Priority.URGENT, 9),
    "К-417-290": ("t1.4.3", "1", _needs(20, walks_with_help=1, pets=2), Priority.FIRST, 4),
    "К-418-011": ("t1.2.5", "1", _needs(30, stretchers=1, walks=1, needs_care=1, carry_floors=2), Priority.URGENT, 6),
    "К-418-020": ("t2.2.2", "2", _needs(120, walks=3), Priority.PLANNED, 2),
    "К-418-031": ("t2.4.4", "2", _needs(40, wheelchairs=1, walks=1, needs_no_stairs=1), Priority.FIRST, 5),
    "К-418-044": ("t3.3.1", "3", _needs(50, walks=2, pets=1), Priority.PLANNED, 1),
    "К-418-052": ("t3.5.5", "3", _needs(40, walks_with_help=2), Priority.FIRST, 3),
    "К-418-060": ("t4.1.4", "4", _needs(90, walks=4), Priority.PLANNED, 2),
    "К-418-071": (
        "t1.5.5",
        "1",
        _needs(0, stretchers=1, needs_care=1, carry_floors=7, over_100_kg=1),
        Priority.URGENT,
        11,
    ),
    "К-418-077": ("t2.0.5", "2", _needs(300, walks=6, bulky=3), Priority.PLANNED, 1),
    "К-418-080": ("n29.6", "", _needs(0, walks=1), Priority.PLANNED, 3),
}
DAYS_OUT = {
    ("bus-1", "Е-1", 2): (2.5, [["К-417-286", "К-417-290"], ["К-418-060"]]),
    ("bus-2", "Е-2", 3): (2.75, [["К-418-011"], ["К-418-044", "К-418-052"]]),
    ("bus-3", "Е-3", 2): (3.25, [["К-418-020", "К-418-031"]]),
}
CAPACITY = {"bus-1": (8, 1, 1), "bus-2": (6, 0, 1), "bus-3": (8, 2, 0)}


def operation() -> Operation:
    """Give the day's work: eleven households, three vans, two shelters."""
    graph, spots = ground().graph, ground()
    crews = tuple(
        Crew(id=crew, size=size, carriers=min(2, size), tw_early=_at(2), tw_late=_at(12)) for _, crew, size in DAYS_OUT
    )
    return Operation(
        name="Виїзд 16 серпня",
        requests=tuple(
            EvacuationRequest(
                id=code,
                needs=needs,
                priority=priority,
                required=code == "К-418-011",
                received_at=MADE_AT - timedelta(days=days),
                katottg=_town_code(town),
                position=_position(graph, spots.number(spot)),
                care_bed_waived_by=WAIVED_BY if code == "К-418-071" else "",
            )
            for code, (spot, town, needs, priority, days) in HOUSEHOLDS.items()
        ),
        vehicles=tuple(
            Vehicle(id=van, type=f"type-{van}", crew=crew, depot="Схід-кільце") for van, crew, _ in DAYS_OUT
        ),
        vehicle_types=tuple(
            VehicleType(id=f"type-{van}", profile="van", seats=seats, wheelchair_places=chairs, stretchers=stretchers)
            for van, (seats, chairs, stretchers) in CAPACITY.items()
        ),
        profiles=(Profile(id="van"),),
        crews=crews,
        depots=(Depot(id="Схід-кільце", position=_position(graph, spots.number("n1.4"))),),
        shelters=(
            Shelter(id="Транзит-1", position=_position(graph, spots.number("n3.6")), beds=Beds(ordinary=30, care=3)),
            Shelter(id="Лікарня-2", position=_position(graph, spots.number("n2.2")), beds=Beds(care=2, no_stairs=4)),
        ),
        policy=Policy(departure_early=_at(2), departure_late=_at(6)),
    )


def _at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def _town_code(number: str) -> str:
    return next((code for code in TOWNS if number and code.endswith(number)), "")


def _position(graph: RoadGraph, node: int) -> LonLat:
    return LonLat(float(graph.node_lon[node]), float(graph.node_lat[node]))


def missions() -> tuple[Mission, ...]:
    """Drive the three vans' day."""
    return tuple(_mission(van, crew, size, starts, trips) for (van, crew, size), (starts, trips) in DAYS_OUT.items())


def _mission(van: str, crew: str, size: int, starts: float, trips: list[list[str]]) -> Mission:
    spots = ground()
    now, here, name = _at(starts), spots.number("n1.4"), "Схід-кільце"
    made: list[Trip] = []
    for codes in trips:
        made.append(_trip(now, here, name, codes, size))
        now, here, name = made[-1].unloaded_at, spots.number("n3.6"), "Транзит-1"
    home = leg(spots.graph, here, spots.number("n1.4"), now, size)
    return Mission(
        vehicle=van,
        crew=crew,
        depot="Схід-кільце",
        departs_at=_at(starts),
        returns_at=home.arrives_at,
        trips=tuple(made),
        way_home=home,
        exposure=sum(trip.exposure for trip in made) + home.exposure,
        person_exposure=sum(trip.person_exposure for trip in made) + home.person_exposure,
    )


def _trip(now: datetime, here: int, name: str, codes: list[str], crew: int) -> Trip:
    spots, legs, stops, aboard, departs_at = ground(), [], [], Load(), now
    for code in codes:
        spot, _, needs, _, _ = HOUSEHOLDS[code]
        there = spots.number(spot)
        legs.append(leg(spots.graph, here, there, now, crew + aboard.people))
        aboard = _loaded(aboard, needs)
        stops.append(_stop(code, there, legs[-1].arrives_at, needs, aboard, crew))
        now, here = stops[-1].departs_at, there
    legs.append(leg(spots.graph, here, spots.number("n3.6"), now, crew + aboard.people))
    return Trip(
        starts_from=name,
        shelter="Транзит-1",
        departs_at=departs_at,
        arrives_at=legs[-1].arrives_at,
        unloaded_at=legs[-1].arrives_at + timedelta(minutes=15),
        stops=tuple(stops),
        legs=tuple(legs),
        exposure=sum(leg.exposure for leg in legs) + sum(stop.exposure for stop in stops),
        person_exposure=sum(leg.person_exposure for leg in legs) + sum(stop.person_exposure for stop in stops),
    )


def _loaded(aboard: Load, needs: Needs) -> Load:
    return Load(
        people=aboard.people + needs.party_size,
        seats_taken=aboard.seats_taken + needs.seats + 2 * needs.wheelchairs + 3 * needs.stretchers,
        wheelchairs=aboard.wheelchairs + needs.wheelchairs,
        stretchers=aboard.stretchers + needs.stretchers,
        kg=aboard.kg + needs.belongings_kg,
        litres=aboard.litres + needs.belongings_l,
        pets=aboard.pets + needs.pets,
    )


def _stop(code: str, node: int, arrives_at: datetime, needs: Needs, aboard: Load, crew: int) -> Stop:
    graph = ground().graph
    service_s = 120.0 + 150.0 * needs.party_size + 60.0 * needs.carry_floors + 90.0 * needs.bulky
    exposure = service_s / 3600.0 * 10.0 ** ((float(graph.node_x[node]) - 300_000.0) / 15_000.0 - 3.8)
    people = crew + aboard.people
    position = _position(graph, node)
    arc = int(np.flatnonzero(graph.arc_tail == node)[0])
    return Stop(
        request=code,
        at=RoadPoint(arc=arc, fraction=0.0, snap_m=12.0, lon=position.lon, lat=position.lat),
        arrives_at=arrives_at,
        starts_at=arrives_at,
        departs_at=arrives_at + timedelta(seconds=service_s),
        service_s=service_s,
        exposure=exposure,
        people_on_scene=people,
        person_exposure=exposure * people,
        aboard=aboard,
    )


def unserved() -> tuple[Unserved, ...]:
    """Give three households that stay, each with reason and proof."""
    said = {
        "К-418-071": (
            Limit.CARE_BED,
            Remark(text="No shelter has {count} care beds left for it.", facts={"count": 1}),
            Remark(
                text="With {beds} more care beds in each shelter the referee accepted a trip for it.", facts={"beds": 1}
            ),
            _at(30),
        ),
        "К-418-077": (
            Limit.FLEET_FULL,
            Remark(text="No vehicle that could fetch it has room and time left beside those in the plan."),
            Remark(
                text="With one more vehicle of the kind {kind} at {depot} the referee accepted a trip for it beside"
                " this plan.",
                facts={"kind": "bus", "depot": "Схід-кільце"},
            ),
            _at(26),
        ),
        "К-418-080": (
            Limit.HELD_GROUND,
            Remark(
                text="In held ground or within {km} km of it, by {source}, seen {hours} h ago.",
                facts={"km": 1.0, "source": "щоденна карта А", "hours": 12},
            ),
            Remark(text="With all held ground taken for contested ground the referee accepted a trip for it."),
            None,
        ),
    }
    return tuple(
        Unserved(
            request=code,
            priority=HOUSEHOLDS[code][3],
            required=False,
            waiting_days=float(HOUSEHOLDS[code][4]),
            limit=limit,
            reason=reason,
            proof=proof,
            could_be_served_at=when,
        )
        for code, (limit, reason, proof, when) in said.items()
    )


def fairness() -> Fairness:
    """Give rows in which lying people wait too long."""
    rows = (
        ("walks", 7, 5, 12, 2.0, 1.0),
        ("walks_with_help", 3, 3, 4, 4.0, None),
        ("wheelchair", 1, 1, 1, 5.0, None),
        ("lying", 2, 1, 1, 6.0, 11.0),
        ("alone", 3, 1, 1, 4.0, 7.0),
        ("pets", 2, 2, 3, 2.5, None),
    )
    return Fairness(
        rows=tuple(
            FairnessRow(group=g, asked=a, taken=t, people_taken=p, median_days_taken=dt, median_days_left=dl)
            for g, a, t, p, dt, dl in rows
        ),
        lying_wait_too_long=True,
        variant=Remark(
            text="A variant takes {taken} while {left} would stay; crews would be out {hours} h instead of"
            " {now_hours} h.",
            facts={"taken": "К-418-071", "left": "К-418-060", "hours": 10.6, "now_hours": 10.1},
        ),
    )


def rests_on() -> tuple[RestsOn, ...]:
    """Give three sources of different age."""
    line = "Line of control by {source}, seen {hours} h ago; danger is counted as if it had come nearer since."
    weather = "Weather by {source}, {km} km away."
    said = (
        ("control", "щоденна карта А", 12.0, Remark(text=line, facts={"source": "щоденна карта А", "hours": 12})),
        ("control", "карта Б", 61.0, Remark(text=line, facts={"source": "карта Б", "hours": 61})),
        ("weather", "Київ", 3.0, Remark(text=weather, facts={"source": "Київ", "km": 410})),
    )
    return tuple(
        RestsOn(kind=kind, source=source, observed_at=MADE_AT - timedelta(hours=age), age_h=age, remark=remark)
        for kind, source, age, remark in said
    )


def plan() -> Plan:
    """Give the whole plan."""
    driven = missions()
    legs = [leg for m in driven for leg in (*(part for trip in m.trips for part in trip.legs), m.way_home)]
    people = sum(trip.stops[-1].aboard.people for m in driven for trip in m.trips)
    total = sum(m.person_exposure for m in driven)
    return Plan(
        operation="Виїзд 16 серпня",
        region="Вигадана громада",
        region_fingerprint="made-up",
        made_at=MADE_AT,
        seed=3,
        dial=Dial.MIDDLE,
        people_assumed_aboard=4.0,
        missions=driven,
        unserved=unserved(),
        fairness=fairness(),
        totals=Totals(
            households=8,
            people=people,
            required_served=1,
            required_asked=1,
            people_by_priority={"urgent": 4, "first": 5, "planned": 9},
            person_exposure=total,
            person_exposure_fastest=total * 1.73,
            exposure=sum(m.exposure for m in driven),
            crew_time_s=sum((m.returns_at - m.departs_at).total_seconds() for m in driven),
            length_m=sum(part.length_m for part in legs),
            track_m=sum(part.track_m for part in legs),
        ),
        rests_on=rests_on(),
        remarks=(
            Remark(
                text="No weather is known for {missing} of the next {hours} hours: they count as clear for drones and"
                " as wet for earth roads.",
                facts={"missing": 2, "hours": 24},
            ),
        ),
    )


def situation() -> Situation:
    """Give a line from two sources, a zone, a report and a curfew."""
    number = ProfileNumber(value=1.0, unit="1/h", low=0.0, high=2.0, reason="drawn", source="exercise")
    back = ((72_000.0, 30_000.0), (72_000.0, -4000.0))
    front = ((52_000.0, -4000.0), (50_500.0, 9000.0), (53_500.0, 17_000.0), (49_500.0, 28_000.0))
    front_b = tuple((x + 2800, y) for x, y in front)
    grey = tuple((x - 4000, y) for x, y in front)
    return Situation(
        profile=ExposureProfile(name="2025-10", judged_on=date(2025, 8, 1), numbers={"drone.rate_per_h": number}),
        control=(
            ControlLine(
                source="щоденна карта А",
                observed_at=MADE_AT - timedelta(hours=12),
                held=((ring(*front, *back),),),
                contested=((ring(*grey, *reversed(front)),),),
            ),
            ControlLine(source="карта Б", observed_at=MADE_AT - timedelta(hours=61), held=((ring(*front_b, *back),),)),
        ),
        reports=(
            HazardReport(
                id="hit-1",
                cause=Cause.SHELLING,
                kind="shelling",
                position=to_degrees(33_000, 15_500),
                happened_at=MADE_AT - timedelta(hours=5),
                source="ДСНС",
                confidence=Confidence.VERIFIED,
            ),
            HazardReport(
                id="hit-2",
                cause=Cause.DRONE,
                kind="drone",
                position=to_degrees(41_000, 13_000),
                happened_at=MADE_AT - timedelta(hours=2),
                source="крутий канал",
                muted=SetAside(by=WAIVED_BY, reason="двічі помилявся", at=MADE_AT),
            ),
        ),
        zones=(Zone(id="quarry", kind=ZoneKind.CLOSED, area=box(35_500, 18_500, 37_500, 20_500), source="громада"),),
        curfews=(Curfew(starts=time(15), ends=time(4), source="ВА"),),
    )  # fmt: skip


def places() -> tuple[Place, ...]:
    """Give the five towns."""
    return tuple(
        Place(katottg=code, name_uk=name, position=to_degrees(*centre), population=people)
        for code, (name, centre, people) in TOWNS.items()
    )


def border() -> Border:
    """Give a border in the north."""
    line = tuple(to_degrees(x, 33_500 + 1500 * math.sin(x / 7000)) for x in range(-20_000, 90_000, 1500))
    return Border(lines=(line,), home=to_degrees(0, 0), source="exercise")


@lru_cache(maxsize=1)
def region() -> Region:
    """Give the invented country as a region for exercises."""
    graph = ground().graph
    return Region(
        name="Вигадана громада",
        graph=graph,
        order=np.arange(graph.num_nodes, dtype=np.int32),
        places=places(),
        border=border(),
        source="invented roads",
        licence="CC0",
        built_at=MADE_AT,
        training=True,
        fingerprint="made-up",
    )


@lru_cache(maxsize=1)
def material() -> PlanMaterial:
    """Give everything papers and pages are made of."""
    graph = ground().graph
    east = graph.shape_lon[graph.shape_start[:-1]]
    closed = (east > float(np.quantile(east, 0.88))) & (graph.stretch_class != RoadClass.TRUNK)
    return PlanMaterial(
        plan=plan(),
        operation=operation(),
        situation=situation(),
        region=region(),
        closed=closed,
    )


def real_material() -> PlanMaterial:
    """Give the same day on ground that is not for training."""
    roads = replace(region(), training=False, source="OpenStreetMap contributors", licence="ODbL")
    return replace(material(), region=roads)
