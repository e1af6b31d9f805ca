"""What earlier missions drove and when: nothing about people, and nothing but roads and hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.units import HOURS_PER_DAY, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMission:
    """One earlier mission: when it left, and which stretches of road it drove in which hour of the day.

    `driven`: pairs (stretch of the region, hour of the day in UTC from 0 to 23), each pair once. UTC, because light
    and whoever watches a road do not change their clocks.
    """

    departs_at: datetime
    driven: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        require_aware("departs_at", self.departs_at)
        if any(stretch < 0 or not 0 <= hour < HOURS_PER_DAY for stretch, hour in self.driven):
            raise InputError(
                "A past mission holds a road or an hour that does not exist.",
                "Make it from a plan again; it is not written by hand.",
                field="driven",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Earlier missions on one region pack: stretches have these numbers only there."""

    region_fingerprint: str
    missions: tuple[PastMission, ...] = ()

    @classmethod
    def together(cls, region_fingerprint: str, pasts: Iterable[Past]) -> Past:
        """Give several pasts of one region as one; InputError where one is of another region pack."""
        missions: list[PastMission] = []
        for past in pasts:
            if past.region_fingerprint != region_fingerprint:
                raise other_pack()
            missions += past.missions
        return cls(region_fingerprint=region_fingerprint, missions=tuple(missions))


def other_pack() -> InputError:
    """Say that an earlier plan cannot be compared, for its roads have other numbers."""
    return InputError(
        "The earlier plan was made on another region pack, so its roads have other numbers.",
        "Leave it out, or plan on the region pack it was made on.",
        field="past",
    )
