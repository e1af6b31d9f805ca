"""Why a household is not in the plan, and the proof: with only the named limit lifted, the referee accepts a trip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.missions import Mission
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.unserved import Limit, Unserved
from openevac.planning.assemble import Frame
from openevac.planning.hindrances import Hindrance, no_open_way, position_of
from openevac.planning.prepare import Prepared
from openevac.planning.relax import LIFTABLE, SHOWN_BY_TRIALS, Case, lift, lift_all, lifts_of, lifts_wet_earth
from openevac.planning.rivals import Rivals
from openevac.planning.sayings import (
    NOT_LIFTED,
    could_be_served_at,
    lifted_together,
    reason_of,
)
from openevac.planning.settle import Settled
from openevac.planning.survey import Refused
from openevac.planning.trials import Trials

A_MATTER_OF_HOURS = frozenset(
    {Limit.CEILING_TRIP, Limit.CEILING_PERSON, Limit.CEILING_MARGINAL, Limit.NO_OPEN_WAY, Limit.CURFEW}
)
"""Limits that may hold at the crews' hours and not some hours earlier or later."""

ROUNDS = 4
"""How often new hindrances are looked for behind those that are lifted."""


@dataclass(frozen=True, slots=True)
class _Proved:
    """A limit, the proof, and the accepted trip (None where nothing was accepted).

    `wet_earth`: whether no trip was accepted before the earth of its roads was dry.
    """

    limit: Limit
    proof: Remark
    mission: Mission | None = None
    wet_earth: bool = False


