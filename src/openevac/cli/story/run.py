"""The whole story in its order, in a folder that is gone afterwards unless somebody wants to look into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openevac.cli.session import Session
from openevac.cli.story.answering import answer_for
from openevac.cli.story.beside import WorkerBeside, job_on
from openevac.cli.story.clock import StoryClock
from openevac.cli.story.closing import close
from openevac.cli.story.confirming import confirm
from openevac.cli.story.days import MAY
from openevac.cli.story.ledger import ask_witness, check, found_witness
from openevac.cli.story.planning import plan
from openevac.cli.story.reception import neighbour_brings, tell_relative, travel_on
from openevac.cli.story.requests import take_requests
from openevac.cli.story.road import drive
from openevac.cli.story.scene import Scene
from openevac.cli.story.telling import Telling
from openevac.cli.story.world import open_home, planning_world, set_up
from openevac.roads.region import Region
from openevac.services.opening import close_store


def evening(scene: Scene) -> None:
    """Live through the evening at the transit centre."""
    scene.tell.chapter("The evening at the transit centre")
    tell_relative(scene)
    travel_on(scene)


CHAPTERS = (take_requests, confirm, neighbour_brings, plan, drive, evening, answer_for, check, close)

WITNESSED = {take_requests, plan, drive}
"""After these chapters the witness answers; it lives next door and looks into the folder now and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChoices:
    """Where the story happens, and how tomorrow's plan is looked for."""

    home: Path
    region: Path
    seed: int = 1
    iterations: int = 200


def tell_story(session: Session, region: Region, choices: StoryChoices) -> Telling:
    """Live through the invented days; gives the codes. WentWrongError where the story comes to another point."""
    clock = StoryClock(MAY.begins)
    tell = Telling(session, clock)
    cast = open_home(session, choices.home, clock)
    try:
        worker = WorkerBeside(clock, tell, choices.home / "witnesses", job_on(clock, session))
        scene = Scene(
            home=choices.home, day=MAY, world=planning_world(choices.home, region, clock, MAY), clock=clock, cast=cast,
            tell=tell, worker=worker, seed=choices.seed, iterations=choices.iterations,
        )  # fmt: skip
        set_up(scene, choices.region)
        found_witness(scene)
        for chapter in CHAPTERS:
            chapter(scene)
            if chapter in WITNESSED:
                ask_witness(scene)
        worker.stop()
    finally:
        cast.lock()
        close_store()
    return tell
