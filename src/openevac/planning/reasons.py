"""Why a household is not in the plan, and the proof: with only the named limit lifted, the referee accepts a trip."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.missions import Limit, Mission, Remark, Unserved
from openevac.domain.requests import EvacuationRequest
from openevac.planning.assemble import Frame
from openevac.planning.hindrances import Hindrance, no_open_way, position_of
from openevac.planning.prepare import Prepared
from openevac.planning.relax import LIFTABLE, Case, Lifted, lift
from openevac.planning.rivals import Rivals
from openevac.planning.sayings import NOT_LIFTED, could_be_served_at, reason_of
from openevac.planning.settle import Settled
from openevac.planning.survey import Refused
from openevac.planning.trials import Trials


@dataclass(frozen=True, slots=True)
class _Proved:
    """A limit, the proof, and the accepted trip (None where nothing was accepted)."""

    limit: Limit
    proof: Remark
    mission: Mission | None = None


class Reasons:
    """Explains every household that a settled plan leaves out."""

    def __init__(self, prepared: Prepared, settled: Settled, frame: Frame) -> None:
        self._prepared = prepared
        self._operation = prepared.survey.operation
        self._frame = frame
        self._trials = Trials(prepared, frame)
        self._rivals = Rivals(prepared, settled, self._trials)
        self._refused = {one.request.id: one for one in prepared.survey.refused}
        self._place = {request.id: number for number, request in enumerate(prepared.problem.requests)}

    def explain(self, request: EvacuationRequest) -> Unserved:
        """Give why one household stays, proved as far as it can be."""
        refused = self._refused.get(request.id)
        hindrances = self._hindrances(request, refused)
        case = self._case(request, refused)
        proved = self._prove(case, hindrances)
        said = {hindrance.limit: hindrance.reason for hindrance in hindrances}
        if proved.limit is Limit.NO_OPEN_WAY:
            said[proved.limit] = self._what_closes(case) or no_open_way().reason
        leaves = None if proved.mission is None else proved.mission.departs_at
        return Unserved(
            request=request.id,
            priority=request.priority,
            required=request.required,
            waiting_days=request.waiting_days(self._frame.made_at),
            limit=proved.limit,
            reason=said.get(proved.limit) or reason_of(proved.limit, case),
            proof=proved.proof,
            could_be_served_at=could_be_served_at(proved.limit, case, leaves),
        )

    def _hindrances(self, request: EvacuationRequest, refused: Refused | None) -> tuple[Hindrance, ...]:
        if refused is not None:
            return refused.hindrances
        number = self._place[request.id]
        problem = self._prepared.problem
        able = [vehicle for vehicle, other in self._prepared.survey.able if other == number]
        cut_off = all(problem.starts(v, number) and not problem.may_serve[v, number] for v in able)
        return (no_open_way(),) if able and cut_off else ()

    def _case(self, request: EvacuationRequest, refused: Refused | None) -> Case:
        survey = self._prepared.survey
        vehicle = (refused.vehicle if refused else "") or self._nearest_vehicle(request)
        profile = self._operation.profile(self._operation.vehicle(vehicle))
        position = position_of(request, survey.ground.places)
        door_m = None if position is None else survey.ground.distance_m(profile, survey.at, position)
        return Case(
            operation=self._operation,
            situation=survey.ground.situation,
            request=request.id,
            vehicle=vehicle,
            now=self._frame.made_at,
            door_m=door_m or 0.0,
        )

    def _what_closes(self, case: Case) -> Remark | None:
        """Say which closed road lies on the way that some vehicle would otherwise take."""
        survey = self._prepared.survey
        position = position_of(case.household, survey.ground.places)
        if position is None:
            return None
        for vehicle in survey.vehicles:
            profile, start = survey.profiles[vehicle.profile], self._operation.depot(vehicle.vehicle).position
            found = survey.ground.what_closes(profile, survey.at, start, position)
            if found is not None:
                return found
        return None

    def _nearest_vehicle(self, request: EvacuationRequest) -> str:
        number = self._place.get(request.id)
        able = sorted(vehicle for vehicle, other in self._prepared.survey.able if other == number)
        return self._prepared.problem.vehicles[able[0]].vehicle.id if able else self._operation.vehicles[0].id

    def _prove(self, case: Case, hindrances: tuple[Hindrance, ...]) -> _Proved:
        limits = [hindrance.limit for hindrance in hindrances]
        fixed = [limit for limit in limits if limit not in LIFTABLE]
        if fixed:
            return _Proved(fixed[0], NOT_LIFTED)
        if not limits:
            in_competition = self._against_others(case)
            if in_competition is not None:
                return in_competition
        tried = limits if len(limits) == 1 else [] if limits else list(LIFTABLE)
        for limit in tried:
            lifted = lift(limit, case)
            mission = None if lifted is None else self._trials.accepted(lifted[0])
            if lifted is not None and mission is not None:
                return _Proved(limit, lifted[1], mission)
        return self._several(case, limits)

    def _against_others(self, case: Case) -> _Proved | None:
        """Prove that others take its place: alone it could be fetched with nothing lifted; None where it could not."""
        number = self._place.get(case.request)
        if number is None or not (self._rivals.could_go_alone(number) or self._trials.accepted(case)):
            return None
        found = self._rivals.prove(case, number)
        return None if found is None else _Proved(*found)

    def _several(self, case: Case, limits: list[Limit]) -> _Proved:
        """Lift one limit after the other until a trip is accepted, then put back each that did not matter."""
        lifted: list[Limit] = list(limits)
        rest = [limit for limit in LIFTABLE if limit not in lifted]
        mission = self._trials.accepted(_all_lifted(case, lifted)) if lifted else None
        while mission is None and rest:
            lifted.append(rest.pop(0))
            mission = self._trials.accepted(_all_lifted(case, lifted))
        if mission is None:
            first = limits[0] if limits else Limit.NO_OPEN_WAY
            return _Proved(
                first, Remark(text="No proof was found: with every limit lifted the referee still accepted no trip.")
            )
        for limit in list(lifted):
            fewer = [other for other in lifted if other is not limit]
            without = self._trials.accepted(_all_lifted(case, fewer)) if fewer else None
            if without is not None:
                lifted, mission = fewer, without
        if len(lifted) == 1:
            alone = lift(lifted[0], case)
            if alone is not None:
                return _Proved(lifted[0], alone[1], mission)
        return _Proved(
            lifted[0],
            Remark(
                text="No single limit proves it: only with {count} lifted together ({limits}) "
                "the referee accepted a trip.",
                facts={"count": len(lifted), "limits": ", ".join(limit.value.replace("_", " ") for limit in lifted)},
            ),
            mission,
        )


def _all_lifted(case: Case, limits: list[Limit]) -> Case:
    for limit in limits:
        made: Lifted | None = lift(limit, case)
        case = case if made is None else made[0]
    return case
