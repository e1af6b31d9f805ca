"""What happens on a day that is under way: where vans were last seen, and what is no longer as the plan thought."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.hazards import HazardReport, Zone
from openevac.domain.ids import require_distinct, require_id
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.domain.units import require_aware, require_not_negative


@dataclass(frozen=True, slots=True, kw_only=True)
class VanSeen:
    """Where a van was last seen or heard of, and what it has done.

    `position` None: it is where its plan has it. `done`: households that have boarded today, under this plan.
    `aboard`: which of them are still in the van; None = those whose trip has not been handed over by the plan's clock.
    A van that is not named is thought to be where its plan has it.
    """

    vehicle: str
    seen_at: datetime
    position: LonLat | None = None
    done: tuple[str, ...] = ()
    aboard: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        require_id("vehicle", self.vehicle)
        require_aware("seen_at", self.seen_at)
        if self.position is not None:
            require_lonlat("position", self.position)
        stray = [name for name in self.aboard or () if name not in self.done]
        if stray:
            raise InputError(
                "'{request}' is aboard, but its stop is not among those done.",
                "Name it in `done` too.",
                field="aboard",
                request=stray[0],
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadBlocked:
    """A road that somebody saw cannot be driven. It closes `way_ids`, or all roads within `radius_m` of `position`."""

    id: str
    position: LonLat
    seen_at: datetime
    source: str
    radius_m: float = 50.0
    way_ids: tuple[int, ...] = ()
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_lonlat("position", self.position)
        require_aware("seen_at", self.seen_at)
        require_aware("valid_until", self.valid_until)
        require_not_negative("radius_m", self.radius_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class VanLost:
    """A van that cannot go on today, whatever the cause. Who is aboard waits for another one where it stands."""

    vehicle: str
    at: datetime

    def __post_init__(self) -> None:
        require_id("vehicle", self.vehicle)
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A household that does not want to leave, or not today; it needs no reason and costs nothing."""

    request: str
    at: datetime

    def __post_init__(self) -> None:
        require_id("request", self.request)
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAtHome:
    """A household that was not found at its door."""

    request: str
    at: datetime

    def __post_init__(self) -> None:
        require_id("request", self.request)
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A van that runs late: on the road it stands so many minutes from now on, at its depot it leaves so much later."""

    vehicle: str
    minutes: float

    def __post_init__(self) -> None:
        require_id("vehicle", self.vehicle)
        require_not_negative("minutes", self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsNow:
    """How many beds a shelter still has for people who have not arrived; none at all means that it is full."""

    shelter: str
    beds: Beds = field(default_factory=Beds)

    def __post_init__(self) -> None:
        require_id("shelter", self.shelter)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEvents:
    """Everything that happened since the plan was made. `places`: access of places as it is now, instead of before."""

    vans: tuple[VanSeen, ...] = ()
    reports: tuple[HazardReport, ...] = ()
    zones: tuple[Zone, ...] = ()
    blocked: tuple[RoadBlocked, ...] = ()
    places: tuple[PlaceAccess, ...] = ()
    lost: tuple[VanLost, ...] = ()
    delays: tuple[Delay, ...] = ()
    refused: tuple[Refusal, ...] = ()
    not_at_home: tuple[NotAtHome, ...] = ()
    walk_ups: tuple[EvacuationRequest, ...] = ()
    beds: tuple[BedsNow, ...] = ()

    @property
    def absent(self) -> frozenset[str]:
        """Give the households that are not to be fetched by their own word, or because nobody was there."""
        return frozenset((*(one.request for one in self.refused), *(one.request for one in self.not_at_home)))

    def __post_init__(self) -> None:
        require_distinct("vans.vehicle", (seen.vehicle for seen in self.vans))
        require_distinct("reports", [*(one.id for one in self.reports), *(one.id for one in self.blocked)])
        require_distinct("zones", (zone.id for zone in self.zones))
        require_distinct("places.katottg", (place.katottg for place in self.places))
        require_distinct("lost.vehicle", (lost.vehicle for lost in self.lost))
        require_distinct("delays.vehicle", (delay.vehicle for delay in self.delays))
        require_distinct("walk_ups", (request.id for request in self.walk_ups))
        require_distinct("beds.shelter", (beds.shelter for beds in self.beds))
        # Who refuses and who is not at home are both not to be fetched; one word for each household is enough.
        refused = (one.request for one in self.refused)
        require_distinct("refused", [*refused, *(one.request for one in self.not_at_home)])
        require_distinct("vans.done", (name for seen in self.vans for name in seen.done))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is other than before. `vehicle` "" concerns no van alone; `request` "" no single household."""

    remark: Remark
    vehicle: str = ""
    request: str = ""
