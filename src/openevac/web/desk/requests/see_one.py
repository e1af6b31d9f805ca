"""One request: facts, people, signs, holds, repeats, history, and the small forms that change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.events import Asker, Channel, ConfirmationKind, RequestStatus
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.records import HoldReason
from openevac.domain.requests import PRIORITIES_HIGH_FIRST
from openevac.domain.roles import Action, Actor, Resource, ResourceKind, Role
from openevac.reports.words import Words
from openevac.rules.confirmation import STRONG
from openevac.rules.holds import RINGS_EVERY, may_release
from openevac.rules.permissions import decide
from openevac.services.keys.people import see_people
from openevac.services.requests.close_request import ENDS
from openevac.services.requests.find_similar import find_similar_kept
from openevac.services.requests.finding import WAITING
from openevac.services.requests.see_claims import ClaimLine, see_claims
from openevac.services.requests.see_request import HoldLine, RequestSeen, see_request
from openevac.services.requests.see_requests import RequestLine
from openevac.web.asking import actor_of, asking, may, signed_in
from openevac.web.desk.requests.history import told
from openevac.web.desk.requests.lines import row_of
from openevac.web.showing import shown
from openevac.web.speaking import words_for

ACTIONS = {
    "confirm": Action.CONFIRM_REQUEST,
    "hold": Action.HOLD,
    "release": Action.RELEASE_HOLD,
    "link": Action.LINK_DUPLICATE,
    "apart": Action.KEEP_APART,
    "change": Action.CHANGE_REQUEST,
    "close": Action.CLOSE_REQUEST,
    "open": Action.OPEN_IDENTITIES,
}
SIGNS_AS_ASKED = (
    ConfirmationKind.CALL_BACK,
    ConfirmationKind.SECOND_PERSON,
    ConfirmationKind.SECOND_CHANNEL,
    *(kind for kind in ConfirmationKind if kind in STRONG),
)
REASONS_AT_DESK = tuple(reason for reason in HoldReason if reason is not HoldReason.LURE_SIGNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldShown:
    """A hold with its clock; `passed_min` of the two hours between rings, `mine`: the reader answers for it."""

    hold: HoldLine
    passed_min: int
    rings_in_min: int
    mine: bool
    may_release: bool


@require_safe
@signed_in
def see_one(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show one request."""
    return page_of(request, receipt)


def page_of(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show one request as it stands now."""
    question = asking(request)
    seen = see_request(question, receipt)
    actor, now, line = actor_of(request), question.clock.now(), seen.line
    at_desk = bool(actor.roles & {Role.OPERATOR, Role.COORDINATOR})
    waiting = line.status in WAITING
    holds = [_hold(one, actor, now) for one in seen.holds if one.released_at is None]
    return shown(
        request,
        "requests/one.html",
        {
            "seen": seen,
            "line": line,
            "row": row_of(line, now),
            "may": _may(actor, seen),
            "may_erase": may(request, Action.ERASE_PERSON, ResourceKind.PERSON),
            "waiting": waiting,
            "at_desk": at_desk,
            "holds": holds,
            "ended_holds": [one for one in seen.holds if one.released_at is not None],
            "claims": _claims(request, seen, actor),
            "similar": find_similar_kept(question, receipt) if at_desk and waiting else (),
            "history": told(seen.history, words_for(request)),
            "owners": _owners(actor),
            "sign_kinds": SIGNS_AS_ASKED,
            "strong": STRONG,
            "channels": tuple(Channel),
            "askers": tuple(Asker),
            "hold_reasons": REASONS_AT_DESK,
            "ends": tuple(ENDS),
            "refused": RequestStatus.REFUSED,
            "on_mission": line.status is RequestStatus.ON_MISSION,
            "priorities": PRIORITIES_HIGH_FIRST,
            "moves": tuple(MobilityClass),
            "ring_every_min": int(RINGS_EVERY.total_seconds() // 60),
            "times": _times(request, line),
            "things": _things(line.needs, words_for(request)),
            "now": now,
        },
    )


def _things(needs: Needs, words: Words) -> list[str]:
    """Say what comes along."""
    say = words.say
    told = {
        say("{kg} kg", kg=words.number(needs.belongings_kg)): needs.belongings_kg,
        say("{count} litres", count=words.number(needs.belongings_l)): needs.belongings_l,
        say("{count} bulky {count|piece|pieces}", count=needs.bulky): needs.bulky,
        say("{count} {count|pet|pets}", count=needs.pets): needs.pets,
    }
    return [text for text, amount in told.items() if amount]


def _times(request: HttpRequest, line: RequestLine) -> dict[str, str]:
    """Give the hours of a request as a browser's field takes them, on the local clock."""
    zone = words_for(request).zone
    named = {"tw_early": line.tw_early, "tw_late": line.tw_late, "release_time": line.release_time}
    return {name: at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for name, at in named.items() if at is not None}


def _may(actor: Actor, seen: RequestSeen) -> dict[str, bool]:
    """Tell what this person could do to the request, so that no page offers what would be refused."""
    resource = Resource(
        kind=ResourceKind.REQUEST, organisation=actor.organisation, id=seen.line.receipt, mission=seen.mission
    )
    return {name: decide(actor, action, resource).allowed for name, action in ACTIONS.items()}


def _hold(one: HoldLine, actor: Actor, now: datetime) -> HoldShown:
    left_min = int((one.rings_at - now).total_seconds() // 60)
    every_min = int(RINGS_EVERY.total_seconds() // 60)
    return HoldShown(
        hold=one,
        passed_min=min(every_min, max(0, every_min - left_min)),
        rings_in_min=left_min,
        mine=one.owner == actor.person,
        may_release=may_release(one.reason, actor.roles).allowed,
    )


def _claims(request: HttpRequest, seen: RequestSeen, actor: Actor) -> tuple[ClaimLine, ...]:
    claims = Resource(kind=ResourceKind.CLAIM, organisation=actor.organisation)
    if not decide(actor, Action.SEE_CLAIMS, claims).allowed:
        return ()
    return tuple(one for one in see_claims(asking(request)) if one.receipt == seen.line.receipt)


def _owners(actor: Actor) -> tuple[str, ...]:
    answer_for = {Role.OPERATOR, Role.COORDINATOR}
    people = see_people(actor.organisation)
    return tuple(one.code for one in people if not one.revoked and set(one.roles) & answer_for)
