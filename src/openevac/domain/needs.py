"""What a household needs of a van, a crew and a bed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.units import require_not_negative


class MobilityClass(StrEnum):
    """How a person moves; it decides seats, minutes on scene and carriers."""

    WALKS = "walks"
    WALKS_WITH_HELP = "walks_with_help"
    WHEELCHAIR = "wheelchair"
    LYING = "lying"


class BedKind(StrEnum):
    """The kinds of beds a shelter counts apart. Care implies no stairs."""

    ORDINARY = "ordinary"
    NO_STAIRS = "no_stairs"
    CARE = "care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """One household's people and things, without a name.

    `walks`, `walks_with_help`, `wheelchairs`, `stretchers`: people by mobility class, together `party_size`.
    `over_100_kg`: how many of those who must be carried weigh over 100 kg (four carriers each).
    `needs_care`: how many need a bed with care at the shelter; `needs_no_stairs`: how many more need a bed
    without stairs. `carry_floors`: floors without a working lift. `bulky`: pieces two people must carry; their
    volume is part of `belongings_l` (`domain.belongings`). A wheelchair or walking aid that somebody needs is never
    counted as belongings.
    """

    walks: int = 0
    walks_with_help: int = 0
    wheelchairs: int = 0
    stretchers: int = 0
    over_100_kg: int = 0
    needs_care: int = 0
    needs_no_stairs: int = 0
    carry_floors: int = 0
    belongings_kg: float = 0.0
    belongings_l: float = 0.0
    bulky: int = 0
    pets: int = 0

    def __post_init__(self) -> None:
        for item in fields(self):
            require_not_negative(item.name, getattr(self, item.name))
        if self.party_size == 0:
            raise InputError("Nobody is in the party.", "Say how many people travel, by how they move.", field="needs")
        if self.over_100_kg > self.wheelchairs + self.stretchers:
            raise InputError(
                "More people over 100 kg than people who must be carried.",
                "Count only wheelchair and lying people in over_100_kg.",
                field="over_100_kg",
            )
        if self.needs_care + self.needs_no_stairs > self.party_size:
            raise InputError(
                "More beds with care or without stairs than people.",
                "Count each person once.",
                field="needs_care",
            )

    @property
    def party_size(self) -> int:
        """Give the number of people."""
        return self.walks + self.walks_with_help + self.wheelchairs + self.stretchers

    @property
    def seats(self) -> int:
        """Give the number of people who sit on an ordinary seat."""
        return self.walks + self.walks_with_help

    def count(self, mobility: MobilityClass) -> int:
        """Give how many people of one mobility class travel."""
        return {
            MobilityClass.WALKS: self.walks,
            MobilityClass.WALKS_WITH_HELP: self.walks_with_help,
            MobilityClass.WHEELCHAIR: self.wheelchairs,
            MobilityClass.LYING: self.stretchers,
        }[mobility]

    def beds(self, kind: BedKind) -> int:
        """Give how many beds of one kind the household takes; everybody takes exactly one."""
        return {
            BedKind.CARE: self.needs_care,
            BedKind.NO_STAIRS: self.needs_no_stairs,
            BedKind.ORDINARY: self.party_size - self.needs_care - self.needs_no_stairs,
        }[kind]
