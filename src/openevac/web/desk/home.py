"""The first page: the doors this person has work behind, and on an organisation's first days what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.roles import Action, ResourceKind
from openevac.services.first_steps import FirstStep, see_first_steps
from openevac.web.asking import asking, may, signed_in, who_sits
from openevac.web.showing import go, shown

COOKIE = "openevac_first_steps"
KEPT_FOR_S = 60 * 24 * 3600
BETWEEN = "."


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step as the page says it: where it is done, and what somebody must be allowed to do it."""

    step: FirstStep
    title: str
    use: str
    address: str
    action: Action
    kind: ResourceKind
    command: str = ""


STEPS = (
    StepTold(
        FirstStep.GROUND,
        "Name the map and the situation",
        "In a terminal on this computer; without them there are no places, no danger and no plan.",
        "",
        Action.KEEP_FLEET,
        ResourceKind.ORGANISATION,
        "openevac mission files --region … --situation …",
    ),
    StepTold(
        FirstStep.PEOPLE,
        "People and keys",
        "An operator, a coordinator, a crew leader and somebody at reception; one person can be several.",
        "/more/people/",
        Action.REVOKE_DEVICE,
        ResourceKind.DEVICE,
        "openevac person add",
    ),
    StepTold(
        FirstStep.BEDS,
        "Beds",
        "Where people can sleep: shelters and rooms.",
        "/reception/shelters/",
        Action.KEEP_SHELTERS,
        ResourceKind.SHELTER,
    ),
    StepTold(
        FirstStep.FLEET,
        "Vehicles and crews",
        "What drives and who drives it: one crew with a leader and a vehicle is enough.",
        "/mission/fleet/",
        Action.KEEP_FLEET,
        ResourceKind.ORGANISATION,
    ),
    StepTold(
        FirstStep.REQUESTS,
        "Paste yesterday's sheet",
        "Or take the first call: who asks to be fetched, and from where.",
        "/call/paste/",
        Action.REGISTER_REQUEST,
        ResourceKind.REQUEST,
    ),
    StepTold(
        FirstStep.CONFIRMED,
        "Ring them back",
        "No van goes for a row in a sheet: each request needs a sign that it is true.",
        "/requests/",
        Action.CONFIRM_REQUEST,
        ResourceKind.REQUEST,
    ),
    StepTold(
        FirstStep.DANGER,
        "Roads and places",
        "Which town is closed today, which road cannot be driven, on whose word.",
        "/danger/",
        Action.SET_ACCESS,
        ResourceKind.PLACE,
    ),
    StepTold(
        FirstStep.PLAN,
        "Build tomorrow",
        "The program proposes missions; two people decide.",
        "/mission/build/",
        Action.PLAN_MISSION,
        ResourceKind.MISSION,
    ),
)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the pages of this person's roles, and the first steps while some are open."""
    return shown(request, "desk/home.html", _first_steps(request))


@require_POST
@signed_in
def put_away(request: HttpRequest) -> HttpResponse:
    """Put the first steps away for this person in this browser, or bring them back."""
    me, away = who_sits(request).code, _away(request)
    away = away | {me} if request.POST.get("steps") == "away" else away - {me}
    answer = go("/")
    answer.set_cookie(COOKIE, BETWEEN.join(sorted(away)), max_age=KEPT_FOR_S, samesite="Strict", httponly=True)
    return answer


def _first_steps(request: HttpRequest) -> dict[str, object]:
    if not may(request, Action.SEE_BOARD, ResourceKind.ORGANISATION):
        return {}
    seen = see_first_steps(asking(request))
    if seen.next is None or not seen.first_days:
        return {}
    rows = [(one, seen.done[one.step], one.step is seen.next, may(request, one.action, one.kind)) for one in STEPS]
    return {"steps": rows, "count": sum(seen.done.values()), "away": who_sits(request).code in _away(request)}


def _away(request: HttpRequest) -> frozenset[str]:
    return frozenset(filter(None, request.COOKIES.get(COOKIE, "").split(BETWEEN)))
