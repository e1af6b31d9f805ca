"""Carrying what phones recorded into the record: rows follow the fold, so that nothing happens twice.

States (aboard or not, outcome, silence) are compared with the rows and only differences are written: any order and
any repetition of ops ends in the same rows. Words of which each stands for itself are written once, when their op
arrives. What the rules refuse stays out of the rows, is said, and is tried again with every later op.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind, CrewEventKind, MissionStatus, Op, OpKind, RequestStatus, StopOutcome
from openevac.domain.people import AgeBand, EvacueeStatus, YesKind
from openevac.domain.remarks import Remark
from openevac.rules.fold_state import FieldStatus, Folded, OpState
from openevac.rules.mission_stops import STATUS_AFTER
from openevac.rules.missions import BEFORE
from openevac.rules.overdue import may_fall_silent
from openevac.services.kernel.command import Doing
from openevac.services.missions.at_relay import follow_door
from openevac.services.missions.consents import keep_consent
from openevac.services.missions.finding import of_any_version
from openevac.services.missions.hand_over import HandOver, carry_over
from openevac.services.missions.op_reports import keep_report
from openevac.services.missions.outcomes import (
    NOT_AT_A_RELAY,
    PERSON_AFTER,
    RIDING,
    before_boarding,
    close_door,
    keep_status,
    still_there,
)
from openevac.services.missions.record_check_in import keep_word
from openevac.services.missions.record_crew_event import keep_event
from openevac.services.missions.record_own_yes import keep_no
from openevac.services.missions.record_stop import board
from openevac.services.missions.turn_back import come_home
from openevac.services.missions.yes_missing import to_ask_again
from openevac.store.models import Boarding, Consent, Evacuee, Mission, Stop


def apply_ops(doing: Doing, mission: Mission, folded: Folded, new: frozenset[str]) -> tuple[Remark, ...]:
    """Bring the rows of a mission to what its devices recorded; gives what waits, with the reason."""
    waits: list[Remark] = []
    if _speaks_of(folded, "evacuee:"):
        people = _people(mission)
        _words(folded, people, doing)
        waits += _boardings(doing, mission, folded, people, _spoken_of(folded, new))
    if _speaks_of(folded, "stop:"):
        waits += _doors(doing, mission, folded)
    for op in _fresh(folded, new):
        waits += _once(doing, mission, op)
    waits += _whole_mission(doing, mission, folded)
    return (*waits, *to_ask_again(mission))


def effective(folded: Folded, subject: str, field: str) -> str | None:
    """Give what counts of one field: the value, or in a conflict the cautious one; None where nothing does."""
    one = folded.fields.get((subject, field))
    return None if one is None else one.counts_as


def _speaks_of(folded: Folded, kind: str) -> bool:
    """Tell whether any operation, taken back or not, is about a subject of one kind."""
    return any(subject.startswith(kind) for subject, _ in folded.fields)


def _people(mission: Mission) -> dict[str, tuple[Evacuee, Stop]]:
    """Give everybody of the mission's doors with their stop, grown people first so that children find theirs."""
    stops = Stop.objects.filter(**of_any_version(mission, "trip__mission"), request__isnull=False)
    doors = [
        (stop.request.household_id, stop)
        for stop in stops.select_related("request", "trip__mission", "trip__shelter").order_by("trip__mission__version")
        if stop.request is not None
    ]
    living: dict[object, list[Evacuee]] = {}
    for row in Evacuee.objects.filter(household__in={household for household, _ in doors}):
        living.setdefault(row.household_id, []).append(row)
    found = [(row, stop) for household, stop in doors for row in living.get(household, ())]
    found.sort(key=lambda pair: (AgeBand(pair[0].age_band).is_child, pair[0].code))
    return {row.code: (row, stop) for row, stop in found}


