"""The ladder of confirmation: the nearer a place lies to the line, the more independent signs a request needs.

Over 25 km from the line or border: one call-back. From 10 to 25 km: one more person or channel. Under 10 km, or
where entry is not open: two strong signs of different kinds. A distance that nobody knows counts as the nearest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from openevac.domain.events import Confirmation, ConfirmationKind
from openevac.domain.places import Access
from openevac.domain.remarks import Remark

FAR_KM = 25.0
NEAR_KM = 10.0
SEEN_DAYS = 14
SIGN_DAYS = 30
CLOCK_SLACK = timedelta(minutes=15)

STRONG = frozenset(
    {
        ConfirmationKind.CONTROL_QUESTION,
        ConfirmationKind.COMMUNITY_LIST,
        ConfirmationKind.POLICE_OR_RED_CROSS,
        ConfirmationKind.ANOTHER_HOUSEHOLD,
        ConfirmationKind.SEEN_BY_CREW,
    }
)
"""The signs that somebody who only wants to draw a van to a place can hardly make."""

MORE = STRONG | {ConfirmationKind.SECOND_PERSON, ConfirmationKind.SECOND_CHANNEL}
"""What counts as one more person or channel beside a call-back."""


class Rung(StrEnum):
    """How much a request must show, by where it leads a van."""

    FAR = "far"
    MIDDLE = "middle"
    NEAR = "near"


class VerdictKind(StrEnum):
    """What the ladder says of a request."""

    CONFIRMED = "confirmed"
    NEEDS = "needs"
    CHECK_ADDRESS_ONLY = "check_address_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the ladder says: on which rung, why, and which signs would do. `set_aside`: why some did not count."""

    kind: VerdictKind
    rung: Rung
    reason: Remark
    would_do: tuple[Remark, ...] = ()
    set_aside: tuple[Remark, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Tell whether a van may be sent for this request alone."""
        return self.kind is VerdictKind.CONFIRMED


def rung_of(distance_km: float | None, access: Access) -> Rung:
    """Give the rung of a place: `distance_km` to the line or border, None or not a number where nobody knows."""
    if access is not Access.OPEN or distance_km is None or math.isnan(distance_km) or distance_km < NEAR_KM:
        return Rung.NEAR
    return Rung.FAR if distance_km > FAR_KM else Rung.MIDDLE


def judge(
    distance_km: float | None,
    access: Access,
    signs: Iterable[Confirmation],
    now: datetime,
    *,
    no_more_possible: bool = False,
) -> Verdict:
    """Say whether a request is confirmed, needs more signs, or may only be checked beside another stop.

    `no_more_possible`: a person recorded that no further sign can be had. Into a place closed to vans nobody is
    sent to check an address: such a request is passed on to those who may enter.
    """
    rung = rung_of(distance_km, access)
    standing, set_aside = _standing(tuple(signs), now)
    if _ENOUGH[rung](standing):
        return Verdict(kind=VerdictKind.CONFIRMED, rung=rung, reason=_CONFIRMED[rung], set_aside=set_aside)
    if no_more_possible and access in {Access.CLOSED, Access.POLICE_AND_ARMY_ONLY}:
        return Verdict(kind=VerdictKind.NEEDS, rung=rung, reason=_PASS_ON, would_do=(_TO_WHOM,), set_aside=set_aside)
    if no_more_possible:
        return Verdict(kind=VerdictKind.CHECK_ADDRESS_ONLY, rung=rung, reason=_CHECK_ONLY, set_aside=set_aside)
    return Verdict(
        kind=VerdictKind.NEEDS,
        rung=rung,
        reason=_NEEDS[rung],
        would_do=_would_do(rung, standing),
        set_aside=set_aside,
    )


def independent(one: Confirmation, other: Confirmation) -> bool:
    """Tell whether two signs rest on different people: the same source or phone line counts once.

    A second channel is another way to the same person, so it may share the source, never channel or phone line.
    """
    if ConfirmationKind.SECOND_CHANNEL in {one.kind, other.kind}:
        return one.channel is not other.channel and not _same_line(one, other)
    return not _same_word(one, other)


def _same_word(one: Confirmation, other: Confirmation) -> bool:
    return one.source.strip().casefold() == other.source.strip().casefold() or _same_line(one, other)


def _same_line(one: Confirmation, other: Confirmation) -> bool:
    return bool(one.line_tag) and one.line_tag == other.line_tag


def _standing(signs: tuple[Confirmation, ...], now: datetime) -> tuple[tuple[Confirmation, ...], tuple[Remark, ...]]:
    """Give the signs that still count, and why the others do not."""
    kept: list[Confirmation] = []
    said: list[Remark] = []
    for sign in signs:
        days = SEEN_DAYS if sign.kind is ConfirmationKind.SEEN_BY_CREW else SIGN_DAYS
        if sign.at > now + CLOCK_SLACK:
            said.append(_remark("A sign ({sign}) is dated later than now and does not count: check the clock.", sign))
        elif now - sign.at > timedelta(days=days):
            said.append(_remark("A sign ({sign}) is older than {days} days and does not count any more.", sign, days))
        elif not sign.source.strip():
            said.append(_remark("A sign ({sign}) does not say on whose word it rests and does not count.", sign))
        else:
            kept.append(sign)
    return tuple(kept), tuple(said)


def _remark(text: str, sign: Confirmation, days: int | None = None) -> Remark:
    return Remark(text=text, facts={"sign": sign.kind.value} | ({} if days is None else {"days": days}))


def _two_strong(signs: Sequence[Confirmation]) -> bool:
    strong = [sign for sign in signs if sign.kind in STRONG]
    return any(one.kind is not two.kind and not _linked(one, two, signs) for one, two in combinations(strong, 2))


def _one_and_another(signs: Sequence[Confirmation]) -> bool:
    """Tell whether a call-back or strong sign stands beside one more person or channel."""
    firsts = [sign for sign in signs if sign.kind in STRONG | {ConfirmationKind.CALL_BACK}]
    mores = [sign for sign in signs if sign.kind in MORE]
    return any(one.kind is not two.kind and not _linked(one, two, signs) for one in firsts for two in mores)


def _linked(one: Confirmation, other: Confirmation, signs: Sequence[Confirmation]) -> bool:
    """Tell whether two signs lead back to one person, also by way of third signs that share a word with both."""
    if ConfirmationKind.SECOND_CHANNEL in {one.kind, other.kind}:
        return not independent(one, other)
    reached, left = [one], [sign for sign in signs if sign is not one]
    for here in reached:  # grows while it is walked
        found = [sign for sign in left if _same_word(here, sign)]
        left = [sign for sign in left if sign not in found]
        reached += found
    return other in reached


def _call_back_or_strong(signs: Sequence[Confirmation]) -> bool:
    return any(sign.kind in STRONG | {ConfirmationKind.CALL_BACK} for sign in signs)


_ENOUGH = {
    Rung.FAR: _call_back_or_strong,
    Rung.MIDDLE: lambda signs: _one_and_another(signs) or _two_strong(signs),
    Rung.NEAR: _two_strong,
}

_CONFIRMED = {
    Rung.FAR: Remark(text="Confirmed: over 25 km from the line one call-back is enough."),
    Rung.MIDDLE: Remark(text="Confirmed: one more person or channel stands beside the first word."),
    Rung.NEAR: Remark(text="Confirmed: two strong signs of different people."),
}
_NEEDS = {
    Rung.FAR: Remark(text="Not confirmed yet: ring back."),
    Rung.MIDDLE: Remark(text="Not confirmed yet: 10 to 25 km from the line it takes one more person or channel."),
    Rung.NEAR: Remark(
        text="Not confirmed yet: under 10 km from the line, where entry is not open, or where the distance is not"
        " known, it takes two strong signs of different kinds and different people."
    ),
}
_PASS_ON = Remark(text="Not confirmed, and no van may enter there: pass it on to those who may.")
_TO_WHOM = Remark(text="Police, rescue service, Red Cross or the military administration, named in the request.")
_CHECK_ONLY = Remark(
    text="Check the address: only beside a confirmed stop of the same trip, by a way the crew chooses, no time told."
)

_SIGNS_IN_WORDS = {
    ConfirmationKind.CONTROL_QUESTION: Remark(text="A control question about the place, answered right."),
    ConfirmationKind.COMMUNITY_LIST: Remark(text="The list of the community."),
    ConfirmationKind.POLICE_OR_RED_CROSS: Remark(text="A word of the police or the Red Cross."),
    ConfirmationKind.ANOTHER_HOUSEHOLD: Remark(text="Another household of the street, on another phone."),
    ConfirmationKind.SEEN_BY_CREW: Remark(text="A crew that saw them within 14 days."),
}
_RING_BACK = Remark(text="A call-back that is answered.")
_ANOTHER_PERSON = Remark(text="Another person, on another phone.")
_ANOTHER_CHANNEL = Remark(text="The same person over another channel.")


def _would_do(rung: Rung, signs: Sequence[Confirmation]) -> tuple[Remark, ...]:
    """Give the signs that would help, without the kinds that are there already."""
    have = {sign.kind for sign in signs}
    strong = tuple(words for kind, words in _SIGNS_IN_WORDS.items() if kind not in have)
    if rung is Rung.NEAR:
        return strong
    first = () if _call_back_or_strong(signs) else (_RING_BACK,)
    if rung is Rung.FAR:
        return first + strong
    return (*first, _ANOTHER_PERSON, _ANOTHER_CHANNEL, *strong)
