"""The brief: the whole plan on a few pages of paper, for the people who decide whether it goes."""

from __future__ import annotations

from typing import Any

from openevac.reports.chart import crowds, make_chart
from openevac.reports.drawing import CODE_FROM_LEVEL, draw_map
from openevac.reports.hanging import other_way, stop_before_zone, tell_hangs_on
from openevac.reports.material import PlanMaterial
from openevac.reports.palette import PAPER
from openevac.reports.press import paper_style, print_pdf
from openevac.reports.summary import Summary, tell_plan
from openevac.reports.telling import TripTold, tell_trips, tell_unplaced, tell_unserved
from openevac.reports.words import Words

MAP_PX = 820.0
MAP_ASPECT = 2.2
MAP_ROOM = 700_000
NEAR_PX = 460.0
NEAR_ASPECT = 1.15
NEAR_SIGN_PX = 21.0
MOST_ON_FRONT = 6
"""Requests that stay, named on the first page; the others are counted there and told further on."""
PAPER_DASHES = ("solid", "dashed", "dotted", "dash-dotted")


def brief_pdf(material: PlanMaterial, words: Words) -> bytes:
    """Print the brief as PDF: map, vans, trips, what stays and why, fairness, ages of sources, remarks."""
    whole = make_chart(material, width_px=MAP_PX, aspect=MAP_ASPECT, room=MAP_ROOM, levels=1)
    drawings = [draw_map(whole, words, label=words.say("map"), paper_style=paper_style(whole.unit_px))]
    near = []
    for stops, names in crowds(material):
        chart = make_chart(
            material,
            width_px=NEAR_PX,
            aspect=NEAR_ASPECT,
            room=MAP_ROOM,
            levels=1,
            around=stops,
            sign_px=NEAR_SIGN_PX,
        )
        near.append(names or words.say("map"))
        style = paper_style(chart.unit_px)
        drawings.append(draw_map(chart, words, label=near[-1], paper_style=style, nearness=CODE_FROM_LEVEL))
    trips = tell_trips(material, words)
    summary = tell_plan(material, words, trips)
    return print_pdf("brief", _data(material, words, summary, trips) | {"near": near}, drawings)


def _data(material: PlanMaterial, words: Words, summary: Summary, trips: tuple[TripTold, ...]) -> dict[str, Any]:
    unserved = tell_unserved(material, words)
    return {
        "language": words.language,
        "title": summary.title,
        "subtitle": summary.subtitle,
        "banners": summary.banners,
        "expiry": summary.expiry,
        "figures": summary.figures,
        "alarm": summary.alarm,
        "legend": f"{summary.roads} {summary.comparison}",
        "vans": summary.vans,
        "hangs_on": tell_hangs_on(material, words),
        "trips": [
            _trip(words, told)
            | {"care": (*stop_before_zone(material, words, mission, trip), *other_way(material, words, mission, trip))}
            for told, (_, mission, trip) in zip(trips, material.trips, strict=True)
        ],
        "waves": summary.waves,
        "unserved": unserved,
        "front": unserved[:MOST_ON_FRONT],
        "more": words.say("{n} more {n|request|requests}: see below.", n=len(unserved) - MOST_ON_FRONT)
        if len(unserved) > MOST_ON_FRONT
        else "",
        "unplaced": tell_unplaced(material, words),
        "fairness": summary.fairness,
        "sources": summary.sources,
        "remarks": summary.remarks,
        "codes": summary.codes,
        "words": _headings(words),
    }


def _trip(words: Words, trip: TripTold) -> dict[str, Any]:
    halts = [*(str(stop.number) for stop in trip.stops), trip.shelter]
    drives = [f"{leg.minutes}, {leg.km}{f' ({leg.track})' if leg.track else ''}" for leg in trip.legs]
    shares = []
    for place, leg in enumerate(trip.legs):
        shares.append({"label": f"→{halts[place]}", "share": leg.share, "door": False})
        if place < len(trip.stops):
            shares.append({"label": str(place + 1), "share": trip.stops[place].share, "door": True})
    return {
        "title": words.say("Trip {code} · {vehicle} · {crew}", code=trip.code, vehicle=trip.vehicle, crew=trip.crew),
        "danger": trip.danger,
        "colour": PAPER[f"trip-{(trip.van - 1) % 6 + 1}"],
        "dash": PAPER_DASHES[(trip.number - 1) % 4],
        "line": words.say(
            "{day}: {departs} {start} → {arrives} {shelter}, unloaded {unloaded}; {km}, {duration}; {after}",
            day=trip.day,
            departs=trip.departs,
            start=trip.starts_from,
            arrives=trip.arrives,
            shelter=trip.shelter,
            unloaded=trip.unloaded,
            km=trip.km,
            duration=trip.duration,
            after=trip.after,
        ),
        "load_out": trip.load_out,
        "departure": trip.departure,
        "stops": trip.stops,
        "ways": words.say(
            "Drives: {drives}", drives=" → ".join(f"{d} → {h}" for d, h in zip(drives, halts, strict=True))
        ),
        "shares": shares,
    }


def _headings(words: Words) -> dict[str, str]:
    return {
        "map": words.say("map"),
        "vans": words.say("Vans"),
        "van": words.say("van"),
        "crew": words.say("crew"),
        "out": words.say("leaves"),
        "back": words.say("back"),
        "hangs_on": words.say("What the decision hangs on"),
        "turns_it": words.say("what would turn it, the nearest first"),
        "trips": words.say("Trips"),
        "number": words.say("trips"),
        "people": words.say("people"),
        "loads": words.say("fullest moment"),
        "code": words.say("code, place"),
        "arrives": words.say("arrives"),
        "departs": words.say("leaves"),
        "minutes": words.say("at the door"),
        "who": words.say("who, what"),
        "leave_by": words.say("turn back after"),
        "near": words.say("From near"),
        "window": words.say("departure window"),
        "window_danger": words.say("danger of its worst hour"),
        "front": words.say("Who stays, and why"),
        "place": words.say("place"),
        "why": words.say("why"),
        "where_danger": words.say("Where the trip's danger lies: light on the way, dark at a stop"),
        "unserved": words.say("Not in the plan"),
        "unplaced": words.say("Parcels that ride nowhere"),
        "nobody_stays": words.say("Every request is in the plan."),
        "waits": words.say("waits"),
        "required": words.say("required"),
        "proof": words.say("Proved"),
        "could": words.say("Could be taken"),
        "fairness": words.say("Who is taken and who waits (households)"),
        "group": words.say("group"),
        "asked": words.say("asked"),
        "taken": words.say("taken"),
        "days_taken": words.say("taken waited"),
        "days_left": words.say("left wait"),
        "rests_on": words.say("What this rests on"),
        "kind": words.say("what"),
        "source": words.say("source"),
        "when": words.say("when"),
        "age": words.say("age"),
        "remark": words.say("remark"),
        "remarks": words.say("Remarks"),
        "codes": words.say("Codes and signs"),
    }
