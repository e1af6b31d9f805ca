"""Small towns with a meeting point: a street under fire, three hundred metres from a corner that is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openevac.domain.hazards import Cause, Zone, ZoneKind
from openevac.domain.meeting_points import MeetingPoint
from openevac.domain.missions import Plan, Stop
from openevac.domain.places import Access
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from tests.hand_made import box, to_degrees
from tests.worlds import NOW, TOWN, VILLAGE, World, small_town

CORNER = MeetingPoint(id="corner", position=to_degrees(9000, 880))
OUTSIDE = MeetingPoint(id="outside", position=to_degrees(8800, 30), katottg=VILLAGE)


def quiet_street(**needs: Any) -> World:
    """A-1 lives 300 m from the corner, two who walk with a pet; there are beds for everybody."""
    world = small_town().with_record("shelters", "school", beds=Beds(ordinary=40, no_stairs=20, care=5))
    world = world.with_record("requests", "A-1", position=to_degrees(9300, 900))
    world = world.with_operation(meeting_points=(CORNER,))
    return world.with_needs("A-1", **needs)


def under_fire(rate_per_h: float = 4.0, **needs: Any) -> World:
    """The same, and the street is under fire; the corner is not."""
    fire = Zone(
        id="street",
        kind=ZoneKind.DANGER,
        area=box(9140, 750, 9800, 1100),
        source="people of the street",
        cause=Cause.SHELLING,
        rate_per_h=rate_per_h,
    )
    return quiet_street(**needs).with_situation(zones=(fire,))


def closed_with_a_way_out(access: Access = Access.CLOSED) -> World:
    """The town is closed; a meeting point lies outside it, half a kilometre from A-1 at the western edge."""
    rule = PlaceAccess(katottg=TOWN, access=access, source="military administration", since=NOW)
    world = quiet_street().with_record("requests", "A-1", position=to_degrees(9200, 200))
    return world.with_operation(meeting_points=(OUTSIDE,)).with_situation(access=(rule,))


def mined_strip(world: World, x_m: float) -> World:
    """A strip 40 m wide that is marked as mined runs north to south."""
    strip = Zone(id="strip", kind=ZoneKind.MINED, area=box(x_m, -400, x_m + 40, 1500), source="deminers")
    return world.with_situation(zones=(*world.situation.zones, strip))


def stop_of(made: Plan, request: str) -> Stop:
    """Give the stop of one request."""
    return next(s for mission in made.missions for trip in mission.trips for s in trip.stops if s.request == request)


def only(world: World, *requests: str) -> World:
    """Give the world with some requests alone."""
    kept = tuple(request for request in world.operation.requests if request.id in requests)
    return replace(world, operation=replace(world.operation, requests=kept))
