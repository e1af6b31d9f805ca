"""The door of re-planning: a plan in force and what happened become a plan from where the vans are, and the difference.

The first plan is today's, driven again; it is handed out before anything is looked for. Then households that lost
their place, and whoever else waits, are put in where they fit; promises that hold are traded for nobody but people who
stand in the open. Hand-overs at relays are kept together: both vehicles' parts of one, or neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.replanning import Change, DayEvents
from openevac.domain.situation import Situation
from openevac.domain.units import to_utc
from openevac.planning.assemble import Frame
from openevac.planning.differences import Difference
from openevac.planning.drives_today import goes_out_again
from openevac.planning.ground import Ground
from openevac.planning.happened import require_known
from openevac.planning.plan import ITERATIONS
from openevac.planning.promises import Promise, promises_of
from openevac.planning.recost import missions_of
from openevac.planning.relays_kept import first_of, hand_overs_changed
from openevac.planning.replan_bench import Drafted, ReplanBench
from openevac.planning.rides import rides_of
from openevac.planning.search import Progress
from openevac.planning.today import Today, ground_now
from openevac.roads.region import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """A plan that takes the place of another, every promise of that one, and what changed. `is_first`: not bettered."""

    plan: Plan
    promises: tuple[Promise, ...]
    changes: tuple[Change, ...]
    today: Today
    is_first: bool = False

    @property
    def broken(self) -> tuple[Promise, ...]:
        """Give the promises that are not kept, each with its reason."""
        return tuple(one for one in self.promises if not one.is_kept)


def replan(  # noqa: PLR0913 - everything a day under way hangs on
    region: Region,
    situation: Situation,
    operation: Operation,
    made: Plan,
    events: DayEvents,
    *,
    now: datetime,
    seed: int,
    iterations: int | None = ITERATIONS,
    stop: Callable[[], bool] | None = None,
    progress: Progress | None = None,
    hand_out: Callable[[Replanned], None] | None = None,
    ground: Ground | None = None,
) -> Replanned:
    """Plan a day again that is under way; the same arguments give the same plan as long as `stop` is not used.

    `situation` and `operation` are those `made` was made for, without the events. `hand_out` gets the first plan before
    improvement starts. `iterations`: how many changed days are built on the map at most while improving; `stop` ends it
    early, and alone with None. `ground`: `today.ground_now` of the same arguments, where the caller has it. `seed` is
    only written into the plan: nothing here is left to chance. Raises InputError for events that name what nobody
    knows, PlanRefusedError where the program contradicts itself.
    """
    say: Progress = progress or (lambda _words, _share: None)
    made_at = to_utc(now)
    require_known(events, operation, made)
    say("danger by place and hour", 0.0)
    ground = ground or ground_now(region, situation, operation, events, now=made_at)
    rides = rides_of(ground, operation, made, events, made_at)
    say("today's plan, driven again", 0.2)
    waves = made.waves if goes_out_again(made) else ()
    frame = Frame(made_at=made_at, seed=seed, people_assumed=made.people_assumed_aboard, waves=waves)
    bench, drafted = first_of(rides, frame)
    first = _replanned(bench, drafted, made, events, is_first=True)
    if hand_out is not None:
        hand_out(first)
    is_over = stop or (lambda: False)
    if is_over():
        return first
    say("who still fits", 0.4)

    def bettering(words: str, share: float) -> None:
        say(words, 0.4 + 0.6 * share)

    better = bench.better(drafted, iterations, is_over, bettering)
    say("done", 1.0)
    return first if better is None else _replanned(bench, better, made, events, is_first=False)


def _replanned(bench: ReplanBench, drafted: Drafted, made: Plan, events: DayEvents, *, is_first: bool) -> Replanned:
    joiner, today = bench.joiner, bench.today
    whole = joiner.today(today)
    left = [replace(one, request=joiner.name(one.request), reason=joiner.remark(one.reason)) for one in drafted.left]
    promises = promises_of(made, whole.vans, events, drafted.plan, left)
    difference = Difference(
        graph=bench.rides.ground.graph,
        operation=today.operation,
        made=bench.made,
        plan=replace(drafted.plan, missions=missions_of(drafted.found)),
        vans=today.vans,
        events=events,
        promises=promises,
        why_left=drafted.kept.why_left,
    )
    changes = (*joiner.changes(difference.changes()), *hand_overs_changed(bench.rides, drafted.plan))
    return Replanned(plan=drafted.plan, promises=promises, changes=changes, today=whole, is_first=is_first)
