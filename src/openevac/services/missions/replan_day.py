"""Planning a day again from where its vans are: the planner's re-planning, fed from the record, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.missions import Mission as Drive
from openevac.domain.missions import Plan, Stop
from openevac.domain.remarks import Remark
from openevac.planning.other_ways import other_ways
from openevac.planning.promises import Promise
from openevac.planning.replan import Replanned, replan
from openevac.planning.verdict import PlanRefusedError
from openevac.roads.region import Region
from openevac.rules.confirmation import VerdictKind
from openevac.services.missions.between_vehicles import slots_of, slots_of_plan, with_waits
from openevac.services.missions.day_under_way import DayUnderWay
from openevac.services.missions.jobs import Progress
from openevac.services.missions.keep_plan import Finished
from openevac.services.missions.make_plan import ROUNDS, say_alone, standing_alone
from openevac.services.missions.planning_files import PlanningGround
from openevac.services.missions.plans_in_force import ON_THE_ROAD, NotFromTheDay
from openevac.services.missions.see_plan import in_receipts
from openevac.store.convert.requests import receipts_of
from openevac.store.models import EvacuationRequest

SAME_S = 60.0
"""A clock time that moves by less is no change: people are told windows, not seconds."""


def replan_day(
    day: DayUnderWay,
    ground: PlanningGround,
    *,
    mission: str,
    now: datetime,
    seed: int,
    iterations: int,
    progress: Progress,
) -> Finished:
    """Plan the day again; NotFromTheDay where the planner cannot, InputError where `mission` has nothing left to do.

    `Finished.again` is the caller's to fill: it knows how the day is read.
    """
    try:
        found, day = _replanned(day, ground, now, seed, iterations, progress)
    except InputError as fault:
        raise NotFromTheDay(Remark(text=fault.problem, facts=dict(fault.facts))) from None
    except PlanRefusedError:
        raise NotFromTheDay(_CONTRADICTED) from None
    _require_something_left(day, found, mission)
    found = replace(found, plan=with_waits(found.plan, day.at_relays))
    return Finished(
        plan=found.plan,
        snapshot=day,
        left_out=day.left_out,
        made_at=now,
        again=lambda: day,
        ways=other_ways(ground.region, found.today.situation, found.today.operation, found.plan, now=now),
        difference=_difference(day, found, ground.region, mission),
    )


def changed_vehicles(day: DayUnderWay, plan: Plan, region: Region) -> frozenset[str]:
    """Give the vehicles that drive to other doors, in another order, elsewhere, by other roads, or at another hour."""
    old = {one.vehicle: one for one in day.made.missions}
    new = {one.vehicle: one for one in plan.missions}
    changed = {name for name in (*old, *new) if not _goes_on_as_before(old.get(name), new.get(name), day, region)}
    return frozenset(changed | _meets_at_other_slots(day, plan))


def _meets_at_other_slots(day: DayUnderWay, plan: Plan) -> set[str]:
    """Give the vehicles that take people on at another slot than they were told, though they drive as before."""
    told, now = slots_of_plan(day.made), slots_of_plan(plan)
    moved = {name for name, slot in now.items() if name in told and told[name] != slot}
    return {
        drive.vehicle
        for drive in plan.missions
        for trip in drive.trips
        for stop in trip.stops
        if stop.waited is not None and stop.request in moved
    }


def _goes_on_as_before(old: Drive | None, new: Drive | None, day: DayUnderWay, region: Region) -> bool:
    if old is None or new is None:
        return old is new
    if _halts(new, day) != _halts(old, day) or not _hands_over_as_told(old, new, day):
        return False
    if new.underway is None and abs((new.departs_at - old.departs_at).total_seconds()) >= SAME_S:
        return False
    return _stretches(new, region) <= _stretches(old, region)


def _halts(drive: Drive, day: DayUnderWay) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what is still ahead: where each trip ends, and its doors in order with where people are met."""
    waiting = day.waiting - day.done.get(drive.vehicle, frozenset())
    ahead = [(trip.ends_at, [stop for stop in trip.stops if stop.request in waiting]) for trip in drive.trips]
    return [
        (end, [(one.request, one.meeting_point or _at_relay(one, day)) for one in met]) for end, met in ahead if met
    ]


def _at_relay(stop: Stop, day: DayUnderWay) -> str:
    standing = day.at_relays.get(stop.request)
    return stop.relay if standing is None else standing.relay


def _hands_over_as_told(old: Drive, new: Drive, day: DayUnderWay) -> bool:
    """Tell whether everybody who is still to be set down at a relay is, at the same slot, who is aboard already too."""
    told = {name: slot for name, slot in slots_of(old).items() if name not in day.at_relays}
    ahead = {name: slot for name, slot in told.items() if name in day.waiting}
    now = slots_of(new)
    return ahead == {name: slot for name, slot in now.items() if name in ahead} and now.keys() <= told.keys()


def _stretches(drive: Drive, region: Region) -> frozenset[int]:
    legs = (*(leg for trip in drive.trips for leg in trip.legs), drive.way_home)
    return frozenset(int(region.graph.arc_stretch[arc]) for leg in legs for arc in leg.arcs)


