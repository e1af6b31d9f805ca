"""One request with everything the planning layer knows of it, and who did what, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from openevac.domain.events import Confirmation
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import AgeBand, EvacueeStatus, Sex
from openevac.domain.records import HoldReason
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Actor, Role
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.requests.finding import find_request, load_request, resource_of
from openevac.services.requests.ground import ground_of
from openevac.services.requests.judging import signs_of, verdicts_of
from openevac.services.requests.new_request import Noticed
from openevac.services.requests.see_requests import RequestLine, judged_lines, lines_of
from openevac.store.models import EvacuationRequest, Evacuee, Hold, LedgerBody, RequestTag


@dataclass(frozen=True, slots=True, kw_only=True)
class EvacueeLine:
    """One person of the household, by the code on their cardboard."""

    code: str
    mobility: MobilityClass
    age_band: AgeBand
    sex: Sex
    bed: BedKind
    cannot_decide: bool
    status: EvacueeStatus
    has_identity: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """One hold: why, whose, since when, when it rings. `signs` are given to coordinators only."""

    reason: HoldReason
    owner: str
    since: datetime
    rings_at: datetime
    rung: int
    signs: tuple[Remark, ...] = ()
    released_at: datetime | None = None
    released_by: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One entry of the ledger about this request: who did what, when, why, with which facts."""

    entry: int
    at: datetime
    actor: str
    action: str
    reason: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeen:
    """A request with people, signs, holds, links and history; `phones` counts the tags of numbers to ring.

    `mission`: the open mission it is on, empty where it is on none.
    """

    line: RequestLine
    household: UUID
    registered_by: str
    has_identity: bool
    phones: int
    people: tuple[EvacueeLine, ...]
    signs: tuple[Confirmation, ...]
    set_aside: tuple[Remark, ...]
    no_more_signs_by: str
    holds: tuple[HoldLine, ...]
    repeats: tuple[str, ...]
    care_bed_waived_by: str
    noticed: Noticed | None
    history: tuple[Happened, ...]
    mission: str = ""


def see_request(asking: Asking, receipt: str) -> RequestSeen:
    """Give one request by its number, to the desk and to the crew whose mission it is on."""
    actor, request, mission = _seen_by(asking, receipt)
    now = asking.clock.now()
    grounds, signs = ground_of(actor.organisation, [request.katottg], now), signs_of([request.id])
    verdicts = verdicts_of(actor.organisation, [request], now, grounds, signs)
    at_desk = bool(actor.roles & {Role.OPERATOR, Role.COORDINATOR})
    for_coordinators = Role.COORDINATOR in actor.roles
    return RequestSeen(
        line=judged_lines([request], grounds, verdicts, now)[0],
        household=request.household_id,
        registered_by=request.registered_by,
        has_identity=request.household.identity_id is not None,
        phones=RequestTag.objects.filter(request=request, kind="phone").count(),
        people=_people(request),
        signs=tuple(signs.get(request.id, ())),
        set_aside=verdicts[request.id].set_aside,
        no_more_signs_by=request.no_more_signs_by,
        holds=_holds(request, actor),
        repeats=tuple(request.repeats.order_by("received_at").values_list("receipt", flat=True)),
        care_bed_waived_by=request.care_bed_waived_by,
        noticed=msgspec.convert(request.lure_ticks, Noticed) if for_coordinators else None,
        history=history_of(request) if at_desk else (),
        mission=mission,
    )


def see_line(asking: Asking, receipt: str) -> RequestLine:
    """Give the line of one request by its number, without its people, its signs and what was done to it."""
    actor, request, _ = _seen_by(asking, receipt)
    return lines_of(actor.organisation, [request], asking.clock.now())[0]


def _seen_by(asking: Asking, receipt: str) -> tuple[Actor, EvacuationRequest, str]:
    """Give who asks, the request, and the open mission it is on; refuse whom it is nothing to."""
    found = find_request(asking.who.organisation, receipt)
    # Asked for even where nothing is here: a refusal tells nobody whether there is such a number.
    resource = resource_of(asking.who.organisation, found)
    actor = allow_question(asking, Action.SEE_REQUESTS, resource)
    request = load_request(asking.who.organisation, receipt) if found is None else found
    return actor, request, resource.mission or ""


def history_of(request: EvacuationRequest) -> tuple[Happened, ...]:
    """Give what was done to the request and its household, oldest first, from the bodies of the ledger."""
    bodies = sorted(LedgerBody.objects.filter(household=request.household_id), key=lambda body: body.entry_id)
    return tuple(
        Happened(
            entry=body.entry_id,
            at=body.at,
            actor=body.actor,
            action=body.action,
            reason=body.reason,
            facts=msgspec.json.decode(bytes(body.body))["facts"],
        )
        for body in bodies
    )


def _people(request: EvacuationRequest) -> tuple[EvacueeLine, ...]:
    people = Evacuee.objects.filter(household=request.household_id).order_by("code")
    return tuple(
        EvacueeLine(
            code=one.code,
            mobility=MobilityClass(one.mobility),
            age_band=AgeBand(one.age_band),
            sex=Sex(one.sex),
            bed=BedKind(one.bed),
            cannot_decide=one.cannot_decide,
            status=EvacueeStatus(one.status),
            has_identity=one.identity_id is not None,
        )
        for one in people
    )


def _holds(request: EvacuationRequest, actor: Actor) -> tuple[HoldLine, ...]:
    return tuple(
        HoldLine(
            reason=HoldReason(one.reason),
            owner=one.owner,
            since=one.since,
            rings_at=one.rings_at,
            rung=one.rung,
            signs=_signs(one) if Role.COORDINATOR in actor.roles else (),
            released_at=one.released_at,
            released_by=one.released_by,
            outcome=one.outcome,
        )
        for one in Hold.objects.filter(request=request).order_by("since", "id")
    )


def _signs(hold: Hold) -> tuple[Remark, ...]:
    return tuple(msgspec.convert({"text": sign["text"], "facts": sign["facts"]}, Remark) for sign in hold.signs)
