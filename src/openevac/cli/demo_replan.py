"""What happens on an invented day of `openevac demo`: an event, the day planned again, and what changed for whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.session import Progress, Session
from openevac.cli.written import write_folder

if TYPE_CHECKING:
    from openevac.cli.demo_days.days import DemoDay
    from openevac.planning.replan import Replanned
    from openevac.reports.material import PlanMaterial
    from openevac.roads.region import Region

ITERATIONS = 200
"""Changed days tried after the first plan: a look, not a night's work."""


def change_day(
    session: Session, region: Region, material: PlanMaterial, day: DemoDay, out: Path, progress: Progress
) -> Replanned:
    """Plan the day again after its event, and write the new papers to `out`."""
    from openevac.cli.replan import make_replan, replan_files
    from openevac.cli.world import World
    from openevac.feeds.event_file import read_events
    from openevac.feeds.situation_file import read_situation

    world = World(region, read_situation(day.situation, day.changes_at))
    events = read_events(day.event, world.ground)
    found = make_replan(
        world, material.operation, material.plan, events, day.changes_at, progress,
        session=session, out=out, iterations=ITERATIONS, seconds=None,
    )  # fmt: skip
    write_folder(out, replan_files(session, found, events, world, progress))
    return found


def tell_change(session: Session, day: DemoDay, found: Replanned, out: Path) -> None:
    """Say what changed for whom since the evening before."""
    from openevac.cli.replan import tell_difference

    session.say("")
    at = session.words.clock(day.changes_at)
    session.say("At {time} something happens, and the day is planned again:", style="bold", time=at)
    tell_difference(session, found)
    session.say("Written to {folder}", folder=str(out))
