"""Who was taken and who waits, over many days of missions: by mobility, alone, with pets.

One plan says how one day fares (planning.fairness); what a week adds up to is said here. Nobody is ranked by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.missions import FairnessRow
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.remarks import Remark
from openevac.domain.units import require_aware

TOO_LONG_FACTOR = 1.5
"""A group waits too long when its median is over this many times the median of all who asked."""

ALONE, PETS = "alone", "pets"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """One request of the past: what it needed, when it came in, when it was taken or ended otherwise.

    `taken_at`: boarded by us. `ended_at`: left by themselves, taken by others, refused: they wait no more and count
    as asked, not as taken. Both are None while they wait. Whether somebody had returned before is not asked here.
    """

    id: str
    needs: Needs
    received_at: datetime
    taken_at: datetime | None = None
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        require_id("id", self.id)
        for name in ("received_at", "taken_at", "ended_at"):
            require_aware(name, getattr(self, name))
        if self.taken_at is not None and self.ended_at is not None:
            raise InputError(
                "'{id}' was taken and ended otherwise.", "Keep the one that happened.", field="taken_at", id=self.id
            )

    def days(self, now: datetime) -> float:
        """Give the days until it was taken or ended, or until now; a time in the future counts as none."""
        until = min(self.taken_at or self.ended_at or now, now)
        return max(0.0, (until - self.received_at) / _DAY)

    def is_taken(self, now: datetime) -> bool:
        """Tell whether it was taken by `now`."""
        return self.taken_at is not None and self.taken_at <= now

    def waits(self, now: datetime) -> bool:
        """Tell whether it still waits at `now`."""
        return not self.is_taken(now) and (self.ended_at is None or self.ended_at > now)


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessOverTime:
    """The rows of every group since a day, and a sentence for every group that waits too long."""

    rows: tuple[FairnessRow, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    people: Callable[[Needs], int]


def _mobility(mobility: MobilityClass) -> _Group:
    return _Group(mobility.value, lambda needs: needs.count(mobility))


GROUPS = (
    *(_mobility(mobility) for mobility in MobilityClass),
    _Group(ALONE, lambda needs: 1 if needs.party_size == 1 else 0),
    _Group(PETS, lambda needs: needs.party_size if needs.pets else 0),
)

_TOO_LONG = {
    MobilityClass.LYING.value: (
        "Half of the lying people waited over {days} days, half of all over {all_days}: too long."
    ),
    MobilityClass.WHEELCHAIR.value: (
        "Half of the people in wheelchairs waited over {days} days, half of all over {all_days}: too long."
    ),
    ALONE: "Half of the people alone waited over {days} days, half of all over {all_days}: too long.",
    PETS: "Half of the households with pets waited over {days} days, half of all over {all_days}: too long.",
}


def fairness_over_time(requests: Iterable[Waited], now: datetime, since: datetime) -> FairnessOverTime:
    """Count how each group fared among requests that were still waiting at `since` or came in after it, up to `now`.

    A group's wait is that of all its households, taken or not: counting only the taken would hide those nobody takes.
    """
    asked = tuple(one for one in requests if one.received_at <= now and _concerns(one, since))
    rows = tuple(_row(group, asked, now) for group in GROUPS)
    return FairnessOverTime(rows=rows, remarks=tuple(_remarks(asked, now)))


def _concerns(one: Waited, since: datetime) -> bool:
    return one.received_at >= since or one.waits(since)


def _row(group: _Group, asked: tuple[Waited, ...], now: datetime) -> FairnessRow:
    members = [one for one in asked if group.people(one.needs)]
    taken = [one for one in members if one.is_taken(now)]
    return FairnessRow(
        group=group.name,
        asked=len(members),
        taken=len(taken),
        people_taken=sum(group.people(one.needs) for one in taken),
        median_days_taken=_median([one.days(now) for one in taken]),
        median_days_left=_median([one.days(now) for one in members if one.waits(now)]),
    )


def _remarks(asked: tuple[Waited, ...], now: datetime) -> Iterable[Remark]:
    everybody = _median([one.days(now) for one in asked])
    for group in GROUPS:
        days = _median([one.days(now) for one in asked if group.people(one.needs)])
        text = _TOO_LONG.get(group.name)
        if text is not None and days is not None and everybody is not None and days > TOO_LONG_FACTOR * everybody:
            yield Remark(text=text, facts={"days": round(days, 1), "all_days": round(everybody, 1)})


def _median(days: list[float]) -> float | None:
    return median(days) if days else None
