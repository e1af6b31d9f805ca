"""Households that could be fetched but for the others: beds that are taken, vehicles that are full.

The proofs are small and whole: missions of different vehicles meet in nothing but beds, so the referee is shown the
one vehicle that changes, with only those beds free that the others leave. The others it has accepted already. Where
trips have to be arranged anew, it is shown all of them.
"""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import Vehicle
from openevac.planning.assemble import served_ids
from openevac.planning.beds import BedsTaken, beds_left, beds_of, lacking_beds
from openevac.planning.chains import rows_by_vehicle
from openevac.planning.drafts import Draft
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.outings import Outings
from openevac.planning.prepare import Prepared
from openevac.planning.problem import Problem
from openevac.planning.rearranged import rearranged
from openevac.planning.relax import Case, Lifted, lift, lift_all_beds
from openevac.planning.settle import PLACES_TRIED, Settled, without_ceilings
from openevac.planning.trials import Trials

Found = tuple[Limit, Remark, Mission]

ARRANGED_ANEW = 4
"""Households for which trips are arranged anew to prove that only beds lack: each takes searches of its own."""


class Rivals:
    """Proofs beside a settled plan; `bound`: missions beside it that stay as they are, and whose beds are taken."""

    def __init__(self, prepared: Prepared, settled: Settled, trials: Trials, bound: tuple[Mission, ...] = ()) -> None:
        self._arranged_anew = 0
        self._prepared = prepared
        self._problem = prepared.problem
        self._draft = settled.draft
        self._trials = trials
        self._bench = Bench(prepared.problem)
        self._busy = {mission.vehicle for mission in bound}
        self._bound = _brought_by(bound, prepared.problem)

    def could_go_alone(self, request: int) -> bool:
        """Tell by the matrices, ceilings of the worst hour included, whether a trip for it alone is possible."""
        return self._bench.best_insertion(Draft.empty(self._problem.num_vehicles), request) is not None

    def prove(self, case: Case, request: int) -> Found | None:
        """Prove that beds, or else vehicles, are what others have taken from it; None where neither can be shown.

        Where no shelter has beds for it, no further vehicle helps, so beds are what is named even if both are wanting.
        Where one has, a further vehicle is tried first; but beds that are free help nobody who cannot be brought there
        (no animals, too far, closed), so beds of the other shelters are tried after it.
        """
        lacking = self._lacking(request)
        if None in lacking:
            found = self._with_one_more_vehicle(case, self._operation_left(case.operation, ()), None)
            if found is not None or set(lacking) == {None}:
                return found
        return self._by_more_beds(case, request, [limit for limit in lacking if limit is not None])

    def _by_more_beds(self, case: Case, request: int, lacking: list[Limit]) -> Found | None:
        """Prove that more beds fetch it, or more beds and one more vehicle."""
        limit, (lifted, said) = self._more_beds(case, request, lacking)
        mission = self._within_the_fleet(lifted, request) or self._arranged(lifted, request)
        if mission is not None:
            return limit, said, mission
        return self._with_one_more_vehicle(case, self._operation_left(lifted.operation, ()), limit)

    def _lacking(self, request: int) -> list[Limit | None]:
        """Name, for every shelter, the kind of bed it has none left of for a household; None where it has."""
        asked = beds_of(self._problem.requests[request])
        return [lacking_beds((asked,), beds) for beds in self._beds_left()]

    def _beds_left(self) -> list[Beds]:
        return [shelter.beds for shelter in self._operation_left(self._prepared.survey.operation, ()).shelters]

    def _more_beds(self, case: Case, request: int, lacking: list[Limit]) -> tuple[Limit, Lifted]:
        """Give the kind of bed that is wanting, and the case with more of them.

        Care beds alone are named only where they alone would do; where the other beds are taken too, all are lifted.
        """
        asked = beds_of(self._problem.requests[request])
        limit = Limit.CARE_BED if set(lacking) == {Limit.CARE_BED} else Limit.BEDS
        of_other_kinds = asked._replace(care=0) if limit is Limit.CARE_BED else BedsTaken(care=asked.care)
        lifted = lift(limit, case)
        if lifted is not None and any(lacking_beds((of_other_kinds,), beds) is None for beds in self._beds_left()):
            return limit, lifted
        return Limit.BEDS, lift_all_beds(case)

    def _brought(self, shelter: int, without: tuple[int, ...]) -> list[int]:
        """Give the requests brought to a shelter by all vehicles, or by all but one, whose rows are `without`."""
        days = (day for day in self._draft.days if day.vehicle not in without)
        trips = (trip for day in days for trip in day.trips)
        brought = [request for trip in trips if trip.shelter == shelter for request in trip.requests]
        return [*brought, *self._bound.get(self._problem.shelters[shelter].id, ())]

    def _operation_left(self, operation: Operation, without: tuple[int, ...]) -> Operation:
        """Give the operation with only the beds that the missions of all vehicles, or of all but one, leave free."""
        shelters = tuple(
            replace(
                shelter,
                beds=beds_left(
                    (beds_of(self._problem.requests[other]) for other in self._brought(number, without)), shelter.beds
                ),
            )
            for number, shelter in enumerate(operation.shelters)
        )
        return replace(operation, shelters=shelters)

    def _within_the_fleet(self, case: Case, request: int) -> Mission | None:
        """Give the mission of a vehicle there is that fetches it, beside its other drives, with the case's beds."""
        prepared = self._with_beds_of(case)
        problem, builder = prepared.problem, Builder(prepared)
        free = [row for row, day in enumerate(problem.vehicles) if day.vehicle.id not in self._busy]
        for found in Bench(without_ceilings(problem)).best_insertions(self._draft, request, PLACES_TRIED, free):
            (changed,) = [new for new, old in zip(found.draft.days, self._draft.days, strict=True) if new != old]
            rows = next(rows for rows in rows_by_vehicle(problem) if changed.vehicle in rows)
            days = [day for row in rows if (day := found.draft.days[row]).trips]
            outings = Outings(problem, builder)
            if not all(outings.takes(day) for day in days):
                continue
            left = self._operation_left(case.operation, rows)
            if self._trials.accepts(prepared.survey.ground, left, outings.missions):
                return outings.missions[days.index(changed)]
        return None

    def _arranged(self, case: Case, request: int) -> Mission | None:
        """Give the mission that fetches it in a plan whose trips are arranged anew, with the case's beds."""
        if self._bound or self._arranged_anew == ARRANGED_ANEW:
            return None
        self._arranged_anew += 1
        prepared = self._with_beds_of(case)
        missions = rearranged(prepared, self._draft, request, self._trials.frame.seed)
        if missions is None or not self._trials.accepts(prepared.survey.ground, case.operation, missions):
            return None
        return next(mission for mission in missions if case.request in served_ids([mission]))

    def _with_beds_of(self, case: Case) -> Prepared:
        survey = replace(self._prepared.survey, operation=case.operation)
        return Prepared(
            survey=survey, problem=replace(self._problem, shelters=self._without_bound(case.operation.shelters))
        )

    def _without_bound(self, shelters: tuple[Shelter, ...]) -> tuple[Shelter, ...]:
        """Give shelters without the beds that missions beside the draft take."""
        requests = self._problem.requests
        taken = {name: [beds_of(requests[row]) for row in rows] for name, rows in self._bound.items()}
        return tuple(replace(one, beds=beds_left(taken.get(one.id, ()), one.beds)) for one in shelters)

    def _with_one_more_vehicle(self, case: Case, left: Operation, beds: Limit | None) -> Found | None:
        """Give the mission of one more vehicle of a kind there is, with its own crew, from the same depot."""
        for vehicle in self._kinds(self._place(case.request)):
            name = _new_id(vehicle.id, {one.id for one in left.vehicles})
            crew = replace(left.crew(vehicle), id=_new_id(vehicle.crew, {one.id for one in left.crews}))
            twin = replace(vehicle, id=name, crew=crew.id)
            alone = replace(case, operation=replace(left, vehicles=(twin,), crews=(crew,)), vehicle=twin.id)
            mission = self._trials.accepted(alone)
            if mission is not None:
                return beds or Limit.FLEET_FULL, self._said(vehicle, beds), mission
        return None

    def _said(self, vehicle: Vehicle, beds: Limit | None) -> Remark:
        facts: dict[str, str | int | float] = {"kind": vehicle.type, "depot": vehicle.depot}
        if beds is None:
            return Remark(
                text="With one more vehicle of the kind {kind} at {depot} the referee accepted a trip for it "
                "beside this plan.",
                facts=facts,
            )
        return Remark(
            text="No single limit proves it: with one more vehicle of the kind {kind} at {depot} and more beds "
            "the referee accepted a trip for it beside this plan.",
            facts=facts,
        )

    def _kinds(self, request: int) -> list[Vehicle]:
        """Give one vehicle of each kind that may fetch a household."""
        kinds: dict[tuple[object, ...], Vehicle] = {}
        rows = list(self._problem.options[request])
        for number, day in enumerate(self._problem.vehicles):
            if self._problem.may_serve[number, rows].any():
                kinds.setdefault((day.kind, day.depot, day.crew.size, day.crew.carriers, day.day), day.vehicle)
        return list(kinds.values())

    def _place(self, request: str) -> int:
        return next(number for number, one in enumerate(self._problem.requests) if one.id == request)


def _brought_by(missions: tuple[Mission, ...], problem: Problem) -> dict[str, list[int]]:
    """Give the households (first rows) that some missions bring to each shelter."""
    rows: dict[str, int] = {}
    for number, request in enumerate(problem.requests):
        rows.setdefault(request.id, number)
    found: dict[str, list[int]] = {}
    for trip in (trip for mission in missions for trip in mission.trips if trip.hand_over is None):
        found.setdefault(trip.shelter, []).extend(rows[stop.request] for stop in trip.stops)
    return found


def _new_id(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name[:58]}.{number}" in taken:
        number += 1
    return f"{name[:58]}.{number}"
