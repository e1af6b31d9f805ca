"""Random operations on random small counties: everything the planner knows, in mixtures nobody would think of.

All of it follows from a seed. A county has about fifty crossings, half a dozen places, weak bridges, one-way roads
and field tracks; the line runs east of it, the border north; both sometimes cut a corner off.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from openevac.domain.hazards import (
    Border,
    Cause,
    Clearing,
    Confidence,
    ControlLine,
    HazardReport,
    OpenedBy,
    TrackOpening,
    Zone,
    ZoneKind,
)
from openevac.domain.meeting_points import MeetingPoint, NamedService
from openevac.domain.needs import Needs
from openevac.domain.operation import Dial, MarginalCeilings, Operation, Policy
from openevac.domain.places import Access, LonLat, Place
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import Curfew, PlaceAccess, Situation
from openevac.domain.vehicles import Crew, Depot, Profile, RoadUse, Vehicle, VehicleType
from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.feeds.exposure_profile import PRESETS, read_profile
from openevac.roads.graph import Cover, RoadClass, RoadGraph, StretchFlag, Surface
from openevac.roads.region import Region
from openevac.routing.order import compute_order
from tests.hand_made import ORIGIN_M, Metres, Road, box, hand_made_graph, to_degrees
from tests.worlds import World

COUNTIES = 6
COLUMNS, ROWS, STEP_M = 8, 6, 2800.0
NOW = datetime(2025, 10, 14, 18, 20, tzinfo=UTC)
MIDNIGHT = datetime(2025, 10, 15, tzinfo=UTC)


def random_world(seed: int) -> World:
    """Give the county and the operation of one seed."""
    dice = random.Random(seed)
    graph = county(seed % COUNTIES)
    places = _places(dice)
    return World(
        graph=graph,
        situation=_with_closed_places(_situation(dice, places), seed, places),
        operation=_with_meeting_points(_operation(dice, seed, places), seed, places),
        border=_border(dice),
        places=places,
        fingerprint=region_of_county(seed % COUNTIES).fingerprint,
        now=NOW,
    )


def random_region(seed: int) -> Region:
    """Give the region of one seed, with the border and places of its world."""
    county_region, world = region_of_county(seed % COUNTIES), random_world(seed)
    return Region(
        name=county_region.name,
        graph=county_region.graph,
        order=county_region.order,
        places=world.places,
        border=world.border,
        built_at=NOW,
        training=True,
        fingerprint=county_region.fingerprint,
    )


@lru_cache(maxsize=COUNTIES)
def region_of_county(number: int) -> Region:
    """Give the bare region of one county."""
    graph = county(number)
    return Region(name=f"county {number}", graph=graph, order=compute_order(graph), built_at=NOW, training=True)


@lru_cache(maxsize=COUNTIES)
def county(number: int) -> RoadGraph:
    """Draw the roads of one county: a crooked net of which a sixth is missing, in one piece."""
    dice = random.Random(f"county {number}")
    points = {
        f"{column}-{row}": (
            column * STEP_M + dice.uniform(-900, 900),
            row * STEP_M + dice.uniform(-900, 900),
        )
        for column in range(COLUMNS)
        for row in range(ROWS)
    }
    pairs = [(f"{c}-{r}", f"{c + 1}-{r}") for c in range(COLUMNS - 1) for r in range(ROWS)]
    pairs += [(f"{c}-{r}", f"{c}-{r + 1}") for c in range(COLUMNS) for r in range(ROWS - 1)]
    dice.shuffle(pairs)
    kept = _spanning(points, pairs)
    extra = [pair for pair in pairs if pair not in kept and dice.random() < 0.75]
    roads = [_road(dice, pair, points, alone=pair in kept, way_id=1000 + k) for k, pair in enumerate([*kept, *extra])]
    return hand_made_graph(points, roads)


def _spanning(points: dict[str, Metres], pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give pairs that join all points without a circle."""
    part = {name: name for name in points}

    def root(name: str) -> str:
        while part[name] != name:
            name = part[name]
        return name

    kept = []
    for a, b in pairs:
        if root(a) != root(b):
            part[root(a)] = root(b)
            kept.append((a, b))
    return kept


