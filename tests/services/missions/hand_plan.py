"""Plans made by hand in no time: which van takes whom, from a real snapshot, kept by the real command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from openevac.domain import missions as planned
from openevac.domain.legs import Leg, Load, RoadPoint
from openevac.domain.operation import Dial

if TYPE_CHECKING:
    from openevac.services.kernel.command import Order
    from openevac.services.missions.keep_plan import Finished, PlanKept
    from openevac.services.missions.snapshot import PlanChoices, Snapshot

Drive = tuple[str, str, tuple[tuple[str, ...], ...]]
"""A vehicle, its crew, and the planning ids of the requests of each trip."""

_NOWHERE = RoadPoint(arc=0, fraction=0.0, snap_m=0.0, lon=37.0, lat=49.5)


def hand_made(drives: Sequence[Drive], shelter: str, departs_at: datetime) -> planned.Plan:
    """Write a plan down: every drive leaves at the same hour, ten minutes to a door, an hour to a trip."""
    return planned.Plan(
        operation="by hand",
        region="by hand",
        region_fingerprint="",
        made_at=departs_at,
        seed=1,
        dial=Dial.MIDDLE,
        people_assumed_aboard=1.0,
        missions=tuple(_mission(drive, shelter, departs_at) for drive in drives),
        unserved=(),
        fairness=planned.Fairness(rows=(), lying_wait_too_long=False),
        totals=planned.Totals(
            households=0, people=0, required_served=0, required_asked=0, people_by_priority={}, person_exposure=0.0,
            person_exposure_fastest=0.0, exposure=0.0, crew_time_s=0.0, length_m=0.0, track_m=0.0,
        ),
        rests_on=(),
    )  # fmt: skip


def finished(take: Callable[..., Snapshot], plan: planned.Plan, at: datetime) -> Finished:
    """Give what the work hands over to the command that keeps a plan; `take`: takes the snapshot, again at the end."""
    from openevac.services.missions.keep_plan import Finished
    from openevac.services.missions.work_plan import chosen_of

    snapshot = take()
    return Finished(
        plan=plan, snapshot=snapshot, left_out=snapshot.left_out, made_at=at, again=partial(take, chosen_of(snapshot))
    )


def keep_by_hand(
    order: Order, asked: PlanChoices, divide: Callable[[Snapshot], Sequence[Drive]], shelter: str, departs_at: datetime
) -> PlanKept:
    """Ask for a plan and keep one made by hand from the same snapshot the planner would be given."""
    from openevac.services.missions.keep_plan import keep_plan
    from openevac.services.missions.plan_mission import ask_plan
    from openevac.services.missions.snapshot import take_snapshot
    from tests.services.missions.country import ground

    job = ask_plan(order, asked).job
    now = order.clock.now()
    take = partial(take_snapshot, order.who.organisation, asked, ground(), now)
    made = finished(take, hand_made(divide(take()), shelter, departs_at), now)
    return keep_plan(_again(order), job, made)


def _again(order: Order) -> Order:
    """Give the same asker with an id of its own for the second command."""
    from dataclasses import replace
    from uuid import uuid5

    return replace(order, command_id=uuid5(order.command_id, "keep"))


def _mission(drive: Drive, shelter: str, departs_at: datetime) -> planned.Mission:
    vehicle, crew, trips = drive
    hours = [departs_at + timedelta(hours=number) for number in range(len(trips) + 1)]
    return planned.Mission(
        vehicle=vehicle,
        crew=crew,
        depot="base",
        departs_at=departs_at,
        returns_at=hours[-1],
        trips=tuple(_trip(trip, shelter, hour) for trip, hour in zip(trips, hours, strict=False)),
        way_home=_leg(hours[-1]),
        exposure=0.0,
        person_exposure=0.0,
    )


def _trip(requests: tuple[str, ...], shelter: str, departs_at: datetime) -> planned.Trip:
    return planned.Trip(
        starts_from="base",
        shelter=shelter,
        departs_at=departs_at,
        arrives_at=departs_at + timedelta(minutes=50),
        unloaded_at=departs_at + timedelta(minutes=55),
        stops=tuple(_stop(one, departs_at + timedelta(minutes=10 * n)) for n, one in enumerate(requests, 1)),
        legs=tuple(_leg(departs_at) for _ in range(len(requests) + 1)),
        exposure=0.0,
        person_exposure=0.0,
    )


def _stop(request: str, at: datetime) -> planned.Stop:
    return planned.Stop(
        request=UUID(request).hex, at=_NOWHERE, arrives_at=at, starts_at=at, departs_at=at, service_s=180.0,
        exposure=0.0, people_on_scene=2, person_exposure=0.0, aboard=Load(),
    )  # fmt: skip


def _leg(at: datetime) -> Leg:
    return Leg(
        arcs=(0,), start_fraction=0.0, end_fraction=1.0, departs_at=at, arrives_at=at, time_s=0.0, length_m=0.0,
        track_m=0.0, exposure=0.0, people_aboard=2, person_exposure=0.0,
    )  # fmt: skip
