"""The board: every mission that is not over, the most urgent first, with red lines where alarms are blind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from openevac.domain.events import MissionStatus, OverdueLevel
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.board import Pulse, red_lines
from openevac.rules.missions import OUT, OVER
from openevac.rules.overdue import level_of
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.missions.see_relays import AtRelays, see_at_relays
from openevac.services.missions.watching import LEVELS
from openevac.services.missions.yes_missing import missions_to_ask
from openevac.store.models import Boarding, Heartbeat, LogHead, Mission, OverdueAlarm, Stop

NOT_OVER = tuple(status.value for status in MissionStatus if status not in OVER)
CALM = frozenset({"next_contact_at", "last_contact_at", "last_lon", "last_lat"})
"""What changes with every word of a crew that was heard in time. How late a word is, is told beside it."""
WALL_DEGREES = 0.05
"""On the wall a place is a square of about 4 km by 5 km: enough to see which way, too coarse to find a van by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One version of a mission as the board shows it. `lacks`: which yeses lack before it may leave.

    `minutes_silent`: since the last word; None where none is expected. `alarm_taken_by`: who rings, "" for nobody.
    """

    mission: str
    version: int
    status: MissionStatus
    crew: str
    vehicle: str
    departs_at: datetime
    returns_at: datetime
    level: OverdueLevel
    next_contact_at: datetime | None
    last_contact_at: datetime | None
    minutes_silent: int | None
    silent_until: datetime | None
    place: LonLat | None
    doors_left: int
    doors_done: int
    aboard: int
    lacks: tuple[str, ...]
    alarm_open: bool
    alarm_taken_by: str
    alone_on_shift: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is shown, what it says in red, whom a crew must ask, who waits at relays, and a mark of every record."""

    drawn_at: datetime
    mark: str
    red: tuple[Remark, ...]
    to_ask: tuple[Remark, ...]
    at_relays: AtRelays
    by_status: dict[str, int]
    missions: tuple[BoardLine, ...]


def see_board(asking: Asking, *, wall: bool = False) -> Board:
    """Give the board; `wall`: for a screen everybody sees, without code words of people and with coarse places."""
    organisation = asking.who.organisation
    allow_question(asking, Action.SEE_BOARD, Resource(kind=ResourceKind.ORGANISATION, organisation=organisation))
    now = asking.clock.now()
    lines = [_line(row, now, counted) for row, counted in _rows(organisation)]
    lines.sort(key=_urgency)
    if wall:
        lines = [_for_the_wall(line) for line in lines]
    return Board(
        drawn_at=now,
        mark=ledger_size(),
        red=tuple(line.say for line in red_lines(_pulse(), now)),
        to_ask=missions_to_ask(organisation),
        at_relays=see_at_relays(organisation, wall=wall),
        by_status=dict(Counter(line.status.value for line in lines)),
        missions=tuple(lines),
    )


def board_mark(asking: Asking) -> str:
    """Give the mark alone: a page that has the same one need not load the board again.

    Times on the page grow by themselves; a new alarm is recorded, and so changes the mark.
    """
    resource = Resource(kind=ResourceKind.ORGANISATION, organisation=asking.who.organisation)
    allow_question(asking, Action.SEE_BOARD, resource)
    return ledger_size()


