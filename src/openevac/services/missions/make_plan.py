"""Making a plan from a snapshot: the planner, then the referee; unconfirmed doors only beside confirmed ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.past import Past
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from openevac.planning.verdict import PlanRefusedError
from openevac.roads.region import Region
from openevac.rules.confirmation import VerdictKind
from openevac.services.missions.jobs import Progress

ROUNDS = 3
"""How often a plan is made again without doors that stood alone, before all such doors are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePlan:
    """A plan the referee accepted. `alone`: planning ids of doors to check that found no confirmed one beside them."""

    plan: Plan
    alone: tuple[str, ...]


def make_plan(  # noqa: PLR0913 - what the one door of planning asks for, and what stands beside it here
    region: Region,
    situation: Situation,
    operation: Operation,
    verdicts: dict[str, VerdictKind],
    *,
    now: datetime,
    seed: int,
    iterations: int,
    progress: Progress,
    past: Past | None = None,
) -> MadePlan:
    """Plan a day; InputError where it cannot be planned, PlanRefusedError where the referee says no.

    The planner does not know of doors that may only be looked at beside a confirmed one of the same trip. Where it
    put one alone, the plan is made again without it: taking a stop out of a finished plan would leave wrong times.
    """
    _require_a_future(operation, now, situation)
    alone: set[str] = set()
    for turn in range(ROUNDS + 1):
        asked = _without(operation, alone)
        made = plan(region, situation, asked, now=now, seed=seed, iterations=iterations, progress=progress, past=past)
        progress("The referee drives the plan again", 0.9)
        faults = check_plan(
            made, region.graph, region.fingerprint, situation, asked, border=region.border, places=region.places
        )
        if faults:
            raise PlanRefusedError(f"the referee refuses the plan: {faults[0].in_english()}")
        found = standing_alone(made, verdicts)
        if not found:
            return MadePlan(plan=made, alone=tuple(sorted(alone)))
        alone |= found if turn < ROUNDS - 1 else _to_check(verdicts)
    raise AssertionError("without any door to check none can stand alone")


def standing_alone(made: Plan, verdicts: dict[str, VerdictKind]) -> set[str]:
    """Give the doors to check that share their trip with no confirmed one; a relay is nobody's door."""
    return {
        stop.request
        for mission in made.missions
        for trip in mission.trips
        for stop in trip.stops
        if stop.waited is None
        and verdicts.get(stop.request) is VerdictKind.CHECK_ADDRESS_ONLY
        and not any(verdicts.get(other.request) is VerdictKind.CONFIRMED for other in trip.stops)
    }


def say_alone(receipt: str) -> Remark:
    """Say why a door that may only be looked at is not in the plan."""
    return Remark(
        text="Request {request} may only be checked beside a confirmed one, and no trip of this plan passes it so.",
        facts={"request": receipt},
    )


def _to_check(verdicts: dict[str, VerdictKind]) -> set[str]:
    return {name for name, kind in verdicts.items() if kind is VerdictKind.CHECK_ADDRESS_ONLY}


def _without(operation: Operation, left_out: set[str]) -> Operation:
    requests = tuple(one for one in operation.requests if one.id not in left_out)
    if not requests:
        raise InputError(
            "Every request of this plan may only be checked beside a confirmed one, and there is none.",
            "Confirm at least one request on the way.",
            field="requests",
        )
    return operation if not left_out else replace(operation, requests=requests)


def _require_a_future(operation: Operation, now: datetime, situation: Situation) -> None:
    last = max(crew.tw_late for crew in operation.crews)
    if operation.policy.departure_late is not None:
        last = min(last, operation.policy.departure_late)
    if last <= now:
        zone = situation.zone_info
        raise InputError(
            "The day is over for planning: the last crew or departure was {last}, it is {now}.",
            "Plan for the next day, or correct the hours of the crews.",
            field="day",
            last=f"{last.astimezone(zone):%Y-%m-%d %H:%M}",
            now=f"{now.astimezone(zone):%Y-%m-%d %H:%M}",
        )
