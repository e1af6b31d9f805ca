"""Tiny named worlds that all tests share. Everything is invented; each variant changes one thing.

`small_town()`: four households, two vans, one shelter, one depot, one hazard, one held area 24 km east of the depot.

    base --- west --- bridge_w ==3.5 t== bridge_e --- square --- east --- village
      |     /   \\                                     / |   \\     |  \\      |
     gate -'     '---------- detour ------------------'  |   north->corner  | (track)
                                                       mill        '~track~ farm
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from openevac.domain.hazards import Border, Cause, Confidence, ControlLine, HazardReport, OpenedBy, TrackOpening
from openevac.domain.needs import Needs
from openevac.domain.operation import MarginalCeilings, Operation, Policy
from openevac.domain.places import Access, LonLat, Place
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import Curfew, PlaceAccess, Situation
from openevac.domain.vehicles import Crew, Depot, Profile, RoadUse, Vehicle, VehicleType
from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.feeds.exposure_profile import read_profile
from openevac.roads.graph import Cover, RoadClass, RoadGraph, StretchFlag, Surface
from tests.hand_made import Metres, Road, box, hand_made_graph, to_degrees

TOWN = "UA63990010010000001"
VILLAGE = "UA63990010020000002"
NOW = datetime(2025, 10, 14, 18, tzinfo=UTC)
DAY = datetime(2025, 10, 15, tzinfo=UTC)
FINGERPRINT = "small-town"

POINTS: dict[str, Metres] = {
    "base": (0, 0),
    "west": (2000, 0),
    "bridge_w": (5000, 0),
    "bridge_e": (5300, 0),
    "square": (9000, 0),
    "north": (9000, 900),
    "corner": (10000, 900),
    "east": (10000, 0),
    "mill": (9000, -1000),
    "farm": (12000, 2500),
    "village": (13500, 1200),
    "gate": (1000, -1500),
}

ROADS = [
    Road(start="base", end="west", road_class=RoadClass.PRIMARY),
    Road(start="west", end="bridge_w", road_class=RoadClass.PRIMARY),
    Road(start="bridge_w", end="bridge_e", road_class=RoadClass.PRIMARY, flags=StretchFlag.BRIDGE, max_weight_t=3.5),
    Road(start="bridge_e", end="square", road_class=RoadClass.PRIMARY),
    Road(start="west", end="square", road_class=RoadClass.TERTIARY, bends=((5150, -2500),), cover=Cover.FOREST),
    Road(start="square", end="north", cover=Cover.BUILT_UP),
    Road(start="north", end="corner", one_way=True, cover=Cover.BUILT_UP),
    Road(start="corner", end="east", cover=Cover.BUILT_UP),
    Road(start="square", end="east", road_class=RoadClass.SECONDARY, cover=Cover.BUILT_UP),
    Road(start="square", end="mill", surface=Surface.GRAVEL),
    Road(start="east", end="village", road_class=RoadClass.TERTIARY),
    Road(start="corner", end="farm", road_class=RoadClass.TRACK, surface=Surface.EARTH, tracktype=3, way_id=900),
    Road(start="farm", end="village", road_class=RoadClass.TRACK, surface=Surface.GRAVEL, tracktype=2, way_id=901),
    Road(start="base", end="gate", road_class=RoadClass.SECONDARY),
    Road(start="gate", end="west", road_class=RoadClass.TERTIARY),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a plan is made of and checked against; `with_*` gives the same world with one thing changed."""

    graph: RoadGraph
    situation: Situation
    operation: Operation
    border: Border
    places: tuple[Place, ...]
    fingerprint: str = FINGERPRINT
    now: datetime = NOW

    def with_situation(self, **changes: Any) -> World:
        """Change fields of the situation."""
        return replace(self, situation=replace(self.situation, **changes))

    def with_operation(self, **changes: Any) -> World:
        """Change fields of the operation."""
        return replace(self, operation=replace(self.operation, **changes))

    def with_policy(self, **changes: Any) -> World:
        """Change fields of the policy."""
        return self.with_operation(policy=replace(self.operation.policy, **changes))

    def with_record(self, kind: str, record_id: str, **changes: Any) -> World:
        """Change one record of the operation, for example `with_record("vehicles", "van-1", max_trips=1)`."""
        records = getattr(self.operation, kind)
        assert any(record.id == record_id for record in records), (kind, record_id)
        changed = tuple(replace(record, **changes) if record.id == record_id else record for record in records)
        return self.with_operation(**{kind: changed})

    def with_needs(self, request_id: str, **changes: Any) -> World:
        """Change the needs of one household."""
        needs = replace(self.operation.request(request_id).needs, **changes)
        return self.with_record("requests", request_id, needs=needs)


