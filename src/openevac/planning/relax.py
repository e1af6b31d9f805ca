"""Lifting one limit of an operation or situation for one household, and the sentence that says what was lifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from openevac.domain.hazards import ZoneKind
from openevac.domain.legs import Load
from openevac.domain.needs import BedKind, Needs
from openevac.domain.operation import MarginalCeilings, Operation
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.situation import Situation
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_MINUTE
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import RoadUse, Vehicle
from openevac.planning.beds import beds_of
from openevac.planning.hours import SPARE_H
from openevac.planning.loads import load_of
from openevac.planning.packing import without_things
from openevac.planning.walking import said_m
from openevac.rules.service_time import carriers_needed, service_duration_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One household under one operation and situation; `vehicle`: the one that comes nearest to fetching it.

    `door_m`: how far its door lies from a road, where that is what hinders; `walk_m`: the walk, where its length does.
    """

    operation: Operation
    situation: Situation
    request: str
    vehicle: str
    now: datetime
    door_m: float = 0.0
    walk_m: float = 0.0

    @property
    def household(self) -> EvacuationRequest:
        """Give the request itself, as this operation has it."""
        return self.operation.request(self.request)

    @property
    def driven(self) -> Vehicle:
        """Give the vehicle itself."""
        return self.operation.vehicle(self.vehicle)

    @property
    def load(self) -> Load:
        """Give what the people of the household alone take up in the vehicle."""
        return load_of([self.people_alone], self.operation.vehicle_type(self.driven))

    @property
    def people_alone(self) -> Needs:
        """Give the needs of the household without its things, which never keep it from being fetched."""
        return without_things(self.household.needs, self.operation.policy.belongings)

    def with_record(self, kind: str, record_id: str, **changes: Any) -> Case:
        """Change one record of the operation."""
        records = getattr(self.operation, kind)
        changed = tuple(replace(record, **changes) if record.id == record_id else record for record in records)
        return self.with_operation(**{kind: changed})

    def with_operation(self, **changes: Any) -> Case:
        """Change fields of the operation."""
        return replace(self, operation=replace(self.operation, **changes))

    def with_policy(self, **changes: Any) -> Case:
        """Change fields of the policy."""
        return self.with_operation(policy=replace(self.operation.policy, **changes))

    def with_situation(self, **changes: Any) -> Case:
        """Change fields of the situation."""
        return replace(self, situation=replace(self.situation, **changes))


WET_HOURS = "weather.wet_hours"
_NOT_EVEN_IN_THE_RAIN_H = -1.0
"""So many hours before a drive that count for its earth: fewer than none leave its own hour out, too."""

Lifted = tuple[Case, Remark]
"""The case without one limit, and what was done, as a proof that the referee accepted a trip then."""


def lift(limit: Limit, case: Case) -> Lifted | None:
    """Lift one limit, no further than the household needs where that can be said; None for what nobody can lift."""
    make = _LIFTS.get(limit)
    return None if make is None else make(case)


def lifts_of(limit: Limit, case: Case) -> tuple[Lifted, ...]:
    """Give the ways to lift one limit alone, those that lift least first; the last one is `lift`."""
    return tuple(make(case) for make in _STEPS.get(limit, (_LIFTS[limit],) if limit in _LIFTS else ()))


def lifts_wet_earth(lifted: Case, case: Case) -> bool:
    """Tell whether what was lifted of a case is that earth is wet, whatever else with it."""
    return lifted.situation.profile.value(WET_HOURS) != case.situation.profile.value(WET_HOURS)


def _more(case: Case, name: str, needed: float) -> tuple[Case, dict[str, str | int | float]]:
    """Raise one figure of the vehicle's type to what is needed."""
    kind = case.operation.vehicle_type(case.driven)
    value = max(needed, getattr(kind, name))
    return case.with_record("vehicle_types", kind.id, **{name: value}), {"vehicle": case.vehicle, "needed": value}


def _seats(case: Case) -> Lifted:
    changed, facts = _more(case, "seats", case.load.seats_taken)
    return changed, Remark(text="With {needed} seats in {vehicle} the referee accepted a trip for it.", facts=facts)


def _wheelchair_places(case: Case) -> Lifted:
    changed, facts = _more(case, "wheelchair_places", case.load.wheelchairs)
    return changed, Remark(
        text="With {needed} wheelchair places in {vehicle} the referee accepted a trip for it.", facts=facts
    )


def _stretchers(case: Case) -> Lifted:
    changed, facts = _more(case, "stretchers", case.load.stretchers)
    return changed, Remark(
        text="With {needed} stretchers in {vehicle} the referee accepted a trip for it.", facts=facts
    )


def _pets(case: Case) -> Lifted:
    changed = case.with_record("vehicle_types", case.driven.type, pets=True)
    return changed, Remark(
        text="With animals allowed in {vehicle} the referee accepted a trip for it.", facts={"vehicle": case.vehicle}
    )