def _road(dice: random.Random, pair: tuple[str, str], points: dict[str, Metres], *, alone: bool, way_id: int) -> Road:
    (x0, y0), (x1, y1) = points[pair[0]], points[pair[1]]
    bend = ((x0 + x1) / 2 + dice.uniform(-400, 400), (y0 + y1) / 2 + dice.uniform(-400, 400))
    is_track = not alone and dice.random() < 0.25
    ordinary = [RoadClass.PRIMARY, RoadClass.SECONDARY, RoadClass.TERTIARY, RoadClass.UNCLASSIFIED]
    is_bridge = dice.random() < 0.1
    return Road(
        start=pair[0],
        end=pair[1],
        road_class=RoadClass.TRACK if is_track else dice.choice([*ordinary, RoadClass.RESIDENTIAL]),
        surface=dice.choice([Surface.EARTH, Surface.GRAVEL, Surface.UNKNOWN]) if is_track else Surface.PAVED,
        tracktype=dice.randint(0, 5) if is_track else 0,
        cover=dice.choice(list(Cover)),
        flags=StretchFlag.BRIDGE if is_bridge else 0,
        max_weight_t=dice.choice([3.0, 5.0]) if is_bridge and not alone else 0.0,
        one_way=not alone and dice.random() < 0.1,
        bends=(bend,),
        way_id=way_id,
    )


def _somewhere(dice: random.Random, *, west: float = 0.0, east: float = 1.0) -> LonLat:
    """Give a position in a strip of the county (shares of its width), off the roads or near them."""
    width, height = (COLUMNS - 1) * STEP_M, (ROWS - 1) * STEP_M
    return to_degrees(dice.uniform(west * width, east * width), dice.uniform(0, height))


def _near_a_crossing(dice: random.Random, *, west: int, east: int) -> LonLat:
    column, row = dice.randint(west, east), dice.randint(0, ROWS - 1)
    return to_degrees(column * STEP_M + dice.uniform(-700, 700), row * STEP_M + dice.uniform(-700, 700))


def _at_a_crossing(dice: random.Random, county_number: int, *, east: int) -> LonLat:
    """Give a position within 200 m of a crossing of the first columns."""
    graph = county(county_number)
    node = dice.randint(0, east) * ROWS + dice.randint(0, ROWS - 3)
    x_m, y_m = graph.node_x[node] - ORIGIN_M[0], graph.node_y[node] - ORIGIN_M[1]
    return to_degrees(float(x_m) + dice.uniform(-140, 140), float(y_m) + dice.uniform(-140, 140))


def _places(dice: random.Random) -> tuple[Place, ...]:
    return tuple(
        Place(
            katottg=f"UA{63990010010000000 + number:017d}",
            name_uk=f"Село {number}",
            position=_near_a_crossing(dice, west=2, east=COLUMNS - 1) if number or dice.random() < 0.7 else None,
        )
        for number in range(7)
    )


def _border(dice: random.Random) -> Border:
    north = (ROWS - 1) * STEP_M + dice.choice([-2000.0, 4000.0, 9000.0, 15_000.0, 20_000.0, 40_000.0])
    return Border(
        lines=((to_degrees(-60_000, north), to_degrees(90_000, north + 500)),),
        home=to_degrees(0, -4000),
        source="drawn for exercises",
    )


def _moment(dice: random.Random, first_h: float, last_h: float) -> datetime:
    return MIDNIGHT + timedelta(minutes=round(60 * dice.uniform(first_h, last_h)))


def _situation(dice: random.Random, places: tuple[Place, ...]) -> Situation:
    codes = [place.katottg for place in places]
    line_m = (COLUMNS - 1) * STEP_M + dice.choice([-2500.0, 3000.0, 6000.0, 9000.0, 13_000.0, 18_000.0, 25_000.0])
    held = box(line_m, -30_000, line_m + 30_000, 60_000)
    once = box(line_m - dice.uniform(3000, 9000), -30_000, line_m, 60_000)
    reports = tuple(_report(dice, number) for number in range(dice.choice([0, 1, 2, 3, 5])))
    return Situation(
        profile=read_profile(dice.choice(PRESETS)),
        control=(
            ControlLine(
                source="line of the exercise",
                observed_at=NOW - timedelta(hours=dice.randint(1, 90)),
                held=(held,),
                once_held=(once,) if dice.random() < 0.5 else (),
            ),
        ),
        access=tuple(_access(dice, code) for code in codes if dice.random() < 0.25),
        reports=reports,
        clearings=tuple(
            Clearing(report=report.id, cleared_at=NOW, expires_at=_moment(dice, 2, 20), drove_it="crew of yesterday")
            for report in reports
            if report.blocks and dice.random() < 0.3
        ),
        openings=(
            TrackOpening(
                way_ids=tuple(dice.sample(range(1000, 1080), 20)),
                opened_at=NOW - timedelta(hours=dice.randint(1, 20)),
                opened_by=OpenedBy.CREW_DROVE,
                by="crew of yesterday",
            ),
        )
        if dice.random() < 0.5
        else (),
        zones=tuple(_zone(dice, number) for number in range(dice.randint(0, 2))),
        weather=_weather(dice),
        curfews=tuple(_curfews(dice, codes)),
    )


