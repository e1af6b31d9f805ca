"""A small organisation that does what the rules allow: requests, a crew's no, doors, hand-overs; for the machine.

Rules are called through their modules, so that a test can plant a fault in one. What happened is kept apart as plain
facts (`Seen`), and `tests/rules/oracle.py` judges those facts in its own words, without a rule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from openevac.domain.events import (
    CheckInKind,
    Confirmation,
    MissionStatus,
    MissionYes,
    OverdueLevel,
    RequestStatus,
    StopOutcome,
    YesMethod,
)
from openevac.domain.people import Consent, Evacuee, EvacueeStatus, YesKind
from openevac.domain.places import Access
from openevac.domain.roles import Action, Actor, Resource, ResourceKind, Role
from openevac.rules import care, confirmation, holds, mission_stops, missions, overdue, permissions

START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
PEOPLE = {
    "coord": ("ours", {Role.COORDINATOR}),
    "boss": ("ours", {Role.COORDINATOR, Role.CREW_LEADER}),  # drives on nights when nobody else does
    "oper": ("ours", {Role.OPERATOR}),
    "driver": ("ours", {Role.CREW_LEADER}),
    "medic": ("ours", {Role.CREW}),
    "stranger": ("theirs", {Role.COORDINATOR, Role.CREW_LEADER}),
}
CREWS = {"a": ("driver", frozenset({"driver", "medic"})), "b": ("boss", frozenset({"boss", "medic"}))}
"""Who rides on missions a.1, a.2 ... and b.1, b.2 ..."""
SHIFT = ("coord", "boss", "oper")


@dataclass
class Request:
    """One request as the desk keeps it."""

    id: str
    km: float | None
    access: Access
    people: tuple[Evacuee, ...]
    signs: list[Confirmation] = field(default_factory=list)
    no_more: bool = False
    approach_by_crew: bool = True
    time_told: bool = False
    status: RequestStatus = RequestStatus.OPEN
    mission: str = ""
    hold: holds.Hold | None = None
    ring_again_at: datetime | None = None


@dataclass
class Seen:
    """Plain facts, as a bystander with a notebook would keep them."""

    said_yes: list[tuple[str, int, str, str]] = field(default_factory=list)  # mission, version, who, as what
    said_alone: set[tuple[str, int, str]] = field(default_factory=set)
    said_no: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    planned_at: dict[tuple[str, int], datetime] = field(default_factory=dict)
    left: list[tuple[str, int, str, tuple[tuple[Request, ...], ...], datetime]] = field(default_factory=list)
    boarded: list[tuple[Evacuee, care.Door, tuple[Consent, ...], frozenset[str]]] = field(default_factory=list)
    rung_at: dict[str, datetime] = field(default_factory=dict)
    heard_at: dict[str, datetime] = field(default_factory=dict)


class Organisation:
    """Does what it is asked where the rules allow it, and writes down what happened."""

    def __init__(self) -> None:
        self.now = START
        self.requests: dict[str, Request] = {}
        self.versions: dict[tuple[str, int], missions.MissionState] = {}
        self.trips: dict[tuple[str, int], tuple[tuple[str, ...], ...]] = {}
        self.doors: dict[str, dict[str, StopOutcome | None]] = defaultdict(dict)
        self.words: dict[str, list[overdue.Word]] = defaultdict(list)
        self.departed: dict[str, datetime] = {}
        self.aboard: dict[str, str] = {}
        self.consents: list[Consent] = []
        self.said_no: dict[str, datetime] = {}
        self.arrived_at: dict[str, datetime] = {}
        self.seen = Seen()

    # --- asking

    def may(self, who: str, action: Action, mission: str) -> bool:
        organisation, roles = PEOPLE[who]
        rides = frozenset({mission} if who in CREWS[mission[0]][1] else ())
        actor = Actor(person=who, organisation=organisation, roles=frozenset(roles), missions=rides)
        thing = Resource(kind=ResourceKind.MISSION, organisation="ours", id=mission, mission=mission)
        return permissions.decide(actor, action, thing).allowed

    def newest(self, mission: str) -> missions.MissionState | None:
        versions = [one for (name, _), one in self.versions.items() if name == mission]
        return max(versions, key=lambda one: one.version, default=None)

    def out(self, mission: str) -> missions.MissionState | None:
        """Give the version that is on the road."""
        return next((v for (name, _), v in self.versions.items() if name == mission and v.status in missions.OUT), None)

    def standing(self, request: Request) -> mission_stops.StopStanding:
        verdict = confirmation.judge(
            request.km, request.access, request.signs, self.now, no_more_possible=request.no_more
        )
        return mission_stops.StopStanding(
            request=request.id, verdict=verdict.kind, held=request.hold is not None, status=request.status,
            approach_by_crew=request.approach_by_crew, time_told=request.time_told, mission=request.mission,
        )  # fmt: skip

    def standings(self, key: tuple[str, int]) -> list[list[mission_stops.StopStanding]]:
        return [[self.standing(self.requests[name]) for name in trip] for trip in self.trips[key]]

    # --- missions

    def plan(self, mission: str, trips: tuple[tuple[str, ...], ...], older: missions.MissionState | None) -> None:
        leader, crew = CREWS[mission[0]]
        state, step = missions.MissionState(id=mission, leader=leader, crew=crew), None
        if older is not None:
            step = missions.replan(older)
            if not step.allowed or step.newer is None:
                return
            state = step.newer
        stops = [[self.standing(self.requests[name]) for name in trip] for trip in trips]
        if not missions.plan(state, stops).allowed:
            return
        if step is not None:
            self.keep(step)
        self.versions[mission, state.version] = state
        self.trips[mission, state.version] = trips
        self.seen.planned_at[mission, state.version] = self.now
        for request in [self.requests[name] for trip in trips for name in trip]:
            request.status, request.mission = RequestStatus.ON_MISSION, mission
        self.give_back(mission)

    def keep(self, step: missions.Step) -> None:
        self.versions[step.mission.id, step.mission.version] = step.mission
        if step.older is not None:
            self.versions[step.older.id, step.older.version] = step.older
        if missions.Duty.GIVE_REQUESTS_BACK in step.duties:
            self.give_back(step.mission.id)

    def give_back(self, mission: str) -> None:
        """Let those wait again whom no living version of the mission will fetch."""
        driven = missions.BEFORE | {MissionStatus.DISPATCHED}
        still = {
            name
            for key, version in self.versions.items()
            if key[0] == mission and version.status in driven
            for trip in self.trips.get(key, ())
            for name in trip
        }
        for request in self.requests.values():
            if request.mission == mission and request.status is RequestStatus.ON_MISSION and request.id not in still:
                request.status, request.mission = RequestStatus.OPEN, ""

    def approve(self, who: str, mission: str, *, stale: bool) -> None:
        state = self.newest(mission)
        if state is None or not self.may(who, Action.APPROVE_MISSION, mission):
            return
        version = state.version - stale
        yes = MissionYes(by=who, method=YesMethod.PIN, at=self.now, version=version)
        self.seen.said_yes.append((mission, version, who, "desk"))
        self.keep(missions.approve(state, yes, self.standings((mission, state.version))))

    def accept(self, who: str, mission: str, *, stale: bool, typed_by: str) -> None:
        state = self.newest(mission)
        if state is None or not self.may(typed_by or who, Action.ACCEPT_MISSION, mission):
            return
        version = state.version - stale
        method = YesMethod.CALL if typed_by else YesMethod.PIN
        yes = MissionYes(by=who, method=method, at=self.now, version=version, recorded_by=typed_by)
        self.seen.said_yes.append((mission, version, who, "crew"))
        self.keep(missions.accept(state, yes))

    def alone(self, who: str, mission: str, sentence: str) -> None:
        state = self.newest(mission)
        if state is None or not self.may(who, Action.ACCEPT_MISSION, mission):
            return
        step = missions.alone_on_shift(state, who, sentence)
        if len(sentence.split()) > 3:
            self.seen.said_alone.add((mission, state.version, who))
        self.keep(step)

    def refuse(self, who: str, mission: str, version: int) -> None:
        """A crew member says no, perhaps to a version that was replaced meanwhile: it is passed on to all."""
        state = self.versions.get((mission, version))
        if state is None or not self.may(who, Action.REFUSE_MISSION, mission):
            return
        step = missions.refuse(state)
        if not step.allowed:
            return
        self.seen.said_no[mission].append(self.now)
        self.keep(step)
        if missions.Duty.TELL_OTHER_VERSIONS in step.duties:
            for key, other in list(self.versions.items()):
                if key[0] == mission and other.status not in missions.OVER:
                    self.keep(missions.refuse(other))

    def dispatch(self, who: str, mission: str) -> None:
        state = self.newest(mission)
        if state is None or not self.may(who, Action.DISPATCH_MISSION, mission):
            return
        key = (mission, state.version)
        step = missions.dispatch(state, self.standings(key), self.out(mission))
        if not step.allowed:
            return
        trips = tuple(tuple(self.as_it_was(name) for name in trip) for trip in self.trips[key])
        self.seen.left.append((mission, state.version, state.leader, trips, self.now))
        self.keep(step)
        self.departed.setdefault(mission, self.now)
        self.seen.heard_at[mission] = self.now
        self.doors[mission] |= {name: None for trip in self.trips[key] for name in trip}
        self.give_back(mission)

    def as_it_was(self, name: str) -> Request:
        request = self.requests[name]
        return replace(request, signs=list(request.signs))

    def turn_back(self, mission: str) -> None:
        state = self.out(mission)
        if state is not None:
            self.keep(missions.turn_back(state))

    def check_in(self, mission: str, late_min: int, silent_min: int) -> None:
        if self.out(mission) is None:
            return
        said = max(self.departed[mission], self.now - timedelta(minutes=late_min))
        until = said + timedelta(minutes=silent_min) if silent_min else None
        self.words[mission].append(
            overdue.Word(kind=CheckInKind.WE_ARE_HERE, happened_at=said, received_at=self.now, silent_until=until)
        )
        self.seen.heard_at[mission] = self.now

    def level(self, mission: str) -> OverdueLevel:
        watch = overdue.Watch(departed_at=self.departed[mission], words=tuple(self.words[mission]))
        return overdue.overdue(watch, self.now).level

    # --- doors

    def waiting_at(self, mission: str) -> list[str]:
        return [name for name, outcome in self.doors[mission].items() if outcome is None]

    def board(self, mission: str, name: str, *, bed: bool) -> None:
        """Take aboard whoever may board; who may not stays, and is rung again."""
        request = self.requests[name]
        if self.out(mission) is None or name not in self.waiting_at(mission):
            return
        here = [one for one in request.people if one.status in {EvacueeStatus.WAITING, EvacueeStatus.REFUSED}]
        beds = frozenset(one.id for one in here) if bed else frozenset()
        door = care.Door(
            vehicle=mission, arrived_at=self.arrived_at.get(name, self.now), aboard=dict(self.aboard),
            said_no=dict(self.said_no), care_beds_held=beds,
        )  # fmt: skip
        answers = care.may_board_party(here, self.consents, door)
        taken = [one for one in here if answers[one.id].allowed]
        for person in taken:
            self.aboard[person.id] = mission
        for person in taken:
            self.seen.boarded.append((person, door, tuple(self.consents), frozenset(self.aboard)))
            self.change(name, person.id, EvacueeStatus.ABOARD)
        if taken:
            self.outcome(mission, name, StopOutcome.BOARDED)

    def outcome(self, mission: str, name: str, outcome: StopOutcome) -> None:
        request = self.requests[name]
        if self.out(mission) is None or name not in self.waiting_at(mission):
            return
        self.doors[mission][name] = outcome
        request.status = mission_stops.STATUS_AFTER[outcome]
        request.mission = mission if request.status is RequestStatus.ABOARD else ""
        stayed = any(one.status is not EvacueeStatus.ABOARD for one in request.people)
        if outcome is StopOutcome.REFUSED or (outcome is StopOutcome.BOARDED and stayed):
            request.ring_again_at = care.ring_again(self.now)

    def change(self, name: str, person: str, status: EvacueeStatus) -> None:
        request = self.requests[name]
        request.people = tuple(replace(one, status=status) if one.id == person else one for one in request.people)

    def get_off(self, person: str) -> None:
        """Somebody gets off before departure; children who would ride on alone get off with them."""
        del self.aboard[person]
        everybody = [one for request in self.requests.values() for one in request.people]
        for one in (person, *care.children_alone(everybody, self.consents, self.aboard)):
            self.aboard.pop(one, None)
            request = next(r for r in self.requests.values() if one in {p.id for p in r.people})
            self.change(request.id, one, EvacueeStatus.WAITING)
            request.ring_again_at = care.ring_again(self.now)

    def hand_over(self, mission: str, *, all_of_them: bool) -> None:
        state = self.out(mission)
        if state is None:
            return
        riding = sorted(name for name, van in self.aboard.items() if van == mission)
        leaving = riding if all_of_them else self.with_their_children(riding[:1])
        step = missions.hand_over(
            state, aboard_after=len(riding) - len(leaving), trips_left=1 if self.waiting_at(mission) else 0
        )
        if not step.allowed:
            return
        for name in leaving:
            del self.aboard[name]
        for request in self.requests.values():
            gone = {one.id for one in request.people} & set(leaving)
            for name in gone:
                self.change(request.id, name, EvacueeStatus.HANDED_OVER)
            if gone and not any(one.id in self.aboard for one in request.people):
                request.status, request.mission = RequestStatus.HANDED_OVER, ""
        self.keep(step)

    def with_their_children(self, leaving: list[str]) -> list[str]:
        """Add the children who would ride on alone: who gets off with whom is asked at a hand-over too."""
        staying = {name: van for name, van in self.aboard.items() if name not in leaving}
        everybody = [one for request in self.requests.values() for one in request.people]
        return [*leaving, *care.children_alone(everybody, self.consents, staying)]

    def close(self, mission: str) -> None:
        state = self.out(mission)
        if state is None:
            return
        riding = sum(1 for van in self.aboard.values() if van == mission)
        step = missions.close(state, aboard=riding, doors=self.doors[mission])
        if step.allowed:
            for name in missions.requests_back(self.doors[mission]):
                self.doors[mission].pop(name)
        self.keep(step)

    # --- time

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        for request in self.requests.values():
            while request.hold is not None and (due := holds.ring(request.hold, SHIFT, self.now)) is not None:
                assert due.whom, "a ring that reaches nobody"
                self.seen.rung_at[request.id] = self.now
                request.hold = holds.rang(request.hold, self.now)


def danger_of(consents: tuple[Consent, ...], person: str) -> bool:
    return any(one.evacuee == person and one.kind is YesKind.DANGER_TO_LIFE and one.reason for one in consents)
