"""Belongings that stayed at a door: how many pieces, so that nobody waits for them at the transit centre."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.roles import Action
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.missions.finding import running_version, stop_of
from openevac.services.missions.record_check_in import require_heard

MOST_PIECES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveBelongings:
    """How many pieces stayed at one door; 0 takes it back."""

    mission: str
    stop: str
    pieces: int

    def __post_init__(self) -> None:
        if not 0 <= self.pieces <= MOST_PIECES:
            raise InputError("The number is too large.", "Correct the number.", field="pieces")


@dataclass(frozen=True, slots=True, kw_only=True)
class BelongingsLeft:
    """What stands in the record now."""

    stop: str
    pieces: int


def leave_belongings(order: Order, asked: LeaveBelongings) -> BelongingsLeft:
    """Record what stayed."""
    return carry_out(order, Action.LEAVE_BELONGINGS, asked, BelongingsLeft, _leave)


def _leave(doing: Doing, asked: LeaveBelongings) -> BelongingsLeft:
    mission = running_version(doing, asked.mission)
    require_heard(Action.LEAVE_BELONGINGS, mission)
    stop = stop_of(mission, asked.stop)
    stop.pieces_left = asked.pieces
    stop.save(update_fields=("pieces_left",))
    doing.say(f"stop:{stop.code}", pieces_left=asked.pieces)
    return BelongingsLeft(stop=stop.code, pieces=asked.pieces)