def board_shape(organisation: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Give everything the board shows that does not grow with time alone, for comparing, not for showing.

    The second is what of it is loud: which missions there are, how they stand, what rings, and who has taken it.
    """
    rows = tuple(_rows(organisation))
    loud = (([row[name] for name in row if name not in CALM], counted.alarm) for row, counted in rows)
    return rows, tuple(loud)


def ledger_size() -> str:
    """Give the size of the ledger: it grows with whatever is recorded, and with nothing else."""
    return str(LogHead.objects.values_list("size", flat=True).get(id=1))


@dataclass(frozen=True, slots=True)
class _Counted:
    left: int
    done: int
    aboard: int
    alarm: tuple[bool, str]


def _rows(organisation: str) -> Iterable[tuple[dict[str, Any], _Counted]]:
    missions = list(
        Mission.objects.filter(organisation=organisation, status__in=NOT_OVER)
        .order_by("code", "version")
        .values(
            "id", "code", "version", "status", "crew__code", "vehicle__code", "departs_at", "returns_at",
            "overdue_level", "next_contact_at", "last_contact_at", "silent_until", "last_lon", "last_lat",
            "approved_by", "accepted_by", "solo_sentence",
        )
    )  # fmt: skip
    doors = _doors(organisation)
    aboard = _aboard(organisation)
    alarms = {
        code: (True, taken_by)
        for code, taken_by in OverdueAlarm.objects.filter(organisation=organisation, answered_at=None)
        .order_by("raised_at")
        .values_list("mission__code", "answered_by")
    }
    for row in missions:
        left, done = doors.get(row["id"], (0, 0))
        yield dict(row), _Counted(left, done, aboard.get(row["code"], 0), alarms.get(row["code"], (False, "")))


def _doors(organisation: str) -> dict[UUID, tuple[int, int]]:
    counted = (
        Stop.objects.filter(trip__mission__organisation=organisation, trip__mission__status__in=NOT_OVER)
        .values_list("trip__mission")
        .annotate(left=Count("id", filter=Q(outcome="")), done=Count("id", filter=~Q(outcome="")))
        .order_by()
    )
    return {mission: (left, done) for mission, left, done in counted}


def _aboard(organisation: str) -> dict[str, int]:
    rows = Boarding.objects.filter(organisation=organisation, boarded=True, handed_over_at=None)
    return dict(rows.values_list("stop__trip__mission__code").annotate(people=Count("id")).order_by())


def _line(row: dict[str, Any], now: datetime, counted: _Counted) -> BoardLine:
    out = row["status"] in OUT
    heard_at = row["last_contact_at"]
    silent = None if not out or heard_at is None else max(0, int((now - heard_at) / timedelta(minutes=1)))
    lacks = () if out else tuple(
        who for who, by in (("coordinator", row["approved_by"]), ("crew_leader", row["accepted_by"])) if not by
    )  # fmt: skip
    return BoardLine(
        mission=row["code"],
        version=row["version"],
        status=MissionStatus(row["status"]),
        crew=row["crew__code"],
        vehicle=row["vehicle__code"],
        departs_at=row["departs_at"],
        returns_at=row["returns_at"],
        level=_level(row, now),
        next_contact_at=row["next_contact_at"],
        last_contact_at=heard_at,
        minutes_silent=silent,
        silent_until=row["silent_until"],
        place=None if row["last_lon"] is None else LonLat(row["last_lon"], row["last_lat"]),
        doors_left=counted.left,
        doors_done=counted.done,
        aboard=counted.aboard,
        lacks=lacks,
        alarm_open=counted.alarm[0],
        alarm_taken_by=counted.alarm[1],
        alone_on_shift=row["solo_sentence"],
    )


def _level(row: dict[str, Any], now: datetime) -> OverdueLevel:
    """Give the higher of what was recorded (an SOS) and what the time says now, even while no worker runs."""
    if row["status"] not in OUT:
        return OverdueLevel.NOT_DUE
    by_time = OverdueLevel.NOT_DUE if row["next_contact_at"] is None else level_of(now - row["next_contact_at"])
    return max(by_time, OverdueLevel(row["overdue_level"]), key=LEVELS.index)


def _urgency(line: BoardLine) -> tuple[int, bool, datetime, str, int]:
    """Order by how late, then who is out, then by the next moment that counts."""
    moment = line.next_contact_at or line.departs_at
    return (-LEVELS.index(line.level), line.status not in OUT, moment, line.mission, line.version)


def _for_the_wall(line: BoardLine) -> BoardLine:
    place = line.place and LonLat(_coarse(line.place.lon), _coarse(line.place.lat))
    # Who took an alarm, and the sentence of who is alone, say more than a wall should; that there is one is shown.
    alone = "-" if line.alone_on_shift else ""
    taken = "-" if line.alarm_taken_by else ""
    return replace(line, crew="", vehicle="", place=place, alarm_taken_by=taken, alone_on_shift=alone)


def _coarse(degrees: float) -> float:
    return round(round(degrees / WALL_DEGREES) * WALL_DEGREES, 2)


def _pulse() -> Pulse:
    found = Heartbeat.objects.filter(id=1).first()
    if found is None:
        return Pulse(beat_at=None)
    return Pulse(beat_at=found.at, jumped=timedelta(seconds=found.clock_jump_s))
