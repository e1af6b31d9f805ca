"""Watching a mission on the road: its words, when the next is due, and the alarms that rise and are answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from openevac.domain.events import CheckInKind, OverdueLevel
from openevac.domain.records import DeliveryKind
from openevac.rules.missions import OUT
from openevac.rules.overdue import Overdue, Watch, Word, overdue
from openevac.services.kernel.command import Doing
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.missions.finding import of_any_version
from openevac.store.models import CheckIn, Mission, OverdueAlarm, Stop

LEVELS = tuple(OverdueLevel)
"""From not due to no answer, in the order in which they rise."""


def watch_of(mission: Mission) -> Watch:
    """Give what is watched: planned words moved by as much as the van left late, and every word of the crew.

    Words are heard for all versions of a mission: a new paper does not make a crew silent.
    """
    doors = Stop.objects.filter(trip__mission=mission, outcome="").values_list("arrives_at", flat=True)
    shelters = mission.trips.filter(handed_over_at=None).values_list("arrives_at", flat=True)
    words = CheckIn.objects.filter(**of_any_version(mission)).order_by("at", "id")
    return watch_from(
        mission,
        (*doors, *shelters),
        [
            Word(
                kind=CheckInKind(one.kind),
                happened_at=one.at,
                received_at=one.recorded_at,
                silent_until=one.silent_until,
            )
            for one in words
        ],
    )


def watch_from(mission: Mission, ahead: Iterable[datetime], words: Iterable[Word]) -> Watch:
    """Give the same for who has read already when doors and shelters still ahead are due, and the words."""
    left_at = mission.dispatched_at or mission.departs_at
    late = max(timedelta(0), left_at - mission.departs_at)
    return Watch(
        departed_at=left_at,
        planned=tuple(sorted(moment + late for moment in (*ahead, mission.returns_at))),
        words=tuple(words),
    )


def look(doing: Doing, mission: Mission) -> Overdue | None:
    """Work out how late a mission's word is, write it into its row, raise or answer alarms; None off the road."""
    if mission.status not in OUT:
        mission.next_contact_at, mission.overdue_level = None, OverdueLevel.NOT_DUE.value
        mission.save(update_fields=("next_contact_at", "overdue_level"))
        _answer(doing, mission)
        return None
    found = overdue(watch_of(mission), doing.now)
    mission.next_contact_at = found.due_at
    mission.last_contact_at = max(filter(None, (mission.last_contact_at, found.heard_at)))
    mission.overdue_level = found.level.value
    mission.save(update_fields=("next_contact_at", "last_contact_at", "overdue_level"))
    if found.level is OverdueLevel.NOT_DUE:
        _answer(doing, mission)
    else:
        _raise(doing, mission, found.level)
    return found


def highest_open(mission: Mission) -> OverdueLevel:
    """Give the highest level that was raised and not answered."""
    open_ones = OverdueAlarm.objects.filter(**of_any_version(mission), answered_at=None)
    raised = open_ones.values_list("level", flat=True)
    return max((OverdueLevel(level) for level in raised), key=LEVELS.index, default=OverdueLevel.NOT_DUE)


def rises(found: OverdueLevel, raised: OverdueLevel) -> bool:
    """Tell whether a level is higher than what was raised already."""
    return LEVELS.index(found) > LEVELS.index(raised)


def _raise(doing: Doing, mission: Mission, level: OverdueLevel) -> None:
    """Record an alarm once for each level and queue who is told; the fact stands before anybody is rung."""
    if not rises(level, highest_open(mission)):
        return
    alarm = OverdueAlarm.objects.create(
        organisation=doing.organisation, mission=mission, level=level.value, raised_at=doing.now
    )
    queue_delivery(
        doing,
        DeliveryKind.OVERDUE_ALARM,
        f"mission:{mission.code}",
        key=f"overdue:{mission.code}:{level.value}:{alarm.id.hex}",
        due_at=doing.now,
    )


def _answer(doing: Doing, mission: Mission) -> None:
    for alarm in OverdueAlarm.objects.filter(**of_any_version(mission), answered_at=None):
        alarm.answered_at = doing.now
        alarm.answered_by = alarm.answered_by or ("" if doing.unnamed else doing.actor.person)
        alarm.save(update_fields=("answered_at", "answered_by"))
