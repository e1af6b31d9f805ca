"""What happens on an invented day of `openevac demo`: an event, the day planned again, and what changed for whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.session import Progress, Session
from openevac.cli.written import write_folder
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.cli.demo_days.days import DemoDay
    from openevac.domain.operation import Operation
    from openevac.planning.replan import Replanned
    from openevac.reports.material import PlanMaterial
    from openevac.roads.region import Region

ITERATIONS = 200
"""Changed days tried after the first plan: a look, not a night's work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """A day planned again. `refusal`: why its own plan could not be; then one without waves was planned again."""

    found: Replanned
    refusal: InputError | None = None


def change_day(
    session: Session, region: Region, material: PlanMaterial, day: DemoDay, out: Path, progress: Progress
) -> DayChange:
    """Plan the day again after its event, and write the new papers to `out`.

    A day that cannot be planned again as it is, since a van goes out more than once, is planned without waves first.
    """
    from openevac.cli.plan import make_plan
    from openevac.cli.world import World
    from openevac.feeds.situation_file import read_situation

    try:
        return DayChange(found=_replan(session, region, material, day, out, progress))
    except InputError as fault:
        if fault.field != "plan":
            raise
        refusal = fault
    one_wave = _without_waves(material.operation)
    world = World(region, read_situation(day.situation, day.at))
    material = make_plan(world, one_wave, day.at, day.seed, progress)
    return DayChange(found=_replan(session, region, material, day, out, progress), refusal=refusal)


def tell_change(session: Session, day: DemoDay, change: DayChange, out: Path) -> None:
    """Say what changed for whom since the evening before."""
    from openevac.cli.replan import tell_difference

    session.say("")
    at = session.words.clock(day.changes_at)
    session.say("At {time} something happens, and the day is planned again:", style="bold", time=at)
    if change.refusal is not None:
        session.out.print(session.words.say(change.refusal.problem, **change.refusal.facts), style="dim")
        session.say("So this is the difference to a plan of the same day without waves.", style="dim")
    tell_difference(session, change.found)
    session.say("Written to {folder}", folder=str(out))


def _without_waves(operation: Operation) -> Operation:
    return replace(operation, policy=replace(operation.policy, max_waves=1))


def _replan(
    session: Session, region: Region, material: PlanMaterial, day: DemoDay, out: Path, progress: Progress
) -> Replanned:
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
