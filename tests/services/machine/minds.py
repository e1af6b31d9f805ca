"""People who change their mind: a no after the yes, a yes taken back on the phone, a mother who gets off first."""

from __future__ import annotations

from datetime import timedelta

from openevac.domain.events import MissionStatus, OpKind
from openevac.domain.people import Evacuee as Person
from openevac.rules.missions import BEFORE, OVER
from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
from openevac.services.missions.turn_back import TurnBack, turn_back
from openevac.store import models as m
from tests.services.machine.office import FAMILIES, STRONG, VANS
from tests.services.machine.phones import Phones


class Minds(Phones):
    """Whole stories at one door: each ends with a try to be refused, or with a child that must not ride alone."""

    def somebody_changes_their_mind(self) -> None:
        """Everybody says yes, then one of them no; now and then yes again. Then all are to board."""
        for stop, mission in self._a_door():
            people = self._everybody_agrees(stop, mission)
            deciding = [one for one in people if _decides(one)]
            if not deciding:
                continue
            one, leader = self.dice.choice(deciding), self._leader(stop.trip.mission)
            for yes in (False, True)[: self.dice.choice([1, 1, 2])]:
                self._a_minute_passes()
                said = RecordOwnYes(mission=mission, stop=stop.code, evacuee=one.id, yes=yes)
                if self.do(record_own_yes, leader, said) is None:
                    continue
                self.counted["minds changed"] += 1
                if yes:
                    self._note_own_yes(one, leader)
                else:
                    self.notebook.said_no[one.id] = self.clock.now()
            self._a_minute_passes()
            self._board(stop, mission, people)

    def a_yes_is_taken_back_by_phone(self) -> None:
        """The phone sends a yes and later that it was a mistake; the desk knows only that the van stands there."""
        for stop, mission in self._a_door():
            phone = self.phones[self._leader(stop.trip.mission)]
            people = self._here(stop.request.receipt)
            for person in people:
                if not _decides(person):  # nothing but the yes that is taken back keeps them from boarding
                    self._say(mission, stop, person, self._guardian_of(people), silent=0)
            said = [
                phone.write(mission, OpKind.OWN_YES, f"evacuee:{one.id}", "yes", self.clock.now())
                for one in people
                if _decides(one)
            ]
            if not said:
                continue
            self._send(phone, mission, said)
            self._a_minute_passes()
            op = self.dice.choice(said).op
            undo = phone.write(mission, OpKind.UNDO, op.subject, "", self.clock.now(), undoes=op.id)
            self._send(phone, mission, [undo])
            self.counted["yeses taken back"] += 1
            self._board(stop, mission, people)

    def a_boarding_is_taken_back_by_phone(self) -> None:
        """The phone says that a household boarded, and a minute later that one of them did not."""
        for stop, mission in self._a_door():
            phone = self.phones[self._leader(stop.trip.mission)]
            self._write_door(stop, mission)
            self._send(phone, mission, [one for one in phone.outbox if one.op.mission == mission])
            riding = self._rows_aboard()
            boarded = [op for op in self.arrived_ops.values() if op.kind is OpKind.BOARDED and op.mission == mission]
            back = [op for op in boarded if op.subject.removeprefix("evacuee:") in riding]
            self._a_minute_passes()
            for op in self.dice.sample(back, min(1, len(back))):
                undo = phone.write(mission, OpKind.UNDO, op.subject, "", self.clock.now(), undoes=op.id)
                self._send(phone, mission, [undo])

    def a_mother_gets_off_first(self) -> None:
        """A family is fetched; then who answers for the children gets off, and nobody else is named."""
        for stop, mission in self._a_door(family=True):
            self._board(stop, mission, self._everybody_agrees(stop, mission))
            parents = {word.guardian for word in self.notebook.consents if word.guardian}
            for one in sorted(parents & set(self.notebook.riding(mission)))[:1]:
                for heads in (1, 2, 3):
                    if self._hand_over(stop.trip.mission, people=(one,), heads=heads):
                        self.counted["children got off too"] += heads > 1
                        self.counted["a part handed over"] += 1
                        break

    def _a_door(self, *, family: bool = False) -> list[tuple[m.Stop, str]]:
        """Give a door before which a van stands; where there is none, a van is sent to one."""
        found = self._doors_of(family=family)
        if not found:
            self._a_van_comes(family=family)
            found = self._doors_of(family=family)
        return found[:1]

    def _doors_of(self, *, family: bool) -> list[tuple[m.Stop, str]]:
        def fits(stop: m.Stop) -> bool:
            people = self._here(stop.request.receipt) if stop.request else []
            children = [one for one in people if one.age_band.is_child]
            return any(_decides(one) for one in people) and (bool(children) or not family)

        rows = m.Stop.objects.filter(outcome="", request__isnull=False, trip__mission__status="dispatched")
        doors = rows.select_related("request", "trip__mission__crew").order_by("code")
        return [(stop, stop.trip.mission.code) for stop in doors if fits(stop)]

    def _a_van_comes(self, *, family: bool) -> None:
        for row in self._a_planned_mission(family=family):
            self._approve(row, "kateryna")
            self._accept(row, self._leader(row))
            self._dispatch(row)

    def _a_planned_mission(self, *, family: bool = False, van: str = "") -> list[m.Mission]:
        """Take a request down, confirm it and plan a mission for it alone; `van`: in this one."""
        self._a_van_is_home(van)
        receipt = self.somebody_asks(self.dice.choice(FAMILIES) if family else None)
        if receipt is None:
            return []
        for kind in STRONG:
            self._sign(receipt, kind, f"{kind.value} {receipt}", timedelta(0))
        self.the_desk_plans(only=receipt, van=van)
        rows = m.Mission.objects.filter(status="planned", trips__stops__request__receipt=receipt)
        return list(rows.select_related("crew")[:1])

    def _a_van_is_home(self, van: str) -> None:
        """Bring a mission to its end where every van has one, or this van: a story needs a van to begin with."""
        rows = m.Mission.objects.exclude(status__in=[one.value for one in OVER]).select_related("crew", "vehicle")
        going = list(rows.order_by("code", "version"))
        if not van and {row.vehicle.code for row in going} != VANS:
            return
        for row in [row for row in going if row.vehicle.code == (van or going[0].vehicle.code)]:
            if MissionStatus(row.status) in BEFORE:
                self._say_no(row)
                continue
            if self.notebook.riding(row.code):
                self._hand_over(row)
            self.do(turn_back, self._leader(row), TurnBack(mission=row.code))
            self._close(row)

    def _everybody_agrees(self, stop: m.Stop, mission: str) -> list[Person]:
        people = self._here(stop.request.receipt) if stop.request else []
        for person in people:
            self._say(mission, stop, person, self._guardian_of(tuple(people)), silent=0)
        return people

    def _a_minute_passes(self) -> None:
        self.clock.pass_time(minutes=1)
        self.notebook.now = self.clock.now()


def _decides(person: Person) -> bool:
    return not person.age_band.is_child and not person.cannot_decide