def _words(folded: Folded, people: dict[str, tuple[Evacuee, Stop]], doing: Doing) -> None:
    _take_yeses_back(folded, people)
    for (subject, field), one in folded.fields.items():
        code = subject.removeprefix("evacuee:")
        if field != "own_yes" or code not in people or one.counts_as is None:
            continue
        row, stop = people[code]
        newest = max((folded.ops[ref] for ref in one.visible), key=lambda op: op.happened_at)
        at = newest.happened_at
        if one.counts_as == "no":
            known = Boarding.objects.filter(evacuee=row, stop=stop)
            if not known.exists() and row.status == EvacueeStatus.WAITING.value:
                keep_no(doing, row, stop, at)
        elif not Consent.objects.filter(evacuee=row, stop=stop, kind=YesKind.OWN.value, at__gte=at).exists():
            keep_consent(doing, row, stop, YesKind.OWN, at, op=newest.id)


def _take_yeses_back(folded: Folded, people: dict[str, tuple[Evacuee, Stop]]) -> None:
    """Let a yes that was undone on its phone count no more; the operations stay, and what the desk typed stays."""
    undone = {folded.ops[ref].id for ref, fate in folded.fates.items() if fate.state is OpState.UNDONE}
    rows = [row for row, _ in people.values()]
    Consent.objects.filter(evacuee__in=rows, op__in=undone, kind=YesKind.OWN.value).exclude(op="").delete()


def _boardings(
    doing: Doing, mission: Mission, folded: Folded, people: dict[str, tuple[Evacuee, Stop]], spoken_of: frozenset[str]
) -> Iterable[Remark]:
    for code, (row, stop) in people.items():
        subject = f"evacuee:{code}"
        one = folded.fields.get((subject, "aboard"))
        if one is None:
            continue
        aboard = (one.counts_as or "").split(":")[0] == OpKind.BOARDED.value
        rides = Boarding.objects.filter(evacuee=row, **of_any_version(mission, "stop__trip__mission"), boarded=True)
        here = rides.select_related("stop__request").first()
        if aboard and here is None:
            at = min(doing.now, max(folded.ops[ref].happened_at for ref in one.visible))
            yield from _board(doing, mission, stop, row, at, folded)
        elif not aboard and here is not None and here.handed_over_at is None and subject in spoken_of:
            here.delete()
            row.status = before_boarding(here.stop).value
            row.save(update_fields=("status",))
            _nobody_rides(doing, here.stop)


def _board(doing: Doing, mission: Mission, stop: Stop, row: Evacuee, at: datetime, folded: Folded) -> Iterable[Remark]:
    """Board one person a phone recorded, unless the desk has written meanwhile that nobody of this door rides."""
    stop.refresh_from_db(fields=("outcome",))
    by_desk = stop.outcome and stop.outcome not in RIDING | _recorded(folded, stop, OpKind.STOP_OUTCOME)
    if by_desk:
        said = OpKind.BOARDED.value
        yield Remark(text=_DESK.text, facts={"stop": stop.code, "said_outcome": said, "recorded_outcome": stop.outcome})
        return
    try:
        board(doing, mission, stop, (row.code,), at)
    except InputError as fault:
        yield _waits(f"evacuee:{row.code}", fault)
        return
    if not stop.outcome and stop.request is not None:
        # The door is not closed yet, but they ride: were the crew to turn back now, nobody else is to fetch them.
        keep_status(doing, stop.request, RequestStatus.ABOARD, doing.now)


def _spoken_of(folded: Folded, new: frozenset[str]) -> frozenset[str]:
    """Give the subjects the new ops speak of, by themselves or by what they take back.

    Only of these does a phone take somebody off the van: the desk may have boarded them since an older op was undone.
    """
    subjects = {op.id: op.subject for op in folded.ops.values()}
    fresh = [op for op in folded.ops.values() if op.id in new]
    return frozenset({*(op.subject for op in fresh), *(subjects.get(op.undoes, "") for op in fresh)})


