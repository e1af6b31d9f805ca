"""The rules of care at the door: who may board, on whose word, and what must be done and recorded with it.

Nothing here is a matter of opinion on the road: an adult decides for themselves, a child travels with who answers
for it, a relative's request is never a yes, and nobody is taken by force by us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from openevac.domain.needs import BedKind
from openevac.domain.people import AgeBand, Consent, Evacuee, EvacueeStatus, GuardianKind, YesKind
from openevac.domain.remarks import Remark

DOOR_SLACK = timedelta(minutes=15)
"""How long before the van's arrival a yes still counts as said at the door: the control call before entry."""
RING_AGAIN_DAYS = 3
RED_ZONE_DAYS = 14

_ARRIVED_AS = frozenset(
    {EvacueeStatus.HANDED_OVER, EvacueeStatus.ARRIVED, EvacueeStatus.HOUSED, EvacueeStatus.LEFT_ONWARD}
)
_OFFICES = frozenset({GuardianKind.POLICE, GuardianKind.CHILD_SERVICE})
_GROWN = frozenset({AgeBand.ADULT, AgeBand.ELDER})


class CareDuty(StrEnum):
    """What somebody must do now because of how a person was taken, or not."""

    RING_102 = "ring_102"
    RING_CHILD_SERVICE = "ring_child_service"
    ASK_WHEN_OUT = "ask_when_out"
    FIND_CARE_BED = "find_care_bed"
    TELL_COORDINATOR = "tell_coordinator"
    NO_PHOTO = "no_photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the crew knows at one door: the van, since when it is there, and who rides in which vehicle.

    `aboard`: evacuee id -> vehicle, for everybody recorded aboard. `said_no`: evacuee id -> when they last said no.
    `care_beds_held`: evacuee ids a bed with care is held for. `care_waived_by`: evacuee id -> code of the named
    person who decided that they travel without one.
    """

    vehicle: str
    arrived_at: datetime
    aboard: Mapping[str, str] = field(default_factory=dict)
    said_no: Mapping[str, datetime] = field(default_factory=dict)
    care_beds_held: frozenset[str] = frozenset()
    care_waived_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boarding:
    """Whether one person may board, why, on which yes, and what must be done now."""

    allowed: bool
    reason: Remark
    yes: YesKind | None = None
    duties: frozenset[CareDuty] = frozenset()


def may_board(person: Evacuee, household: Iterable[Evacuee], consents: Iterable[Consent], door: Door) -> Boarding:
    """Tell whether one person may board now.

    `household` are the people a guardian is looked for among. A guardian must be in the same vehicle already:
    board the adults first.
    """
    refused = _cannot_be(person, door)
    if refused is not None:
        return _no(refused)
    own = [one for one in consents if one.evacuee == person.id and _said_here(one, door)]
    people = {one.id: one for one in household}
    accepted = next((one for one in own if _why_not(one, person, people, door) is None), None)
    if accepted is None:
        reasons = [_why_not(one, person, people, door) for one in own]
        return _no(next((reason for reason in reasons if reason is not None), _MISSING[_rule_for(person)]))
    return _bed(person, door, accepted)


def may_board_party(
    party: Iterable[Evacuee], consents: Iterable[Consent], door: Door, household: Iterable[Evacuee] = ()
) -> dict[str, Boarding]:
    """Tell for everybody of one door who may board together, adults first so that children find their guardian.

    `household`: others a guardian is looked for among, who boarded before.
    """
    people, words = tuple(party), tuple(consents)
    known = (*people, *(one for one in household if one not in people))
    aboard = dict(door.aboard)
    answers: dict[str, Boarding] = {}
    for person in sorted(people, key=lambda one: one.age_band.is_child):
        here = _with_aboard(door, aboard)
        answers[person.id] = may_board(person, known, words, here)
        if answers[person.id].allowed:
            aboard[person.id] = door.vehicle
    return answers


def children_alone(
    people: Iterable[Evacuee], consents: Iterable[Consent], aboard: Mapping[str, str]
) -> tuple[str, ...]:
    """Give the children aboard whose guardian does not ride in the same vehicle.

    Asked before every departure and at every hand-over of a part: who answers for a child is a grown person there.
    """
    by_id = {one.id: one for one in people}
    children = {one.id for one in by_id.values() if one.age_band.is_child and one.id in aboard}
    answered = {one.evacuee for one in consents if _still_answered(one, by_id, aboard)}
    return tuple(sorted(children - answered))


def yes_missing(people: Iterable[Evacuee], consents: Iterable[Consent]) -> tuple[str, ...]:
    """Give who rides without any word of the kind they need: their yes was taken back after they had boarded.

    They are not put off by that: where somebody is stays recorded until somebody has looked. They are asked again.
    """
    words = tuple(consents)
    return tuple(
        sorted(
            one.id
            for one in people
            if not any(
                word.evacuee == one.id and word.kind in {_YES_OF[_rule_for(one)], YesKind.DANGER_TO_LIFE}
                for word in words
            )
        )
    )


def _still_answered(consent: Consent, people: Mapping[str, Evacuee], aboard: Mapping[str, str]) -> bool:
    """Tell whether a recorded word still answers for a child aboard."""
    if consent.kind is YesKind.DANGER_TO_LIFE:
        return bool(consent.reason.strip())
    if consent.kind is not YesKind.GUARDIAN:
        return False
    if consent.guardian_kind in _OFFICES:
        return bool(consent.named.strip())
    with_them = consent.guardian in aboard and aboard.get(consent.evacuee) == aboard[consent.guardian]
    return with_them and _can_answer(people.get(consent.guardian))


def _can_answer(guardian: Evacuee | None) -> bool:
    """Tell whether somebody can answer for a child: known, grown, and able to decide."""
    return guardian is not None and guardian.age_band in _GROWN and not guardian.cannot_decide


def ring_again(said_no_at: datetime, asked_for: datetime | None = None) -> datetime:
    """Give when somebody who said no is rung again: the day they named, else three days later. A no costs nothing."""
    if asked_for is not None and asked_for > said_no_at:
        return asked_for
    return said_no_at + timedelta(days=RING_AGAIN_DAYS)


def body_found() -> Boarding:
    """Say what a crew does that finds a dead person: nobody is carried, the police come, no photo is taken."""
    return _no(_BODY, CareDuty.RING_102, CareDuty.NO_PHOTO, CareDuty.TELL_COORDINATOR)


def days_in_red_zone(days: Iterable[date], today: date) -> int:
    """Count the days one crew member spent in the red zone within 14 days, today included; two trips a day are one."""
    first = today - timedelta(days=RED_ZONE_DAYS - 1)
    return len({day for day in days if first <= day <= today})


def _cannot_be(person: Evacuee, door: Door) -> Remark | None:
    """Say why nobody could board this person, whatever was said; None where they could."""
    if person.status is EvacueeStatus.DEAD:
        return _BODY
    if person.id in door.aboard:
        facts: dict[str, str | int | float] = {"vehicle": door.aboard[person.id]}
        return Remark(text="Recorded aboard {vehicle} already; check which van this person is in.", facts=facts)
    if person.status is EvacueeStatus.ABOARD:
        return _ABOARD
    return _ARRIVED if person.status in _ARRIVED_AS else None


def _said_here(consent: Consent, door: Door) -> bool:
    """Tell whether a yes was said at this door and after any no."""
    no_at = door.said_no.get(consent.evacuee)
    return consent.at >= door.arrived_at - DOOR_SLACK and (no_at is None or consent.at > no_at)


def _rule_for(person: Evacuee) -> str:
    if person.age_band.is_child:
        return "child"
    return "cannot_decide" if person.cannot_decide else "adult"


def _why_not(consent: Consent, person: Evacuee, people: Mapping[str, Evacuee], door: Door) -> Remark | None:
    """Say why one recorded yes does not let this person board; None where it does."""
    rule = _rule_for(person)
    if consent.kind is YesKind.DANGER_TO_LIFE:
        return _in_danger(consent, person, rule, door)
    if consent.kind is not _YES_OF[rule]:
        return _WRONG_YES[rule]
    if rule == "child":
        return _guardian(consent, person, people, door)
    if rule == "cannot_decide" and (consent.decided_by is None or consent.named.strip() in {"", person.id}):
        return _NAME_WHO_DECIDES
    return None


def _in_danger(consent: Consent, person: Evacuee, rule: str, door: Door) -> Remark | None:
    if rule == "adult" and (person.id in door.said_no or person.status is EvacueeStatus.REFUSED):
        return _BY_FORCE
    return None if consent.reason.strip() else _REASON_MISSING


def _guardian(consent: Consent, child: Evacuee, people: Mapping[str, Evacuee], door: Door) -> Remark | None:
    if consent.guardian_kind in _OFFICES:
        return None if consent.named.strip() else _NAME_THE_OFFICE
    guardian = people.get(consent.guardian)
    if consent.guardian_kind is None or guardian is None or guardian.id == child.id:
        return _MISSING["child"]
    if not _can_answer(guardian):
        return _GUARDIAN_GROWN
    return None if door.aboard.get(guardian.id) == door.vehicle else _SAME_VEHICLE


def _bed(person: Evacuee, door: Door, consent: Consent) -> Boarding:
    """Add the rule of care beds and the duties to an accepted yes."""
    in_danger = consent.kind is YesKind.DANGER_TO_LIFE
    duties = _danger_duties(person, consent) if in_danger else set()
    has_bed = person.id in door.care_beds_held or bool(door.care_waived_by.get(person.id, "").strip())
    if person.bed is BedKind.CARE and not has_bed:
        if not in_danger:
            return _no(_NO_CARE_BED)
        duties.add(CareDuty.FIND_CARE_BED)
    return Boarding(allowed=True, reason=_BOARDS[consent.kind], yes=consent.kind, duties=frozenset(duties))


def _danger_duties(person: Evacuee, consent: Consent) -> set[CareDuty]:
    duties = {CareDuty.TELL_COORDINATOR}
    if not person.age_band.is_child:
        duties.add(CareDuty.ASK_WHEN_OUT)
    elif not consent.services_told:
        duties |= {CareDuty.RING_102, CareDuty.RING_CHILD_SERVICE}
    return duties


def _with_aboard(door: Door, aboard: Mapping[str, str]) -> Door:
    return Door(
        vehicle=door.vehicle, arrived_at=door.arrived_at, aboard=aboard, said_no=door.said_no,
        care_beds_held=door.care_beds_held, care_waived_by=door.care_waived_by,
    )  # fmt: skip


def _no(reason: Remark, *duties: CareDuty) -> Boarding:
    return Boarding(allowed=False, reason=reason, duties=frozenset(duties))


_YES_OF = {"adult": YesKind.OWN, "child": YesKind.GUARDIAN, "cannot_decide": YesKind.DECIDED_FOR}
_WRONG_YES = {
    "adult": Remark(text="An adult says yes for themselves; nobody else's word is a yes."),
    "child": Remark(text="A child's own word is not enough: a parent or guardian in the same vehicle, the police or"
                         " the children's service answers for it."),
    "cannot_decide": Remark(text="This person cannot decide: a second adult, a doctor or a service decides, named."),
}  # fmt: skip
_MISSING = {
    "adult": Remark(text="Nobody recorded their own yes at the door: ask whether they themselves want to go now."),
    "child": Remark(text="Nobody is recorded who answers for this child: name the parent or guardian in the same"
                         " vehicle, the police or the children's service."),
    "cannot_decide": Remark(text="Nobody is recorded who decided for this person: name the second adult, the doctor"
                                 " or the service."),
}  # fmt: skip
_NAME_WHO_DECIDES = Remark(text="Name who decided: the second adult, the doctor or the service.")
_NAME_THE_OFFICE = Remark(text="Name the police unit or the service that answers for this child.")
_GUARDIAN_GROWN = Remark(text="Who answers for a child is recorded as a grown person who can decide.")
_SAME_VEHICLE = Remark(text="Parent or guardian ride in the same vehicle as the child: board them first.")
_BY_FORCE = Remark(text="They said no. Taking people by force is the authorities' act, never ours: ring 102.")
_REASON_MISSING = Remark(text="Danger to life needs its reason, in a few words.")
_NO_CARE_BED = Remark(text="No bed with care is held: find one, or name the person who decided to go without.")
_BODY = Remark(text="A dead person is not carried: ring the police, take no photo, tell the coordinator.")
_ABOARD = Remark(text="Recorded aboard another van already; check which van this person is in.")
_ARRIVED = Remark(text="This person has arrived already.")
_BOARDS = {
    YesKind.OWN: Remark(text="They said yes themselves."),
    YesKind.GUARDIAN: Remark(text="Who answers for the child is recorded."),
    YesKind.DECIDED_FOR: Remark(text="Who decided for them is recorded."),
    YesKind.DANGER_TO_LIFE: Remark(text="Danger to life: taken now; ring and record what is still open."),
}
