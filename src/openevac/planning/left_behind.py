"""Who a re-planned day does not fetch: promises it cannot keep, old reasons that still stand, and who is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from openevac.domain.missions import Mission, Plan, Stranded
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.replanning import DayEvents
from openevac.domain.unserved import AidLimit, Limit, UnplacedParcel, Unserved
from openevac.planning.assemble import Frame, served_ids, unasked
from openevac.planning.prepare import Prepared
from openevac.planning.promises import promised
from openevac.planning.recost import Left, Recosted
from openevac.planning.today import Today
from openevac.planning.vans_out import FIRST_DRIVE


def all_left(prepared: Prepared, found: Recosted, made: Plan, today: Today, events: DayEvents) -> list[Left]:
    """Give everybody whose promise re-costed days do not keep, and why: nobody is dropped without a word."""
    left = {one.request: one for one in found.left}
    hindered = {one.request.id: one.hindrances for one in prepared.survey.refused}
    served = {prepared.problem.requests[number].id for number in found.draft.served}
    known = {one.id for one in today.waiting}
    lost = {one.vehicle for one in events.lost}
    for name, vehicle, _ in promised(made, today.vans):
        if name in left or name in served or name not in known:
            continue
        hindrances = hindered.get(name, ())
        if hindrances:
            left[name] = Left(name, vehicle, hindrances[0].limit, hindrances[0].reason)
        elif vehicle in lost:
            left[name] = Left(name, vehicle, Limit.FLEET_FULL, Remark(text=_VAN_LOST, facts={"vehicle": vehicle}))
        else:
            left[name] = Left(name, vehicle, Limit.CREW_HOURS, Remark(text=_VAN_STAYS, facts={"vehicle": vehicle}))
    return list(left.values())


def stranded_vans(prepared: Prepared, found: Recosted, today: Today) -> tuple[tuple[Stranded, Limit], ...]:
    """Give vans that are out and for which no way on was found, and the limit that stands against it."""
    rows = enumerate(prepared.problem.vehicles)
    numbers = {day.vehicle.id: number for number, day in rows if day.wave <= FIRST_DRIVE}
    stranded = []
    for name, underway in today.out.items():
        number = numbers.get(name)
        if number is None:
            stranded.append((Stranded(vehicle=name, underway=underway, reason=_NO_WAY), Limit.NO_OPEN_WAY))
        elif number in found.stranded:
            broken = found.stranded[number]
            stranded.append((Stranded(vehicle=name, underway=underway, reason=broken.reason), broken.limit))
    return tuple(stranded)


def parcels_again(operation: Operation) -> tuple[UnplacedParcel, ...]:
    """List every parcel: a day that is planned again places none."""
    return tuple(
        UnplacedParcel(parcel=one.id, limit=AidLimit.MINUTES, reason=_NO_PARCELS, proof=_NO_PARCELS_TRIED)
        for one in operation.aid
    )


def entries_of(
    missions: Iterable[Mission],
    left: Iterable[Left],
    made: Plan,
    today: Today,
    frame: Frame,
    *,
    no_way: Mapping[str, Limit],
) -> Iterator[Unserved]:
    """Give who is left: why a place was lost, old reasons as they were, and who was not looked at yet.

    `no_way`: vans that are out and for which no way on was found, and the limit that stands against it.
    """
    served, known = served_ids(missions), {one.request: one for one in made.unserved}
    why = {one.request: one for one in left}
    stranded = {name: (van, limit) for van, limit in no_way.items() for name in today.out[van].aboard}
    for request in today.operation.requests:
        if request.id in served:
            continue
        plain = unasked(request, frame.made_at)
        if request.id in why:
            one = why[request.id]
            yield replace(plain, limit=one.limit, reason=one.reason, proof=_NOT_TRIED)
        elif request.id in stranded:
            vehicle, limit = stranded[request.id]
            said = Remark(text=_SITS_IN, facts={"vehicle": vehicle})
            yield replace(plain, limit=limit, reason=said, proof=_A_PERSON_DECIDES)
        elif request.id in known:
            yield replace(
                plain,
                limit=known[request.id].limit,
                reason=known[request.id].reason,
                proof=known[request.id].proof,
                could_be_served_at=known[request.id].could_be_served_at,
            )
        else:
            yield replace(plain, reason=_NEW, proof=_NOT_TRIED)


_VAN_LOST = "The van '{vehicle}' is lost, and no other was found for them so far."
_VAN_STAYS = "The van '{vehicle}' can no longer leave on this day."
_SITS_IN = "They sit in the van '{vehicle}', for which no way on was found."
_NO_WAY = Remark(text="No open road leads back to its depot.")
_A_PERSON_DECIDES = Remark(text="Nothing is lifted here: the crew is rung, and a person decides.")
_NOT_TRIED = Remark(text="Nothing was tried yet: this is the first plan after the event.")
_NO_PARCELS = Remark(text="A day that is planned again places no parcels: a crew that has loaded one decides with you.")
_NO_PARCELS_TRIED = Remark(text="Nothing was tried for parcels.")
_NEW = Remark(text="The household is new; no van was looked for yet.")