def at(hour: float) -> datetime:
    """Give an hour of the day of the small town in UTC; local clocks show three hours more."""
    minutes = round(hour * 60)
    return DAY.replace(hour=minutes // 60, minute=minutes % 60)


def small_town(*, held_from_m: float = 24_000.0, border_from_m: float = 25_000.0) -> World:
    """Give the plain world. `held_from_m`: where held ground begins, east; `border_from_m`: the border, north."""
    border = Border(
        lines=((to_degrees(-60_000, border_from_m), to_degrees(90_000, border_from_m)),),
        home=to_degrees(0, -3000),
        source="drawn for exercises",
    )
    return World(
        graph=hand_made_graph(POINTS, ROADS),
        situation=_situation(held_from_m),
        operation=_operation(),
        border=border,
        places=(
            Place(katottg=TOWN, name_uk="Вигадане", position=to_degrees(9000, 0)),
            Place(katottg=VILLAGE, name_uk="Вигадане Друге", position=to_degrees(13500, 1200)),
        ),
    )


def closed_town(access: Access = Access.CLOSED) -> World:
    """The authorities closed the town."""
    rule = PlaceAccess(katottg=TOWN, access=access, source="military administration", since=NOW)
    return small_town().with_situation(access=(rule,))


def blown_bridge() -> World:
    """A verified report says that the bridge is down."""
    world = small_town()
    blown = replace(
        world.situation.reports[0],
        id="bridge",
        kind="bridge_down",
        position=to_degrees(5150, 0),
        blocks=True,
        way_ids=(102,),
    )
    return world.with_situation(reports=(*world.situation.reports, blown))


def rainy_day(from_hour: int, until_hour: int) -> World:
    """It rains between two hours (UTC); the earth tracks are wet from the first drop on."""
    world = small_town()
    weather = world.situation.weather
    assert weather is not None
    hours = tuple(
        replace(hour, sky=Sky.RAIN) if at(from_hour) <= hour.starts_at < at(until_hour) else hour
        for hour in weather.hours
    )
    return world.with_situation(weather=replace(weather, hours=hours))


def mined_fields(*, opened: bool) -> World:
    """The ground around the farm was once held, so its tracks are closed unless a crew drove them yesterday."""
    world = small_town()
    line = replace(world.situation.control[0], once_held=(box(10_500, 1000, 13_400, 4000),))
    drove = TrackOpening(way_ids=(900, 901), opened_at=NOW, opened_by=OpenedBy.CREW_DROVE, by="crew-2")
    return world.with_situation(control=(line,), openings=(drove,) if opened else ())


def curfew(starts: time, ends: time, *places: str) -> Curfew:
    """Give a curfew in local time (UTC + 3 h); no places means everywhere."""
    return Curfew(starts=starts, ends=ends, source="military administration", places=places)


def marginal(ceiling: float) -> MarginalCeilings:
    """Give the same marginal ceiling for all three classes."""
    return MarginalCeilings(urgent=ceiling, first=ceiling, planned=ceiling)


def _situation(held_from_m: float) -> Situation:
    held = box(held_from_m, -20_000, held_from_m + 20_000, 20_000)
    hours = tuple(
        WeatherHour(starts_at=start, sky=Sky.CLEAR, condition="clear", wind_m_s=2.0, temperature_c=9.0)
        for start in (DAY.replace(day=14 + k // 24, hour=k % 24) for k in range(72))
    )
    strike = HazardReport(
        id="strike-1",
        cause=Cause.SHELLING,
        kind="shelling",
        position=to_degrees(9800, 100),
        happened_at=NOW,
        source="head of the community",
        confidence=Confidence.VERIFIED,
    )
    return Situation(
        profile=read_profile("2025-10"),
        control=(ControlLine(source="line of the exercise", observed_at=NOW, held=(held,)),),
        reports=(strike,),
        weather=Weather(source="weather of the exercise", hours=hours, distance_km=5.0),
    )


def _household(request_id: str, days_ago: int, position: LonLat, katottg: str, **fields: Any) -> EvacuationRequest:
    received = NOW.replace(day=NOW.day - days_ago)
    return EvacuationRequest(id=request_id, received_at=received, position=position, katottg=katottg, **fields)


def _operation() -> Operation:
    return Operation(
        name="exercise in the small town",
        requests=(
            _household("A-1", 2, to_degrees(9450, 930), TOWN, needs=Needs(walks=2, pets=1), priority=Priority.FIRST),
            _household(
                "A-2",
                6,
                to_degrees(9030, -400),
                TOWN,
                needs=Needs(walks=1, stretchers=1, needs_care=1, carry_floors=2, belongings_kg=20, belongings_l=100),
                priority=Priority.URGENT,
                required=True,
            ),
            _household(
                "B-1",
                3,
                to_degrees(12_000, 720),
                VILLAGE,
                needs=Needs(walks_with_help=1, wheelchairs=1, needs_no_stairs=1, belongings_kg=60, belongings_l=300),
            ),
            _household(
                "C-1",
                9,
                to_degrees(12_020, 2450),
                "",
                needs=Needs(walks=4, belongings_kg=80, belongings_l=400, bulky=1),
            ),
        ),
        vehicles=(
            Vehicle(id="van-1", type="minibus", crew="crew-1", depot="base"),
            Vehicle(id="van-2", type="jeep", crew="crew-2", depot="base"),
        ),
        vehicle_types=(
            VehicleType(id="minibus", profile="van", seats=8, wheelchair_places=1, stretchers=1),
            VehicleType(id="jeep", profile="off_road", seats=6, stretchers=1, payload_kg=400, volume_l=900),
            VehicleType(id="carrier", profile="armoured", seats=8, stretchers=1),
        ),
        profiles=(
            Profile(id="van", height_m=2.7, weight_t=3.2),
            Profile(id="off_road", road_use=RoadUse.FOUR_BY_FOUR, height_m=2.1, weight_t=2.8),
            Profile(id="armoured", weight_t=9.0, speed_factor=0.8, armoured=True),
        ),
        crews=(
            Crew(id="crew-1", size=2, carriers=2, tw_early=at(2), tw_late=at(14)),
            Crew(id="crew-2", size=3, carriers=2, tw_early=at(2), tw_late=at(14)),
        ),
        depots=(Depot(id="base", position=to_degrees(-30, 20)),),
        shelters=(
            Shelter(
                id="school", position=to_degrees(980, -1480), beds=Beds(ordinary=7, no_stairs=2, care=1), tw_early=at(3)
            ),
        ),
        policy=Policy(departure_early=at(3), departure_late=at(9)),
    )
