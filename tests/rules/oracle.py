"""The four promises of the issue, judged from plain facts in words of their own, without calling any rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations

from openevac.domain.events import Confirmation, ConfirmationKind, MissionStatus, OverdueLevel, RequestStatus
from openevac.domain.needs import BedKind
from openevac.domain.people import AgeBand, Consent, Evacuee, YesKind
from openevac.domain.places import Access
from openevac.rules.care import Door
from tests.rules.life import PEOPLE, Organisation, Request, danger_of

K = ConfirmationKind
STRONG = {K.CONTROL_QUESTION, K.COMMUNITY_LIST, K.POLICE_OR_RED_CROSS, K.ANOTHER_HOUSEHOLD, K.SEEN_BY_CREW}
ALIVE = {MissionStatus.PLANNED, MissionStatus.APPROVED, MissionStatus.ACCEPTED, MissionStatus.DISPATCHED}
ON_THE_ROAD = {MissionStatus.DISPATCHED, MissionStatus.TURNED_BACK, MissionStatus.HANDED_OVER}


def different_people(one: Confirmation, two: Confirmation) -> bool:
    if one.line_tag and one.line_tag == two.line_tag:
        return False
    if K.SECOND_CHANNEL in {one.kind, two.kind}:
        return one.channel != two.channel
    return one.source != two.source


def enough(request: Request, now: datetime) -> bool:
    """Tell whether a request shows what its place demands (at least: the rule may ask for more)."""
    fresh = [s for s in request.signs if now - s.at <= timedelta(days=14 if s.kind is K.SEEN_BY_CREW else 30)]
    pairs = [pair for pair in combinations(fresh, 2) if different_people(*pair) and pair[0].kind != pair[1].kind]
    if request.km is None or request.km < 10 or request.access != Access.OPEN:
        return any({one.kind, two.kind} <= STRONG for one, two in pairs)
    first = STRONG | {K.CALL_BACK}
    if request.km <= 25:
        return any({one.kind, two.kind} & first for one, two in pairs)
    return any(sign.kind in first for sign in fresh)


def no_van_below_the_ladder(world: Organisation) -> None:
    for mission, version, _, trips, when in world.seen.left:
        assert any(trips), f"{mission} v{version} left without a request"
        for trip in trips:
            for request in trip:
                assert request.hold is None, f"{request.id} was on hold when {mission} left"
                assert request.status in {RequestStatus.OPEN, RequestStatus.ON_MISSION}
                assert request.mission in {"", mission}
                if enough(request, when):
                    continue
                beside = [r for r in trip if r.id != request.id and r.hold is None and enough(r, when)]
                looked_at = request.no_more and request.approach_by_crew and not request.time_told
                assert looked_at, f"{request.id} is below the ladder"
                assert beside, f"{request.id} is checked alone"
                assert request.access in {Access.OPEN, Access.ARMOURED_ONLY}, f"{request.id} lies where no van may go"


def no_departure_without_two_yeses(world: Organisation) -> None:
    seen = world.seen
    for mission, version, leader, _, when in seen.left:
        desk = {who for m, v, who, side in seen.said_yes if (m, v, side) == (mission, version, "desk")}
        crew = {who for m, v, who, side in seen.said_yes if (m, v, side) == (mission, version, "crew")}
        desk = {who for who in desk if PEOPLE[who][0] == "ours" and "coordinator" in PEOPLE[who][1]}
        two_people = leader in crew and desk - {leader}
        alone = leader in crew & desk and (mission, version, leader) in seen.said_alone
        assert two_people or alone, f"{mission} v{version} left without two yeses"
        after = [at for at in seen.said_no[mission] if seen.planned_at[mission, version] < at < when]
        assert not after, f"{mission} v{version} left over a crew's no"


def a_no_stops_it(world: Organisation) -> None:
    for (mission, version), state in world.versions.items():
        nos = [at for at in world.seen.said_no[mission] if at > world.seen.planned_at[mission, version]]
        assert not nos or state.status not in ALIVE, f"{mission} v{version} goes on over a crew's no"


def nobody_aboard_without_a_yes(world: Organisation) -> None:
    for person, door, consents, aboard in world.seen.boarded:
        assert _own_or_answered_for(person, door, consents, aboard, world), f"{person.id} was taken without a yes"
        if person.bed is BedKind.CARE:
            assert person.id in door.care_beds_held or danger_of(consents, person.id), f"{person.id} has no bed"


def _own_or_answered_for(
    person: Evacuee, door: Door, consents: tuple[Consent, ...], aboard: frozenset[str], world: Organisation
) -> bool:
    no_at = door.said_no.get(person.id)
    said = [
        one
        for one in consents
        if one.evacuee == person.id
        and one.at >= door.arrived_at - timedelta(minutes=15)
        and (no_at is None or one.at > no_at)
    ]
    if any(one.kind is YesKind.DANGER_TO_LIFE and one.reason for one in said):
        by_force = no_at is not None and not person.cannot_decide and not is_child(person)
        if not by_force:  # else only a yes of their own, said after the no, counts: it is looked for below
            return True
    if is_child(person):
        return any(one.kind is YesKind.GUARDIAN and (one.named or one.guardian in aboard) for one in said)
    if person.cannot_decide:
        return any(one.kind is YesKind.DECIDED_FOR and one.named for one in said)
    return any(one.kind is YesKind.OWN for one in said)


def is_child(person: Evacuee) -> bool:
    return person.age_band in {AgeBand.INFANT, AgeBand.CHILD}


def no_child_rides_alone(world: Organisation) -> None:
    everybody = [person for request in world.requests.values() for person in request.people]
    grown = {one.id for one in everybody if one.age_band in {AgeBand.ADULT, AgeBand.ELDER} and not one.cannot_decide}
    for request in world.requests.values():
        for person in request.people:
            if person.id not in world.aboard or not is_child(person):
                continue
            van = world.aboard[person.id]
            said = [one for one in world.consents if one.evacuee == person.id]
            answered = any(one.named or (one.kind is YesKind.DANGER_TO_LIFE and one.reason) for one in said)
            with_somebody = any(one.guardian in grown and world.aboard.get(one.guardian) == van for one in said)
            assert answered or with_somebody, f"{person.id} rides alone"


def nothing_is_lost(world: Organisation) -> None:
    waited_for = {
        name
        for key, state in world.versions.items()
        if state.status in ALIVE
        for trip in world.trips.get(key, ())
        for name in trip
    }
    for request in world.requests.values():
        if request.status is RequestStatus.ON_MISSION:
            assert request.id in waited_for, f"{request.id} waits for a mission that never comes"
        if request.status is RequestStatus.ABOARD:
            riding = any(one.id in world.aboard for one in request.people)
            assert riding or request.ring_again_at, f"{request.id} is nowhere"
        if request.status is RequestStatus.REFUSED:
            assert request.ring_again_at, f"{request.id} said no and is never rung again"
        if request.hold is not None:
            silent = world.now - max(request.hold.since, world.seen.rung_at.get(request.id, request.hold.since))
            assert silent <= timedelta(hours=3), f"{request.id} lies on hold and nobody is rung"
    for person, mission in world.aboard.items():
        assert any(key[0] == mission and state.status in ON_THE_ROAD for key, state in world.versions.items()), (
            f"{person} is aboard of a mission that is over"
        )


def no_silent_crew_is_forgotten(world: Organisation) -> None:
    for mission, heard in world.seen.heard_at.items():
        if world.out(mission) is not None and world.now - heard > timedelta(hours=6):
            assert world.level(mission) is OverdueLevel.NO_ANSWER, f"{mission} is silent and nobody is told"


PROMISES = (
    no_van_below_the_ladder,
    no_departure_without_two_yeses,
    a_no_stops_it,
    nobody_aboard_without_a_yes,
    no_child_rides_alone,
    nothing_is_lost,
    no_silent_crew_is_forgotten,
)