def _carriers(case: Case) -> Lifted:
    crew = case.operation.crew(case.driven)
    needed = max(crew.carriers, carriers_needed(case.people_alone, case.situation.profile))
    changed = case.with_record("crews", crew.id, carriers=needed, size=max(crew.size, needed))
    return changed, Remark(
        text="With {needed} carriers in {crew} the referee accepted a trip for it.",
        facts={"needed": needed, "crew": crew.id},
    )


def _stop_too_long(case: Case) -> Lifted:
    service_s = service_duration_s(case.people_alone, case.operation.crew(case.driven), case.situation.profile)
    # A minute more, because clock times of a plan are whole seconds.
    most_s = max(case.operation.policy.max_stop_s, service_s + SECONDS_PER_MINUTE)
    return case.with_policy(max_stop_s=most_s), Remark(
        text="With stops of up to {minutes} minutes the referee accepted a trip for it.",
        facts={"minutes": round(most_s / SECONDS_PER_MINUTE)},
    )


def _too_far(case: Case) -> Lifted:
    most_m = max(case.operation.policy.max_snap_m, case.door_m + 1.0)
    return case.with_policy(max_snap_m=most_m), Remark(
        text="With doors up to {km} km from a road allowed the referee accepted a trip for it.",
        facts={"km": round(most_m / METRES_PER_KM, 2)},
    )


def _walk_longer(case: Case) -> Lifted:
    most_m = max(case.operation.policy.max_walk_m, float(said_m(case.walk_m)))
    return case.with_policy(max_walk_m=most_m), Remark(
        text="With walks of up to {most_m} m to a meeting point the referee accepted a trip for it.",
        facts={"most_m": round(most_m)},
    )


def _held_ground(case: Case) -> Lifted:
    lines = tuple(replace(line, held=(), contested=(*line.contested, *line.held)) for line in case.situation.control)
    return case.with_situation(control=lines), Remark(
        text="With all held ground taken for contested ground the referee accepted a trip for it."
    )


def _place_open(case: Case) -> Lifted:
    access = tuple(rule for rule in case.situation.access if rule.katottg != case.household.katottg)
    zones = tuple(zone for zone in case.situation.zones if zone.kind is not ZoneKind.CLOSED)
    return case.with_situation(access=access, zones=zones), Remark(
        text="With the place open to everybody the referee accepted a trip for it."
    )


def _armour(case: Case) -> Lifted:
    profile = case.operation.profile(case.driven)
    return case.with_record("profiles", profile.id, armoured=True), Remark(
        text="With armour on {vehicle} the referee accepted a trip for it.", facts={"vehicle": case.vehicle}
    )


def _ways_open(case: Case) -> Lifted:
    situation, profile = case.situation, case.operation.profile(case.driven)
    changed = case.with_situation(
        reports=tuple(replace(report, blocks=False) for report in situation.reports),
        zones=tuple(zone for zone in situation.zones if zone.kind is ZoneKind.DANGER),
        control=tuple(replace(line, once_held=()) for line in situation.control),
    ).with_record("profiles", profile.id, road_use=RoadUse.FOUR_BY_FOUR, height_m=0.0, weight_t=0.0)
    return changed, Remark(
        text="With the roads open that reports, zones, mines, surface, height or weight close "
        "the referee accepted a trip for it."
    )


def _earth_dry(case: Case) -> Lifted:
    return _on_dry_earth(case), Remark(text="With dry earth on its roads the referee accepted a trip for it.")


def _ways_open_and_dry(case: Case) -> Lifted:
    changed, _ = _ways_open(case)
    return _on_dry_earth(changed), Remark(
        text="With dry earth on its roads, and those open that reports, zones, mines, surface, height or weight close, "
        "the referee accepted a trip for it."
    )


def _on_dry_earth(case: Case) -> Case:
    """Let no hour soften earth; danger stays that of the weather there is."""
    return case.with_situation(profile=case.situation.profile.with_value(WET_HOURS, _NOT_EVEN_IN_THE_RAIN_H))


def _time_window(case: Case) -> Lifted:
    changed = case.with_record("requests", case.request, tw_early=None, tw_late=None, release_time=None)
    return changed, Remark(text="With people to be met at any hour the referee accepted a trip for it.")


def _curfew(case: Case) -> Lifted:
    return case.with_situation(curfews=()), Remark(text="Without any curfew the referee accepted a trip for it.")


def _crew_hours(case: Case) -> Lifted:
    spare = timedelta(hours=SPARE_H)
    crews = tuple(
        replace(
            crew,
            tw_early=min(crew.tw_early, max(case.now, crew.tw_early - spare)),
            tw_late=max(crew.tw_late, case.now) + spare,
        )
        for crew in case.operation.crews
    )
    changed = case.with_operation(crews=crews).with_policy(departure_early=None, departure_late=None)
    return changed, Remark(
        text="With crews out {hours} hours earlier and later the referee accepted a trip for it.",
        facts={"hours": SPARE_H},
    )


