"""Claims between organisations: who brings out whom, without sharing people.

What is shared of a request is a coarse cell, the size of the party, a status and a tag under the key of the
coalition; nothing else. Two organisations may have been asked by one household: both offers carry the same tag.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.remarks import Fact, Remark
from openevac.domain.roles import Decision
from openevac.domain.units import METRES_PER_KM, require_aware, require_positive

CELL_KM = 5.0
RUNS_FOR = timedelta(hours=48)
"""How long a claim holds that nobody prolongs: a promise that is forgotten must not keep others away."""
_KM_PER_DEGREE = 111.32
_CELL_HEAD = f"{CELL_KM * METRES_PER_KM:.0f}"


class ClaimStatus(StrEnum):
    """Where a shared request stands, as the other organisations see it."""

    OFFERED = "offered"
    TAKEN = "taken"
    ON_MISSION = "on_mission"
    RELEASED = "released"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One shared request and who takes it. `organisation`: who shares it; `taken_by`: who claimed it, or empty."""

    organisation: str
    tag: str
    cell: str
    party_size: int
    status: ClaimStatus = ClaimStatus.OFFERED
    taken_by: str = ""
    taken_at: datetime | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        require_id("organisation", self.organisation)
        require_id("tag", self.tag)
        require_cell(self.cell)
        require_positive("party_size", self.party_size)
        require_aware("taken_at", self.taken_at)
        require_aware("expires_at", self.expires_at)


def cell_of(position: LonLat) -> str:
    """Give the cell of about 5 km that a place lies in: a code as coarse as a handful of villages."""
    require_lonlat("position", position)
    row = math.floor(position.lat * _KM_PER_DEGREE / CELL_KM)
    middle = math.radians((row + 0.5) * CELL_KM / _KM_PER_DEGREE)
    column = math.floor(position.lon * _KM_PER_DEGREE * math.cos(middle) / CELL_KM)
    return f"{_CELL_HEAD}:{column}:{row}"


def require_cell(cell: str) -> None:
    """Refuse anything that is not a coarse cell, so that no finer place leaves the house."""
    head, *numbers = cell.split(":")
    if head != _CELL_HEAD or len(numbers) != 2 or not all(one.removeprefix("-").isdecimal() for one in numbers):
        raise InputError(
            "'{cell}' is not a coarse cell.", "Give the cell that `cell_of` makes of a place.", field="cell", cell=cell
        )


def take(shared: Claim, known: Iterable[Claim], by: str, now: datetime) -> tuple[Decision, Claim]:
    """Claim a shared request for the organisation `by`; claiming again prolongs one's own claim.

    Refused while another organisation's claim on the same tag stands, wherever it was offered.
    """
    other = next(
        (one for one in (shared, *known) if one.tag == shared.tag and stands(one, now) and one.taken_by != by), None
    )
    if other is not None:
        facts: dict[str, Fact] = {"organisation": other.taken_by}
        return Decision(allowed=False, reason=Remark(text=_HELD.text, facts=facts)), shared
    if shared.status is ClaimStatus.DONE:
        return Decision(allowed=False, reason=_DONE), shared
    mine = stands(shared, now)
    status = shared.status if mine else ClaimStatus.TAKEN
    taken_at = shared.taken_at if mine else now
    after = replace(shared, status=status, taken_by=by, taken_at=taken_at, expires_at=now + RUNS_FOR)
    return Decision(allowed=True, reason=_PROLONGED if mine else _CLAIMED), after


def release(shared: Claim, by: str, now: datetime) -> tuple[Decision, Claim]:
    """Give a claimed request back to the common list: only who claimed it can, and not from under a mission."""
    if shared.taken_by != by or not stands(shared, now):
        return Decision(allowed=False, reason=_NOT_YOURS, hidden=True), shared
    if shared.status is ClaimStatus.ON_MISSION:
        return Decision(allowed=False, reason=_ON_MISSION), shared
    return Decision(allowed=True, reason=_RELEASED), _back(shared, ClaimStatus.RELEASED)


def stands(shared: Claim, now: datetime) -> bool:
    """Tell whether a claim keeps others away: taken and not run out. With a van on its way it never runs out."""
    if shared.status is ClaimStatus.ON_MISSION:
        return True
    return shared.status is ClaimStatus.TAKEN and shared.expires_at is not None and now < shared.expires_at


def conflicts(known: Iterable[Claim], now: datetime) -> tuple[tuple[Claim, ...], ...]:
    """Give the standing claims of several organisations on one tag, the earliest first: people must talk.

    They arise when two took a request without hearing of each other. No claim is dropped by the program: two vans
    at a door are better than none because each relied on the other.
    """
    by_tag: dict[str, list[Claim]] = {}
    for one in known:
        if stands(one, now):
            by_tag.setdefault(one.tag, []).append(one)
    groups = (tuple(sorted(group, key=_taken_first)) for group in by_tag.values())
    return tuple(group for group in groups if len({one.taken_by for one in group}) > 1)


def run_out(known: Iterable[Claim], now: datetime) -> tuple[Claim, ...]:
    """Give the claims that ran out, as they stand now: in the common list again. Who claimed them is told."""
    return tuple(
        _back(one, ClaimStatus.OFFERED) for one in known if one.status is ClaimStatus.TAKEN and not stands(one, now)
    )


def what_is_shared(shared: Claim) -> dict[str, str | int]:
    """Give all that leaves the house about a request."""
    return {
        "organisation": shared.organisation,
        "tag": shared.tag,
        "cell": shared.cell,
        "party_size": shared.party_size,
        "status": shared.status.value,
        "taken_by": shared.taken_by,
    }


def _taken_first(one: Claim) -> tuple[str, str]:
    return (one.taken_at.isoformat() if one.taken_at else "", one.taken_by)


def _back(shared: Claim, status: ClaimStatus) -> Claim:
    return replace(shared, status=status, taken_by="", taken_at=None, expires_at=None)


_HELD = Remark(text="{organisation} has claimed this request already.")
_CLAIMED = Remark(text="Claimed for 48 hours.")
_PROLONGED = Remark(text="Your claim holds for 48 hours more.")
_RELEASED = Remark(text="Given back to the common list.")
_DONE = Remark(text="These people have been brought out already.")
_NOT_YOURS = Remark(text="There is nothing here under that name.")
_ON_MISSION = Remark(text="A van is on its way for this request: turn back or finish first.")