def _doors(doing: Doing, mission: Mission, folded: Folded) -> Iterable[Remark]:
    stops = Stop.objects.filter(**of_any_version(mission, "trip__mission"))
    for stop in stops.select_related("request", "trip"):
        _pieces(folded, stop)
        said = effective(folded, f"stop:{stop.code}", "outcome")
        recorded = _recorded(folded, stop, OpKind.STOP_OUTCOME)
        if _taken_back(folded, stop, "outcome") and stop.outcome in recorded:
            _open_again(doing, stop)
        if said is None or said == stop.outcome:
            continue
        if said not in set(StopOutcome) or (stop.outcome and stop.outcome not in recorded):
            yield Remark(
                text=_DESK.text,
                facts={"stop": stop.code, "said_outcome": said, "recorded_outcome": stop.outcome or "-"},
            )
            continue
        outcome = StopOutcome(said)
        aboard = Boarding.objects.filter(stop=stop, boarded=True).exists()
        if (outcome in RIDING) != aboard or (stop.relay and outcome in NOT_AT_A_RELAY):
            yield Remark(text=_NOBODY.text, facts={"stop": stop.code, "said_outcome": said})
            continue
        visible = folded.fields[(f"stop:{stop.code}", "outcome")].visible
        close_door(doing, stop, outcome, min(doing.now, max(folded.ops[ref].happened_at for ref in visible)))
        if outcome in PERSON_AFTER and stop.request is not None:
            for row in Evacuee.objects.filter(household=stop.request.household_id):
                if still_there(row, stop):
                    row.status = PERSON_AFTER[outcome].value
                    row.save(update_fields=("status",))
        follow_door(stop)


def _pieces(folded: Folded, stop: Stop) -> None:
    said = effective(folded, f"stop:{stop.code}", "belongings_left")
    recorded = _recorded(folded, stop, OpKind.BELONGINGS_LEFT)
    if _taken_back(folded, stop, "belongings_left") and str(stop.pieces_left) in recorded:
        said = "0"
    if said is not None and said.isdecimal() and len(said) <= 3 and int(said) != stop.pieces_left:
        stop.pieces_left = int(said)
        stop.save(update_fields=("pieces_left",))


def _recorded(folded: Folded, stop: Stop, kind: OpKind) -> set[str]:
    """Give every value phones ever gave for one field of a stop: what stands in the row came from them or the desk."""
    return {op.value for op in folded.ops.values() if op.kind is kind and op.subject == f"stop:{stop.code}"}


def _taken_back(folded: Folded, stop: Stop, field: str) -> bool:
    one = folded.fields.get((f"stop:{stop.code}", field))
    return one is not None and one.status is FieldStatus.EMPTY


def _nobody_rides(doing: Doing, stop: Stop) -> None:
    """Open a door again whose boardings were all taken back: it says "boarded" and nobody rides."""
    if StopOutcome(stop.outcome or StopOutcome.BOARDED) in RIDING and not _riding(stop):
        _open_again(doing, stop)


def _open_again(doing: Doing, stop: Stop) -> None:
    """Take an outcome back: the door is open, and its request is promised again by whichever version still drives.

    Where none does, because the crew is on its way home, it waits for another mission. Who rides rides.
    """
    stop.outcome, stop.outcome_at = "", None
    stop.save(update_fields=("outcome", "outcome_at"))
    follow_door(stop)
    if stop.request is None or stop.request.status not in _OF_THE_MISSION:
        return
    driven = [one.value for one in (*BEFORE, MissionStatus.DISPATCHED)]
    promised = Stop.objects.filter(request=stop.request, outcome="", trip__mission__status__in=driven).exists()
    waits = RequestStatus.ON_MISSION if promised else RequestStatus.OPEN
    keep_status(doing, stop.request, RequestStatus.ABOARD if _riding(stop) else waits, doing.now)


def _riding(stop: Stop) -> bool:
    return Boarding.objects.filter(stop=stop, boarded=True, handed_over_at=None).exists()


