"""Crew sheets: one page a trip, for the cabin, in bad light, with boxes to tick. Codes, no names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from openevac.domain.sheet_boxes import SheetBox
from openevac.reports.hanging import stop_before_zone
from openevac.reports.material import PlanMaterial
from openevac.reports.press import print_pdf
from openevac.reports.telling import TripTold, tell_trips
from openevac.reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCodes:
    """What the record calls a mission: "В-12v2", and by request the number of its door ("1.2") and its people.

    People are told by place and code, in the order in which a typed-in sheet names them: "1 · 4172".
    """

    mission: str
    doors: Mapping[str, tuple[str, tuple[str, ...]]]


def crew_sheets(material: PlanMaterial, words: Words, codes: SheetCodes | None = None) -> bytes:
    """Print all trips' sheets as one PDF, a page each; a trip with very many stops runs on to a second page.

    `codes`: what the record calls the mission, its doors and people; None for a plan made from files alone.
    """
    trips = tell_trips(material, words)
    data = {
        "language": words.language,
        "title": words.say("Crew sheets · {operation}", operation=material.plan.operation),
        "banners": [words.say(banner) for banner in material.banners],
        "expiry": words.say("Valid until {moment}. Then destroy it.", moment=words.dated(material.ends_at)),
        "trips": [
            _trip(material, words, told, codes) | {"care": stop_before_zone(material, words, mission, trip)}
            for told, (_, mission, trip) in zip(trips, material.trips, strict=True)
        ],
        "rules": [
            words.say("Ask every adult at the door: “Do you yourself want to go now?” A no costs nothing."),
            words.say("Anybody of the crew may say “We do not go”, at any moment, without a reason."),
            words.say("Do not write about soldiers, vehicles of war, checkpoints, service or opinions."),
        ],
        "boxes": {box.value: {"key": box.key, "said": words.word(box)} for box in SheetBox},
        "words": {
            "turn_back": words.say("If not on the way by then, turn back:"),
            "turn_back_short": words.say("turn back after"),
            "out_of": words.say("of"),
            "hour": words.say("at"),
            "notes": words.say("Notes"),
        },
    }
    return print_pdf("crew", data)


def _trip(material: PlanMaterial, words: Words, trip: TripTold, codes: SheetCodes | None) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(trip)
    title = words.say("Trip {code}", code=trip.code)
    told["title"] = f"{codes.mission} · {title}" if codes is not None else title
    told["who"] = words.say(
        "{vehicle} · crew {crew}, {n} {n|person|people} · {km}, {duration}",
        vehicle=trip.vehicle,
        crew=trip.crew,
        n=trip.crew_size,
        km=trip.km,
        duration=trip.duration,
    )
    for stop in told["stops"]:
        stop["count"] = material.operation.request(stop["code"]).needs.party_size
        number, people = codes.doors.get(stop["code"], ("", ())) if codes is not None else ("", ())
        stop["shown_number"], stop["codes"] = number or str(stop["number"]), list(people)
    told["after"] = words.say("unloaded {unloaded}, {after}", unloaded=trip.unloaded, after=trip.after)
    return told
