"""Crew sheets: one page a trip, for the cabin, in bad light, with boxes to tick. Codes, no names."""

from __future__ import annotations

from typing import Any

import msgspec

from openevac.reports.hanging import stop_before_zone
from openevac.reports.material import PlanMaterial
from openevac.reports.press import print_pdf
from openevac.reports.telling import TripTold, tell_trips
from openevac.reports.words import Words


def crew_sheets(material: PlanMaterial, words: Words) -> bytes:
    """Print all trips' sheets as one PDF, a page each; a trip with very many stops runs on to a second page."""
    trips = tell_trips(material, words)
    data = {
        "language": words.language,
        "title": words.say("Crew sheets · {operation}", operation=material.plan.operation),
        "banners": [words.say(banner) for banner in material.banners],
        "expiry": words.say("Valid until {moment}. Then destroy it.", moment=words.dated(material.ends_at)),
        "trips": [
            _trip(material, words, told) | {"care": stop_before_zone(material, words, mission, trip)}
            for told, (_, mission, trip) in zip(trips, material.trips, strict=True)
        ],
        "rules": [
            words.say("Ask every adult at the door: “Do you yourself want to go now?” A no costs nothing."),
            words.say("Anybody of the crew may say “We do not go”, at any moment, without a reason."),
            words.say("Do not write about soldiers, vehicles of war, checkpoints, service or opinions."),
        ],
        "words": {
            "turn_back": words.say("If not on the way by then, turn back:"),
            "turn_back_short": words.say("turn back after"),
            "boarded": words.say("boarded"),
            "not_home": words.say("not at home"),
            "refused": words.say("refused"),
            "left_things": words.say("things left behind"),
            "out_of": words.say("of"),
            "in_contact": words.say("in contact"),
            "handed_over": words.say("handed over"),
            "notes": words.say("Notes"),
        },
    }
    return print_pdf("crew", data)


def _trip(material: PlanMaterial, words: Words, trip: TripTold) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(trip)
    told["title"] = words.say("Trip {code}", code=trip.code)
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
    told["after"] = words.say("unloaded {unloaded}, {after}", unloaded=trip.unloaded, after=trip.after)
    return told
