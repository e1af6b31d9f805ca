"""What every chapter is handed: the people, the clock, the worker beside them, and what happened before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.story.cast import Cast
from openevac.cli.story.clock import StoryClock
from openevac.cli.story.days import StoryDay
from openevac.cli.story.telling import Telling, WentWrongError
from openevac.cli.world import World
from openevac.domain.records import HoldReason

if TYPE_CHECKING:
    from openevac.cli.story.beside import WitnessBeside, WorkerBeside
    from openevac.services.requests.register_request import Registered

STEP = timedelta(minutes=5)
"""How often the worker is let turn while time passes; in life it turns every second."""


@dataclass(slots=True, kw_only=True)
class Scene:
    """One telling of the story. `registered`: what a caller was told, in the order of the requests.

    `roles`: the part a request has in the story -> its receipt. `missions`: codes in the order they leave.
    """

    home: Path
    day: StoryDay
    world: World
    clock: StoryClock
    cast: Cast
    tell: Telling
    worker: WorkerBeside
    seed: int
    iterations: int
    witness: WitnessBeside | None = None
    registered: dict[str, Registered] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    missions: tuple[str, ...] = ()

    def role(self, name: str) -> str:
        """Give the receipt of the request that has a part in the story."""
        return self.roles[name]

    def place(self, katottg: str) -> str:
        """Give the name of a place."""
        known = self.world.ground.places
        return known[katottg].name_uk if katottg in known else katottg

    def place_of(self, receipt: str) -> str:
        """Give the name of the place a request is about."""
        from openevac.services.requests.see_request import see_request

        return self.place(see_request(self.cast.asking("olena"), receipt).line.katottg)

    def wait(self, **duration: float) -> None:
        """Let time pass with the worker at its work."""
        self.wait_until(self.clock.at + timedelta(**duration))

    def wait_until(self, moment: datetime) -> None:
        """Let time pass until a moment with the worker at its work."""
        while self.clock.at < moment:
            self.clock.pass_to(min(moment, self.clock.at + STEP))
            self.turn()

    def turn(self) -> None:
        """Let the worker turn once; whoever is rung for a hold answers "I have it", and is rung again in two hours."""
        from openevac.services.requests.hold import TakeHold, take_hold

        for subject in self.worker.turn():
            taken = TakeHold(receipt=subject.removeprefix("request:"), reason=HoldReason.LURE_SIGNS)
            take_hold(self.cast.order("liudmyla"), taken)

    def require(self, what: str, *, holds: bool) -> None:
        """Stop the story where it came to another point than it tells of."""
        if not holds:
            raise WentWrongError(what)