def _fresh(folded: Folded, new: frozenset[str]) -> list[Op]:
    """Give the new ops of which each stands for itself, in the order they were said, unless taken back already."""
    logs = {OpKind.CHECK_IN, OpKind.CREW_EVENT, OpKind.HAZARD, OpKind.SILENT_UNTIL}
    fresh = [
        op
        for ref, op in folded.ops.items()
        if op.id in new and op.kind in logs and folded.fates[ref].state is not OpState.UNDONE
    ]
    return sorted(fresh, key=lambda op: (op.clock, op.id))


def _once(doing: Doing, mission: Mission, op: Op) -> Iterable[Remark]:
    """Write one word; one that cannot be read is said, and stays with its op."""
    try:
        if op.kind is OpKind.CHECK_IN:
            keep_word(doing, mission, CheckInKind(op.value), op.happened_at)
        elif op.kind is OpKind.SILENT_UNTIL:
            _silence(doing, mission, op)
        elif op.kind is OpKind.CREW_EVENT:
            kind, _, number = op.value.partition(":")
            keep_event(doing, mission, CrewEventKind(kind), op.happened_at, int(number or 1))
        else:
            keep_report(doing, mission, op)
    except InputError as fault:
        yield _waits(op.subject, fault)
    except ValueError:
        yield Remark(text=_UNREADABLE.text, facts={"op": op.id, "op_kind": op.kind.value})


def _silence(doing: Doing, mission: Mission, op: Op) -> None:
    until = datetime.fromisoformat(op.value)
    said_at = min(doing.now, op.happened_at)
    if may_fall_silent(until, said_at).allowed:
        keep_word(doing, mission, CheckInKind.SILENT_UNTIL, op.happened_at, silent_until=until)
    else:
        keep_word(doing, mission, CheckInKind.WE_ARE_HERE, op.happened_at)


def _whole_mission(doing: Doing, mission: Mission, folded: Folded) -> Iterable[Remark]:
    subject = f"mission:{mission.code}"
    if effective(folded, subject, "turn_back") == "yes" and mission.status == MissionStatus.DISPATCHED.value:
        come_home(doing, mission, doing.now)
    said = folded.fields.get((subject, "hand_over"))
    heads = effective(folded, subject, "hand_over")
    if said is None or heads is None or not heads.isdecimal():
        return
    if not mission.trips.filter(handed_over_at=None).exists():
        return
    at = min(doing.now, max(folded.ops[ref].happened_at for ref in said.visible))
    if mission.status == MissionStatus.HANDED_OVER.value or _counted_already(mission, at):
        return
    try:
        carry_over(doing, mission, HandOver(mission=mission.code, heads=int(heads[:4]), at=at))
    except InputError as fault:
        yield _waits(subject, fault)


def _counted_already(mission: Mission, at: datetime) -> bool:
    """Tell whether a head count belongs to a trip that is over: it must not hand over who boarded after it."""
    over = mission.trips.filter(handed_over_at__gte=at).exists()
    aboard = Boarding.objects.filter(
        **of_any_version(mission, "stop__trip__mission"), boarded=True, handed_over_at=None
    )
    return over or aboard.filter(at__gt=at).exists()


def _waits(subject: str, fault: InputError) -> Remark:
    return Remark(text=_WAITS.text, facts={**fault.facts, "subject": subject, "because": fault.problem})


_OF_THE_MISSION = frozenset({RequestStatus.ABOARD, *STATUS_AFTER.values()} - {RequestStatus.HANDED_OVER})
"""Where a request stands because of what was recorded at a door; one that ended otherwise is not opened again."""

_WAITS = Remark(text="{subject}: recorded by a phone, not in the record yet: {because}")
_DESK = Remark(
    text="Stop {stop}: the phone says {said_outcome}, the desk recorded {recorded_outcome}; a person decides."
)
_NOBODY = Remark(text="Stop {stop}: the phone says {said_outcome}, which does not fit who is recorded aboard.")
_UNREADABLE = Remark(text="Operation {op} ({op_kind}) has a value nobody can read; it is kept.")
