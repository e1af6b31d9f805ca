"""Which open requests may be one and the same: asked twice, by phone and by chat, by the mother and by the son.

Two steps, so that 100,000 requests cost no more than a hundred: `candidate_keys` says what the store looks up by
indexed columns, `rank` orders what it found, at most 20, each with reasons in words. A person decides; a repeat is
linked, never dropped. Only the planning layer is read here; names are compared by a client (rules.surnames).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import itemgetter

from openevac.domain.ids import require_id
from openevac.domain.needs import MobilityClass
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.remarks import Remark
from openevac.domain.units import require_aware, require_not_negative

MOST_CANDIDATES = 20
"""More than an operator reads while somebody is on the phone; names of at most so many are opened."""

MOST_PER_KEY = 200
"""How many rows the store gives for one key, newest first; one phone of a village council has dozens."""

NEAR_M = 300.0
"""Positions are rounded to 100 m and pinned by ear: so near is the same corner."""

SAME_QUARTER_M = 1000.0
"""Within this a pin may still be the same house, pinned by a relative from memory."""

MOST_ALIKE = 3 * MOST_CANDIDATES
"""How many rows the store gives of those that only lie near or at the same place, likeliest first: more than are shown,
because the store measures a distance a little otherwise than `rank` does."""

CELL_DEGREES = 0.01
"""Side of a look-up cell: 1.1 km north to south, 0.7 km west to east; the 3 x 5 cells round a point cover 1 km."""

NAMED, SAME_PHONE, SAME_HOUSE, NEAR, SAME_QUARTER, SAME_PLACE = 100, 60, 50, 20, 10, 5
"""How strong each sign is. A phone alone beats house or nearness, because relatives ask for several houses least often;
a number read out beats them all."""

SAME_WAY, SAME_SIZE, ALMOST_SAME_SIZE = 8, 4, 2
"""The party only orders candidates that something else has named."""

METRES_PER_DEGREE = 111_320.0
"""From south to north, and along the equator."""


class KeyKind(StrEnum):
    """By which column the store looks for candidates."""

    RECEIPT = "receipt"
    PHONE_TAG = "phone_tag"
    HOUSE_TAG = "house_tag"
    CELL = "cell"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One look-up: `column == value`, for CELL and PLACE also party size within `party` (both ends included).

    `without_position`: only requests that have no position. Give at most MOST_PER_KEY rows, newest first; for CELL and
    PLACE at most MOST_ALIKE of all, likeliest first.
    """

    kind: KeyKind
    value: str
    party: tuple[int, int] | None = None
    without_position: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What of a request is compared. Tags are made by clients; `position` is rounded to 100 m.

    `receipts`: its own number and any number the caller read out. `party_size` is 0 and `mobility` empty while the
    operator is still typing. `kept_apart`: requests a person already found to be different.
    """

    id: str
    received_at: datetime
    party_size: int
    katottg: str = ""
    position: LonLat | None = None
    receipts: frozenset[str] = frozenset()
    phone_tags: frozenset[str] = frozenset()
    house_tag: str = ""
    mobility: dict[MobilityClass, int] = field(default_factory=dict)
    kept_apart: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_aware("received_at", self.received_at)
        require_not_negative("party_size", self.party_size)
        if self.position is not None:
            require_lonlat("position", self.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A request that may be the same, and why. `strength` orders candidates and is never shown."""

    id: str
    strength: int
    reasons: tuple[Remark, ...]

    @property
    def is_weak(self) -> bool:
        """Tell whether only place and size agree: such candidates are folded away until somebody looks for them."""
        return self.strength < NEAR


def cell_of(position: LonLat) -> str:
    """Name the look-up cell of a position; the store keeps it in an indexed column."""
    return _cell(math.floor(position.lon / CELL_DEGREES), math.floor(position.lat / CELL_DEGREES))


def candidate_keys(facts: RequestFacts) -> tuple[Key, ...]:
    """Say what the store has to look up: every request that `rank` could name is found by one of these keys."""
    keys = [Key(kind=KeyKind.RECEIPT, value=receipt) for receipt in sorted(facts.receipts - {facts.id})]
    keys += [Key(kind=KeyKind.PHONE_TAG, value=tag) for tag in sorted(facts.phone_tags)]
    if facts.house_tag:
        keys.append(Key(kind=KeyKind.HOUSE_TAG, value=facts.house_tag))
    if facts.party_size == 0:
        return tuple(keys)
    party = similar_party(facts.party_size)
    if facts.position is not None:
        west, south = (math.floor(part / CELL_DEGREES) for part in facts.position)
        around = [_cell(west + x, south + y) for x in (-2, -1, 0, 1, 2) for y in (-1, 0, 1)]
        keys += [Key(kind=KeyKind.CELL, value=cell, party=party) for cell in around]
    if facts.katottg:
        placed = facts.position is not None
        keys.append(Key(kind=KeyKind.PLACE, value=facts.katottg, party=party, without_position=placed))
    return tuple(keys)