def _replanned(
    day: DayUnderWay, ground: PlanningGround, now: datetime, seed: int, iterations: int, progress: Progress
) -> tuple[Replanned, DayUnderWay]:
    """Plan until no door that may only be looked at stands alone in its trip."""
    situation = day.situation(ground.situation)
    for turn in range(ROUNDS + 1):
        found = replan(
            ground.region, situation, day.operation, day.made, day.events,
            now=now, seed=seed, iterations=iterations, progress=progress,
        )  # fmt: skip
        alone = standing_alone(found.plan, day.verdicts)
        if not alone:
            return found, day
        if turn == ROUNDS - 1:
            alone |= {name for name, kind in day.verdicts.items() if kind is VerdictKind.CHECK_ADDRESS_ONLY}
        day = _without(day, alone)
    raise AssertionError("without any door to check none can stand alone")


def _without(day: DayUnderWay, alone: set[str]) -> DayUnderWay:
    receipts = receipts_of(EvacuationRequest.objects.filter(id__in=alone))
    said = {name: say_alone(receipts.get(name, "")) for name in alone}
    requests = tuple(one for one in day.operation.requests if one.id not in alone)
    return replace(day, operation=replace(day.operation, requests=requests), gone=day.gone | said)


def _require_something_left(day: DayUnderWay, found: Replanned, mission: str) -> None:
    """Refuse a new version that would go to no door, where none of its doors is fetched by another van either."""
    vehicle = next(row.vehicle.code for row, _ in day.bases if row.code == mission)
    if any(one.fetches for one in found.plan.missions if one.vehicle == vehicle):
        return
    own = {stop.request for one in day.made.missions if one.vehicle == vehicle for t in one.trips for stop in t.stops}
    # Who changes vehicles is promised by the one that takes them on: the door stands in this one's drive all the same.
    waited = [one for one in found.promises if not one.aboard and (one.vehicle == vehicle or one.request in own)]
    if any(one.is_kept for one in waited):
        return
    why = next((_reason(one, day) for one in waited), None)
    raise InputError(
        "No door of this mission can be served any more: {why}",
        "The version that is there stays as it is; turn back or refuse it.",
        field="mission",
        why=_in_receipts(why).in_english() if why else "-",
    )


def _in_receipts(said: Remark) -> Remark:
    """Name the request of a sentence as people do: the planner's own ids say nothing to who reads them."""
    rows = EvacuationRequest.objects.filter(id__in=[said.facts["request"]]) if said.facts.get("request") else ()
    return in_receipts(said, receipts_of(rows))


def _difference(day: DayUnderWay, found: Replanned, region: Region, mission: str) -> dict[str, Any]:
    """Give every promise and every change as it is kept with the plan: in planning ids, read again with receipts."""
    changed = changed_vehicles(day, found.plan, region)
    # Who still brings people to a relay has its work before it: turned back, it would leave the other one waiting.
    at_work = {one.vehicle for one in found.plan.missions if one.fetches or slots_of(one)}
    return {
        "changed": sorted(changed),
        "empty": [
            row.code
            for row, _ in day.bases
            if row.status == ON_THE_ROAD.value
            and row.vehicle.code not in at_work
            and (row.code == mission or row.vehicle.code in changed)
        ],
        "promises": list(_promises(day, found)),
        "changes": [
            {"vehicle": one.vehicle, "request": one.request, **_plain(one.remark)}
            for one in found.changes
            if one.vehicle in changed or (not one.vehicle and one.request in day.at_relays)
        ],
    }


def _promises(day: DayUnderWay, found: Replanned) -> Iterator[dict[str, Any]]:
    before, after = _arrivals(day, day.made), _arrivals(day, found.plan)
    for one in found.promises:
        reason = None if one.is_kept else _reason(one, day)
        # Who has left home is met at the relay alone: what was told of their door is over.
        there = (one.request, (one.request, False) not in after and (one.request, True) in after)
        yield {
            "request": one.request,
            "vehicle": one.vehicle,
            "aboard": one.aboard,
            "kept_by": one.kept_by,
            "before": before.get(there),
            "after": after.get(there),
            "reason": _plain(reason) if reason else None,
        }


def _reason(one: Promise, day: DayUnderWay) -> Remark | None:
    return day.gone.get(one.request, one.reason)


def _arrivals(day: DayUnderWay, plan: Plan) -> dict[tuple[str, bool], str]:
    """Give when somebody comes to each household: (request, whether it is met at a relay) -> time."""
    return {
        (stop.request, trip.hand_over is None and bool(_at_relay(stop, day))): stop.arrives_at.isoformat()
        for drive in plan.missions
        for trip in drive.trips
        for stop in trip.stops
    }


def _plain(remark: Remark) -> dict[str, Any]:
    return {"text": remark.text, "facts": msgspec.to_builtins(remark.facts)}


_CONTRADICTED = Remark(text="The plan driven again did not pass the independent check.")