def _shelter_hours(case: Case) -> Lifted:
    shelters = tuple(replace(shelter, tw_early=None, tw_late=None) for shelter in case.operation.shelters)
    return case.with_operation(shelters=shelters), Remark(
        text="With shelters open at all hours the referee accepted a trip for it."
    )


def _shelter_pets(case: Case) -> Lifted:
    shelters = tuple(replace(shelter, pets=True) for shelter in case.operation.shelters)
    return case.with_operation(shelters=shelters), Remark(
        text="With animals allowed in the shelters the referee accepted a trip for it."
    )


def _beds(case: Case) -> Lifted:
    asked = beds_of(case.household)
    more = asked.ordinary + asked.no_stairs
    return _with_beds(case, no_stairs=more), Remark(
        text="With {beds} more beds without stairs in each shelter the referee accepted a trip for it.",
        facts={"beds": more},
    )


def _care_bed(case: Case) -> Lifted:
    more = case.household.needs.beds(BedKind.CARE)
    return _with_beds(case, care=more), Remark(
        text="With {beds} more care beds in each shelter the referee accepted a trip for it.", facts={"beds": more}
    )


def lift_all_beds(case: Case) -> Lifted:
    """Lift every kind of bed at once, where neither care beds alone nor the others alone would do."""
    asked = beds_of(case.household)
    more = asked.ordinary + asked.no_stairs
    return _with_beds(case, no_stairs=more, care=asked.care), Remark(
        text="With {beds} more beds in each shelter, {care} of them with care, the referee accepted a trip for it.",
        facts={"beds": more + asked.care, "care": asked.care},
    )


def _with_beds(case: Case, *, no_stairs: int = 0, care: int = 0) -> Case:
    def larger(shelter: Any) -> Any:
        beds = shelter.beds
        return replace(shelter, beds=replace(beds, no_stairs=beds.no_stairs + no_stairs, care=beds.care + care))

    return case.with_operation(shelters=tuple(larger(shelter) for shelter in case.operation.shelters))


def _ceiling_trip(case: Case) -> Lifted:
    return case.with_policy(max_exposure_per_trip=None), Remark(
        text="Without the ceiling on a trip's exposure the referee accepted a trip for it."
    )


def _ceiling_person(case: Case) -> Lifted:
    return case.with_policy(max_exposure_per_person=None), Remark(
        text="Without the ceiling on a person's exposure the referee accepted a trip for it."
    )


def _ceiling_marginal(case: Case) -> Lifted:
    return case.with_policy(max_marginal=MarginalCeilings()), Remark(
        text="Without the ceiling on what one household may add the referee accepted a trip for it."
    )


_LIFTS: dict[Limit, Callable[[Case], Lifted]] = {
    Limit.TOO_FAR_FROM_ROAD: _too_far,
    Limit.WALK_TOO_LONG: _walk_longer,
    Limit.HELD_GROUND: _held_ground,
    Limit.PLACE_CLOSED: _place_open,
    Limit.NO_ARMOURED_VEHICLE: _armour,
    Limit.NO_OPEN_WAY: _ways_open_and_dry,
    Limit.SEATS: _seats,
    Limit.WHEELCHAIR_PLACES: _wheelchair_places,
    Limit.STRETCHERS: _stretchers,
    Limit.PETS: _pets,
    Limit.CARRIERS: _carriers,
    Limit.STOP_TOO_LONG: _stop_too_long,
    Limit.TIME_WINDOW: _time_window,
    Limit.CURFEW: _curfew,
    Limit.CREW_HOURS: _crew_hours,
    Limit.SHELTER_HOURS: _shelter_hours,
    Limit.SHELTER_PETS: _shelter_pets,
    Limit.CARE_BED: _care_bed,
    Limit.BEDS: _beds,
    Limit.CEILING_MARGINAL: _ceiling_marginal,
    Limit.CEILING_PERSON: _ceiling_person,
    Limit.CEILING_TRIP: _ceiling_trip,
}
LIFTABLE = frozenset(_LIFTS)

_STEPS: dict[Limit, tuple[Callable[[Case], Lifted], ...]] = {
    Limit.NO_OPEN_WAY: (_ways_open, _earth_dry, _ways_open_and_dry)
}

SHOWN_BY_TRIALS = (
    Limit.PLACE_CLOSED,
    Limit.TIME_WINDOW,
    Limit.CURFEW,
    Limit.SHELTER_HOURS,
    Limit.CREW_HOURS,
    Limit.SHELTER_PETS,
    Limit.CARE_BED,
    Limit.BEDS,
    Limit.CEILING_MARGINAL,
    Limit.CEILING_PERSON,
    Limit.CEILING_TRIP,
    Limit.NO_OPEN_WAY,
)
"""Limits that show themselves only when a trip is tried, in the order of trying: what others set comes before ours."""


def lift_all(limits: Iterable[Limit], case: Case) -> Case:
    """Lift several limits together."""
    for limit in limits:
        lifted = lift(limit, case)
        case = case if lifted is None else lifted[0]
    return case
