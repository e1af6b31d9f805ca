"""Households that could be fetched but for the others: beds that are taken, vehicles that are full.

The proofs are small and whole: missions of different vehicles meet in nothing but beds, so the referee is shown the
one mission that changes, with only those beds free that the other missions leave. The others it has accepted already.
"""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.missions import Limit, Mission, Remark
from openevac.domain.operation import Operation
from openevac.domain.vehicles import Vehicle
from openevac.planning.beds import beds_left, beds_of, lacking_beds
from openevac.planning.drafts import Draft
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.prepare import Prepared
from openevac.planning.relax import Case, lift
from openevac.planning.settle import Settled
from openevac.planning.trials import Trials

Found = tuple[Limit, Remark, Mission]


class Rivals:
    """Proofs beside a settled plan."""

    def __init__(self, prepared: Prepared, settled: Settled, trials: Trials) -> None:
        self._prepared = prepared
        self._problem = prepared.problem
        self._draft = settled.draft
        self._trials = trials
        self._bench = Bench(prepared.problem)

    def could_go_alone(self, request: int) -> bool:
        """Tell by the matrices, ceilings of the worst hour included, whether a trip for it alone is possible."""
        return self._bench.best_insertion(Draft.empty(self._problem.num_vehicles), request) is not None

    def prove(self, case: Case, request: int) -> Found | None:
        """Prove that beds, or else vehicles, are what others have taken from it; None where neither can be shown."""
        lacking = self._lacking_beds(request)
        if lacking is None:
            return self._with_one_more_vehicle(case, self._operation_left(case.operation, None), None)
        lifted = lift(lacking, case)
        if lifted is None:
            return None
        mission = self._within_the_fleet(lifted[0], request)
        if mission is not None:
            return lacking, lifted[1], mission
        return self._with_one_more_vehicle(case, self._operation_left(lifted[0].operation, None), lacking)

    def _lacking_beds(self, request: int) -> Limit | None:
        """Name what kind of bed no shelter has left for a household, or None where one has."""
        found = []
        for number, shelter in enumerate(self._problem.shelters):
            taken = [beds_of(self._problem.requests[other]) for other in self._brought(number, None)]
            found.append(lacking_beds([*taken, beds_of(self._problem.requests[request])], shelter.beds))
        if any(limit is None for limit in found):
            return None
        return Limit.CARE_BED if all(limit is Limit.CARE_BED for limit in found) else Limit.BEDS

    def _brought(self, shelter: int, without: int | None) -> list[int]:
        """Give the requests brought to a shelter by all vehicles, or by all but one."""
        days = (day for day in self._draft.days if day.vehicle != without)
        return [request for day in days for trip in day.trips if trip.shelter == shelter for request in trip.requests]

    def _operation_left(self, operation: Operation, without: int | None) -> Operation:
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
        """Give the changed mission of a vehicle there is that fetches it, with the case's beds."""
        problem = replace(self._problem, shelters=case.operation.shelters)
        found = Bench(problem).best_insertion(self._draft, request)
        if found is None:
            return None
        (day,) = [new for new, old in zip(found.draft.days, self._draft.days, strict=True) if new != old]
        survey = replace(self._prepared.survey, operation=case.operation)
        mission = Builder(Prepared(survey=survey, problem=problem)).mission(day)
        if not isinstance(mission, Mission):
            return None
        left = self._operation_left(case.operation, day.vehicle)
        return mission if self._trials.accepts(survey.ground, left, [mission]) else None

    def _with_one_more_vehicle(self, case: Case, left: Operation, beds: Limit | None) -> Found | None:
        """Give the mission of one more vehicle of a kind there is, with its own crew, from the same depot."""
        for vehicle in self._kinds(self._place(case.request)):
            name = _new_id(vehicle.id, {one.id for one in left.vehicles})
            crew = replace(left.crew(vehicle), id=_new_id(vehicle.crew, {one.id for one in left.crews}))
            twin = replace(vehicle, id=name, crew=crew.id)
            alone = replace(case, operation=replace(left, vehicles=(twin,), crews=(crew,)), vehicle=twin.id)
            mission = self._trials.accepted(alone)
            if mission is not None:
                return Limit.FLEET_FULL, self._said(vehicle, beds), mission
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
        for number, day in enumerate(self._problem.vehicles):
            if self._problem.may_serve[number, request]:
                kinds.setdefault((day.kind, day.depot, day.crew.size, day.crew.carriers, day.day), day.vehicle)
        return list(kinds.values())

    def _place(self, request: str) -> int:
        return next(number for number, one in enumerate(self._problem.requests) if one.id == request)


def _new_id(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name[:58]}.{number}" in taken:
        number += 1
    return f"{name[:58]}.{number}"
