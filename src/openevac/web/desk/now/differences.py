"""What a mission that was built again changes, in words: doors that stay, come later, or are left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from openevac.domain.remarks import Fact, Remark
from openevac.services.missions.see_mission import MissionSeen, StopSeen

WORTH_SAYING = timedelta(minutes=1)


def differences(before: MissionSeen, after: MissionSeen, clock: Callable[[datetime], str]) -> tuple[Remark, ...]:
    """Give the difference between the version on the road and the newer one, in the order it is driven.

    `clock`: says a moment as people read it here.
    """
    old, new = _doors(before), _doors(after)
    said = [_new(door, clock) if code not in old else _moved(old[code], door, clock) for code, door in new.items()]
    said += [Remark(text=_OUT.text, facts={"request": code}) for code in old if code not in new]
    order_before = [code for code in old if code in new]
    order_after = [code for code in new if code in old]
    if order_before != order_after:
        said.insert(0, Remark(text=_ORDER.text, facts={"requests": ", ".join(order_after)}))
    if before.vehicle != after.vehicle:
        said.insert(0, Remark(text=_VAN.text, facts={"before": before.vehicle, "after": after.vehicle}))
    if _differ(before.returns_at, after.returns_at):
        facts: dict[str, Fact] = {"before": clock(before.returns_at), "after": clock(after.returns_at)}
        said.append(Remark(text=_RETURN.text, facts=facts))
    return tuple(one for one in said if one is not None) or (_SAME,)


def _doors(seen: MissionSeen) -> dict[str, StopSeen]:
    """Give the doors nobody has been to yet, by request."""
    stops = (stop for trip in seen.trips for stop in trip.stops)
    return {stop.request: stop for stop in stops if stop.outcome is None and stop.request}


def _new(door: StopSeen, clock: Callable[[datetime], str]) -> Remark:
    return Remark(text=_ADDED.text, facts={"request": door.request, "after": clock(door.arrives_at)})


def _moved(before: StopSeen, after: StopSeen, clock: Callable[[datetime], str]) -> Remark | None:
    if not _differ(before.arrives_at, after.arrives_at):
        return None
    facts: dict[str, Fact] = {
        "request": after.request,
        "before": clock(before.arrives_at),
        "after": clock(after.arrives_at),
    }
    return Remark(text=_MOVED.text, facts=facts)


def _differ(one: datetime, other: datetime) -> bool:
    return abs(one - other) >= WORTH_SAYING


_ORDER = Remark(text="The order is another: {requests}.")
_VAN = Remark(text="Another vehicle: {after} instead of {before}.")
_ADDED = Remark(text="{request} is new: the crew is there at {after}.")
_MOVED = Remark(text="{request}: the crew is there at {after} instead of {before}.")
_OUT = Remark(text="{request} is left out and waits for another mission.")
_RETURN = Remark(text="Home at {after} instead of {before}.")
_SAME = Remark(text="Nothing changes: the same doors at the same times.")
