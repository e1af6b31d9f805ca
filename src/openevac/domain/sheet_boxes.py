"""The boxes of a crew's sheet, numbered as they are printed: who types a sheet in types these numbers, nothing else."""

from __future__ import annotations

from enum import StrEnum


class SheetBox(StrEnum):
    """What can be ticked on a crew's sheet; the order is the order on paper and on the page that takes it in."""

    BOARDED = "boarded"
    NOT_AT_HOME = "not_at_home"
    REFUSED = "refused"
    WALK_UP = "walk_up"
    WRONG_ADDRESS = "wrong_address"
    LEFT_BEHIND = "left_behind"
    DANGER_TO_LIFE = "danger_to_life"
    IN_CONTACT = "in_contact"
    HANDED_OVER = "handed_over"

    @property
    def key(self) -> str:
        """Give the digit that is printed beside the box and typed for it."""
        return str(list(SheetBox).index(self) + 1)


class DangerReason(StrEnum):
    """Why people were taken without being asked; the same three as on the crew's phone, numbered as on paper."""

    UNDER_FIRE = "under_fire"
    BUILDING = "building"
    WOUNDED = "wounded"

    @property
    def key(self) -> str:
        """Give the digit that stands for it."""
        return str(list(DangerReason).index(self) + 1)


class SheetPart(StrEnum):
    """The parts of a line, in the order they are typed; a refusal names the one it is about."""

    DOOR = "door"
    BOX = "box"
    WHO = "who"
    HOUR = "hour"


DOOR_BOXES = tuple(SheetBox)[:7]
"""The boxes of one door; the last two belong to the trip."""
OF_THE_TRIP = frozenset({SheetBox.IN_CONTACT, SheetBox.HANDED_OVER})
