"""Signs that a request may be bait for a van. They never refuse: they hold, with an owner and a clock, and say why.

Everything here is for coordinators; nothing of it is told to the one who asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from openevac.domain.events import Asker
from openevac.domain.remarks import Remark
from openevac.domain.roles import Role
from openevac.domain.units import require_aware, require_not_negative
from openevac.rules.holds import RINGS_EVERY
from openevac.rules.lure_patterns import (
    CLUSTER_REQUESTS,
    CLUSTER_TIMES_USUAL,
    CONTACT_HOUSEHOLDS,
    EDGE_KM,
    HOLD_AT,
    MOVED_KM,
    NEW_CONTACT_H,
    NEW_CONTACT_HOUSEHOLDS,
    PATTERNS,
    LureKind,
)

HOLD_OWNER = Role.COORDINATOR
"""Who owns a hold that nobody has taken yet."""


class GroundOf(StrEnum):
    """On what ground a place lies, by the source that says the worst."""

    FREE = "free"
    CONTESTED = "contested"
    HELD = "held"


class ControlAnswer(StrEnum):
    """How the one who asks answered the question that only somebody from there can answer."""

    NOT_ASKED = "not_asked"
    RIGHT = "right"
    WRONG = "wrong"


class KnownThere(StrEnum):
    """What a list or a street says of a household. `NO_WORD`: there is no list, or nobody was asked."""

    NO_WORD = "no_word"
    KNOWN = "known"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class LureFacts:
    """What the patterns look at: counts the store makes from tags and cells, and the operator's tick boxes.

    `distance_km`: to the nearest held or contested ground or border; None where the place is not known yet.
    `moved_closer_km`: how much nearer to the line the meeting point is now than when it was first named.
    `contact_age_h`: since this phone tag or account was first heard of; unknown counts as new. Who says to be of a
    community or service may ask for many only from a contact known to us: saying so is easy.
    `other_households`: other households that the same phone tag or account asked for within CONTACT_WINDOW_H.
    `new_in_cell`: unconfirmed requests of the same cell within CLUSTER_WINDOW_H, this one too; `usual_in_cell`:
    what is usual there in such a time. `crew_found_nobody`: visits within NOBODY_WINDOW_DAYS and NOBODY_WITHIN_M
    that found nobody and after which nobody saw or heard the household. `set_aside`: signs a named person looked
    into, with the size they then had.
    """

    asker: Asker
    ground: GroundOf = GroundOf.FREE
    distance_km: float | None = None
    moved_closer_km: float = 0.0
    contact_age_h: float | None = None
    other_households: int = 0
    new_in_cell: int = 0
    usual_in_cell: float = 0.0
    crew_found_nobody: int = 0
    control: ControlAnswer = ControlAnswer.NOT_ASKED
    on_community_list: KnownThere = KnownThere.NO_WORD
    to_neighbours: KnownThere = KnownThere.NO_WORD
    asked_exact_time: bool = False
    asked_route: bool = False
    asked_vehicle: bool = False
    asked_who_comes: bool = False
    asked_for_a_van: bool = False
    set_aside: dict[LureKind, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("other_households", "new_in_cell", "usual_in_cell", "crew_found_nobody"):
            require_not_negative(name, getattr(self, name))
        for name in ("distance_km", "contact_age_h"):
            value = getattr(self, name)
            if value is not None:
                require_not_negative(name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LureSign:
    """One pattern seen. `size` grows with it (requests, kilometres), so a sign set aside counts again when it grew."""

    kind: LureKind
    reason: Remark
    size: int = 1
    set_aside: bool = False

    @property
    def weight(self) -> int:
        """Give what it adds towards a hold; nothing once a person has set it aside."""
        return 0 if self.set_aside else PATTERNS[self.kind].weight


@dataclass(frozen=True, slots=True, kw_only=True)
class LureVerdict:
    """All signs seen, whether they hold the request, who owns the hold and when it rings. A hold is never a refusal."""

    signs: tuple[LureSign, ...]
    hold: bool
    owner: Role | None
    ring_at: datetime | None


def look_for_lure(facts: LureFacts, now: datetime) -> LureVerdict:
    """Look at a request for every pattern; hold it where the signs together weigh enough."""
    require_aware("now", now)
    signs = tuple(_set_aside(sign, facts) for sign in _signs(facts))
    hold = sum(sign.weight for sign in signs) >= HOLD_AT
    return LureVerdict(
        signs=tuple(sorted(signs, key=lambda sign: list(LureKind).index(sign.kind))),
        hold=hold,
        owner=HOLD_OWNER if hold else None,
        ring_at=now + RINGS_EVERY if hold else None,
    )


def _set_aside(sign: LureSign, facts: LureFacts) -> LureSign:
    covered = sign.size <= facts.set_aside.get(sign.kind, 0)
    return LureSign(kind=sign.kind, reason=sign.reason, size=sign.size, set_aside=covered)


def _signs(facts: LureFacts) -> Iterator[LureSign]:
    yield from _of_the_place(facts)
    yield from _of_the_contact(facts)
    yield from _of_the_household(facts)
    yield from _of_the_questions(facts)


def _of_the_place(facts: LureFacts) -> Iterator[LureSign]:
    if facts.ground is GroundOf.HELD:
        yield LureSign(kind=LureKind.HELD_GROUND, reason=Remark(text="The place lies in held ground."))
    elif facts.ground is GroundOf.CONTESTED:
        yield LureSign(kind=LureKind.CONTESTED_GROUND, reason=Remark(text="The place lies in contested ground."))
    elif facts.distance_km is not None and facts.distance_km < EDGE_KM.value:
        yield LureSign(
            kind=LureKind.EDGE_OF_LINE,
            reason=Remark(text="{km} km from the line or the border.", facts={"km": round(facts.distance_km, 1)}),
            size=math.ceil(EDGE_KM.value - facts.distance_km),
        )
    if facts.moved_closer_km >= MOVED_KM.value:
        yield LureSign(
            kind=LureKind.MOVES_TO_THE_LINE,
            reason=Remark(
                text="The meeting point was moved {km} km towards the line.",
                facts={"km": round(facts.moved_closer_km, 1)},
            ),
            size=math.ceil(facts.moved_closer_km),
        )
    enough = max(CLUSTER_REQUESTS.value, CLUSTER_TIMES_USUAL.value * facts.usual_in_cell)
    if facts.new_in_cell >= enough:
        yield LureSign(
            kind=LureKind.CLUSTER,
            reason=Remark(
                text="{count} new requests from this neighbourhood in a day, none confirmed yet.",
                facts={"count": facts.new_in_cell},
            ),
            size=facts.new_in_cell,
        )


def _of_the_contact(facts: LureFacts) -> Iterator[LureSign]:
    is_new = facts.contact_age_h is None or facts.contact_age_h < NEW_CONTACT_H.value
    asks_for_many = facts.asker in {Asker.COMMUNITY, Asker.SERVICE}
    if is_new and facts.other_households >= NEW_CONTACT_HOUSEHOLDS.value:
        text = "A phone or account we have known for less than three days asked for {count} more households in a day."
    elif not asks_for_many and facts.other_households >= CONTACT_HOUSEHOLDS.value:
        text = "The same phone or account asked for {count} more households in a day."
    else:
        return
    yield LureSign(
        kind=LureKind.SAME_CONTACT,
        reason=Remark(text=text, facts={"count": facts.other_households}),
        size=facts.other_households,
    )


def _of_the_household(facts: LureFacts) -> Iterator[LureSign]:
    if facts.crew_found_nobody:
        text = "A crew was here and found nobody; since then nobody has seen or heard the household."
        yield LureSign(kind=LureKind.NOBODY_BEFORE, reason=Remark(text=text), size=facts.crew_found_nobody)
    if facts.control is ControlAnswer.WRONG:
        text = "The one who asks could not answer the control question."
        yield LureSign(kind=LureKind.CONTROL_QUESTION, reason=Remark(text=text))
    if facts.to_neighbours is KnownThere.NOT_KNOWN:
        text = "Nobody in the street has ever heard of this household."
        yield LureSign(kind=LureKind.UNKNOWN_TO_NEIGHBOURS, reason=Remark(text=text))
    if facts.on_community_list is KnownThere.NOT_KNOWN:
        text = "The community's list of who remains does not have this household."
        yield LureSign(kind=LureKind.NOT_ON_LIST, reason=Remark(text=text))


def _of_the_questions(facts: LureFacts) -> Iterator[LureSign]:
    if facts.asked_route:
        yield LureSign(
            kind=LureKind.ASKS_ROUTE, reason=Remark(text="The one who asks wants to know the way of the van.")
        )
    if facts.asked_who_comes:
        text = "The one who asks wants to know who else comes or is fetched."
        yield LureSign(kind=LureKind.ASKS_WHO_COMES, reason=Remark(text=text))
    if facts.asked_for_a_van:
        text = "The one who asks wants a certain van or driver."
        yield LureSign(kind=LureKind.ASKS_FOR_A_VAN, reason=Remark(text=text))
    if facts.asked_exact_time:
        text = "The one who asks insists on an exact time."
        yield LureSign(kind=LureKind.ASKS_EXACT_TIME, reason=Remark(text=text))
    if facts.asked_vehicle:
        text = "The one who asks wants to know which vehicle comes."
        yield LureSign(kind=LureKind.ASKS_VEHICLE, reason=Remark(text=text))
