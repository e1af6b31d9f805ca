"""Claims between organisations: who brings out whom, without sharing people.

A claim carries a coarse cell, the size of the party, a status and a tag under the key of the coalition; nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.missions import Remark
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Decision
from openevac.domain.units import METRES_PER_KM, require_aware, require_positive

CELL_KM = 5.0
RUNS_FOR = timedelta(hours=48)
"""How long a claim holds that nobody prolongs: a promise that is forgotten must not keep others away."""
_KM_PER_DEGREE = 111.32


class ClaimStatus(StrEnum):
    """Where a claimed request stands, as the other organisations see it."""

    CLAIMED = "claimed"
    ON_MISSION = "on_mission"
    DONE = "done"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One organisation's word that it brings somebody out. `tag`: keyed under the coalition key, made by a client."""

    tag: str
    organisation: str
    cell: str
    party_size: int
    status: ClaimStatus
    claimed_at: datetime
    runs_until: datetime

    def __post_init__(self) -> None:
        require_id("tag", self.tag)
        require_id("organisation", self.organisation)
        require_cell(self.cell)
        require_positive("party_size", self.party_size)
        for name in ("claimed_at", "runs_until"):
            require_aware(name, getattr(self, name))


def cell_of(position: LonLat) -> str:
    """Give the cell of about 5 km that a place lies in: a code as coarse as a handful of villages."""
    require_lonlat("position", position)
    row = math.floor(position.lat * _KM_PER_DEGREE / CELL_KM)
    middle = math.radians((row + 0.5) * CELL_KM / _KM_PER_DEGREE)
    column = math.floor(position.lon * _KM_PER_DEGREE * math.cos(middle) / CELL_KM)
    return f"{int(CELL_KM * METRES_PER_KM)}:{column}:{row}"


def claim(
    known: Iterable[Claim], *, tag: str, organisation: str, cell: str, party_size: int, now: datetime
) -> tuple[Decision, Claim | None]:
    """Claim a request for one organisation, or say that another holds it. Claiming again prolongs one's own claim.

    Two organisations that claimed without hearing of each other both stand until one releases: see `conflicts`.
    """
    open_claims = [one for one in known if one.tag == tag and stands(one, now)]
    other = next((one for one in open_claims if one.organisation != organisation), None)
    if other is not None:
        return Decision(allowed=False, reason=_held_by(other)), None
    mine = next((one for one in open_claims if one.organisation == organisation), None)
    if mine is not None:
        return Decision(allowed=True, reason=_PROLONGED), replace(mine, runs_until=now + RUNS_FOR)
    made = Claim(
        tag=tag, organisation=organisation, cell=cell, party_size=party_size, status=ClaimStatus.CLAIMED,
        claimed_at=now, runs_until=now + RUNS_FOR,
    )  # fmt: skip
    return Decision(allowed=True, reason=_CLAIMED), made


def release(held: Claim, organisation: str, now: datetime) -> tuple[Decision, Claim]:
    """Give a claimed request back to the common list; only who claimed it can, and not from under a mission."""
    if held.organisation != organisation:
        return Decision(allowed=False, reason=_NOT_YOURS, hidden=True), held
    if held.status is ClaimStatus.ON_MISSION and stands(held, now):
        return Decision(allowed=False, reason=_ON_MISSION), held
    return Decision(allowed=True, reason=_RELEASED), replace(held, status=ClaimStatus.RELEASED, runs_until=now)


def stands(one: Claim, now: datetime) -> bool:
    """Tell whether a claim keeps others away: it is open and has not run out. A van on the road never runs out."""
    return one.status is ClaimStatus.ON_MISSION or (one.status is ClaimStatus.CLAIMED and now < one.runs_until)


def conflicts(known: Iterable[Claim], now: datetime) -> tuple[tuple[Claim, ...], ...]:
    """Give the claims of several organisations on one request, the earliest of each first: people must talk.

    Nobody's claim is dropped by the program: two vans at a door are better than none because each trusted the other.
    """
    by_tag: dict[str, list[Claim]] = {}
    for one in known:
        if stands(one, now):
            by_tag.setdefault(one.tag, []).append(one)
    groups = (sorted(group, key=lambda one: (one.claimed_at, one.organisation)) for group in by_tag.values())
    return tuple(tuple(group) for group in groups if len({one.organisation for one in group}) > 1)


def run_out(known: Iterable[Claim], now: datetime) -> tuple[Claim, ...]:
    """Give the claims that ran out: their requests stand in the common list again, and who claimed is told."""
    return tuple(one for one in known if one.status is ClaimStatus.CLAIMED and not stands(one, now))


def what_is_shared(one: Claim) -> dict[str, str | int]:
    """Give all that leaves the house about a claim."""
    return {"tag": one.tag, "organisation": one.organisation, "cell": one.cell, "party_size": one.party_size,
            "status": one.status.value, "runs_until": one.runs_until.isoformat()}  # fmt: skip


def require_cell(cell: str) -> None:
    """Refuse a cell that is finer than the coarse one, or no cell at all."""
    parts = cell.split(":")
    size_and_numbers = len(parts) == 3 and parts[0] == f"{int(CELL_KM * METRES_PER_KM)}"
    if not size_and_numbers or not all(part.lstrip("-").isdigit() for part in parts[1:]):
        raise InputError(
            "'{cell}' is not a coarse cell.", "Give the cell that `cell_of` makes of a place.", field="cell", cell=cell
        )


def _held_by(other: Claim) -> Remark:
    facts = {"organisation": other.organisation, "until": other.runs_until.isoformat()}
    return Remark(text="{organisation} has claimed this request until {until}.", facts={**facts})


_CLAIMED = Remark(text="Claimed for 48 hours.")
_PROLONGED = Remark(text="Your claim holds for 48 hours more.")
_RELEASED = Remark(text="Given back to the common list.")
_NOT_YOURS = Remark(text="There is nothing here under that name.")
_ON_MISSION = Remark(text="A van is on its way for this request: turn back or finish first.")
