"""What phones, or phones and the record, say differently about one mission, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import StopOutcome
from openevac.domain.remarks import Remark
from openevac.reports.words import Words
from openevac.services.missions.see_mission import Disagreement, MissionSeen


@dataclass(frozen=True, slots=True)
class SaidApart:
    """One thing that was said more than once: what it is called, about what, all sides, and what counts meanwhile."""

    called: str
    is_grave: bool
    about: str
    sides: str
    counts: str


def said_apart(seen: MissionSeen, words: Words) -> tuple[SaidApart, ...]:
    """Give what phones disagree about, the gravest first; what they said alike, unheard by each other, comes last."""
    apart = [_said(one, _WITH_RECORD if one.with_record else _CONFLICT, words) for one in seen.disagreements]
    alike = [_said(one, _PARALLEL, words) for one in seen.parallel]
    return (*apart, *alike)


def _said(one: Disagreement, called: Remark, words: Words) -> SaidApart:
    sides = dict.fromkeys(_value(one.field, value, words) for value in one.values)
    field = words.remark(_FIELDS[one.field])
    return SaidApart(
        called=words.remark(called),
        is_grave=called is not _PARALLEL,
        about=f"{one.subject.partition(':')[2]} · {field}",
        sides=" / ".join(sides),
        counts=_value(one.field, one.counts_as, words) if one.counts_as and called is not _PARALLEL else "",
    )


def _value(field: str, value: str, words: Words) -> str:
    """Say one side; a number is itself, and what the record does not hold is a dash."""
    code = value.partition(":")[0]
    if value == "-":
        return "–"
    if field == "outcome" and value in set(StopOutcome):
        return words.word(StopOutcome(value))
    if field == "silent_until":
        return _moment(value, words)
    return words.remark(_VALUES[code]) if code in _VALUES else value


def _moment(value: str, words: Words) -> str:
    """Say when a silence ends; a phone may have sent anything, and what is no moment is shown as it came."""
    try:
        return words.clock(datetime.fromisoformat(value))
    except ValueError:
        return value


_CONFLICT = Remark(text="conflict")
_PARALLEL = Remark(text="parallel update")
_WITH_RECORD = Remark(text="phones and record differ")
_FIELDS = {
    "aboard": Remark(text="aboard or not"),
    "outcome": Remark(text="what happened at the door"),
    "own_yes": Remark(text="own yes"),
    "turn_back": Remark(text="turning back"),
    "silent_until": Remark(text="silence"),
    "belongings_left": Remark(text="things left behind"),
    "hand_over": Remark(text="heads at the hand-over"),
}
_VALUES = {
    "yes": Remark(text="yes"),
    "no": Remark(text="no"),
    "boarded": Remark(text="boarded"),
    "not_boarded": Remark(text="not aboard"),
}