def rank(facts: RequestFacts, found: Iterable[RequestFacts]) -> tuple[Candidate, ...]:
    """Order the requests that may be the same, most likely first, at most 20; the order found in does not matter."""
    named: dict[str, tuple[tuple[int, float, float, str], RequestFacts]] = {}
    for other in found:
        if other.id == facts.id or other.id in facts.kept_apart or facts.id in other.kept_apart:
            continue
        apart_m = _apart_m(facts, other)
        strength = sum(_signs(facts, other, apart_m))
        if strength:
            apart = math.inf if apart_m is None else apart_m
            named[other.id] = ((-strength, apart, -other.received_at.timestamp(), other.id), other)
    # Sentences are made for the few that are shown: a look-up brings hundreds while somebody is on the phone.
    likeliest = heapq.nsmallest(MOST_CANDIDATES, named.values(), key=itemgetter(0))
    return tuple(
        Candidate(id=other.id, strength=-order[0], reasons=_reasons(facts, other)) for order, other in likeliest
    )


def box_around(position: LonLat) -> tuple[LonLat, LonLat]:
    """Give the south-west and north-east corners of a box that holds every position of the same quarter."""
    north = SAME_QUARTER_M / METRES_PER_DEGREE
    shortest = math.cos(math.radians(min(89.0, abs(position.lat) + north)))
    east = north / shortest
    # A hair wider, so that rounding leaves nobody out.
    north, east = north * 1.001, east * 1.001
    return LonLat(position.lon - east, position.lat - north), LonLat(position.lon + east, position.lat + north)


def similar_party(party_size: int) -> tuple[int, int]:
    """Give the sizes a party may have been told as by somebody else: one apart, or a third of the larger number."""
    return max(1, party_size - max(1, party_size // 3)), max(party_size + 1, party_size * 3 // 2)


def _signs(facts: RequestFacts, other: RequestFacts, apart_m: float | None) -> list[int]:
    """Give how strong every sign is that two requests are one, strongest first; none when only the place is the same.

    `_reasons` says the same signs in words, in the same order.
    """
    signs: list[int] = []
    if facts.receipts & other.receipts:
        signs.append(NAMED)
    if facts.phone_tags & other.phone_tags:
        signs.append(SAME_PHONE)
    if facts.house_tag and facts.house_tag == other.house_tag:
        signs.append(SAME_HOUSE)
    where = _where(facts, other, apart_m)
    party = _party(facts, other)
    if where and (party or signs):
        signs.append(where)
    if party and signs:
        signs.append(party)
    return signs


def _reasons(facts: RequestFacts, other: RequestFacts) -> tuple[Remark, ...]:
    apart_m = _apart_m(facts, other)
    return tuple(_in_words(strength, facts, other, apart_m) for strength in _signs(facts, other, apart_m))


def _in_words(strength: int, facts: RequestFacts, other: RequestFacts, apart_m: float | None) -> Remark:
    if strength in {NEAR, SAME_QUARTER} and apart_m is not None:
        return Remark(text="About {metres} m away.", facts={"metres": max(100, 100 * round(apart_m / 100))})
    if strength == ALMOST_SAME_SIZE:
        return Remark(
            text="A party of almost the same size: {people} and {other_people}.",
            facts={"people": facts.party_size, "other_people": other.party_size},
        )
    return _SAID[strength]


def _where(facts: RequestFacts, other: RequestFacts, apart_m: float | None) -> int:
    if apart_m is not None:
        if apart_m > SAME_QUARTER_M:
            return 0
        return NEAR if apart_m <= NEAR_M else SAME_QUARTER
    return SAME_PLACE if facts.katottg and facts.katottg == other.katottg else 0


def _party(facts: RequestFacts, other: RequestFacts) -> int:
    if facts.party_size == other.party_size and facts.party_size:
        moves_so = any(facts.mobility.values()) and _present(facts.mobility) == _present(other.mobility)
        return SAME_WAY if moves_so else SAME_SIZE
    low, high = similar_party(facts.party_size)
    return ALMOST_SAME_SIZE if facts.party_size and low <= other.party_size <= high else 0


def _present(mobility: dict[MobilityClass, int]) -> dict[MobilityClass, int]:
    return {kind: count for kind, count in mobility.items() if count}


def _apart_m(facts: RequestFacts, other: RequestFacts) -> float | None:
    """Give the metres between two positions, near enough for houses of one town; None where one has none."""
    if facts.position is None or other.position is None:
        return None
    north = (other.position.lat - facts.position.lat) * METRES_PER_DEGREE
    middle = math.radians((other.position.lat + facts.position.lat) / 2)
    east = (other.position.lon - facts.position.lon) * METRES_PER_DEGREE * math.cos(middle)
    return math.hypot(east, north)


_SAID = {
    NAMED: Remark(text="The caller named the number of this request."),
    SAME_PHONE: Remark(text="The same phone asked."),
    SAME_HOUSE: Remark(text="The same house."),
    SAME_PLACE: Remark(text="The same place; at least one of the two has no position."),
    SAME_WAY: Remark(text="The same number of people, moving in the same way."),
    SAME_SIZE: Remark(text="The same number of people."),
}


def _cell(west: int, south: int) -> str:
    return f"{west}:{south}"
