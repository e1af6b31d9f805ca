"""Which doors a van may be sent to: confirmed ones, and unconfirmed ones only to look, beside a confirmed one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openevac.domain.events import RequestStatus, StopOutcome
from openevac.domain.remarks import Fact, Remark
from openevac.domain.roles import Decision
from openevac.rules.confirmation import VerdictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StopStanding:
    """What a mission must know of the request behind one stop, at the moment it is asked.

    `verdict`: what the ladder says now, for the place as it is now. `held`: somebody put the request on hold and
    nobody released it. `approach_by_crew`: the crew chooses from where and when to go near. `time_told`: a time
    was told to whoever asked. `mission`: the mission the request is on already, this one or another. `claimed_by`: the
    other organisation whose claim on it stands.
    """

    request: str
    verdict: VerdictKind
    held: bool = False
    status: RequestStatus = RequestStatus.OPEN
    approach_by_crew: bool = False
    time_told: bool = False
    mission: str = ""
    claimed_by: str = ""


STATUS_AFTER: dict[StopOutcome, RequestStatus] = {
    StopOutcome.BOARDED: RequestStatus.ABOARD,
    StopOutcome.WALK_UP: RequestStatus.ABOARD,
    StopOutcome.REFUSED: RequestStatus.REFUSED,
    StopOutcome.NOT_AT_HOME: RequestStatus.OPEN,
    StopOutcome.WRONG_ADDRESS: RequestStatus.WRONG_ADDRESS,
    StopOutcome.LEFT_BY_THEMSELVES: RequestStatus.LEFT_BY_THEMSELVES,
    StopOutcome.TAKEN_BY_ANOTHER: RequestStatus.TAKEN_BY_ANOTHER,
    StopOutcome.REFERRED: RequestStatus.REFERRED,
}
"""Where a request stands after what happened at its door. Who was not at home waits again."""

Trips = Sequence[Sequence[StopStanding]]


class Fault(NamedTuple):
    """One stop that may not stay on the mission, and why."""

    request: str
    reason: Remark


def stop_faults(mission: str, trips: Trips) -> tuple[Fault, ...]:
    """Give every stop that may not be on the mission, with the reason; () where all may."""
    return tuple(
        Fault(stop.request, reason) for trip in trips for stop in trip for reason in _reasons(mission, stop, trip)
    )


def may_carry(mission: str, trips: Trips) -> Decision:
    """Tell whether a mission may have these stops; the first reason why not."""
    faults = stop_faults(mission, trips)
    if faults:
        return Decision(allowed=False, reason=faults[0].reason)
    if not any(trips):
        return Decision(allowed=False, reason=_NO_REQUEST)
    twice = _twice(stop.request for trip in trips for stop in trip)
    if twice:
        return Decision(allowed=False, reason=Remark(text="Request {request} stands twice.", facts={"request": twice}))
    return Decision(allowed=True, reason=_ALL_STAND)


_NO_REQUEST = Remark(text="A mission exists only with a civilian request; this one has none.")
_ALL_STAND = Remark(text="Every stop may be on the mission.")

_GOES = frozenset({RequestStatus.OPEN, RequestStatus.ON_MISSION})


def _reasons(mission: str, stop: StopStanding, trip: Sequence[StopStanding]) -> Iterable[Remark]:
    facts: dict[str, Fact] = {"request": stop.request}
    if stop.held:
        yield Remark(text="Request {request} is on hold: its owner answers first.", facts=facts)
    if stop.status not in _GOES:
        yield Remark(text="Request {request} waits for nobody any more.", facts=facts)
    if stop.mission and stop.mission != mission:
        yield Remark(text="Request {request} is on mission {mission} already.", facts=facts | {"mission": stop.mission})
    if stop.claimed_by:
        told = facts | {"organisation": stop.claimed_by}
        yield Remark(text="{organisation} has claimed request {request}: talk to them first.", facts=told)
    if stop.verdict is VerdictKind.NEEDS:
        yield Remark(text="Request {request} is not confirmed enough for where it lies.", facts=facts)
    if stop.verdict is VerdictKind.CHECK_ADDRESS_ONLY:
        yield from _only_to_look(stop, trip)


def _only_to_look(stop: StopStanding, trip: Sequence[StopStanding]) -> Iterable[Remark]:
    facts: dict[str, Fact] = {"request": stop.request}
    if not any(_stands_alone(other) for other in trip if other is not stop):
        yield Remark(text="Check {request} only beside a confirmed stop of the same trip.", facts=facts)
    if not stop.approach_by_crew:
        yield Remark(text="Check {request} only by a way and at a time the crew chooses.", facts=facts)
    if stop.time_told:
        yield Remark(text="A time was told for {request}: nobody goes there to check.", facts=facts)


def _stands_alone(stop: StopStanding) -> bool:
    return stop.verdict is VerdictKind.CONFIRMED and not stop.held and stop.status in _GOES


def _twice(requests: Iterable[str]) -> str:
    seen: set[str] = set()
    for request in requests:
        if request in seen:
            return request
        seen.add(request)
    return ""
