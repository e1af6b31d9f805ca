"""The overdue ladder: when a crew's next word is due, how late it is, and what whom does about it.

Nobody is ever sent after a silent crew by the program, and no late paper or set-back clock makes an alarm quiet.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain.events import CheckInKind, OverdueLevel
from openevac.domain.remarks import Fact, Remark
from openevac.domain.roles import Decision
from openevac.domain.units import require_aware

RED_AFTER = timedelta(minutes=15)
NO_ANSWER_AFTER = timedelta(minutes=30)
EARLY = timedelta(minutes=10)
"""How long before a planned check-in a word still answers it."""
AT_LEAST_EVERY = timedelta(hours=1)
"""When no check-in is planned any more, a mission that is out is still waited for."""
LONGEST_SILENCE = timedelta(hours=4)
CLOCK_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a crew: when it was said by the crew's clock, and when it reached us."""

    kind: CheckInKind
    happened_at: datetime
    received_at: datetime
    silent_until: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("happened_at", "received_at", "silent_until"):
            require_aware(name, getattr(self, name))

    @property
    def said_at(self) -> datetime:
        """Give when it was said: a crew's clock may run ahead, but nothing is said after it was heard."""
        return min(self.happened_at, self.received_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is watched of one mission that is out. `planned`: the check-ins agreed, the return to base as the last."""

    departed_at: datetime
    planned: tuple[datetime, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """How late a crew's word is, and what to do, in the order it is done."""

    level: OverdueLevel
    due_at: datetime
    late: timedelta
    heard_at: datetime
    to_do: tuple[Remark, ...]
    notes: tuple[Remark, ...] = ()


def overdue(watch: Watch, now: datetime) -> Overdue:
    """Tell how late the next word of a crew is. `now` is taken from the steady clock (rules.ticks)."""
    newest = max((word.received_at for word in watch.words), default=now)
    count_from = max(now, newest)
    due_at, heard_at = next_due(watch), _heard_at(watch)
    level = level_of(count_from - due_at)
    notes = _notes(watch, due_at, now, newest)
    if level in {OverdueLevel.NOT_DUE, OverdueLevel.AMBER} and _sos_stands(watch):
        level = OverdueLevel.RED
        notes = (_SOS, *notes)
    return Overdue(
        level=level,
        due_at=due_at,
        late=max(timedelta(0), count_from - due_at),
        heard_at=heard_at,
        to_do=TO_DO[level],
        notes=notes,
    )


def next_due(watch: Watch) -> datetime:
    """Give when the next word is due. A mission that is out always has a next word that is due."""
    heard_at = _heard_at(watch)
    spoke = bool(watch.words)
    waiting = [one for one in sorted(watch.planned) if not spoke or one > heard_at + EARLY]
    due_at = waiting[0] if waiting else heard_at + AT_LEAST_EVERY
    return max(due_at, _silent_until(watch) or due_at)


def may_fall_silent(until: datetime, now: datetime) -> Decision:
    """Tell whether a silence may be declared: it ends in the future, and within four hours."""
    if until <= now:
        return Decision(allowed=False, reason=Remark(text="Silence must end later than now."))
    if until - now > LONGEST_SILENCE:
        return Decision(allowed=False, reason=Remark(text="Nobody is silent for longer than 4 hours: agree on a word."))
    return Decision(allowed=True, reason=Remark(text="Silence until then; the alarm rings after it."))


def missions_to_turn_back(lost: str, ways: Mapping[str, AbstractSet[int]]) -> tuple[str, ...]:
    """Give the other missions whose way ahead shares a stretch with the one that does not answer.

    `ways`: mission -> the stretches it still has to drive, without direction; of the silent one all it may be on.
    """
    return tuple(sorted(other for other, ahead in ways.items() if other != lost and ahead & ways[lost]))


def sheet(watch: Watch, found: Overdue, last_point: str, turn_back: tuple[str, ...] = ()) -> tuple[Remark, ...]:
    """Give the sheet "crew does not answer" in the order it is worked off. `last_point`: a code, never an address."""
    said: dict[str, Fact] = {"heard": found.heard_at.isoformat(), "point": last_point or "-"}
    kind = max(watch.words, key=lambda word: word.said_at).kind.value if watch.words else ""
    last = Remark(text="Last heard {heard}, last point {point}.", facts=said)
    if kind:
        last = Remark(text="Last heard {heard} ({check_in}), last point {point}.", facts=said | {"check_in": kind})
    others = [Remark(text="Mission {mission} turns back: it would drive the same way.", facts={"mission": one})
              for one in turn_back]  # fmt: skip
    return (last, *TO_DO[OverdueLevel.NO_ANSWER], *others)


def level_of(late: timedelta) -> OverdueLevel:
    """Give the step of the ladder for how late a word is; a negative time is not due yet."""
    if late < timedelta(0):
        return OverdueLevel.NOT_DUE
    if late < RED_AFTER:
        return OverdueLevel.AMBER
    return OverdueLevel.RED if late < NO_ANSWER_AFTER else OverdueLevel.NO_ANSWER


def _heard_at(watch: Watch) -> datetime:
    return max((word.said_at for word in watch.words), default=watch.departed_at)


def _silent_until(watch: Watch) -> datetime | None:
    """Give until when the crew said it would be silent: its newest word about it counts, at most four hours long."""
    silences = [(word.said_at, word.silent_until) for word in watch.words if word.silent_until is not None]
    if not silences:
        return None
    said_at, until = max(silences)
    return min(until, said_at + LONGEST_SILENCE)


def _sos_stands(watch: Watch) -> bool:
    """Tell whether an SOS has no later word, both said and heard after it; a late SOS is not hidden by older words."""
    calls = [word for word in watch.words if word.kind is CheckInKind.SOS]
    others = [word for word in watch.words if word.kind is not CheckInKind.SOS]
    return any(
        not any(one.said_at > call.said_at and one.received_at > call.received_at for one in others) for call in calls
    )


def _notes(watch: Watch, due_at: datetime, now: datetime, newest: datetime) -> tuple[Remark, ...]:
    notes: list[Remark] = []
    if newest > now + CLOCK_SLACK:
        notes.append(_CLOCK_BACK)
    for word in watch.words:
        if word.received_at >= due_at > word.said_at + EARLY:
            facts: dict[str, Fact] = {"said": word.said_at.isoformat(), "received": word.received_at.isoformat()}
            notes.append(Remark(text=_LATE_PAPER.text, facts=facts))
    return tuple(notes)


_SOS = Remark(text="The crew called SOS and nothing newer was heard: ring them now.")
_CLOCK_BACK = Remark(text="The clock of this computer was set back; alarms count on from the latest word.")
_LATE_PAPER = Remark(
    text="A word of {said} arrived at {received}: it was said before the call was due and does not end the alarm."
    " The phone was heard then: ring now."
)

TO_DO: dict[OverdueLevel, tuple[Remark, ...]] = {
    OverdueLevel.NOT_DUE: (),
    OverdueLevel.AMBER: (Remark(text="A call is due: ring the crew."),),
    OverdueLevel.RED: (
        Remark(text="Ring the crew again, the leader first, then every phone aboard."),
        Remark(text="Ring the second person of the shift: do not wait alone."),
    ),
    OverdueLevel.NO_ANSWER: (
        Remark(text="Ring every phone aboard once more, then the transit centre where they are expected."),
        Remark(text="Ring the police (102), the rescue service (101) and the military administration of the place."),
        Remark(text="Nobody is sent after them automatically; whoever goes is asked, and may say no."),
        Remark(text="Other missions on that way turn back."),
        Remark(text="Ring the people who still wait on this mission's list: tell them nothing but that it is later."),
    ),
}
"""What is done at each level, in this order."""
