"""What a plan in force has promised: households told that they will be fetched, or already in a van."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openevac.domain.missions import Plan
from openevac.domain.remarks import Remark
from openevac.domain.replanning import DayEvents
from openevac.domain.unserved import Limit
from openevac.planning.recost import Left
from openevac.planning.underway import VanNow


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One household of the plan in force. `vehicle`: the van that was to fetch it, or that it sits in (`aboard`).

    `kept_by`: the van that fetches it now; "" where the promise is broken, and `reason` says why. `limit` is None
    where the household itself is the reason: it refused, or nobody was at home.
    """

    request: str
    vehicle: str
    aboard: bool = False
    kept_by: str = ""
    limit: Limit | None = None
    reason: Remark | None = None

    @property
    def is_kept(self) -> bool:
        """Tell whether the household is fetched, or brought in, by the new plan."""
        return bool(self.kept_by)


def promised(made: Plan, vans: Mapping[str, VanNow]) -> Iterator[tuple[str, str, bool]]:
    """Give request, van and whether it is aboard, for everybody of a plan who has not been handed over.

    Who is brought to a relay is promised by the vehicle that takes it on there.
    """
    delivered = {name for van in vans.values() for name in van.delivered}
    aboard = {name: vehicle for vehicle, van in vans.items() for name in van.aboard}
    planned: set[str] = set()
    for mission in made.missions:
        for number, trip in enumerate(mission.trips):
            names = [*(mission.aboard if number == 0 else ()), *(stop.request for stop in trip.stops)]
            for name in names if trip.hand_over is None else ():
                planned.add(name)
                if name not in delivered:
                    yield name, aboard.get(name, mission.vehicle), name in aboard
    for name, vehicle in aboard.items():
        if name not in planned:
            yield name, vehicle, True


def promises_of(
    made: Plan, vans: Mapping[str, VanNow], events: DayEvents, plan: Plan, left: Iterable[Left]
) -> tuple[Promise, ...]:
    """Give every promise of the plan in force, kept or broken, each broken one with its reason."""
    kept = _kept_by(plan)
    why: dict[str, tuple[Limit | None, Remark]] = {one.request: (one.limit, one.reason) for one in left}
    unserved = {entry.request: (entry.limit, entry.reason) for entry in plan.unserved}
    own_word = {one.request: Remark(text=_REFUSED, facts={"at": one.at.isoformat()}) for one in events.refused}
    own_word |= {one.request: Remark(text=_ABSENT, facts={"at": one.at.isoformat()}) for one in events.not_at_home}
    found = []
    for name, vehicle, aboard in promised(made, vans):
        limit, reason = why.get(name) or unserved.get(name) or (None, _UNKNOWN)
        if name in own_word:
            limit, reason = None, own_word[name]
        by = kept.get(name, "")
        found.append(
            Promise(
                request=name,
                vehicle=vehicle,
                aboard=aboard,
                kept_by=by,
                limit=None if by else limit,
                reason=None if by else reason,
            )
        )
    return tuple(found)


def _kept_by(plan: Plan) -> dict[str, str]:
    """Give the vehicle that brings each household in: who is set down at a relay is kept by the one that takes over."""
    found: dict[str, str] = {}
    for mission in plan.missions:
        if not mission.trips or mission.trips[0].hand_over is None:
            found |= dict.fromkeys(mission.aboard, mission.vehicle)
        brought_in = (trip for trip in mission.trips if trip.hand_over is None)
        found |= {stop.request: mission.vehicle for trip in brought_in for stop in trip.stops}
    return found


_REFUSED = "The household does not want to leave now (said at {at}); it can ring again."
_ABSENT = "Nobody was met at the door at {at}."
_UNKNOWN = Remark(text="The operation no longer has this request.")