class Reasons:
    """Explains every household that a settled plan leaves out; `bound`: missions of relays beside it."""

    def __init__(self, prepared: Prepared, settled: Settled, frame: Frame, bound: tuple[Mission, ...] = ()) -> None:
        self._prepared = prepared
        self._operation = prepared.survey.operation
        self._frame = frame
        self._trials = Trials(prepared, frame)
        self._rivals = Rivals(prepared, settled, self._trials, bound)
        self._refused = {one.request.id: one for one in prepared.survey.refused}
        self._rows = {prepared.problem.requests[rows[0]].id: rows for rows in prepared.problem.options}

    def explain(self, request: EvacuationRequest) -> Unserved:
        """Give why one household stays, proved as far as it can be."""
        refused = self._refused.get(request.id)
        hindrances = self._hindrances(request, refused)
        case = self._case(request, refused)
        proved = self._prove(case, hindrances)
        said = {hindrance.limit: hindrance.reason for hindrance in hindrances}
        if proved.limit is Limit.NO_OPEN_WAY:
            said[proved.limit] = _WET if proved.wet_earth else self._what_closes(case) or no_open_way().reason
        leaves = self._could_leave(proved, case)
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

    def _could_leave(self, proved: _Proved, case: Case) -> datetime | None:
        """Give when a crew could fetch it: as the proof does, or at another hour where danger or roads are better."""
        if proved.limit in A_MATTER_OF_HOURS:
            lifted = lift(Limit.CREW_HOURS, case)
            mission = None if lifted is None else self._trials.accepted(lifted[0])
        else:
            mission = proved.mission
        return None if mission is None else mission.departs_at

    def _hindrances(self, request: EvacuationRequest, refused: Refused | None) -> tuple[Hindrance, ...]:
        if refused is not None:
            return refused.hindrances
        rows = self._rows[request.id]
        problem = self._prepared.problem
        able = [pair for pair in self._prepared.survey.able if pair[1] in rows]
        cut_off = all(problem.starts(*pair) and not problem.may_serve[pair] for pair in able)
        return (no_open_way(),) if able and cut_off else ()

    def _case(self, request: EvacuationRequest, refused: Refused | None) -> Case:
        case = Case(
            operation=self._operation,
            situation=self._prepared.survey.ground.situation,
            request=request.id,
            vehicle=(refused.vehicle if refused else "") or self._nearest_vehicle(request),
            now=self._frame.made_at,
        )
        walk_m = 0.0 if refused is None else refused.walk_m
        return replace(case, door_m=self._trials.door_m(case), walk_m=walk_m)

    def _what_closes(self, case: Case) -> Remark | None:
        """Say which closed road lies on the way that some vehicle would otherwise take."""
        survey = self._prepared.survey
        position = position_of(case.household, survey.ground.places)
        if position is None:
            return None
        for vehicle in survey.vehicles:
            profile, start = survey.profiles[vehicle.profile], self._operation.depot(vehicle.vehicle).position
            found = survey.ground.what_closes(profile, survey.when, start, position)
            if found is not None:
                return found
        return None

    def _nearest_vehicle(self, request: EvacuationRequest) -> str:
        rows = self._rows.get(request.id, ())
        able = sorted(vehicle for vehicle, row in self._prepared.survey.able if row in rows)
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
        singly = limits if len(limits) == 1 else () if limits else self._shown_by_a_trial(case)
        for limit in singly:
            found = self._alone(limit, case)
            if found is not None:
                return found
        return self._several(case, limits)

    def _shown_by_a_trial(self, case: Case) -> tuple[Limit, ...]:
        """Give the limits to lift one by one: what a trial is seen to break, or all where it does not come so far.

        A trip that breaks two at once is not helped by lifting one of them, so then none is tried alone.
        """
        broke = [limit for limit in SHOWN_BY_TRIALS if limit in self._trials.tried(case).broke]
        return SHOWN_BY_TRIALS if not broke else tuple(broke) if len(broke) == 1 else ()

    def _against_others(self, case: Case) -> _Proved | None:
        """Prove that others take its place: alone it could be fetched with nothing lifted; None where it could not."""
        rows = self._rows.get(case.request)
        if rows is None or not (self._rivals.could_go_alone(rows[0]) or self._trials.accepted(case)):
            return None
        found = self._rivals.prove(case, rows[0])
        if found is not None:
            return _Proved(*found)
        # Whatever is lifted of what hinders one trip alone would be accepted here, and prove nothing.
        return _Proved(Limit.FLEET_FULL, _ONLY_ALONE) if self._trials.accepted(case) else None

    def _alone(self, limit: Limit, case: Case) -> _Proved | None:
        for lifted, said in lifts_of(limit, case):
            mission = None if lifted == case else self._trials.accepted(lifted)
            if mission is not None:
                return _Proved(limit, said, mission, lifts_wet_earth(lifted, case))
        return None

    def _several(self, case: Case, limits: list[Limit]) -> _Proved:
        """Find a smallest set of limits that lets a trip pass when all of them are lifted together."""
        case, found = self._all_hindrances(case, limits)
        for _ in range(ROUNDS):
            tried = self._trials.tried(lift_all(found, case))
            more = [limit for limit in SHOWN_BY_TRIALS if limit in tried.broke and limit not in found]
            if tried.mission is not None or not more:
                break
            found += more
        others = [limit for limit in SHOWN_BY_TRIALS if limit not in found]
        if tried.mission is None and self._trials.accepted(lift_all([*found, *others], case)) is None:
            first = found[0] if found else Limit.NO_OPEN_WAY
            return _Proved(
                first, Remark(text="No proof was found: with every limit lifted that can be lifted no trip came about.")
            )
        needed = found if tried.mission is not None else [*found, *self._smallest(case, found, others, grown=False)]
        single = self._alone(needed[0], case) if len(needed) == 1 else None
        return single or _Proved(needed[0], lifted_together(needed))

    def _all_hindrances(self, case: Case, limits: list[Limit]) -> tuple[Case, list[Limit]]:
        """Give every limit that hinders the nearest vehicle: behind one that is lifted another may show."""
        found = list(limits)
        for _ in range(ROUNDS):
            lifted = lift_all(found, case)
            refused = self._trials.refused(lifted)
            new = [] if refused is None else [h.limit for h in refused.hindrances if h.limit not in found]
            if refused is None or not new:
                break
            vehicle = refused.vehicle or case.vehicle
            door_m = self._trials.door_m(replace(lifted, vehicle=vehicle))
            case = replace(case, vehicle=vehicle, door_m=door_m, walk_m=refused.walk_m or case.walk_m)
            found += new
        return case, found

    def _smallest(self, case: Case, kept: list[Limit], others: list[Limit], *, grown: bool) -> list[Limit]:
        """Give a smallest part of `others` that passes together with `kept` (Junker's QuickXplain, AAAI 2004).

        All of `others` with `kept` passes. `grown`: whether `kept` has grown since it was last asked for.
        """
        if grown and self._trials.accepted(lift_all(kept, case)) is not None:
            return []
        if len(others) == 1:
            return others
        first, second = others[: len(others) // 2], others[len(others) // 2 :]
        of_second = self._smallest(case, [*kept, *first], second, grown=True)
        of_first = self._smallest(case, [*kept, *of_second], first, grown=bool(of_second))
        return [*of_first, *of_second]


_WET = Remark(
    text="The only ways to the door and on to a shelter lead over earth that counts as wet when a vehicle could come."
)

_ONLY_ALONE = Remark(
    text="No proof was found: alone it could be fetched; beside the others neither more beds nor one more vehicle "
    "was seen to be enough."
)
