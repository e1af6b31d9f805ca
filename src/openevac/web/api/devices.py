"""What a crew's phone asks: its missions, its signed operations, a word, and to lock everything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Schema

from openevac.domain.events import CheckInKind
from openevac.services.keys.shifts import ShiftEnding, lock_everything
from openevac.services.missions.receive_ops import OpsReceived, ReceiveOps, receive_ops
from openevac.services.missions.record_check_in import Heard, RecordCheckIn, record_check_in
from openevac.services.missions.see_mission import MissionSeen, see_mission
from openevac.services.missions.see_own_missions import see_own_missions
from openevac.web.api.asking import asking, order
from openevac.web.api.mission_shapes import MissionOut
from openevac.web.api.op_shapes import OpIn, OpsOut, outcomes, signed
from openevac.web.api.shapes import REFUSALS, Code, Command, Moment, Position, Sentence

router = Router(tags=["devices"])


class CheckInIn(Command):
    """One word of a crew; `at` where it was said earlier than now."""

    mission: Code
    kind: CheckInKind = CheckInKind.WE_ARE_HERE
    at: Moment | None = None
    position: Position | None = None


class HeardOut(Schema):
    """What the watch over the mission says after it."""

    mission: str
    status: str
    level: str
    next_contact_at: Moment | None
    notes: list[Sentence]


class OpsIn(Command):
    """Signed operations of one mission; at most 1,000 at once."""

    mission: Code
    ops: list[OpIn]


class LockedOut(Schema):
    """When everything was locked."""

    locked_at: Moment | None


@router.get("mission", response={200: list[MissionOut], **REFUSALS}, summary="See the open missions one rides on")
def own_missions(request: HttpRequest) -> list[MissionSeen]:
    """Give every open mission the holder of this device rides on; an empty list where there is none."""
    # A list: ninja takes a tuple of two for a status and its answer, and two missions are just that.
    return list(see_own_missions(asking(request)))


@router.get("mission/{code}", response={200: MissionOut, **REFUSALS}, summary="See one mission")
def mission(request: HttpRequest, code: Path[str]) -> MissionSeen:
    """Give one mission by its number. One that is not yours reads as if there were none."""
    return see_mission(asking(request), code)


@router.post("ops", response={200: OpsOut, **REFUSALS}, summary="Send what was recorded on the road")
def ops(request: HttpRequest, asked: OpsIn) -> dict[str, Any]:
    """Take signed operations in, in any order and any number of times; each has an outcome of its own."""
    batch = ReceiveOps(mission=asked.mission, ops=tuple(signed(one, row) for row, one in enumerate(asked.ops, 1)))
    received: OpsReceived = receive_ops(order(request, asked.command_id), batch)
    return outcomes(received, asked.ops)


@router.post("check-ins", response={200: HeardOut, **REFUSALS}, summary='Say "we are here", or SOS')
def check_ins(request: HttpRequest, asked: CheckInIn) -> Heard:
    """Record one word of a crew; an SOS raises the alarm at once."""
    position = asked.position.lonlat() if asked.position else None
    word = RecordCheckIn(mission=asked.mission, kind=asked.kind, at=asked.at, position=position)
    return record_check_in(order(request, asked.command_id), word)


@router.post("lock", response={200: LockedOut, **REFUSALS}, summary="Lock everything")
def lock(request: HttpRequest, asked: Command) -> LockedOut:
    """End the shift at once: every workstation drops its keys. Everything but names goes on working."""
    state = lock_everything(order(request, asked.command_id), ShiftEnding())
    return LockedOut(locked_at=state.locked_at)
