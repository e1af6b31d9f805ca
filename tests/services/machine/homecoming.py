"""Ends that nobody plans: one person says both yeses, a van comes home full, a phone speaks when all is over."""

from __future__ import annotations

from openevac.domain.events import OpKind, StopOutcome
from openevac.services.missions.turn_back import TurnBack, turn_back
from tests.services.machine.minds import Minds


class Homecoming(Minds):
    """Whole stories like those of `Minds`, about departure and return."""

    def one_person_says_both(self) -> None:
        """Whoever leads the second crew is a coordinator too: both yeses are theirs, with the sentence or without."""
        for row in self._a_planned_mission(van="van-2"):
            alone = self.dice.random() < 0.3
            self._approve(row, "bohdan", alone=alone)
            self._accept(row, "bohdan")
            row.refresh_from_db()
            both = (row.approved_by, row.accepted_by) == ("bohdan", "bohdan")
            self.counted["both yeses of one person"] += both and not row.solo_sentence
            self._dispatch(row)

    def they_come_home_full(self) -> None:
        """A crew turns back with people in its van; the desk is tired and closes the mission at once."""
        for stop, mission in self._a_door():
            row = stop.trip.mission
            self._board(stop, mission, self._everybody_agrees(stop, mission))
            if self.do(turn_back, self._leader(row), TurnBack(mission=mission)) is None:
                continue
            self.counted["home with people aboard"] += bool(self.notebook.riding(mission))
            self._close(row)

    def a_phone_speaks_when_all_is_over(self) -> None:
        """At the door the phone has no signal; the desk hears that they are home, and closes. Then the phone sends."""
        for stop, mission in self._a_door():
            row = stop.trip.mission
            phone = self.phones[self._leader(row)]
            if self.dice.random() < 0.5:
                self._write_door(stop, mission)
            else:
                said = self.dice.choice([StopOutcome.NOT_AT_HOME, StopOutcome.REFUSED])
                phone.write(mission, OpKind.STOP_OUTCOME, f"stop:{stop.code}", said.value, self.clock.now())
            self._a_minute_passes()
            if self.notebook.riding(mission):
                self._hand_over(row)
            self.do(turn_back, self._leader(row), TurnBack(mission=mission))
            self._close(row)
            self._send(phone, mission, [one for one in phone.outbox if one.op.mission == mission])
