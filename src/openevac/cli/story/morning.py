"""The first half of a mission day, told to nobody: it makes the record that the desk of a demonstration shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console

from openevac.cli.session import Progress, Session
from openevac.cli.story.beside import WorkerBeside, job_on
from openevac.cli.story.clock import StoryClock
from openevac.cli.story.confirming import confirm
from openevac.cli.story.days import MAY, StoryDay
from openevac.cli.story.planning import leader_of, plan, see
from openevac.cli.story.reception import neighbour_brings
from openevac.cli.story.requests import take_calls, take_requests
from openevac.cli.story.road import Drive, pass_to, set_out
from openevac.cli.story.scene import Scene
from openevac.cli.story.telling import Telling
from openevac.cli.story.world import open_home, planning_world, set_up
from openevac.roads.region import Region
from openevac.services.opening import close_store

CHAPTERS = {
    take_requests: "Forty requests come in",
    confirm: "Operators ring back",
    neighbour_brings: "A neighbour brings somebody",
    plan: "Tomorrow is planned",
}
DOORS_REACHED = 3
"""So many addresses of a trip are behind it when the desk opens."""
BOARDED = timedelta(minutes=2)


def live_until_morning(
    session: Session, region: Region, home: Path, region_folder: Path, progress: Progress, day: StoryDay = MAY
) -> datetime:
    """Live through the story until vans are on the road; gives the moment at which the desk opens."""
    clock = StoryClock(day.begins)
    quiet = replace(session, out=Console(file=StringIO()), err=Console(file=StringIO()))
    tell = Telling(quiet, clock)
    cast = open_home(quiet, home, clock)
    try:
        worker = WorkerBeside(clock, tell, home / "witnesses", job_on(clock, quiet))
        scene = Scene(
            home=home, day=day, world=planning_world(home, region, clock, day), clock=clock, cast=cast, tell=tell,
            worker=worker, seed=1, iterations=200,
        )  # fmt: skip
        progress("An organisation is founded", 0.1)
        set_up(scene, region_folder)
        for number, chapter in enumerate(CHAPTERS):
            progress(CHAPTERS[chapter], 0.2 + 0.18 * number)
            chapter(scene)
            if chapter is take_requests and day.more_calls:
                take_calls(scene, day.more_calls)
        progress("Vans are on the road", 0.9)
        _be_on_the_road(scene)
        worker.stop()
    finally:
        cast.lock()
        close_store()
    return clock.at


def _be_on_the_road(scene: Scene) -> None:
    """Let missions leave at their hours and reach their first doors; the others wait for their hour."""
    drives = [Drive(code, leader_of(scene, code)) for code in scene.missions]
    drives.sort(key=lambda one: see(scene, one.code).departs_at)
    until = _opens_at(scene, drives)
    for number, one in enumerate(drives):
        leaves = see(scene, one.code).departs_at
        if leaves < until:
            pass_to(scene, drives[:number], leaves)
            set_out(scene, drives, one)
    pass_to(scene, drives, until)


def _opens_at(scene: Scene, drives: list[Drive]) -> datetime:
    """Give when the desk opens: people ride to a relay, or where there is none the first mission was at its doors."""
    trips = [trip for one in drives for trip in see(scene, one.code).trips]
    doors = next((trip.stops for trip in trips if trip.relay), ()) or see(scene, drives[0].code).trips[0].stops
    return doors[:DOORS_REACHED][-1].arrives_at + BOARDED