def _report(dice: random.Random, number: int) -> HazardReport:
    kind, cause = dice.choice(
        [
            ("shelling", Cause.SHELLING),
            ("drone_seen", Cause.DRONE),
            ("bridge_down", Cause.GROUND),
            ("mine", Cause.MINES),
        ]
    )
    return HazardReport(
        id=f"report-{number}",
        cause=cause,
        kind=kind,
        position=_somewhere(dice),
        happened_at=NOW - timedelta(hours=dice.uniform(0, 30)),
        source=f"caller {number}",
        confidence=dice.choice(list(Confidence)),
        blocks=kind in {"bridge_down", "mine"},
        radius_m=dice.choice([50.0, 400.0]),
        way_ids=(dice.randint(1000, 1090),) if dice.random() < 0.5 else (),
    )


def _access(dice: random.Random, code: str) -> PlaceAccess:
    return PlaceAccess(
        katottg=code,
        access=dice.choice([*Access, Access.ARMOURED_ONLY, Access.OPEN]),
        source="military administration",
        since=NOW if dice.random() < 0.7 else _moment(dice, 3, 9),
        valid_until=None if dice.random() < 0.6 else _moment(dice, 9, 14),
    )


def _zone(dice: random.Random, number: int) -> Zone:
    x_m, y_m = dice.uniform(7500, 20_000), dice.uniform(0, 14_000)
    size_m = dice.uniform(300, 2500)
    return Zone(
        id=f"zone-{number}",
        kind=dice.choice(list(ZoneKind)),
        area=box(x_m, y_m, x_m + size_m, y_m + size_m),
        source="deminers",
        rate_per_h=dice.uniform(0, 3),
        valid_from=_moment(dice, 2, 6) if dice.random() < 0.4 else None,
        valid_until=_moment(dice, 7, 20) if dice.random() < 0.4 else None,
    )


def _weather(dice: random.Random) -> Weather | None:
    if dice.random() < 0.1:
        return None
    rains = range(start := dice.randint(18, 40), start + dice.randint(0, 8))
    hours = [
        WeatherHour(
            starts_at=MIDNIGHT - timedelta(hours=24 - k),
            sky=Sky.RAIN if k in rains else dice.choice([Sky.CLEAR, Sky.OVERCAST]),
            wind_m_s=dice.uniform(0, 14),
        )
        for k in range(72)
        if dice.random() > 0.02
    ]
    return Weather(source="forecast of the exercise", hours=tuple(hours), distance_km=dice.choice([5.0, 410.0]))


def _curfews(dice: random.Random, codes: list[str]) -> list[Curfew]:
    said = "military administration"
    curfews = []
    if dice.random() < 0.5:
        curfews.append(Curfew(starts=time(dice.randint(16, 23)), ends=time(dice.randint(4, 6)), source=said))
    if dice.random() < 0.4:
        covered = tuple(dice.sample(codes, 2))
        curfews.append(
            Curfew(starts=time(dice.randint(11, 15), 30), ends=time(dice.randint(6, 9)), source=said, places=covered)
        )
    return curfews


