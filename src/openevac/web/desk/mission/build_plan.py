"""Building a day: which requests, which vehicles, how the dial stands; what comes back is a job, never a wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from openevac.domain.errors import InputError
from openevac.domain.operation import Dial
from openevac.reports.telling import people_in_words
from openevac.reports.words import Words
from openevac.rules.confirmation import VerdictKind
from openevac.services.missions.plan_mission import ask_plan
from openevac.services.missions.planning_files import PolicyChoices
from openevac.services.missions.see_days import see_days
from openevac.services.missions.see_fleet import FleetSeen, VehicleSeen, see_fleet
from openevac.services.missions.snapshot import PlanChoices
from openevac.services.requests.see_requests import MOST_ROWS, RequestFilter, RequestLine, see_requests
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.mission.telling import holds_in_words
from openevac.web.desk.mission.typed import clock_or_none, one_of, read_day
from openevac.web.hands import hands
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for

ALL, CHOSEN = "all", "chosen"
ROUNDS = {"short": 400, "usual": 2000, "long": 10_000}
"""How long the search goes on, by the words people choose from."""


@dataclass(frozen=True, slots=True)
class VanShown:
    """One vehicle on the form; `crew` drives it; `why_not`: the English reason it cannot go, "" where it can."""

    vehicle: VehicleSeen
    crew: str
    leader: str
    why_not: str
    holds: str


@signed_in
@require_http_methods(["GET", "POST"])
def build_plan(request: HttpRequest) -> HttpResponse:
    """Show the form, or ask for the plan."""
    if request.method == "POST":
        asked = ask_plan(order(request), _choices(request))
        return go(f"/mission/job/{asked.job}/")
    words = words_for(request)
    fleet = see_fleet(asking(request))
    page = see_requests(asking(request), RequestFilter(), most=MOST_ROWS)
    return shown(
        request,
        "mission/build.html",
        {
            "day": _tomorrow(words.zone),
            "fit": [(line, people_in_words(line.needs, words)) for line in page.lines if _is_fit(line)],
            "not_fit": [(line, ()) for line in page.lines if not _is_fit(line)],
            "planned": any(day.day >= _tomorrow(words.zone) for day in see_days(asking(request))),
            "more": bool(page.after),
            "vans": [_van(one, fleet, words) for one in fleet.vehicles],
            "dials": [(dial, dial is Dial.MIDDLE) for dial in Dial],
            "chosen": frozenset(request.GET.getlist("request")),
        },
    )


def _is_fit(line: RequestLine) -> bool:
    return line.verdict is not VerdictKind.NEEDS and not line.held


def _van(vehicle: VehicleSeen, fleet: FleetSeen, words: Words) -> VanShown:
    crew = next((one for one in fleet.crews if one.code in vehicle.crews), None)
    why_not = ""
    if vehicle.is_lost:
        why_not = "lost"
    elif crew is None:
        why_not = "no crew"
    elif not crew.leader:
        why_not = "nobody leads its crew"
    return VanShown(
        vehicle=vehicle,
        crew=crew.code if crew else "",
        leader=crew.leader if crew else "",
        why_not=why_not,
        holds=holds_in_words(vehicle.kind.holds, words),
    )


def _tomorrow(zone: ZoneInfo) -> date:
    now: datetime = hands.clock.now()
    return now.astimezone(zone).date() + timedelta(days=1)


def _choices(request: HttpRequest) -> PlanChoices:
    given = request.POST
    requests = (
        tuple(given.getlist("request")) if one_of(given.get("take", ALL), (ALL, CHOSEN), "take") == CHOSEN else ()
    )
    if given.get("take") == CHOSEN and not requests:
        raise InputError("No request is chosen.", "Tick at least one, or take all that are confirmed.", field="request")
    vehicles = tuple(given.getlist("vehicle"))
    if not vehicles:
        raise InputError("No vehicle is chosen.", "Tick the vehicles whose crews are here.", field="vehicle")
    return PlanChoices(
        day=read_day(given.get("day", "")),
        requests=requests,
        vehicles=vehicles,
        policy=PolicyChoices(
            dial=Dial(one_of(given.get("dial", Dial.MIDDLE.value), tuple(Dial), "dial")),
            departure_early=clock_or_none(given.get("early", ""), "early"),
            departure_late=clock_or_none(given.get("late", ""), "late"),
        ),
        iterations=ROUNDS[one_of(given.get("rounds", "usual"), tuple(ROUNDS), "rounds")],
        rebuild=given.get("rebuild") == "yes",
    )
