"""What a household brings at most: by the zone of its door, the vehicle's room, the crew's hands and the longest stop.

Things never keep people from being fetched. Bulky pieces are left before bags, so that bags go before bulky pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from openevac.domain.belongings import BelongingsRule, Pack, with_pack
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.situation import Situation
from openevac.domain.vehicles import Vehicle
from openevac.hazards.exposure import point_front_km
from openevac.planning.ground import Ground
from openevac.planning.loads import lacks, load_of
from openevac.roads.projection import to_metric
from openevac.rules.service_time import carriers_needed, service_duration_s


def without_things(needs: Needs, rule: BelongingsRule) -> Needs:
    """Give the needs of a household that leaves everything behind but its animals."""
    return with_pack(needs, rule, Pack(0, 0))


def lighter_packs(most: Pack) -> Iterator[Pack]:
    """Give ever lighter packs, the most first: all bags with ever fewer bulky pieces, then ever fewer bags."""
    yield from (Pack(most.bags, bulky) for bulky in range(most.bulky, -1, -1))
    yield from (Pack(bags, 0) for bags in range(most.bags - 1, -1, -1))


def can_take(needs: Needs, vehicle: Vehicle, operation: Operation, situation: Situation) -> bool:
    """Tell whether a vehicle and its crew can take one household alone with these things."""
    crew, numbers = operation.crew(vehicle), situation.profile
    return (
        not lacks(load_of([needs], operation.vehicle_type(vehicle)), operation.vehicle_type(vehicle))
        and carriers_needed(needs, numbers) <= crew.carriers
        and service_duration_s(needs, crew, numbers) <= operation.policy.max_stop_s
    )


def line_km(ground: Ground, position: LonLat, now: datetime) -> float:
    """Give how far a door lies from the nearest line, in km, old lines advanced to the moment of planning."""
    x_m, y_m = to_metric(ground.graph.crs, position.lon, position.lat)
    return point_front_km(ground.field, float(x_m), float(y_m), now)