def _operation(dice: random.Random, seed: int, places: tuple[Place, ...]) -> Operation:
    county_number = seed % COUNTIES
    depots = tuple(
        Depot(id=f"depot-{k}", position=_at_a_crossing(dice, county_number, east=1)) for k in range(dice.randint(1, 3))
    )
    types = _types(dice)
    vans = dice.randint(1, 4)
    return Operation(
        name=f"random operation {seed}",
        requests=tuple(_request(dice, number, places) for number in range(dice.randint(1, 12))),
        vehicles=tuple(
            Vehicle(
                id=f"van-{k}",
                type=dice.choice((types[0], *types)).id,
                crew=f"crew-{k}",
                depot=dice.choice(depots).id,
                max_trips=dice.randint(1, 3),
            )
            for k in range(vans)
        ),
        vehicle_types=types,
        profiles=(
            Profile(id="van", weight_t=3.2, height_m=2.7),
            Profile(id="off_road", road_use=RoadUse.FOUR_BY_FOUR, weight_t=2.5),
            Profile(id="armoured", weight_t=4.5, speed_factor=0.8, armoured=True),
        ),
        crews=tuple(_crew(dice, k) for k in range(vans)),
        depots=depots,
        shelters=tuple(_shelter(dice, county_number, k) for k in range(dice.randint(1, 3))),
        policy=_policy(dice),
    )


def _with_meeting_points(operation: Operation, seed: int, places: tuple[Place, ...]) -> Operation:
    """Add meeting points to six of ten operations: near doors, strewn about, some with a code, hours or far away.

    There most people walk, and people who need help have an escort more often than not.

    Dice of their own: what else a seed gives stays as it was.
    """
    dice = random.Random(f"meeting points {seed}")
    if dice.random() < 0.4:
        return operation
    doors = [request.position for request in operation.requests if request.position is not None]
    points = tuple(_meeting_point(dice, number, doors, places) for number in range(dice.randint(3, 12)))
    services = (NamedService(name="police, 102"),) if dice.random() < 0.5 else ()
    policy = replace(
        operation.policy, meeting_points=dice.random() < 0.9, max_walk_m=dice.choice([400.0, 1000.0, 3000.0])
    )
    requests = tuple(
        replace(request, escort=dice.random() < 0.6, needs=_on_their_feet(dice, request.needs))
        for request in operation.requests
    )
    return replace(operation, meeting_points=points, services=services, policy=policy, requests=requests)


def _on_their_feet(dice: random.Random, needs: Needs) -> Needs:
    """Let those who must be carried walk with help, in seven of ten households."""
    if dice.random() < 0.3:
        return needs
    helped = needs.walks_with_help + needs.wheelchairs + needs.stretchers
    return replace(needs, walks_with_help=helped, wheelchairs=0, stretchers=0, over_100_kg=0)


def _with_closed_places(situation: Situation, seed: int, places: tuple[Place, ...]) -> Situation:
    """Close two more places in three of ten situations."""
    dice = random.Random(f"closed places {seed}")
    ruled = {rule.katottg for rule in situation.access}
    free = [place.katottg for place in places if place.katottg not in ruled]
    if dice.random() < 0.7 or len(free) < 2:
        return situation
    closed = tuple(
        PlaceAccess(katottg=code, access=Access.CLOSED, source="police", since=NOW) for code in dice.sample(free, 2)
    )
    return replace(situation, access=(*situation.access, *closed))


def _meeting_point(dice: random.Random, number: int, doors: list[LonLat], places: tuple[Place, ...]) -> MeetingPoint:
    lon, lat = dice.choice(doors) if doors and dice.random() < 0.8 else _somewhere(dice)
    early = _moment(dice, 2, 6)
    return MeetingPoint(
        id=f"point-{number}",
        position=LonLat(lon + dice.uniform(-0.006, 0.006), lat + dice.uniform(-0.004, 0.004)),
        katottg=dice.choice(places).katottg if dice.random() < 0.4 else "",
        tw_early=early if dice.random() < 0.3 else None,
        tw_late=early + timedelta(hours=dice.uniform(1, 8)) if dice.random() < 0.3 else None,
    )


def _types(dice: random.Random) -> tuple[VehicleType, ...]:
    return (
        VehicleType(
            id="minibus",
            profile="van",
            seats=dice.choice([8, 8, 14]),
            wheelchair_places=dice.randint(0, 2),
            stretchers=dice.randint(0, 1),
        ),
        VehicleType(id="car", profile="van", seats=4, payload_kg=150, volume_l=400, pets=dice.random() < 0.5),
        VehicleType(id="jeep", profile="off_road", seats=5, stretchers=dice.randint(0, 1), payload_kg=300),
        VehicleType(id="carrier", profile="armoured", seats=10, wheelchair_places=1, stretchers=2, payload_kg=600),
        VehicleType(id="ambulance", profile="van", seats=3, stretchers=2, seats_per_stretcher=1, pets=False),
    )


