"""The table of lure patterns: what makes a request look like bait, how much each pattern weighs, and why.

A pattern never refuses. From HOLD_AT on, the request is held: with an owner and a clock, until a person has looked.
The numbers are judgements, to be corrected with coordinators; docs/intake.md prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HOLD_AT = 3
"""A pattern of weight 3 holds alone; weaker ones hold together. No weight is ever shown as a number of a person."""


class LureKind(StrEnum):
    """The patterns, in the order they are told."""

    HELD_GROUND = "held_ground"
    CONTESTED_GROUND = "contested_ground"
    EDGE_OF_LINE = "edge_of_line"
    MOVES_TO_THE_LINE = "moves_to_the_line"
    NOBODY_BEFORE = "nobody_before"
    CONTROL_QUESTION = "control_question"
    UNKNOWN_TO_NEIGHBOURS = "unknown_to_neighbours"
    NOT_ON_LIST = "not_on_list"
    SAME_CONTACT = "same_contact"
    ASKS_ROUTE = "asks_route"
    ASKS_WHO_COMES = "asks_who_comes"
    ASKS_FOR_A_VAN = "asks_for_a_van"
    ASKS_EXACT_TIME = "asks_exact_time"
    ASKS_VEHICLE = "asks_vehicle"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How much a pattern weighs towards a hold, and why so much."""

    weight: int
    why: str


PATTERNS = {
    LureKind.HELD_GROUND: Pattern(3, "No van can go there; a position typed wrong is mended in one call."),
    LureKind.CONTESTED_GROUND: Pattern(2, "People do live in the grey zone; nobody else can see who asks from there."),
    LureKind.EDGE_OF_LINE: Pattern(1, "Many true requests come from there, so it holds only together with others."),
    LureKind.MOVES_TO_THE_LINE: Pattern(3, "People under fire move away from the line; bait is laid towards it."),
    LureKind.NOBODY_BEFORE: Pattern(3, "A crew has already risked this way for nobody; someone must be heard first."),
    LureKind.CONTROL_QUESTION: Pattern(2, "Old people forget and relatives err, so a second sign must join it."),
    LureKind.UNKNOWN_TO_NEIGHBOURS: Pattern(2, "A street knows who remains in it; a lodger may be unknown."),
    LureKind.NOT_ON_LIST: Pattern(1, "Lists are old and miss those who returned."),
    LureKind.SAME_CONTACT: Pattern(2, "Neighbours and volunteers do ask for many; a stranger's phone should not."),
    LureKind.ASKS_ROUTE: Pattern(2, "Nobody needs the way of a van to be fetched."),
    LureKind.ASKS_WHO_COMES: Pattern(2, "Who else is fetched, and how many crew, is what an ambush wants to know."),
    LureKind.ASKS_FOR_A_VAN: Pattern(2, "A certain van or driver named is a certain van waited for."),
    LureKind.ASKS_EXACT_TIME: Pattern(1, "Frightened people press for a time as well."),
    LureKind.ASKS_VEHICLE: Pattern(1, "People with a wheelchair ask it with reason."),
    LureKind.CLUSTER: Pattern(1, "A heavy night of shelling makes true clusters too."),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on a pattern is seen, in which unit, and why there."""

    value: float
    unit: str
    why: str


EDGE_KM = Threshold(3.0, "km", "Closer than this the two sources of the line differ by more than the distance itself.")
NEW_CONTACT_H = Threshold(72.0, "h", "A phone or account first heard of within three days has no history with us.")
CONTACT_WINDOW_H = Threshold(24.0, "h", "One day's calls: those who gather requests for a street do so in a day.")
NEW_CONTACT_HOUSEHOLDS = Threshold(2, "households", "A new contact asks for its own household and perhaps a parent's.")
CONTACT_HOUSEHOLDS = Threshold(5, "households", "A neighbour known to us may ask for a stairwell, hardly for more.")
NOBODY_WINDOW_DAYS = Threshold(30.0, "days", "In a month a household may have come back or a new one moved in.")
NOBODY_WITHIN_M = Threshold(200.0, "m", "Positions are rounded to 100 m: the same house may lie so far off.")
MOVED_KM = Threshold(0.5, "km", "A corrected pin moves by a street; a meeting point moved further is another place.")
CLUSTER_WINDOW_H = Threshold(24.0, "h", "Bait is laid within a day; the wave after a shelling is known from the news.")
CLUSTER_REQUESTS = Threshold(5, "requests", "Fewer new requests from one cell of about 1 km are an ordinary day.")
CLUSTER_TIMES_USUAL = Threshold(3.0, "times", "Three times the cell's own usual day: big towns have big days.")
