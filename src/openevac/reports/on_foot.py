"""A stop at a meeting point in words: where it is, how far people walk, when they leave home, what stays there."""

from __future__ import annotations

import math
from dataclasses import replace

from openevac.domain.legs import Walk
from openevac.domain.missions import Stop
from openevac.domain.needs import Needs
from openevac.reports.words import Words

SHOWN_TO_M = 50


def meeting_in_words(stop: Stop, words: Words) -> str:
    """Say where people walk to, how far, and when they leave home; "" for a stop at the door."""
    if not stop.meeting_point or stop.walk is None:
        return ""
    return words.say(
        "meeting point {point}: they walk {walk_m} m and leave home at {time}",
        point=stop.meeting_point,
        walk_m=shown_m(stop.walk),
        time=words.clock(stop.walk.leaves_at),
    )


def shown_m(walk: Walk) -> int:
    """Give the metres of a walk as they are shown, never less: so roughly that they do not lead back to a door."""
    return math.ceil(walk.length_m / SHOWN_TO_M) * SHOWN_TO_M


def left_at_home(stop: Stop, words: Words) -> str:
    """Say what people who walk leave at home; "" where nothing stays."""
    walk = stop.walk
    if walk is None:
        return ""
    said = {
        words.say("{kg} kg of things", kg=round(walk.left_kg)): walk.left_kg,
        words.say("{litres} l of things", litres=round(walk.left_l)): walk.left_l,
        words.say("{n} big {n|piece|pieces}", n=walk.left_bulky): walk.left_bulky,
    }
    things = ", ".join(sentence for sentence, amount in said.items() if amount)
    return words.say("stays at home: {things}", things=things) if things else ""


def met_needs(needs: Needs, stop: Stop) -> Needs:
    """Give what a crew finds at a stop: at a meeting point no stairs, no big pieces, and only what was carried."""
    walk = stop.walk
    if walk is None:
        return needs if stop.waited is None else replace(needs, carry_floors=0)
    kg, litres = needs.belongings_kg - walk.left_kg, needs.belongings_l - walk.left_l
    return replace(
        needs,
        carry_floors=0,
        bulky=needs.bulky - walk.left_bulky,
        belongings_kg=max(0.0, kg),
        belongings_l=max(0.0, litres),
    )


def at_the_halt(stop: Stop, words: Words) -> str:
    """Say where a halt is: at the door, at a meeting point or at a relay."""
    if stop.waited is not None:
        return words.say("At the relay")
    return words.say("At the meeting point") if stop.meeting_point else words.say("At the door")