def _crew(dice: random.Random, number: int) -> Crew:
    size = dice.choice([1, 2, 2, 3, 4, 5])
    return Crew(
        id=f"crew-{number}",
        size=size,
        carriers=dice.randint(size // 2, size),
        tw_early=_moment(dice, 2, 5),
        tw_late=_moment(dice, 8, 16),
    )


def _shelter(dice: random.Random, county_number: int, number: int) -> Shelter:
    return Shelter(
        id=f"shelter-{number}",
        position=_at_a_crossing(dice, county_number, east=2),
        beds=Beds(ordinary=dice.randint(0, 20), no_stairs=dice.randint(0, 5), care=dice.randint(0, 3)),
        pets=dice.random() < 0.8,
        unloading_s=dice.choice([0.0, 300.0, 900.0, 1234.5]),
        tw_early=_moment(dice, 3, 7) if dice.random() < 0.3 else None,
        tw_late=_moment(dice, 9, 18) if dice.random() < 0.3 else None,
    )


def _request(dice: random.Random, number: int, places: tuple[Place, ...]) -> EvacuationRequest:
    place = dice.choice(places)
    where = dice.random()
    position = None if where < 0.25 else _near_a_crossing(dice, west=2, east=COLUMNS - 1)
    if where > 0.97:
        position = _somewhere(dice, west=0.9, east=1.3)
    windowed, released = dice.random() < 0.35, dice.random() < 0.15
    early = _moment(dice, 3, 9)
    return EvacuationRequest(
        id=f"request-{number}",
        needs=_needs(dice),
        received_at=NOW - timedelta(hours=dice.uniform(0, 400)),
        katottg="" if position is not None and dice.random() < 0.2 else place.katottg,
        position=position,
        priority=dice.choice(list(Priority)),
        required=dice.random() < 0.15,
        tw_early=early if windowed else None,
        tw_late=early + timedelta(minutes=dice.randint(0, 240)) if windowed else None,
        release_time=_moment(dice, 3, 10) if released else None,
        care_bed_waived_by="O. Koval, paramedic" if dice.random() < 0.1 else "",
    )


def _needs(dice: random.Random) -> Needs:
    walks, helped = dice.choice([0, 1, 1, 1, 2, 2, 3, 5]), dice.choice([0, 0, 0, 1, 2])
    wheelchairs, lying = dice.choice([0, 0, 0, 0, 1]), dice.choice([0, 0, 0, 0, 0, 1])
    if not walks + helped + wheelchairs + lying:
        walks = 1
    party = walks + helped + wheelchairs + lying
    care = dice.randint(0, min(party, lying + 1)) if dice.random() < 0.5 else 0
    return Needs(
        walks=walks,
        walks_with_help=helped,
        wheelchairs=wheelchairs,
        stretchers=lying,
        over_100_kg=dice.randint(0, wheelchairs + lying) if dice.random() < 0.3 else 0,
        needs_care=care,
        needs_no_stairs=dice.randint(0, party - care) if dice.random() < 0.4 else 0,
        carry_floors=dice.choice([0, 0, 0, 0, 1, 4, 8]),
        belongings_kg=round(dice.uniform(0, 120), 1),
        belongings_l=round(dice.uniform(0, 500)),
        bulky=dice.choice([0, 0, 0, 0, 0, 0, 1, 2]),
        pets=dice.choice([0, 0, 0, 0, 1, 2]),
    )


def _policy(dice: random.Random) -> Policy:
    early = _moment(dice, 2, 5)
    ceilings = MarginalCeilings(
        urgent=dice.choice([None, 6.0, 20.0]), first=dice.choice([None, 4.0]), planned=dice.choice([None, 1.0, 3.0])
    )
    return Policy(
        dial=dice.choice(list(Dial)),
        max_exposure_per_trip=dice.choice([None, None, None, 1.0, 3.0]),
        max_exposure_per_person=dice.choice([None, None, None, 1.5, 4.0]),
        max_marginal=ceilings if dice.random() < 0.35 else MarginalCeilings(),
        max_stop_s=dice.choice([1200.0, 2700.0, 3600.0]),
        max_snap_m=dice.choice([800.0, 2000.0]),
        departure_early=early if dice.random() < 0.6 else None,
        departure_late=early + timedelta(hours=dice.uniform(0.5, 6)) if dice.random() < 0.5 else None,
    )
