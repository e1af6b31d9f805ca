"""The papers of a mission, printed by the program: codes and the planning layer, never a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from math import ceil
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from openevac.domain.needs import BedKind, MobilityClass, Needs
from openevac.domain.people import AgeBand
from openevac.reports.arrival_list import HouseholdComing, PersonComing, TripComing, arrival_list
from openevac.reports.crew_sheets import SheetCodes, crew_sheets
from openevac.reports.material import BANNER, LIVES_AFTER_RETURN, TRAINING_BANNER, PlanMaterial
from openevac.reports.request_form import request_form
from openevac.reports.tags import TagsOf, belongings_tags
from openevac.reports.telling import people_in_words, things_in_words
from openevac.reports.words import Words
from openevac.services.missions.see_drives import DrivePlanned, see_drive, see_drives
from openevac.services.missions.see_mission import MissionSeen, see_mission
from openevac.services.missions.see_paper import PaperSeen, see_paper
from openevac.services.missions.see_papers import see_papers
from openevac.web.asking import actor_of, asking, signed_in, who_sits
from openevac.web.desk.mission.ground import ground_here
from openevac.web.desk.mission.numbers import code_of
from openevac.web.hands import hands
from openevac.web.places import places_of
from openevac.web.speaking import words_for

KG_A_PIECE = 20.0
"""What one piece weighs when somebody carries it down: a household's kilograms are cut into so many tags."""


@signed_in
def crew_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Print the crew's paper, a page a trip."""
    return pdf(_crew_sheet(request, code_of(number)), f"crew-sheet-{number}")


@signed_in
def tags(request: HttpRequest, number: int) -> HttpResponse:
    """Print cardboard numbers and belongings tags of one mission."""
    drive = see_drive(asking(request), code_of(number))
    return pdf(_tags(request, [drive]), f"tags-{number}")


@signed_in
def tags_of_plan(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Print cardboard numbers and belongings tags of all missions of a plan."""
    return pdf(_tags(request, see_drives(asking(request), plan)), "tags")


@signed_in
def arrivals(request: HttpRequest, number: int) -> HttpResponse:
    """Print the arrival list of one mission."""
    return pdf(_arrivals(request, [see_drive(asking(request), code_of(number))]), f"arrivals-{number}")


@signed_in
def arrivals_of_plan(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Print the arrival list of a whole plan."""
    return pdf(_arrivals(request, see_drives(asking(request), plan)), "arrivals")


@signed_in
def blank_request(request: HttpRequest) -> HttpResponse:
    """Print the empty request form."""
    actor_of(request)
    return pdf(request_form(words_for(request)), "request-form")


def pdf(body: bytes, name: str) -> HttpResponse:
    """Give a PDF to be looked at in the browser; its file name holds a number, never a place or a name."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _crew_sheet(request: HttpRequest, mission: str) -> bytes:
    see_mission(asking(request), mission)  # before the map is looked for: who may not see it hears that, nothing else
    ground = ground_here(request)
    seen = see_papers(asking(request), mission, ground.situation)
    material = PlanMaterial(
        plan=seen.plan, operation=seen.operation, situation=seen.situation, region=ground.region, beside=seen.beside
    )
    return crew_sheets(material, words_for(request), _codes(see_paper(asking(request), mission, seen.version)))


def _codes(paper: PaperSeen) -> SheetCodes:
    """Give what the record calls a mission, its doors and people, as the page that takes the sheet in reads it."""
    named = f"{paper.mission}v{paper.version}" if paper.version > 1 else paper.mission
    doors = {
        door.request: (door.key, tuple(f"{place} · {one.code}" for place, one in enumerate(door.people, 1)))
        for door in paper.doors
    }
    return SheetCodes(mission=named, doors=doors)


def _banners(request: HttpRequest) -> tuple[str, ...]:
    region = places_of(who_sits(request).organisation).region
    return (BANNER, TRAINING_BANNER) if region is not None and region.training else (BANNER,)


def _tags(request: HttpRequest, drives: Iterable[DrivePlanned]) -> bytes:
    """Print a household's tags with the mission that goes to its door, for the shelter where they arrive."""
    words, households = words_for(request), []
    named = []
    for drive in drives:
        people = _people(see_mission(asking(request), drive.mission, drive.version))
        named.append(drive.mission)
        households += [
            TagsOf(
                request=door.request,
                door=door.code,
                shelter=trip.shelter or (door.other.shelter if door.other is not None else ""),
                people=tuple(code for code, _, _, _ in people.get(door.code, ())),
                pieces=pieces_of(door.needs),
            )
            for trip in drive.trips
            for door in trip.doors
            if door.stop.waited is None
        ]
    return belongings_tags(words, ", ".join(named), households, banners=_banners(request))


def pieces_of(needs: Needs) -> int:
    """Give how many tags a household gets: a bag for each person, more where it is heavy, and each big piece."""
    return max(needs.party_size, ceil(needs.belongings_kg / KG_A_PIECE)) + needs.bulky


def _arrivals(request: HttpRequest, drives: Iterable[DrivePlanned]) -> bytes:
    words, found = words_for(request), list(drives)
    ends_at = max((drive.returns_at for drive in found), default=hands.clock.now() + timedelta(days=1))
    trips = []
    for drive in found:
        people = _people(see_mission(asking(request), drive.mission, drive.version))
        to_beds = (number for number, trip in enumerate(drive.trips) if trip.hand_over is None)
        trips += [_coming(drive, number, people, words) for number in to_beds]
    title = words.say("Arrival list · {missions}", missions=", ".join(drive.mission for drive in found) or "–")
    return arrival_list(words, title, trips, banners=_banners(request), expires_at=ends_at + LIVES_AFTER_RETURN)


People = dict[str, list[tuple[str, str, str, str]]]


def _people(seen: MissionSeen) -> People:
    """Give the people of each door: code, how they move, age band, bed."""
    return {
        stop.code: [(one.code, one.mobility, one.age_band, one.bed) for one in stop.people]
        for trip in seen.trips
        for stop in trip.stops
    }


def _coming(drive: DrivePlanned, number: int, people: People, words: Words) -> TripComing:
    trip = drive.trips[number]
    return TripComing(
        mission=drive.mission,
        number=trip.number,
        vehicle=drive.vehicle,
        crew=drive.crew,
        shelter=trip.shelter,
        arrives_at=trip.arrives_at,
        people=sum(door.needs.party_size for door in trip.doors),
        households=tuple(
            HouseholdComing(
                request=door.request,
                door=door.code,
                needs=", ".join(people_in_words(door.needs, words)),
                things=" · ".join(things_in_words(door.needs, words)),
                people=tuple(
                    PersonComing(
                        code=code,
                        said=f"{words.word(MobilityClass(mobility))}, {words.word(AgeBand(age))}",
                        bed=words.word(BedKind(bed)),
                    )
                    for code, mobility, age, bed in people.get(door.code, ())
                ),
            )
            for door in trip.doors
        ),
    )
