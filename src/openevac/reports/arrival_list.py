"""The arrival list for reception: who comes when, by code, with beds and needs; boxes to tick, no name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openevac.reports.codes_square import square_code
from openevac.reports.press import print_pdf
from openevac.reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonComing:
    """One person by the code on their cardboard; how they move, their age band and the bed that waits, in words."""

    code: str
    said: str
    bed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdComing:
    """One household of a trip. `needs`: in words; `things`: in words."""

    request: str
    door: str
    needs: str
    things: str
    people: tuple[PersonComing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TripComing:
    """One trip that unloads at a shelter."""

    mission: str
    number: int
    vehicle: str
    crew: str
    shelter: str
    arrives_at: datetime
    people: int
    households: tuple[HouseholdComing, ...]


def arrival_list(
    words: Words, title: str, trips: Sequence[TripComing], *, banners: Sequence[str], expires_at: datetime
) -> bytes:
    """Print the trips in the order in which they arrive."""
    ordered = sorted(trips, key=lambda trip: (trip.arrives_at, trip.mission, trip.number))
    data: dict[str, Any] = {
        "language": words.language,
        "title": title,
        "banners": [words.say(banner) for banner in banners],
        "expiry": words.say("Valid until {moment}. Then destroy it.", moment=words.dated(expires_at)),
        "total": words.say(
            "{people} {people|person|people} in {trips} {trips|trip|trips}",
            people=sum(trip.people for trip in ordered), trips=len(ordered),
        ),
        "trips": [_trip(trip, words) for trip in ordered],
        "words": {
            "code": words.say("Code"),
            "who": words.say("Who"),
            "bed": words.say("Bed"),
            "arrived": words.say("arrived"),
            "told": words.say("relative told"),
            "room": words.say("Room"),
            "more": words.say("Came without a request"),
            "nobody": words.say("Nobody is on the way."),
        },
    }  # fmt: skip
    return print_pdf("arrival_list", data, [square_code(f"{trip.mission}.{trip.number}") for trip in ordered])


def _trip(trip: TripComing, words: Words) -> dict[str, Any]:
    return {
        "title": words.say("{mission}, trip {number}", mission=trip.mission, number=trip.number),
        "when": words.say("about {moment}", moment=words.moment(trip.arrives_at)),
        "who": words.say(
            "{vehicle} · crew {crew} · {people} {people|person|people} · {shelter}",
            vehicle=trip.vehicle, crew=trip.crew, people=trip.people, shelter=trip.shelter,
        ),
        "households": [
            {
                "request": one.request,
                "door": one.door,
                "needs": one.needs,
                "things": one.things,
                "people": [{"code": who.code, "said": who.said, "bed": who.bed} for who in one.people],
            }
            for one in trip.households
        ],
    }  # fmt: skip
