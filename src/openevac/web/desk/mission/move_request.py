"""Moving a request to another trip: choose where, hear the referee, keep it or leave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from openevac.domain.errors import InputError
from openevac.domain.records import JobState
from openevac.reports.words import Words
from openevac.services.missions.keep_move import KeepMove, keep_move
from openevac.services.missions.see_drives import DrivePlanned, see_drives
from openevac.services.missions.try_move import MoveSeen, TryMove, see_move, try_move
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.mission.ground import ground_here
from openevac.web.desk.mission.typed import whole
from openevac.web.showing import go, is_part, shown
from openevac.web.speaking import words_for

STILL = frozenset({JobState.WAITING, JobState.RUNNING})
OUT = "out"
ALMOST_EQUAL = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place a request may ride: `value` is what the form sends; `here`: where it rides now."""

    value: str
    label: str
    here: bool


@signed_in
@require_http_methods(["GET", "POST"])
def move_request(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Show where a request may ride, or ask the referee."""
    if request.method == "POST":
        vehicle, trip, wave = _where(request.POST.get("to", ""))
        receipt = request.POST.get("request", "")
        asked = TryMove(plan=plan, request=receipt, vehicle=vehicle, trip=trip, wave=wave)
        return go(f"/mission/move/{try_move(order(request), asked).job}/")
    receipt = request.GET.get("request", "")
    places = list(_places(see_drives(asking(request), plan), receipt, words_for(request)))
    facts = {"plan": plan, "receipt": receipt, "places": places, "rides": any(place.here for place in places)}
    return shown(request, "mission/move_form.html" if is_part(request) else "mission/move.html", facts)


@signed_in
def see_move_page(request: HttpRequest, job: UUID) -> HttpResponse:
    """Show what the referee says; the part asks again by itself until it has spoken."""
    seen = see_move(asking(request), job)
    facts = {"move": seen, "is_still": seen.state in STILL, "percent": round(100 * seen.done_share)}
    facts |= _answer(seen, words_for(request))
    return shown(request, "mission/move_answer.html" if is_part(request) else "mission/moved.html", facts)


@signed_in
@require_POST
def keep_move_page(request: HttpRequest, job: UUID) -> HttpResponse:
    """Keep the changed plan."""
    kept = keep_move(order(request), KeepMove(job=job), ground_here(request))
    words = words_for(request)
    said = [words.say("The plan is changed.")]
    if kept.missions:
        said.append(words.say("New version, both yeses needed: {missions}.", missions=", ".join(kept.missions)))
    if kept.fell_away:
        said.append(words.say("Nobody is left in: {missions}.", missions=", ".join(kept.fell_away)))
    messages.info(request, " ".join(said))
    return go(f"/mission/plan/{kept.plan}/")


def _where(text: str) -> tuple[str, int, int]:
    """Read a vehicle, its trip and its wave: "bus-1/2/1"."""
    if text == OUT:
        return "", 0, 0
    vehicle, *numbers = text.rsplit("/", 2)
    if not vehicle or len(numbers) < 2:
        raise InputError("No trip is chosen.", "Choose the trip the request is to ride with.", field="to")
    return vehicle, whole(numbers[0], "to"), whole(numbers[1], "to")


def _places(drives: tuple[DrivePlanned, ...], receipt: str, words: Words) -> Iterator[Place]:
    for drive in drives:
        for trip in drive.trips:
            label = words.say(
                "{mission}, trip {number} at {departs}: {people} aboard",
                mission=drive.mission, number=trip.number, departs=words.clock(trip.departs_at),
                people=trip.fullest.people,
            )  # fmt: skip
            here = any(door.request == receipt for door in trip.doors)
            yield Place(value=f"{drive.vehicle}/{trip.number}/{drive.wave}", label=label, here=here)
        label = words.say("{mission}, a new trip at the end", mission=drive.mission)
        yield Place(value=f"{drive.vehicle}/{len(drive.trips) + 1}/{drive.wave}", label=label, here=False)


def _answer(seen: MoveSeen, words: Words) -> dict[str, object]:
    """Give the answer in words."""
    said = []
    if seen.ratio is not None and abs(seen.ratio - 1) >= ALMOST_EQUAL:
        said.append(words.say("Danger for people: {times} of what it was.", times=words.times(seen.ratio)))
    else:
        said.append(words.say("Danger for people stays as it was."))
    if seen.more_crew_s > 0:
        said.append(words.say("Crews are out {duration} longer.", duration=words.duration(seen.more_crew_s)))
    elif seen.more_crew_s < 0:
        said.append(words.say("Crews are out {duration} less.", duration=words.duration(-seen.more_crew_s)))
    return {
        "costs": said,
        "problem": words.remark(seen.fault) if seen.fault else "",
        "todo": words.say(seen.todo, **seen.fault.facts) if seen.fault and seen.todo else "",
    }
