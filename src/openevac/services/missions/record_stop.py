"""What happened at a door: who boarded, who stayed and why; nobody boards without the rules of care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openevac.domain.errors import InputError
from openevac.domain.events import RequestStatus, StopOutcome
from openevac.domain.people import EvacueeStatus
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.care import CareDuty, may_board_party
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, not_found, refuse
from openevac.services.missions.aboard import consents_at, domain_people, door_of, people_at, queue_duties, vehicles_of
from openevac.services.missions.at_relay import follow_door, nobody_brought, require_fits_a_relay, step_off
from openevac.services.missions.finding import running_version, stop_of
from openevac.services.missions.outcomes import PERSON_AFTER, RIDING, before_boarding, close_door, still_there
from openevac.services.missions.record_check_in import require_heard
from openevac.services.missions.record_own_yes import keep_no
from openevac.services.missions.states import WHAT_NEXT
from openevac.store.models import Boarding, Evacuee, Mission, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStop:
    """What happened at one stop. `aboard`: codes of those who boarded; `stayed`: of the others, with what happened.

    With an outcome other than boarded it holds for everybody of the household. `ask_again`: the day somebody who
    said no named. `instead_of`: the outcome that is corrected.
    """

    mission: str
    stop: str
    outcome: StopOutcome
    aboard: tuple[str, ...] = ()
    stayed: dict[str, StopOutcome] | None = None
    reason: str = ""
    ask_again: datetime | None = None
    at: datetime | None = None
    instead_of: StopOutcome | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        require_aware("ask_again", self.ask_again)
        if (self.outcome in RIDING) != bool(self.aboard):
            raise InputError(
                "Who boarded and the outcome of the door do not fit together.",
                "Name everybody who boarded, or choose what happened instead.",
                field="aboard",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecorded:
    """Where the door and its request stand, who rides now, what must be done, and when who said no is rung again."""

    stop: str
    outcome: StopOutcome
    request_status: RequestStatus | None
    aboard: tuple[str, ...]
    duties: tuple[CareDuty, ...]
    ring_again_at: datetime | None


def record_stop(order: Order, asked: RecordStop) -> StopRecorded:
    """Record what happened at a door."""
    return carry_out(order, Action.RECORD_STOP, asked, StopRecorded, _record)


@transaction.atomic
def board(doing: Doing, mission: Mission, stop: Stop, codes: tuple[str, ...], at: datetime) -> set[CareDuty]:
    """Board people at a stop, adults first; refuses all of them where the rules of care refuse one.

    At a relay they get off the vehicle that brought them by the same word; refused, they sit where they sat.
    """
    rows = {row.code: row for row in people_at(stop)}
    for code in codes:
        if code not in rows:
            raise nobody_brought(stop) if stop.relay else not_found("aboard", code)
    party = [rows[code] for code in codes]
    if stop.relay:
        step_off(stop, party, at)
    _require_not_aboard(mission, party)
    door = door_of(mission, stop, list(rows.values()))
    household = domain_people(rows.values())
    answers = may_board_party(domain_people(party), consents_at(mission, rows.values()), door, household)
    for code in codes:
        if not answers[code].allowed:
            raise refuse(
                answers[code].reason,
                "Nobody of this door was recorded aboard; mend it and record them again.",
            )
    for row in party:
        Boarding.objects.update_or_create(
            organisation=doing.organisation, evacuee=row, stop=stop,
            defaults={"boarded": True, "at": at, "handed_over_at": None},
        )  # fmt: skip
        row.status = EvacueeStatus.ABOARD.value
        row.save(update_fields=("status",))
        queue_duties(doing, answers[row.code].duties, f"evacuee:{row.code}")
    return {duty for code in codes for duty in answers[code].duties}


def _record(doing: Doing, asked: RecordStop) -> StopRecorded:
    mission = running_version(doing, asked.mission)
    require_heard(Action.RECORD_STOP, mission)
    stop = stop_of(mission, asked.stop)
    at = min(doing.now, asked.at or doing.now)
    _require_open(stop, asked)
    require_fits_a_relay(stop, (asked.outcome, *(asked.stayed or {}).values()))
    _let_off(stop, asked)
    rows = people_at(stop)
    stayed = _stayed(stop, rows, asked)
    here = {row.code for row in rows if still_there(row, stop)}
    duties = board(doing, mission, stop, asked.aboard, at) if asked.aboard else set()
    for row in rows:
        if row.code in stayed and row.code in here:
            _keep_stayed(doing, row, stop, stayed[row.code], at)
    again = close_door(doing, stop, asked.outcome, at, asked.reason, asked.ask_again)
    follow_door(stop)
    doing.say(
        f"stop:{stop.code}",
        household=stop.request.household_id if stop.request else None,
        reason=asked.reason,
        outcome=asked.outcome.value,
        aboard=len(asked.aboard),
        stayed=sorted(outcome.value for outcome in stayed.values()),
        instead_of=asked.instead_of.value if asked.instead_of else "",
    )
    return StopRecorded(
        stop=stop.code,
        outcome=asked.outcome,
        request_status=RequestStatus(stop.request.status) if stop.request else None,
        aboard=asked.aboard,
        duties=tuple(sorted(duties)),
        ring_again_at=again,
    )


def _require_open(stop: Stop, asked: RecordStop) -> None:
    if stop.outcome != (asked.instead_of.value if asked.instead_of else ""):
        raise Conflict(
            "Something else is recorded for this door already: {outcome}.",
            "Look at it; to correct it, say which outcome you correct.",
            field="stop",
            outcome=stop.outcome or "-",
        )
    if stop.boardings.filter(handed_over_at__isnull=False).exists():
        raise refuse(Remark(text="People of this door were handed over already."), WHAT_NEXT)


def _let_off(stop: Stop, asked: RecordStop) -> None:
    """Take a corrected outcome back: who was recorded aboard here is so no more, before the right one is written."""
    if asked.instead_of is None:
        return
    for boarding in stop.boardings.filter(boarded=True).select_related("evacuee"):
        boarding.evacuee.status = before_boarding(stop).value
        boarding.evacuee.save(update_fields=("status",))
    stop.boardings.filter(boarded=True).delete()


def _stayed(stop: Stop, rows: list[Evacuee], asked: RecordStop) -> dict[str, StopOutcome]:
    """Give what happened with everybody who did not board; nobody is left without a word."""
    if asked.outcome not in RIDING:
        return {row.code: asked.outcome for row in rows}
    stayed = dict(asked.stayed or {})
    named = {*asked.aboard, *stayed}
    unnamed = [row.code for row in rows if row.code not in named and still_there(row, stop)]
    if unnamed or set(stayed) & set(asked.aboard) or set(stayed.values()) & RIDING:
        raise InputError(
            "For some of the household nothing is said: {people}.",
            "Say of each whether they boarded or what happened.",
            field="stayed",
            people=", ".join(unnamed) or "-",
        )
    return stayed


def _keep_stayed(doing: Doing, row: Evacuee, stop: Stop, outcome: StopOutcome, at: datetime) -> None:
    if outcome is StopOutcome.REFUSED:
        keep_no(doing, row, stop, at)
    row.status = PERSON_AFTER[outcome].value
    row.save(update_fields=("status",))


def _require_not_aboard(mission: Mission, party: list[Evacuee]) -> None:
    """Say in so many words that somebody is recorded aboard twice: one of the two is wrong, and people look."""
    riding = vehicles_of(mission.organisation_id, party)
    for code, vehicle in sorted(riding.items()):
        raise Conflict(
            "{person} is recorded aboard {vehicle} already.",
            "Check which van this person is in; correct the wrong one.",
            field="aboard",
            person=code,
            vehicle=vehicle,
        )
