"""What happens with missions and at doors, and how often each thing happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.events import RequestStatus, StopOutcome, YesMethod
from openevac.domain.people import Consent, DecidedBy, GuardianKind, YesKind
from openevac.domain.people import Evacuee as Person
from openevac.domain.records import HoldReason
from openevac.services.kernel.command import Order
from openevac.services.missions.accept_mission import AcceptMission, accept_mission
from openevac.services.missions.approve_mission import ApproveMission, approve_mission
from openevac.services.missions.close_mission import CloseMission, close_mission
from openevac.services.missions.declare_silence import DeclareSilence, declare_silence
from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission
from openevac.services.missions.keep_plan import keep_plan
from openevac.services.missions.plan_mission import ask_plan
from openevac.services.missions.raise_overdue import RaiseOverdue, alarms_due, raise_overdue
from openevac.services.missions.record_check_in import RecordCheckIn, record_check_in
from openevac.services.missions.record_guardian import RecordGuardian, record_guardian
from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
from openevac.services.missions.record_stop import RecordStop, record_stop
from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
from openevac.services.missions.snapshot import PlanChoices, Snapshot, take_snapshot
from openevac.services.missions.turn_back import TurnBack, turn_back
from openevac.services.requests.hold import HoldRequest, hold
from openevac.store import models as m
from tests.services.cast import ORGANISATION
from tests.services.machine.desk import Desk
from tests.services.machine.notebook import AS_IN_THE_RULES
from tests.services.machine.office import DESK, LEADERS, SENTENCE, STRONG
from tests.services.missions.country import ground
from tests.services.missions.hand_plan import Drive, finished, hand_made


class Road(Desk):
    """Plans, yeses, vans and doors."""

    def the_desk_plans(self, *, only: str = "", van: str = "") -> None:
        """Plan for everybody who waits, or for one request; with any van, or with this one."""
        now = self.clock.now()
        chosen = (only,) if only else ()
        asked = PlanChoices(
            day=(now + timedelta(hours=1)).date(), requests=chosen, vehicles=(van,) if van else (),
            rebuild=self.dice.random() < 0.3,
        )  # fmt: skip
        job = self.do(ask_plan, "kateryna", asked)
        if job is None:
            return
        take = partial(take_snapshot, ORGANISATION, asked, ground(), now)
        try:
            plan = hand_made(self._divide(take()), "transit", now + timedelta(hours=1))
            made = finished(take, plan, now)
        except InputError:
            self.counted["nothing to plan"] += 1
            return
        self.counted["plans"] += self.do(_keeper(job.job, made), "kateryna", None) is not None
        for code, version, at in m.Mission.objects.values_list("code", "version", "plan__made_at"):
            self.notebook.seen.planned_at.setdefault((code, version), at)

    def _divide(self, snapshot: Snapshot) -> list[Drive]:
        waiting = list(snapshot.operation.requests)
        self.dice.shuffle(waiting)
        vehicle = self.dice.choice(snapshot.operation.vehicles)
        doors = tuple(one.id for one in waiting[: self.dice.choice([1, 2, 3])])
        trips = (doors[:1], doors[1:]) if len(doors) > 1 and self.dice.random() < 0.5 else (doors,)
        return [(vehicle.id, vehicle.crew, trips)]

    def somebody_approves(self) -> None:
        for row in self._missions("planned"):
            self._approve(row, self.dice.choice(DESK), alone=self.dice.random() < 0.2)

    def _approve(self, row: m.Mission, who: str, *, alone: bool = False) -> None:
        asked = ApproveMission(mission=row.code, version=row.version, alone=SENTENCE if alone else "")
        if self.do(approve_mission, who, asked) is not None:
            self.notebook.seen.said_yes.append((row.code, row.version, AS_IN_THE_RULES[who], "desk"))
            if alone:
                self.notebook.seen.said_alone.add((row.code, row.version, AS_IN_THE_RULES[who]))

    def somebody_accepts(self) -> None:
        for row in self._missions("planned", "approved"):
            self._accept(row, self.dice.choice(LEADERS))

    def _accept(self, row: m.Mission, who: str) -> None:
        asked = AcceptMission(mission=row.code, version=row.version, method=YesMethod.PIN)
        if self.do(accept_mission, who, asked) is not None:
            self.notebook.seen.said_yes.append((row.code, row.version, AS_IN_THE_RULES[who], "crew"))

    def somebody_says_no(self) -> None:
        for row in self._missions("approved", "accepted", "dispatched"):
            if self.dice.random() < 0.25:
                self._say_no(row)

    def _say_no(self, row: m.Mission) -> None:
        if self.do(refuse_mission, self._leader(row), RefuseMission(mission=row.code)):
            self.notebook.seen.said_no[row.code].append(self.clock.now())

    def somebody_sends(self) -> None:
        for row in self._missions("planned", "approved", "accepted"):
            self._dispatch(row)

    def _dispatch(self, row: m.Mission) -> None:
        doors = m.Stop.objects.filter(trip__mission=row, outcome="", request__isnull=False)
        trips: dict[int, list[str]] = {}
        for number, receipt in doors.order_by("trip__number", "number").values_list("trip__number", "request__receipt"):
            trips.setdefault(number, []).append(receipt)
        held = set(doors.filter(request__holds__released_at=None, request__holds__isnull=False).values_list(
            "request__receipt", flat=True
        ))  # fmt: skip
        statuses = dict(doors.values_list("request__receipt", "request__status"))
        if self.do(dispatch_mission, "kateryna", DispatchMission(mission=row.code, version=row.version)) is None:
            return
        for receipt, status in statuses.items():
            self.notebook.requests[receipt].status = RequestStatus(status)
        self.notebook.left(row.code, row.version, self._leader(row), list(trips.values()), held)
        self.counted["departures"] += 1

    def an_ordinary_mission_leaves(self) -> None:
        self.somebody_asks()
        self.it_is_well_confirmed()
        self.a_hold_ends()
        self.the_desk_plans()
        for row in self._missions("planned"):
            self._approve(row, "kateryna")
            self._accept(row, self._leader(row))
            self._dispatch(row)

    def a_doubtful_mission_is_tried(self) -> None:
        """Go the whole way with one thing wrong: somewhere it must be stopped."""
        how = self.dice.choice(["no signs", "on hold", "one person", "nobody accepted"])
        self.somebody_asks()
        for receipt in self._some():
            if how != "no signs":
                for kind in STRONG:
                    self._sign(receipt, kind, f"{kind.value} {receipt}", timedelta(0))
            if how == "on hold":
                asked = HoldRequest(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR, why="no such house")
                self.do(hold, "olena", asked)
            self.the_desk_plans(only=receipt)
        for row in self._missions("planned"):
            leader = self._leader(row)
            self._approve(row, leader if how == "one person" and leader == "bohdan" else "kateryna")
            if how != "nobody accepted":
                self._accept(row, leader)
            self._dispatch(row)

    def they_turn_back(self) -> None:
        for row in self._missions("dispatched"):
            if self.dice.random() < 0.3:
                self.do(turn_back, self._leader(row), TurnBack(mission=row.code))

    def a_word(self) -> None:
        for row in self._missions("dispatched", "turned_back"):
            late = self.clock.now() - timedelta(minutes=self.dice.choice([0, 0, 30]))
            self.do(record_check_in, self._leader(row), RecordCheckIn(mission=row.code, at=late))

    def they_fall_silent(self) -> None:
        for row in self._missions("dispatched"):
            until = self.clock.now() + timedelta(minutes=self.dice.choice([40, 600]))
            self.do(declare_silence, self._leader(row), DeclareSilence(mission=row.code, until=until))

    def the_worker_looks(self) -> None:
        self.clock.pass_time(minutes=self.dice.choice([0, 60]))
        self.notebook.now = self.clock.now()
        for due in alarms_due(self.clock):
            raised = self.do(raise_overdue, "worker", RaiseOverdue(mission=due.mission))
            assert raised is not None, f"the alarm of {due.mission} could not be raised"
            open_alarms = m.OverdueAlarm.objects.filter(mission__code=due.mission, answered_at=None)
            assert open_alarms.exists(), f"{due.mission} is late and no alarm stands"
            self.counted["alarms"] += 1

    # --- doors

    def the_household_says_yes(self) -> None:
        for stop, mission in self._doors():
            people = self._here(stop.request.receipt)
            for person in people:
                self._say(mission, stop, person, self._guardian_of(people))

    def _guardian_of(self, people: Sequence[Person]) -> str:
        grown = [one.id for one in people if not one.age_band.is_child and not one.cannot_decide]
        return next(iter(grown), "")

    def _say(self, mission: str, stop: m.Stop, person: Person, guardian: str, silent: float = 0.15) -> None:
        if self.dice.random() < silent:
            return
        now, leader = self.clock.now(), self._leader(stop.trip.mission)
        base = Consent(evacuee=person.id, kind=YesKind.OWN, at=now, recorded_by=leader)
        where: dict[str, Any] = {"mission": mission, "stop": stop.code, "evacuee": person.id}
        if person.age_band.is_child and guardian:
            asked = RecordGuardian(**where, guardian=guardian, guardian_kind=GuardianKind.PARENT)
            base = replace(base, kind=YesKind.GUARDIAN, guardian=guardian, guardian_kind=GuardianKind.PARENT)
        elif person.age_band.is_child:
            asked = RecordGuardian(**where, guardian_kind=GuardianKind.POLICE, named="unit 4")
            base = replace(base, kind=YesKind.GUARDIAN, guardian_kind=GuardianKind.POLICE, named="unit 4")
        elif person.cannot_decide:
            asked = RecordGuardian(**where, decided_by=DecidedBy.DOCTOR, named="brigade 14")
            base = replace(base, kind=YesKind.DECIDED_FOR, decided_by=DecidedBy.DOCTOR, named="brigade 14")
        else:
            if self.do(record_own_yes, leader, RecordOwnYes(**where, yes=True)) is not None:
                self._note_own_yes(person, leader)
            return
        if self.do(record_guardian, leader, asked) is not None:
            self.notebook.consents.append(base)

    def _note_own_yes(self, person: Person, leader: str) -> None:
        said = Consent(evacuee=person.id, kind=YesKind.OWN, at=self.clock.now(), recorded_by=leader)
        self.notebook.consents.append(said)

    def somebody_stays(self) -> None:
        for stop, mission in self._doors():
            people = self._here(stop.request.receipt)
            if people and self.dice.random() < 0.3:
                person = self.dice.choice(people)
                asked = RecordOwnYes(mission=mission, stop=stop.code, evacuee=person.id, yes=False)
                if self.do(record_own_yes, self._leader(stop.trip.mission), asked) is not None:
                    self.notebook.said_no[person.id] = self.clock.now()

    def they_board(self) -> None:
        for stop, mission in self._doors():
            people = self._here(stop.request.receipt)
            staying = [one for one in people if self.dice.random() < 0.1]
            going = [one for one in people if one not in staying]
            if not going:
                continue
            self._board(stop, mission, going, staying)

    def _board(self, stop: m.Stop, mission: str, going: list[Person], staying: Iterable[Person] = ()) -> None:
        asked = RecordStop(
            mission=mission, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=tuple(one.id for one in going),
            stayed={one.id: StopOutcome.NOT_AT_HOME for one in staying},
        )  # fmt: skip
        if self.do(record_stop, self._leader(stop.trip.mission), asked) is None:
            self.counted["boarding refused"] += 1
            return
        self.notebook.boarded(mission, going, stop.trip.mission.dispatched_at or self.clock.now())
        self.counted["boardings"] += 1
        self.counted["boarded"] += len(going)

    def nobody_boards(self) -> None:
        for stop, mission in self._doors():
            outcomes = [StopOutcome.NOT_AT_HOME, StopOutcome.REFUSED, StopOutcome.WRONG_ADDRESS]
            outcome = self.dice.choice(outcomes)
            if self.dice.random() < 0.3:
                asked = RecordStop(mission=mission, stop=stop.code, outcome=outcome)
                done = self.do(record_stop, self._leader(stop.trip.mission), asked)
                if done is not None and outcome is StopOutcome.REFUSED:
                    people = self._here(stop.request.receipt)
                    self.notebook.said_no |= {one.id: self.clock.now() for one in people}

    def the_desk_closes(self) -> None:
        for row in self._missions("handed_over", "turned_back"):
            self._close(row)

    def _close(self, row: m.Mission) -> None:
        self.counted["closed"] += self.do(close_mission, "kateryna", CloseMission(mission=row.code)) is not None


def _keeper(job: Any, made: Any) -> Callable[..., Any]:
    def keep(order: Order, asked: None) -> Any:
        assert asked is None
        return keep_plan(order, job, made)

    return keep
