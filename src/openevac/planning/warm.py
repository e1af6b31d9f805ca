"""Planning that begins with an earlier plan: its trips are a plan already, and what comes out is never worse.

A van more, a household more, a bed more: whoever had a place keeps the chance of it. The earlier plan is taken over as
who is fetched by whom in which order; ways, times and exposures are all found anew.
"""

from __future__ import annotations

from openevac.domain.errors import InputError
from openevac.domain.missions import DepartureWave, Mission, Plan
from openevac.domain.operation import Operation
from openevac.planning.assemble import Frame, faults_of, make_plan
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.missions import Builder
from openevac.planning.pair_rule import without_the_rule
from openevac.planning.people_first import Packed, people
from openevac.planning.prepare import Prepared
from openevac.planning.repacking import rows_by_stop, with_promised_packs
from openevac.planning.settle import settle


def require_usable(start: Plan, operation: Operation) -> None:
    """Raise InputError where an earlier plan cannot be begun with: it is under way, or another operation's."""
    if any(mission.underway is not None for mission in start.missions) or start.stranded:
        raise InputError(
            "The earlier plan is of a day under way, and this is the planning of a day that has not begun.",
            "Begin with the plan of the evening before, or plan the day again by openevac replan.",
            field="start",
        )
    vehicles, requests = {one.id for one in operation.vehicles}, {one.id for one in operation.requests}
    stops = [stop for mission in start.missions for trip in mission.trips for stop in trip.stops]
    knows_vehicles = any(mission.vehicle in vehicles for mission in start.missions)
    if stops and not (knows_vehicles and any(stop.request in requests for stop in stops)):
        raise InputError(
            "The earlier plan has no vehicle, or no request, of this operation.",
            "Begin with a plan of the same operation.",
            field="start",
        )


def windows_of(start: Plan | None) -> tuple[DepartureWave, ...] | None:
    """Give the departure windows to keep: those of a plan in which a vehicle goes out more than once; else None."""
    if start is None:
        return None
    vehicles = [mission.vehicle for mission in start.missions]
    return start.waves if len(set(vehicles)) < len(vehicles) and start.waves else None


def assumed_in(start: Plan | None) -> float | None:
    """Give the people that ways of an earlier plan were chosen for, so that they stay; None where there is no plan."""
    return None if start is None else start.people_assumed_aboard


def draft_of(prepared: Prepared, start: Plan) -> Draft:
    """Give an earlier plan as numbers of a problem; who is not asked for any more falls away, as do lost vehicles."""
    problem, draft = prepared.problem, Draft.empty(prepared.problem.num_vehicles)
    rows = rows_by_stop(prepared)
    shelters = {shelter.id: number for number, shelter in enumerate(problem.shelters)}
    for mission in start.missions:
        row = _row_of(prepared, mission, start)
        if row is None:
            continue
        trips = (
            DraftTrip(
                tuple(rows[met] for stop in trip.stops if (met := (stop.request, stop.meeting_point)) in rows),
                shelters[trip.shelter],
            )
            for trip in mission.trips
            if trip.shelter in shelters
        )
        draft = draft.with_day(DraftDay(row, tuple(trip for trip in trips if trip.requests)))
    return draft


def no_worse(packed: Packed, start: Plan, frame: Frame) -> Packed:
    """Give what was found, or the earlier plan with whoever else still fits, where that fetches more by class.

    The earlier plan is built with the things that it promised to take. It is not taken where the referee refuses it.
    """
    prepared = with_promised_packs(packed.prepared, start.missions)
    builder = Builder(prepared)
    settled = settle(prepared.problem, builder, draft_of(prepared, start))
    if people(settled.score) <= people(packed.settled.score):
        return packed
    survey = prepared.survey
    bare = make_plan(survey.ground, survey.operation, settled.missions, frame)
    refused = faults_of(survey.ground, without_the_rule(survey.operation), bare)
    return packed if refused else Packed(prepared, builder, settled)


def _row_of(prepared: Prepared, mission: Mission, start: Plan) -> int | None:
    """Give the row that drives a mission: the whole day where its vehicle goes out once, else that of its window."""
    outings = sum(other.vehicle == mission.vehicle for other in start.missions)
    wave = 0 if outings == 1 else mission.wave
    days = enumerate(prepared.problem.vehicles)
    return next((row for row, day in days if (day.vehicle.id, day.wave) == (mission.vehicle, wave)), None)
