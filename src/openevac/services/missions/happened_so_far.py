"""What the record knows to have happened under the plans in force: words of crews, doors, lost vans, beds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import hypot

from openevac.domain.errors import InputError
from openevac.domain.events import StopOutcome
from openevac.domain.missions import Mission as Drive
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.replanning import BedsNow, DayEvents, Delay, NotAtHome, Refusal, VanLost, VanSeen
from openevac.domain.requests import EvacuationRequest
from openevac.domain.units import SECONDS_PER_MINUTE
from openevac.services.missions.aboard import aboard_of
from openevac.services.missions.finding import of_any_version
from openevac.services.missions.plans_in_force import ON_THE_ROAD
from openevac.store import models
from openevac.store.convert.requests import needs_to_domain, planning_id, request_to_domain

AT_THE_DEPOT_DEG = 0.004
"""About 300 m: a van heard here has just left, whatever the first point of its way is."""
_IN_THE_VAN = frozenset({StopOutcome.BOARDED.value, StopOutcome.WALK_UP.value})

Base = tuple[models.Mission, Drive]


@dataclass(slots=True)
class SoFar:
    """What happened. `known`: requests that the planner must know to read the events; `gone`: why one is no request."""

    vans: list[VanSeen] = field(default_factory=list)
    lost: list[VanLost] = field(default_factory=list)
    delays: list[Delay] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    not_at_home: list[NotAtHome] = field(default_factory=list)
    known: dict[str, EvacuationRequest] = field(default_factory=dict)
    gone: dict[str, Remark] = field(default_factory=dict)

    def events(self, operation: Operation) -> DayEvents:
        """Give it as events of a day; beds are those that are free now, for who has not arrived."""
        return DayEvents(
            vans=tuple(self.vans),
            lost=tuple(self.lost),
            delays=tuple(self.delays),
            refused=tuple(self.refused),
            not_at_home=tuple(self.not_at_home),
            beds=tuple(BedsNow(shelter=one.id, beds=one.beds) for one in operation.shelters),
        )


def happened_so_far(bases: Iterable[Base], waiting: frozenset[str], now: datetime) -> SoFar:
    """Read it, as it stood at `now`; `waiting`: planning ids of doors nobody has been to."""
    found = SoFar()
    bases = tuple(bases)
    fates = _fates(bases, waiting)
    for row, drive in bases:
        if row.status == ON_THE_ROAD.value:
            _on_the_road(row, drive, fates, now, found)
        else:
            _at_its_depot(row, now, found)
        if row.vehicle.lost_at is not None:
            found.lost.append(VanLost(vehicle=row.vehicle.code, at=row.vehicle.lost_at))
    _not_fetched(bases, fates, found)
    return found


def _fates(bases: tuple[Base, ...], waiting: frozenset[str]) -> dict[str, models.Stop]:
    """Give what happened at each door last, by planning id; a door that is promised again waits.

    Who was taken on at a relay rides with that vehicle, whichever of the two crews' words came later.
    """
    found: dict[str, models.Stop] = {}
    for row, _ in bases:
        stops = models.Stop.objects.filter(**of_any_version(row, "trip__mission"), request__isnull=False)
        for stop in stops.exclude(outcome="").select_related("request").order_by("outcome_at", "id"):
            if stop.request is not None and planning_id(stop.request) not in waiting:
                before = found.get(planning_id(stop.request))
                if before is None or _counts(stop) >= _counts(before):
                    found[planning_id(stop.request)] = stop
    return found


def _counts(stop: models.Stop) -> tuple[bool, datetime]:
    return bool(stop.relay) and stop.outcome in _IN_THE_VAN, _at(stop)


def _at(stop: models.Stop) -> datetime:
    return stop.outcome_at or stop.arrives_at


def _on_the_road(
    row: models.Mission, drive: Drive, fates: Mapping[str, models.Stop], now: datetime, found: SoFar
) -> None:
    own = set(models.Stop.objects.filter(**of_any_version(row, "trip__mission")).values_list("id", flat=True))
    aboard = {planning_id(one.stop.request): one.stop.request for one in aboard_of(row) if one.stop.request is not None}
    planned = {stop.request for trip in drive.trips for stop in trip.stops} | set(drive.aboard)
    boarded = {
        name: stop.request
        for name, stop in fates.items()
        if stop.outcome in _IN_THE_VAN and stop.id in own and stop.request is not None
    }
    last = _last_done(row)
    here = _last_heard(row, last, now)
    position = here[0] if here and not _is_at(row.vehicle.depot, here[0]) else None
    stands = here[0] if here else LonLat(row.vehicle.depot.lon, row.vehicle.depot.lat)
    if row.vehicle.lost_at is not None:
        for name in aboard:
            found.gone[name] = Remark(text=_BESIDE, facts={"request": name, "mission": row.code})
            boarded.pop(name, None)
        aboard = {}
    done = {name: request for name, request in boarded.items() if name in planned or name in aboard} | aboard
    for name, request in done.items():
        known = _rider(request, stands)
        if known is not None:
            found.known[name] = known
    names = sorted(set(done) & set(found.known))
    found.vans.append(
        VanSeen(
            vehicle=row.vehicle.code,
            seen_at=here[1] if here and position is not None else now,
            position=position,
            done=tuple(names),
            aboard=tuple(name for name in names if name in aboard),
        )
    )


def _last_done(row: models.Mission) -> datetime | None:
    """Give when a crew last did something somewhere: at a door, or handing people over."""
    stops = models.Stop.objects.filter(**of_any_version(row, "trip__mission"), request__isnull=False)
    trips = models.Trip.objects.filter(**of_any_version(row), handed_over_at__isnull=False)
    doors = [_at(stop) for stop in stops.exclude(outcome="")]
    return max((*doors, *(trip.handed_over_at for trip in trips if trip.handed_over_at is not None)), default=None)


def _last_heard(row: models.Mission, after: datetime | None, now: datetime) -> tuple[LonLat, datetime] | None:
    """Give where and when a crew last said where it is; an older point than its last door says nothing any more."""
    words = models.CheckIn.objects.filter(**of_any_version(row), lon__isnull=False, lat__isnull=False)
    words = words.filter(at__lte=now, recorded_at__lte=now)
    word = (words if after is None else words.filter(at__gte=after)).order_by("-at", "-id").first()
    if word is None or word.lon is None or word.lat is None:
        return None
    return LonLat(word.lon, word.lat), word.at


def _is_at(depot: models.Depot, position: LonLat) -> bool:
    return hypot(depot.lon - position.lon, depot.lat - position.lat) < AT_THE_DEPOT_DEG


def _at_its_depot(row: models.Mission, now: datetime, found: SoFar) -> None:
    """Say that a van has not left, and how late it is: by the plan's clock alone it would be out."""
    depot = LonLat(row.vehicle.depot.lon, row.vehicle.depot.lat)
    found.vans.append(VanSeen(vehicle=row.vehicle.code, seen_at=now, position=depot))
    late_s = (now - row.departs_at).total_seconds()
    if late_s > 0:
        found.delays.append(Delay(vehicle=row.vehicle.code, minutes=late_s / SECONDS_PER_MINUTE))


