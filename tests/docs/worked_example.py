"""The tables of docs/planning-worked.md, computed: the small town, planned, and every number of it written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Plan, Trip
from openevac.domain.operation import Dial
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.missions import Builder
from openevac.planning.plan import ground_for, prepared_on
from openevac.planning.repacking import rows_by_stop
from tests.planning.town import plan_of, region_of
from tests.worlds import World, small_town

Row = tuple[str, ...]


@lru_cache
def planned(dial: Dial = Dial.MIDDLE) -> Plan:
    """Plan the small town; 160 iterations, seed 1."""
    return plan_of(small_town().with_policy(dial=dial))


def every_table() -> dict[str, str]:
    """Give every table of the page by its name."""
    return {
        "households": table(("household", "people", "class", "waits"), households()),
        "minutes on scene": table(("part", "van-1 at A-2's door"), minutes_on_scene()),
        "drives": table(("drive or halt", "from", "to", "km", "exposure", "people", "person-exposure"), drives()),
        "sums": table(("part", "exposure", "person-exposure"), sums()),
        "score": table(("part of the score", "value"), score()),
        "orders": table(("order of the second trip", "cost of van-1's day"), orders()),
        "dials": table(("dial", "seconds a unit", "trips", "person-exposure", "crew hours"), dials()),
        "one trip": table(("stays", "limit", "proof"), who_stays()),
    }


def table(heads: Row, rows: Iterator[Row]) -> str:
    """Write a table as the page has it."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def households() -> Iterator[Row]:
    """Give who asked."""
    world = small_town()
    for one in world.operation.requests:
        required = ", required" if one.required else ""
        days = one.waiting_days(world.now)
        yield one.id, str(one.needs.party_size), f"{one.priority}{required}", f"{days:.0f} days"


def minutes_on_scene() -> Iterator[Row]:
    """Give the service time of A-2: one who walks, one who lies, two floors, a bag of 20 kg, two carriers."""
    number = small_town().situation.profile.value
    walker, lying = number("service.walks_s"), number("service.lying_s")
    floors = 2 * (number("service.floor_walks_s") + number("service.floor_carry_s"))
    things = 20.0 * (number("service.kg_s") + 2 * number("service.kg_floor_s")) / 2
    parts = {
        "arriving and ringing": number("service.arrive_s"),
        "boarding: one who walks, one who lies": walker + lying,
        "two floors: one walks, one is carried": floors,
        "a bag of 20 kg, two carriers": things,
    }
    for name, seconds in parts.items():
        yield name, f"{seconds:.0f} s"
    yield "**together**", f"**{sum(parts.values()):.0f} s**"


def drives() -> Iterator[Row]:
    """Give every drive and halt of the plan in its order."""
    for mission in planned().missions:
        for trip in mission.trips:
            yield from _trip(mission, trip)
        home = mission.way_home
        yield _leg(f"{mission.vehicle}: home", home)


def _trip(mission: Mission, trip: Trip) -> Iterator[Row]:
    names = [*(stop.request for stop in trip.stops), trip.shelter]
    for number, leg in enumerate(trip.legs):
        yield _leg(f"{mission.vehicle}: to {names[number]}", leg)
        if number < len(trip.stops):
            stop = trip.stops[number]
            yield (
                f"{mission.vehicle}: at {stop.request}", clock(stop.arrives_at), clock(stop.departs_at), "",
                f"{stop.exposure:.4f}", str(stop.people_on_scene), f"{stop.person_exposure:.4f}",
            )  # fmt: skip


def _leg(name: str, leg: Leg) -> Row:
    return (
        name, clock(leg.departs_at), clock(leg.arrives_at), f"{leg.length_m / 1000:.1f}", f"{leg.exposure:.4f}",
        str(leg.people_aboard), f"{leg.person_exposure:.4f}",
    )  # fmt: skip


def clock(moment: datetime) -> str:
    """Give a moment on the clocks of the town."""
    return f"{moment.astimezone(small_town().situation.zone_info):%H:%M:%S}"


def sums() -> Iterator[Row]:
    """Give how trips make missions, and missions the plan."""
    for mission in planned().missions:
        for number, trip in enumerate(mission.trips, 1):
            yield f"{mission.vehicle}, trip {number}", f"{trip.exposure:.4f}", f"{trip.person_exposure:.4f}"
        yield f"{mission.vehicle}, mission", f"{mission.exposure:.4f}", f"{mission.person_exposure:.4f}"
    totals = planned().totals
    yield "**plan**", f"**{totals.exposure:.4f}**", f"**{totals.person_exposure:.4f}**"


def score() -> Iterator[Row]:
    """Give the parts of the score in the order in which they count."""
    totals, dial_s = planned().totals, seconds_of(Dial.MIDDLE)
    yield "required households", f"{totals.required_served} of {totals.required_asked}"
    for name, people in totals.people_by_priority.items():
        yield f"people, {name}", str(people)
    cost_s = dial_s * totals.person_exposure + totals.crew_time_s
    said = f"{dial_s:.0f} . {totals.person_exposure:.4f} + {totals.crew_time_s:.0f} = {cost_s:.0f} s"
    yield "dial . person-exposure + crew time", said


def orders() -> Iterator[Row]:
    """Give what van-1's day costs with the second trip in either order, each on real ways at its best departure."""
    world = small_town()
    prepared = prepared_on(
        ground_for(region_of(world), world.situation, world.operation, world.now), world.operation, world.now
    )
    rows, builder = rows_by_stop(prepared), Builder(prepared)
    for order in (("A-2", "A-1"), ("A-1", "A-2")):
        trips = (DraftTrip((rows["B-1", ""],), 0), DraftTrip(tuple(rows[name, ""] for name in order), 0))
        mission = builder.mission(DraftDay(0, trips))
        if not isinstance(mission, Mission):
            raise TypeError(f"{order} cannot be driven: {mission}")
        yield ", then ".join(order), f"{builder.cost_s(mission):.0f} s"


def dials() -> Iterator[Row]:
    """Give the plan of each value of the dial."""
    for dial in Dial:
        made = planned(dial)
        trips = [
            f"{mission.vehicle}: "
            + "; ".join(" + ".join(stop.request for stop in trip.stops) for trip in mission.trips)
            for mission in made.missions
        ]
        hours = made.totals.crew_time_s / 3600
        yield dial, f"{seconds_of(dial):.0f}", " / ".join(trips), f"{made.totals.person_exposure:.2f}", f"{hours:.2f}"


def seconds_of(dial: Dial) -> float:
    """Give the seconds of crew time that one unit of person-exposure is worth."""
    return small_town().situation.profile.value(f"dial.{dial}_s")


def one_trip() -> World:
    """Give the town with one van that drives once."""
    world = small_town()
    van = replace(world.operation.vehicles[0], max_trips=1)
    return world.with_operation(vehicles=(van,))


def who_stays() -> Iterator[Row]:
    """Give who stays where there is one van and one trip, and how that is proved."""
    for entry in plan_of(one_trip()).unserved:
        yield entry.request, entry.limit, entry.proof.in_english()
