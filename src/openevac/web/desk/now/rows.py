"""What the board shows, row by row: the templates lay these out and decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import MissionStatus, OverdueLevel
from openevac.domain.records import DeliveryKind
from openevac.domain.remarks import Remark
from openevac.rules.missions import BEFORE, OUT
from openevac.services.missions.see_board import Board, BoardLine
from openevac.services.missions.see_now import LateCrew, NowSeen, OpenDuty
from openevac.services.missions.see_relays import AtRelays
from openevac.services.requests.see_ringing import RingingHold

LEVELS = tuple(OverdueLevel)
LETTER_AND_DASH = 2
TONES = {
    OverdueLevel.NOT_DUE: "",
    OverdueLevel.AMBER: "amber",
    OverdueLevel.RED: "red",
    OverdueLevel.NO_ANSWER: "red",
}
DUTY_WORDS = {
    DeliveryKind.DUTY: Remark(text="Something must be rung or told"),
    DeliveryKind.CREW_EVENT: Remark(text="Something befell the crew: tell who must hear of it"),
    DeliveryKind.MISSION_STOPPED: Remark(text="The crew stopped the mission: its requests wait again"),
    DeliveryKind.TELL_CREW: Remark(text="Tell the crew what changed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mission. `tone`: how it is coloured; `steps`: what is done about a late word; `due_in_s` < 0: late."""

    line: BoardLine
    address: str
    plan_address: str
    tone: str
    is_out: bool
    due_in_s: int
    steps: tuple[Remark, ...]
    sheet_is_due: bool
    silent_until: datetime | None
    doors: int

    @property
    def is_silent(self) -> bool:
        """Tell whether a silence is agreed on that has not ended."""
        return self.silent_until is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """Something that must be rung or told; `address` is empty where it belongs to no mission."""

    words: Remark
    subject: str
    address: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRows:
    """The whole board. `sounds`: the highest level that nobody has taken on, which is what rings."""

    drawn_at: datetime
    sounds: str
    late: tuple[Row, ...]
    out: tuple[Row, ...]
    wait: tuple[Row, ...]
    ready: tuple[Row, ...]
    duties: tuple[DutyRow, ...]
    ringing: tuple[RingingHold, ...]
    to_ask: tuple[Remark, ...]
    at_relays: AtRelays
    to_review: str
    by_status: tuple[tuple[MissionStatus, int], ...]


def board_rows(seen: NowSeen, ringing: tuple[RingingHold, ...]) -> BoardRows:
    """Lay out what is to be done now."""
    board = seen.board
    steps = {_key(one.line): one for one in seen.late}
    rows = [row_of(line, board.drawn_at, steps.get(_key(line))) for line in board.missions]
    waits, ready = ({_key(line) for line in lines} for lines in (seen.wait_for_yes, seen.ready))
    return BoardRows(
        drawn_at=board.drawn_at,
        sounds=sounds(board.missions),
        late=tuple(row for row in rows if row.tone),
        out=tuple(row for row in rows if row.is_out and not row.tone),
        wait=tuple(row for row in rows if row.line.status in BEFORE and _key(row.line) in waits),
        ready=tuple(row for row in rows if row.line.status in BEFORE and _key(row.line) in ready),
        duties=tuple(_duty(one) for one in seen.duties),
        ringing=ringing,
        to_ask=board.to_ask,
        at_relays=board.at_relays,
        to_review=", ".join(seen.to_review),
        by_status=by_status(board),
    )


def row_of(line: BoardLine, now: datetime, late: LateCrew | None = None) -> Row:
    """Lay out one mission."""
    number = line.mission[LETTER_AND_DASH:]
    return Row(
        line=line,
        address=f"/now/{number}/",
        plan_address=f"/mission/{number}/",
        tone=TONES[line.level],
        is_out=line.status in OUT,
        due_in_s=0 if line.next_contact_at is None else int((line.next_contact_at - now).total_seconds()),
        steps=late.to_do if late else (),
        sheet_is_due=line.level is OverdueLevel.NO_ANSWER,
        silent_until=line.silent_until if line.silent_until is not None and line.silent_until > now else None,
        doors=line.doors_done + line.doors_left,
    )


def sounds(lines: Iterable[BoardLine]) -> str:
    """Give the highest level that nobody has taken on: it rings until somebody does, or the crew is heard."""
    untaken = (line.level for line in lines if not line.alarm_taken_by)
    return max(untaken, key=LEVELS.index, default=OverdueLevel.NOT_DUE).value


def by_status(board: Board) -> tuple[tuple[MissionStatus, int], ...]:
    """Give how many missions stand where, in the order a mission goes through."""
    return tuple((status, board.by_status[status.value]) for status in MissionStatus if status.value in board.by_status)


def _key(line: BoardLine) -> tuple[str, int]:
    return line.mission, line.version


def _duty(one: OpenDuty) -> DutyRow:
    kind, _, code = one.subject.partition(":")
    address = f"/now/{code[LETTER_AND_DASH:]}/" if kind == "mission" else ""
    return DutyRow(words=DUTY_WORDS[one.kind], subject=code, address=address, since=one.since)
