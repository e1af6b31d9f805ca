"""A night at the desk: one van on the road, a worker whose duties the test turns, and the clock that both go by."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from openevac.domain.places import LonLat
from tests.desk.desk import Desk
from tests.services.missions.country import HILL, NOW, Town, settle


@dataclass
class Night:
    """What happens behind the pages of a test."""

    desk: Desk
    town: Town
    code: str
    folder: Path
    troubles: list[str] = field(default_factory=list)
    _worker: Any = None

    @property
    def mission(self) -> Any:
        """Give the row of the mission that is on the road, else its newest version."""
        from openevac.rules.missions import OUT
        from openevac.store.models import Mission

        rows = list(Mission.objects.filter(code=self.code).order_by("-version"))
        return next((row for row in rows if row.status in OUT), rows[0])

    def turn(self) -> None:
        """Let the worker do what lives hang on, once."""
        if self._worker is None:
            self._worker = self._make()
            self._worker.start()
        self._worker.beat()
        self._worker.raise_alarms()
        self._worker.ring()

    def pass_to_due(self, **later: float) -> None:
        """Move the clock to when the next word is due, or later."""
        clock = self.desk.cast.clock
        moment = self.mission.next_contact_at + timedelta(**later)
        clock.pass_time(seconds=(moment - clock.at).total_seconds())

    def call(self, **given: Any) -> None:
        """Let the crew be heard, so that nothing is late; a minute later the worker has looked again."""
        self.town.word(self.code, **given)
        self.turn()

    def _make(self) -> Any:
        from openevac.services.work.worker import Worker

        return Worker(
            name="one",
            clock=self.desk.cast.clock,
            tellers={},
            start_job=lambda job: self.troubles.append(f"job {job.kind}"),
            witnesses=self.folder,
            failed=lambda duty, fault: self.troubles.append(f"{duty}: {fault}"),
        )


def night_of(desk: Desk, folder: Path) -> Night:
    """Plan a mission to two doors and let it leave; a second one waits for its yeses."""
    from openevac.store.models import Organisation
    from tests.services.missions.country import country_files

    town = settle(desk.cast)
    Organisation.objects.update(planning_files=country_files())
    town.request("hill", walks=2)
    town.request("mill", walks=1)
    (code,) = town.planned()
    night = Night(desk, town, code, folder)
    night.turn()
    town.on_the_road(code)
    night.turn()
    town.word(code, position=LonLat(37.12, 49.44))
    return night


def within(seconds: float, question: Any) -> float:
    """Ask until the answer is yes, and give how long it took; AssertionError where it took longer."""
    began = time.monotonic()
    while not question():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - began


__all__ = ["HILL", "NOW", "Night", "night_of", "within"]
