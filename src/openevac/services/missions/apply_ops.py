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
from openevac.domain.missions import Remark
from openevac.domain.people import AgeBand, EvacueeStatus, YesKind
from openevac.rules.fold_state import FieldStatus, Folded, OpState
from openevac.rules.overdue import may_fall_silent
from openevac.services.kernel.command import Doing
from openevac.services.missions.consents import keep_consent
from openevac.services.missions.hand_over import HandOver, carry_over
from openevac.services.missions.op_reports import keep_report
from openevac.services.missions.outcomes import PERSON_AFTER, RIDING, close_door, keep_status
from openevac.services.missions.record_check_in import keep_word
from openevac.services.missions.record_crew_event import keep_event
from openevac.services.missions.record_own_yes import keep_no
from openevac.services.missions.record_stop import board
from openevac.services.missions.turn_back import come_home
from openevac.store.models import Boarding, Consent, Evacuee, Mission, Stop


def apply_ops(doing: Doing, mission: Mission, folded: Folded, new: frozenset[str]) -> tuple[Remark, ...]:
    """Bring the rows of a mission to what its devices recorded; gives what waits, with the reason."""
    waits: list[Remark] = []
    people = _people(mission)
    _words(folded, people, doing)
    waits += _boardings(doing, mission, folded, people)
    waits += _doors(doing, mission, folded)
    for op in _fresh(folded, new):
        waits += _once(doing, mission, op)
    waits += _whole_mission(doing, mission, folded)
    return tuple(waits)


def effective(folded: Folded, subject: str, field: str) -> str | None:
    """Give what counts of one field: the value, or in a conflict the cautious one; None where nothing does."""
    one = folded.fields.get((subject, field))
    return None if one is None else one.counts_as


def _people(mission: Mission) -> dict[str, tuple[Evacuee, Stop]]:
    """Give everybody of the mission's doors with their stop, grown people first so that children find theirs."""
    stops = Stop.objects.filter(trip__mission__code=mission.code, organisation=mission.organisation_id)
    found: list[tuple[Evacuee, Stop]] = []
    for stop in stops.select_related("request", "trip__mission", "trip__shelter").order_by("trip__mission__version"):
        if stop.request is not None:
            found += [(row, stop) for row in Evacuee.objects.filter(household=stop.request.household_id)]
    found.sort(key=lambda pair: (AgeBand(pair[0].age_band).is_child, pair[0].code))
    return {row.code: (row, stop) for row, stop in found}


def _words(folded: Folded, people: dict[str, tuple[Evacuee, Stop]], doing: Doing) -> None:
    for (subject, field), one in folded.fields.items():
        code = subject.removeprefix("evacuee:")
        if field != "own_yes" or code not in people or one.counts_as is None:
            continue
        row, stop = people[code]
        at = max(folded.ops[ref].happened_at for ref in one.visible)
        if one.counts_as == "no":
            known = Boarding.objects.filter(evacuee=row, stop=stop)
            if not known.exists() and row.status == EvacueeStatus.WAITING.value:
                keep_no(doing, row, stop, at)
        elif not Consent.objects.filter(evacuee=row, stop=stop, kind=YesKind.OWN.value, at__gte=at).exists():
            keep_consent(doing, row, stop, YesKind.OWN, at)


def _boardings(
    doing: Doing, mission: Mission, folded: Folded, people: dict[str, tuple[Evacuee, Stop]]
) -> Iterable[Remark]:
    for code, (row, stop) in people.items():
        one = folded.fields.get((f"evacuee:{code}", "aboard"))
        if one is None:
            continue
        aboard = (one.counts_as or "").split(":")[0] == OpKind.BOARDED.value
        here = Boarding.objects.filter(evacuee=row, stop__trip__mission__code=mission.code, boarded=True).first()
        if aboard and here is None:
            at = min(doing.now, max(folded.ops[ref].happened_at for ref in one.visible))
            try:
                board(doing, mission, stop, (code,), at)
            except InputError as fault:
                yield _waits(f"evacuee:{code}", fault)
        elif not aboard and here is not None and here.handed_over_at is None:
            here.delete()
            row.status = EvacueeStatus.WAITING.value
            row.save(update_fields=("status",))


def _doors(doing: Doing, mission: Mission, folded: Folded) -> Iterable[Remark]:
    stops = Stop.objects.filter(trip__mission__code=mission.code, organisation=mission.organisation_id)
    for stop in stops.select_related("request", "trip"):
        _pieces(folded, stop)
        said = effective(folded, f"stop:{stop.code}", "outcome")
        recorded = _recorded(folded, stop, OpKind.STOP_OUTCOME)
        if _taken_back(folded, stop, "outcome") and stop.outcome in recorded:
            _open_again(doing, stop)
        if said is None or said == stop.outcome:
            continue
        if said not in set(StopOutcome) or (stop.outcome and stop.outcome not in recorded):
            yield Remark(text=_DESK.text, facts={"stop": stop.code, "said": said, "recorded": stop.outcome or "-"})
            continue
        outcome = StopOutcome(said)
        aboard = Boarding.objects.filter(stop=stop, boarded=True).exists()
        if (outcome in RIDING) != aboard:
            yield Remark(text=_NOBODY.text, facts={"stop": stop.code, "said": said})
            continue
        visible = folded.fields[(f"stop:{stop.code}", "outcome")].visible
        close_door(doing, stop, outcome, min(doing.now, max(folded.ops[ref].happened_at for ref in visible)))
        if outcome in PERSON_AFTER and stop.request is not None:
            Evacuee.objects.filter(household=stop.request.household_id).update(status=PERSON_AFTER[outcome].value)


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


def _open_again(doing: Doing, stop: Stop) -> None:
    """Take an outcome back whose operation was undone: the door is open and its request is promised again."""
    stop.outcome, stop.outcome_at = "", None
    stop.save(update_fields=("outcome", "outcome_at"))
    if stop.request is not None:
        keep_status(doing, stop.request, RequestStatus.ON_MISSION, doing.now)


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
        yield Remark(text=_UNREADABLE.text, facts={"op": op.id, "kind": op.kind.value})


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
    heads = effective(folded, subject, "hand_over")
    trip = mission.trips.filter(handed_over_at=None).order_by("number").first()
    if heads is None or not heads.isdecimal() or trip is None or mission.status == MissionStatus.HANDED_OVER.value:
        return
    try:
        carry_over(doing, mission, HandOver(mission=mission.code, heads=int(heads[:4])))
    except InputError as fault:
        yield _waits(subject, fault)


def _waits(subject: str, fault: InputError) -> Remark:
    problem = fault.problem.format(**fault.facts)
    return Remark(text=_WAITS.text, facts={"subject": subject, "why": problem})


_WAITS = Remark(text="{subject}: recorded by a phone, not in the record yet: {why}")
_DESK = Remark(text="Stop {stop}: the phone says {said}, the desk recorded {recorded}; a person decides.")
_NOBODY = Remark(text="Stop {stop}: the phone says {said}, which does not fit who is recorded aboard.")
_UNREADABLE = Remark(text="Operation {op} ({kind}) has a value nobody can read; it is kept.")
