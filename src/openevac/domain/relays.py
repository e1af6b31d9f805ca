"""Relays: points where people change from an inner vehicle to an outer one, and what a plan says of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from openevac.domain.ids import require_id, require_katottg
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.units import require_in_order, require_not_negative

SLOT_S = 900
"""Hand-overs begin on a grid of a quarter of an hour: a time that two crews can keep without speaking."""

SPARE_S = 60
"""An inner vehicle is planned to be unloaded so long before its slot: a minute lost on the way breaks no hand-over."""

HALT_WITHIN_M = 100.0
"""Both vehicles halt this near to the point: people who cannot walk change from one to the other."""


def slot_after(moment: datetime) -> datetime:
    """Give the first slot of the grid that begins at a moment or later, in UTC."""
    return datetime.fromtimestamp(math.ceil(moment.timestamp() / SLOT_S) * SLOT_S, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where an inner vehicle hands people over to an outer one.

    `katottg`: the place whose access and curfew rules hold there; without it those of the nearest place.
    `unloading_s`: seconds until everybody is out of the inner vehicle. `tw_early`, `tw_late`: when people may be there
    at all, waiting and boarding included.
    """

    id: str
    position: LonLat
    katottg: str = ""
    unloading_s: float = 300.0
    tw_early: datetime | None = None
    tw_late: datetime | None = None

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_lonlat("position", self.position)
        if self.katottg:
            require_katottg("katottg", self.katottg)
        require_not_negative("unloading_s", self.unloading_s)
        require_in_order("tw_early", self.tw_early, self.tw_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """How an inner trip ends: everybody gets off at a relay, and outer vehicles take them from `slot` on.

    `slot` lies on the grid, when the inner vehicle is unloaded or later. `exposure`: of one person outside from its
    arrival until it is unloaded; `person_exposure` = exposure x crew. The people's own is said where they are taken on.
    """

    relay: str
    slot: datetime
    exposure: float
    person_exposure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A household's time at a relay, as the stop says at which an outer vehicle takes it on.

    `since`: when the inner vehicle arrived with it. `time_s`: from then until boarding begins. `exposure`: of one of
    them from `since` until the outer vehicle arrives (from then on the stop counts it); `person_exposure` = exposure x
    people of the household.
    """

    relay: str
    since: datetime
    time_s: float
    exposure: float
    person_exposure: float
