"""One mission after another is carried a step further, so that doors, hand-overs and arrivals happen all the time."""

from __future__ import annotations

from typing import Any

from openevac.domain.events import ArrivedBy, MissionStatus, StopOutcome
from openevac.domain.people import Consent as Word
from openevac.domain.people import YesKind
from openevac.rules.missions import OVER
from openevac.services.missions.hand_over import HandOver, hand_over
from openevac.services.missions.record_guardian import RecordGuardian, record_guardian
from openevac.services.missions.record_stop import RecordStop, record_stop
from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
from openevac.services.reception.assign_unit import AssignUnit, assign_unit
from openevac.services.reception.depart_onward import DepartOnward, depart_onward
from openevac.services.reception.register_arrival import register_arrival
from openevac.store import models as m
from tests.services.machine.road import Road

BEFORE = {MissionStatus.PLANNED, MissionStatus.APPROVED, MissionStatus.ACCEPTED}
ROOMS = ("ordinary", "no_stairs", "care")


class Onward(Road):
    """What moves a day on: each step is one that can be taken from where a mission stands."""

    def a_mission_goes_on(self) -> None:
        """Take one mission a step further; where none is planned or out, the next one leaves."""
        rows = m.Mission.objects.exclude(status__in=[one.value for one in OVER]).select_related("crew")
        found = list(rows.order_by("code", "version"))
        if not found:
            self.an_ordinary_mission_leaves()
            return
        self._on(self.dice.choice(found))

    def _on(self, row: m.Mission) -> None:
        status, doors = MissionStatus(row.status), self._doors(row)
        if status in BEFORE:
            self._approve(row, "kateryna")
            self._accept(row, self._leader(row))
            self._dispatch(row)
        elif status is MissionStatus.DISPATCHED and doors:
            self._whole_door(*doors[0])
        elif self.notebook.riding(row.code) or status is MissionStatus.DISPATCHED:
            self._hand_over(row)
        else:
            self.they_arrive()
            self._close(row)

    def _whole_door(self, stop: m.Stop, mission: str) -> None:
        people = self._here(stop.request.receipt)
        for person in people:
            self._say(mission, stop, person, self._guardian_of(people), silent=0.03)
        if people:
            self._board(stop, mission, list(people))

    # --- doors

    def somebody_is_in_danger(self) -> None:
        """Take people without asking, with a reason in a few words; now and then the reason lacks."""
        for stop, mission in self._doors():
            leader = self._leader(stop.trip.mission)
            reason = self.dice.choice(["the house burns", "the house burns", " "])
            people = self._here(stop.request.receipt)
            for person in people:
                asked = RecordGuardian(mission=mission, stop=stop.code, evacuee=person.id, danger=reason)
                if self.do(record_guardian, leader, asked) is not None:
                    self.notebook.consents.append(
                        Word(evacuee=person.id, kind=YesKind.DANGER_TO_LIFE, at=self.clock.now(), recorded_by=leader,
                             reason=reason)
                    )  # fmt: skip
            if people:
                self._board(stop, mission, list(people))

    def a_door_is_corrected(self) -> None:
        """Say that nobody boarded after all: the wrong house number was called."""
        rows = m.Stop.objects.filter(outcome=StopOutcome.BOARDED.value, trip__mission__status="dispatched")
        for stop in self._one_of(rows.select_related("request", "trip__mission__crew").order_by("code")):
            code = stop.trip.mission.code
            asked = RecordStop(
                mission=code, stop=stop.code, outcome=StopOutcome.NOT_AT_HOME, instead_of=StopOutcome.BOARDED
            )
            if stop.request is None or self.do(record_stop, self._leader(stop.trip.mission), asked) is None:
                continue
            self.notebook.off(one.id for one in self._people_of(stop.request.receipt))
            self.counted["corrected"] += 1

    # --- hand-over and arrival

    def _hand_over(self, row: m.Mission, **given: Any) -> bool:
        riding = self.notebook.riding(row.code)
        heads = given.pop("heads", len(given.get("people", riding)))
        handed = self.do(hand_over, "raisa", HandOver(mission=row.code, heads=heads, **given))
        if handed is None:
            return False
        leaving = set(given.get("people", riding))
        assert leaving <= set(handed.people) <= set(riding), f"{row.code} handed over others than boarded"
        if not given.get("people"):
            assert set(handed.people) == set(riding), f"{row.code} handed over others than boarded"
        self.notebook.handed(handed.people)
        self.counted["hand-overs"] += 1
        self.counted["handed over"] += len(handed.people)
        return True

    def they_hand_over(self) -> None:
        for row in self._missions("dispatched", "turned_back"):
            self._hand_over(row)

    def a_part_gets_off(self) -> None:
        """Hand over one of those aboard, who may be a mother whose child would ride on alone."""
        for row in self._missions("dispatched", "turned_back"):
            riding = self.notebook.riding(row.code)
            parents = sorted({word.guardian for word in self.notebook.consents if word.guardian in riding})
            one = self.dice.choice(parents or riding) if riding else ""
            for heads in range(1, 4) if riding else ():
                if self._hand_over(row, people=(one,), heads=heads):
                    self.counted["a part handed over"] += 1
                    self.counted["children got off too"] += heads > 1
                    break

    def heads_are_miscounted(self) -> None:
        """Count another number without a word why: refused; with a word: taken."""
        for row in self._missions("dispatched", "turned_back"):
            riding = self.notebook.riding(row.code)
            wrong = len(riding) + self.dice.choice([-1, 1])
            asked = HandOver(mission=row.code, heads=max(0, wrong))
            if wrong >= 0:
                assert self.do(hand_over, "raisa", asked) is None, f"{row.code}: {wrong} for {len(riding)} went through"
                self._hand_over(row, heads=wrong, note="one walked home from the stop")

    def they_arrive(self) -> None:
        """Register everybody who was handed over and is not registered yet, and give some of them beds."""
        codes = sorted(m.Evacuee.objects.filter(status="handed_over").values_list("code", flat=True))
        if not codes:
            return
        people = tuple(ArrivingPerson(code=code) for code in codes)
        asked = RegisterArrival(shelter="transit", arrived_by=ArrivedBy.MISSION, people=people)
        if self.do(register_arrival, "raisa", asked) is None:
            return
        self.counted["arrivals"] += 1
        self.counted["arrived"] += len(people)
        for code in codes[:2]:
            self.do(assign_unit, "raisa", AssignUnit(code=code, room=self.dice.choice(ROOMS)))

    def somebody_comes_by_themselves(self) -> None:
        """Register somebody whom a neighbour brought: who waits, is promised a van, or is even recorded aboard."""
        self.somebody_asks()
        rows = m.Evacuee.objects.filter(status__in=["waiting", "refused", "aboard", "not_at_home"])
        for row in self._one_of(rows.order_by("code")):
            people = (ArrivingPerson(code=row.code),)
            asked = RegisterArrival(shelter="transit", arrived_by=ArrivedBy.NEIGHBOUR, people=people)
            if self.do(register_arrival, "raisa", asked) is not None:
                self.counted["came by themselves"] += 1
                self.notebook.off([row.code])

    def somebody_travels_on(self) -> None:
        rows = m.Registration.objects.filter(left_at=None, returned_at=None)
        for row in self._one_of(rows.order_by("code")):
            self.do(depart_onward, "raisa", DepartOnward(code=row.code, to="another oblast"))

    def _one_of(self, rows: Any) -> list[Any]:
        found = list(rows)
        return self.dice.sample(found, min(1, len(found)))
