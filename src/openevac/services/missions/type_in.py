"""Typing a crew's sheet in: what was ticked at each door, in the order it happened, kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.events import CheckInKind, Op, OpKind, StopOutcome
from openevac.domain.people import AgeBand, GuardianKind, YesKind
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.domain.sheet_boxes import OF_THE_TRIP, DangerReason, SheetBox
from openevac.domain.units import require_aware
from openevac.rules.care import DOOR_SLACK
from openevac.rules.fold_state import FieldStatus, Folded
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.aboard import people_at
from openevac.services.missions.apply_ops import apply_ops
from openevac.services.missions.consents import keep_consent
from openevac.services.missions.finding import of_any_version, running_version, stop_of
from openevac.services.missions.outcomes import still_there
from openevac.services.missions.paper_ops import PAPER, Said, keep_ops
from openevac.services.missions.receive_ops import folded_ops
from openevac.services.missions.record_check_in import require_heard
from openevac.services.missions.walk_up import WalkUp, WalkUpPerson, take_in
from openevac.store.models import Consent, Evacuee, Mission, Stop

MOST_LINES = 200
NEAR = timedelta(hours=1)
"""How far apart two people write the hour of one thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One ticked box. `row`: the line it was typed in; `people`: codes, () for everybody who is still there.

    `count`: pieces left, heads handed over, or grown people without a request; `children`: those with them, `others`:
    they are not those whom the record holds already.
    """

    row: int
    box: SheetBox
    at: datetime
    stop: str = ""
    people: tuple[str, ...] = ()
    count: int = 0
    children: int = 0
    others: bool = False
    danger: DangerReason | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeIn:
    """A sheet of one mission, in the order it was written."""

    mission: str
    lines: tuple[SheetLine, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.lines) <= MOST_LINES:
            raise InputError("There is nothing to type in, or far too much.", "Type the sheet's lines.", field="lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedIn:
    """What a sheet brought: doors and people aboard by it, what phones had said too, what they say otherwise.

    `walk_ups`: the codes for cardboard of who came without a request; `again`: rows that stood here already.
    """

    mission: str
    doors: tuple[str, ...]
    aboard: tuple[str, ...]
    handed_over: int
    walk_ups: tuple[str, ...]
    again: tuple[int, ...]
    parallel: tuple[str, ...]
    conflicts: tuple[str, ...]
    waits: tuple[Remark, ...]


def type_in(order: Order, asked: TypeIn) -> TypedIn:
    """Keep a sheet; InputErrors names every row that cannot be kept, and then nothing of the sheet was."""
    return carry_out(order, Action.RECORD_STOP, asked, TypedIn, _type_in)


def agreed(folded: Folded, status: FieldStatus) -> tuple[str, ...]:
    """Give the subjects about which the paper and a phone both spoke: with one word (parallel), or not (conflict)."""
    found = {
        subject
        for (subject, _), one in folded.fields.items()
        if one.status is status and PAPER in {folded.ops[ref].device for ref in one.visible}
    }
    return tuple(sorted(found))


def _type_in(doing: Doing, asked: TypeIn) -> TypedIn:
    mission = running_version(doing, asked.mission)
    require_heard(Action.RECORD_STOP, mission)
    sheet = _Sheet(doing, mission)
    for part in _until_hand_over(asked.lines):
        sheet.take(part)
    if sheet.faults:
        raise InputErrors(sheet.faults)
    folded = folded_ops(doing.organisation.id, mission.code)
    doing.say(
        f"mission:{mission.code}", paper=True, lines=len(asked.lines), doors=len(sheet.doors),
        aboard=len(sheet.aboard), handed_over=sheet.heads, walk_ups=len(sheet.walk_ups),
    )  # fmt: skip
    return TypedIn(
        mission=mission.code,
        doors=tuple(sorted(sheet.doors)),
        aboard=tuple(sorted(sheet.aboard)),
        handed_over=sheet.heads,
        walk_ups=tuple(sheet.walk_ups),
        again=tuple(sheet.again),
        parallel=agreed(folded, FieldStatus.PARALLEL),
        conflicts=agreed(folded, FieldStatus.CONFLICT),
        waits=tuple(sheet.waits),
    )


def _until_hand_over(lines: Iterable[SheetLine]) -> Iterator[list[SheetLine]]:
    """Cut a sheet behind each hand-over: who boards on the next trip must not be counted with this one."""
    part: list[SheetLine] = []
    for line in lines:
        part.append(line)
        if line.box is SheetBox.HANDED_OVER:
            yield part
            part = []
    if part:
        yield part


@dataclass
class _Sheet:
    """A sheet while it is kept: what it says so far, and which row said it."""

    doing: Doing
    mission: Mission
    faults: list[InputError] = field(default_factory=list)
    doors: set[str] = field(default_factory=set)
    aboard: set[str] = field(default_factory=set)
    walk_ups: list[str] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    waits: list[Remark] = field(default_factory=list)
    heads: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)

    def take(self, part: list[SheetLine]) -> None:
        """Keep one part and carry it into the record by the way operations of phones go."""
        self.waits = []  # what waited for an earlier part is asked again with this one
        said: list[Said] = []
        for line in part:
            try:
                self._require_time(line)
                said += self._said(line)
            except InputError as fault:
                self.faults.append(fault.at(row=line.row))
        if self.faults:
            return  # the rows that follow rest on those that were refused
        before = folded_ops(self.doing.organisation.id, self.mission.code)
        new = keep_ops(self.doing, self.mission, said, before)
        folded = folded_ops(self.doing.organisation.id, self.mission.code)
        for wait in apply_ops(self.doing, self.mission, folded, new):
            self._hear(wait, folded)
        self.mission.refresh_from_db()

    def _require_time(self, line: SheetLine) -> None:
        left = self.mission.dispatched_at
        if line.at > self.doing.now:
            raise InputError(
                "{at} is still to come.", "Type the time as it stands on the sheet.", field="at",
                at=line.at.isoformat(),
            )  # fmt: skip
        if left is not None and line.at < left - DOOR_SLACK:
            raise InputError(
                "{at} is before the van left, at {left}.", "Look at the sheet again, and at the mission's number.",
                field="at", at=line.at.isoformat(), left=left.isoformat(),
            )  # fmt: skip

    def _said(self, line: SheetLine) -> list[Said]:
        if line.box in OF_THE_TRIP:
            return self._of_the_trip(line)
        stop = stop_of(self.mission, line.stop)
        self.rows[f"stop:{stop.code}"] = line.row
        self.doors.add(stop.code)
        if line.box is SheetBox.WALK_UP:
            return self._walk_up(line, stop)
        if line.box is SheetBox.LEFT_BEHIND:
            return [Said(OpKind.BELONGINGS_LEFT, f"stop:{stop.code}", str(line.count), line.at)]
        people = self._people(line, stop)
        if line.box in {SheetBox.BOARDED, SheetBox.DANGER_TO_LIFE}:
            return self._rides(line, stop, people)
        return self._stays(line, stop, people)

    def _of_the_trip(self, line: SheetLine) -> list[Said]:
        subject = f"mission:{self.mission.code}"
        self.rows[subject] = line.row
        if line.box is SheetBox.IN_CONTACT:
            return [Said(OpKind.CHECK_IN, subject, CheckInKind.WE_ARE_HERE.value, line.at)]
        counted = self.mission.trips.filter(counted=line.count, handed_over_at__isnull=False)
        if any(abs(trip.handed_over_at - line.at) <= NEAR for trip in counted if trip.handed_over_at is not None):
            self.again.append(line.row)
            return []
        self.heads += line.count
        return [Said(OpKind.HAND_OVER, subject, str(line.count), line.at)]

    def _people(self, line: SheetLine, stop: Stop) -> list[Evacuee]:
        rows = {row.code: row for row in people_at(stop)}
        for code in line.people:
            if code not in rows:
                raise not_found("people", code)
        named = [rows[code] for code in line.people] or list(rows.values())
        for row in named:
            self.rows[f"evacuee:{row.code}"] = line.row
        return named

    def _rides(self, line: SheetLine, stop: Stop, people: list[Evacuee]) -> list[Said]:
        """Say who boarded. The printed box holds their own yes; a child goes with a grown person of the same row."""
        said: list[Said] = []
        grown = [row for row in people if AgeBand(row.age_band) in _ANSWERS and not row.cannot_decide]
        for row in people:
            subject = f"evacuee:{row.code}"
            self.aboard.add(row.code)
            if line.danger is not None:
                self._keep_word(row, stop, YesKind.DANGER_TO_LIFE, line.at, reason=line.danger.value)
            elif AgeBand(row.age_band).is_child:
                self._answers_for(row, grown, stop, line)
            elif not row.cannot_decide:
                said.append(Said(OpKind.OWN_YES, subject, "yes", line.at))
            value = f"{SheetBox.DANGER_TO_LIFE.value}/{line.danger.value}" if line.danger else ""
            said.append(Said(OpKind.BOARDED, subject, value, line.at))
        said.append(Said(OpKind.STOP_OUTCOME, f"stop:{stop.code}", StopOutcome.BOARDED.value, line.at))
        return said

    def _answers_for(self, child: Evacuee, grown: list[Evacuee], stop: Stop, line: SheetLine) -> None:
        if not grown:
            raise InputError(
                "No grown person of the door boarded with the child.",
                "Name who rode too; a child who rode alone is a matter for 102 and the children's service: ring first.",
                field="people",
            )
        guardian = {"guardian": grown[0].code, "guardian_kind": GuardianKind.GUARDIAN.value}
        self._keep_word(child, stop, YesKind.GUARDIAN, line.at, **guardian)

    def _keep_word(self, row: Evacuee, stop: Stop, kind: YesKind, at: datetime, **words: str) -> None:
        """Keep on whose word somebody rides, once: a sheet may be typed again."""
        if not Consent.objects.filter(evacuee=row, stop=stop, kind=kind.value, at=at, **words).exists():
            keep_consent(self.doing, row, stop, kind, at, **words)

    def _stays(self, line: SheetLine, stop: Stop, people: list[Evacuee]) -> list[Said]:
        """Say who stayed; beside people of this door who ride it is about those it names, else about the door."""
        staying = [row for row in people if row.code not in self.aboard and still_there(row, stop)]
        said: list[Said] = []
        for row in staying:
            subject = f"evacuee:{row.code}"
            if line.box is SheetBox.REFUSED and not AgeBand(row.age_band).is_child:
                said.append(Said(OpKind.OWN_YES, subject, "no", line.at))
            if line.people or len(staying) < len(people):
                said.append(Said(OpKind.NOT_BOARDED, subject, "", line.at))
        if said and (line.people or len(staying) < len(people)):
            return said
        return [*said, Said(OpKind.STOP_OUTCOME, f"stop:{stop.code}", _OUTCOME[line.box].value, line.at)]

    def _walk_up(self, line: SheetLine, stop: Stop) -> list[Said]:
        """Register who came without a request at this door; the same line typed again is the same people."""
        if not line.others:
            known = self._came_already(line)
            if known is not None:
                self.came.add(known.code)
                self.again.append(line.row)
                return []
        place = stop.request.katottg if stop.request else ""
        grown = tuple(WalkUpPerson(says_yes=True, age_band=AgeBand.ADULT) for _ in range(line.count))
        small = tuple(WalkUpPerson(age_band=AgeBand.CHILD, guardian=0) for _ in range(line.children))
        came = take_in(
            self.doing,
            self.mission,
            WalkUp(mission=self.mission.code, people=(*grown, *small), katottg=place, at=line.at),
        )
        self.came.add(came.stop)
        self.walk_ups += came.evacuees
        self.aboard.update(came.evacuees)
        self.rows |= {f"evacuee:{code}": line.row for code in came.evacuees} | {f"stop:{came.stop}": line.row}
        said = [Said(OpKind.BOARDED, f"evacuee:{code}", "", line.at) for code in came.evacuees]
        return [*said, Said(OpKind.STOP_OUTCOME, f"stop:{came.stop}", StopOutcome.WALK_UP.value, line.at)]

    def _came_already(self, line: SheetLine) -> Stop | None:
        """Find who came at that hour in the same number; near that hour a person has to say whether they are others."""
        stops = Stop.objects.filter(**of_any_version(self.mission, "trip__mission"), request__channel="walk_up")
        near = [
            one
            for one in stops.select_related("request").exclude(code__in=self.came)
            if len(people_at(one)) == line.count + line.children and abs(one.arrives_at - line.at) <= NEAR
        ]
        same = [one for one in near if one.arrives_at == line.at]
        if near and not same:
            raise InputError(
                "As many came without a request at {at}, in the record: the same people?",
                "If they are, type that hour; if they are others, put ! behind the number: 2!.",
                field="people", at=near[0].arrives_at.isoformat(),
            )  # fmt: skip
        return same[0] if same else None

    def _hear(self, wait: Remark, folded: Folded) -> None:
        """Take what did not get into the record: a fault of its row, unless a phone says otherwise of the same."""
        facts: dict[str, Any] = dict(wait.facts)
        subject = str(facts.get("subject") or f"stop:{facts.get('stop', '')}")
        row = self.rows.get(subject)
        if row is None or _spoken_of_by_others(folded, subject):
            self.waits.append(wait)
            return
        facts.setdefault("because", wait.text)
        part = _FIELD.get(subject.partition(":")[0], "")
        todo = "Look at this row of the sheet again; nothing was kept."
        fault = InputError("It did not get into the record: {because}", todo, field=part, **facts)
        self.faults.append(fault.at(row=row))


def _spoken_of_by_others(folded: Folded, subject: str) -> bool:
    ops: Iterable[Op] = folded.ops.values()
    return any(op.subject == subject and op.device != PAPER for op in ops)


_FIELD = {"evacuee": "people", "stop": "box", "mission": "count"}
_ANSWERS = frozenset({AgeBand.ADULT, AgeBand.ELDER})
_OUTCOME = {
    SheetBox.NOT_AT_HOME: StopOutcome.NOT_AT_HOME,
    SheetBox.REFUSED: StopOutcome.REFUSED,
    SheetBox.WRONG_ADDRESS: StopOutcome.WRONG_ADDRESS,
}