def _not_fetched(bases: tuple[Base, ...], fates: Mapping[str, models.Stop], found: SoFar) -> None:
    """Say of promised doors where nobody boarded what happened there."""
    planned = {stop.request for _, drive in bases for trip in drive.trips for stop in trip.stops}
    for name, stop in fates.items():
        if name not in planned or stop.outcome in _IN_THE_VAN or stop.request is None:
            continue
        known = _rider(stop.request, None)
        if known is None:
            continue
        found.known[name] = known
        if stop.outcome == StopOutcome.REFUSED.value:
            found.refused.append(Refusal(request=name, at=_at(stop)))
        else:
            found.not_at_home.append(NotAtHome(request=name, at=_at(stop)))
        why = _WHY.get(StopOutcome(stop.outcome))
        if why is not None:
            found.gone[name] = Remark(text=why, facts={"request": name})


def _rider(row: models.EvacuationRequest, here: LonLat | None) -> EvacuationRequest | None:
    """Give a household nobody drives to any more; None where its row says nothing the planner could use."""
    try:
        if here is None:
            return request_to_domain(row)
        needs = needs_to_domain(row)
        return EvacuationRequest(id=planning_id(row), needs=needs, received_at=row.received_at, position=here)
    except InputError:
        return None


_BESIDE = "{request} is recorded aboard the lost van of {mission}: ring the crew, and decide how they go on."
_WHY = {
    StopOutcome.WRONG_ADDRESS: "{request}: the crew found that the address is wrong.",
    StopOutcome.LEFT_BY_THEMSELVES: "{request} has left by themselves.",
    StopOutcome.TAKEN_BY_ANOTHER: "{request} was taken by another organisation.",
    StopOutcome.REFERRED: "{request} was passed on to a service.",
}
