"""The life of a mission: which word is heard in which state, and what it takes for a van to leave.

Two yeses of two people, coordinator and crew leader, in either order, both for this version; or both of one person
who recorded in one sentence that they are alone on shift. Any crew member's no stops it, without a reason, and is
not counted: nothing here keeps who said it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.events import MissionStatus, MissionYes, StopOutcome, YesMethod
from openevac.domain.ids import require_id
from openevac.domain.remarks import Fact, Remark
from openevac.domain.roles import Action, Decision
from openevac.domain.units import require_positive
from openevac.rules.mission_stops import Trips, may_carry

LEAST_SENTENCE = 12
"""Letters of a solo sentence: shorter ones ("ok", "alone") say nothing to who reads them next day."""

BEFORE = frozenset({MissionStatus.PLANNED, MissionStatus.APPROVED, MissionStatus.ACCEPTED})
OUT = frozenset({MissionStatus.DISPATCHED, MissionStatus.TURNED_BACK, MissionStatus.HANDED_OVER})
"""The van has left its base and is not back: alarms run in these states."""
OVER = frozenset({MissionStatus.CLOSED, MissionStatus.REFUSED, MissionStatus.REPLACED})
GOES_NOWHERE = OVER | {MissionStatus.TURNED_BACK}
"""In these states nobody drives to a door any more: the doors left were given back."""

HEARD_IN: dict[Action, frozenset[MissionStatus]] = {
    Action.APPROVE_MISSION: BEFORE,
    Action.ACCEPT_MISSION: BEFORE,
    Action.REFUSE_MISSION: frozenset(MissionStatus) - {MissionStatus.CLOSED},
    Action.KEEP_CHECK_LIST: BEFORE,
    Action.DISPATCH_MISSION: BEFORE,
    Action.REPLAN_MISSION: BEFORE | {MissionStatus.DISPATCHED, MissionStatus.REFUSED},
    Action.TURN_BACK: OUT,
    Action.RECORD_CHECK_IN: OUT | BEFORE,
    Action.DECLARE_SILENCE: OUT,
    Action.RECORD_LAST_COVERAGE: OUT,
    Action.RECORD_OWN_YES: OUT,
    Action.RECORD_GUARDIAN: OUT,
    Action.REFER_CHILD: OUT,
    Action.RECORD_STOP: OUT,
    Action.LEAVE_BELONGINGS: OUT,
    Action.RAISE_OVERDUE: OUT,
    Action.RECORD_CREW_EVENT: frozenset(MissionStatus),
    Action.HAND_OVER: OUT,
    Action.CLOSE_MISSION: OUT,
}
"""In which states each word about a mission is heard. The list before leaving is ticked until the van leaves: a tick
after that would say something was looked at which was not. Facts from the road are heard as long as the van is out;
what befell a crew is recorded at any time."""


class Duty(StrEnum):
    """What somebody must do because of a word about a mission."""

    SHOW_ON_BOARD = "show_on_board"
    REVIEW_NEXT_DAY = "review_next_day"
    GIVE_REQUESTS_BACK = "give_requests_back"
    TELL_OTHER_VERSIONS = "tell_other_versions"
    TELL_CREW = "tell_crew"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionState:
    """What the rules keep of one version of a mission. `leader` and `crew` are codes; the leader is one of the crew.

    `solo`: the sentence of one who is alone on shift, empty where two people say yes. `solo_by`: who wrote it.
    """

    id: str
    leader: str
    crew: frozenset[str]
    version: int = 1
    status: MissionStatus = MissionStatus.PLANNED
    approval: MissionYes | None = None
    acceptance: MissionYes | None = None
    solo: str = ""
    solo_by: str = ""

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_id("leader", self.leader)
        require_positive("version", self.version)
        if self.leader not in self.crew:
            raise InputError(
                "The crew leader is not one of the crew.", "Name the leader among the crew.", field="leader"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The answer to one word: whether it was heard, why, the mission after it, and what somebody must do now.

    A word that was not heard leaves the mission as it was. `newer`: the version that a re-plan begins. `older`: the
    version on the road as it stands after a newer one left.
    """

    allowed: bool
    reason: Remark
    mission: MissionState
    duties: frozenset[Duty] = frozenset()
    newer: MissionState | None = None
    older: MissionState | None = None


def heard(action: Action, status: MissionStatus) -> Decision:
    """Tell whether a word is heard in a state of the mission."""
    if status in HEARD_IN.get(action, frozenset()):
        return Decision(allowed=True, reason=Remark(text="The mission is in a state for it."))
    return Decision(allowed=False, reason=_NOT_NOW.get(status, _NOT_YET_OUT))


def plan(mission: MissionState, trips: Trips) -> Decision:
    """Tell whether a mission may be planned with these stops."""
    return may_carry(mission.id, trips)


def approve(mission: MissionState, yes: MissionYes, trips: Trips) -> Step:
    """Record the coordinator's yes; the stops must stand at this moment."""
    return _yes(mission, yes, Action.APPROVE_MISSION) or _with_stops(
        mission, trips, replace(mission, approval=yes, status=MissionStatus.APPROVED)
    )


def accept(mission: MissionState, yes: MissionYes) -> Step:
    """Record the crew leader's yes: by their own PIN or device, or typed by another who heard it by call."""
    wrong = _yes(mission, yes, Action.ACCEPT_MISSION)
    if wrong is None and yes.by != mission.leader:
        wrong = _no(mission, _ONLY_THE_LEADER)
    return wrong or _done(replace(mission, acceptance=yes, status=MissionStatus.ACCEPTED))


def alone_on_shift(mission: MissionState, by: str, sentence: str) -> Step:
    """Record that one person gives both yeses because nobody else is there, in one sentence of theirs."""
    if mission.status not in BEFORE:
        return _no(mission, heard(Action.APPROVE_MISSION, mission.status).reason)
    if sum(sign.isalpha() for sign in sentence) < LEAST_SENTENCE:
        return _no(mission, _SAY_WHY_ALONE)
    after = replace(mission, solo=sentence.strip(), solo_by=by)
    return _done(after, Duty.SHOW_ON_BOARD, Duty.REVIEW_NEXT_DAY)


def refuse(mission: MissionState) -> Step:
    """Stop a mission on a crew member's no. Nobody asks why, nobody counts it, and who said it is not kept here.

    On the road it turns back: there are people to bring home. It holds for every version of the mission: a no to one
    that was replaced stops the newer one too.
    """
    known = heard(Action.REFUSE_MISSION, mission.status)
    if not known.allowed:
        return _no(mission, known.reason)
    if mission.status in OVER:
        return _done(mission, Duty.TELL_OTHER_VERSIONS)
    after = replace(mission, status=MissionStatus.TURNED_BACK)
    if mission.status in BEFORE:
        after = replace(mission, status=MissionStatus.REFUSED, approval=None, acceptance=None)
    return _done(after, Duty.GIVE_REQUESTS_BACK, Duty.TELL_OTHER_VERSIONS)


def dispatch(
    mission: MissionState,
    trips: Trips,
    older: MissionState | None = None,
    shut: Remark | None = None,
    hangs: Remark | None = None,
) -> Step:
    """Let the mission leave: two yeses to this version, and stops that still stand at this moment.

    `older`: the version on the road that this one replaces; one that turned back is not sent out again. `shut`: which
    place this vehicle may not enter any more. It is said before the stops are looked at: a closed place raises what
    the ladder asks for, and who reads "not confirmed enough" would ring a household no van may fetch. `hangs`: why the
    mission that takes its people on at a relay may not go yet; without that one they would stand there.
    """
    known = heard(Action.DISPATCH_MISSION, mission.status)
    if not known.allowed:
        return _no(mission, known.reason)
    lacking = lacking_yes(mission)
    if lacking is not None:
        return _no(mission, lacking)
    if older is not None and older.status is not MissionStatus.DISPATCHED:
        return _no(mission, _NOT_NOW.get(older.status, _NOT_YET_OUT))
    for against in (shut, hangs):
        if against is not None:
            return _no(mission, against)
    duties = {Duty.SHOW_ON_BOARD, Duty.REVIEW_NEXT_DAY} if _by_one_person(mission) else set()
    step = _with_stops(mission, trips, replace(mission, status=MissionStatus.DISPATCHED), *duties)
    if older is None or not step.allowed:
        return step
    return replace(step, older=replace(older, status=MissionStatus.REPLACED), duties=step.duties | {Duty.TELL_CREW})


def lacking_yes(mission: MissionState) -> Remark | None:
    """Say what still lacks before the mission may leave; None where both yeses are there."""
    for yes, missing in ((mission.approval, _NO_APPROVAL), (mission.acceptance, _NO_ACCEPTANCE)):
        if yes is None or yes.version != mission.version:
            return missing
    if _by_one_person(mission) and not (mission.solo and mission.solo_by == mission.leader):
        return _ONE_PERSON
    return None


def turn_back(mission: MissionState) -> Step:
    """Record that the mission comes home without serving what is left; turning back twice is no fault."""
    known = heard(Action.TURN_BACK, mission.status)
    if not known.allowed:
        return _no(mission, known.reason)
    return _done(replace(mission, status=MissionStatus.TURNED_BACK), Duty.GIVE_REQUESTS_BACK)


def hand_over(mission: MissionState, *, aboard_after: int, trips_left: int) -> Step:
    """Record a hand-over: the mission is handed over when nobody is aboard and no trip is left to drive."""
    known = heard(Action.HAND_OVER, mission.status)
    if not known.allowed:
        return _no(mission, known.reason)
    finished = aboard_after == 0 and (trips_left == 0 or mission.status is MissionStatus.TURNED_BACK)
    return _done(replace(mission, status=MissionStatus.HANDED_OVER) if finished else mission)


def close(mission: MissionState, *, aboard: int, doors: Mapping[str, StopOutcome | None]) -> Step:
    """Close a mission that is home: nobody aboard any more. Doors without an outcome go back to the open requests."""
    known = heard(Action.CLOSE_MISSION, mission.status)
    if not known.allowed:
        return _no(mission, known.reason)
    if aboard:
        text = "People are still recorded aboard ({people}): hand them over first."
        return _no(mission, Remark(text=text, facts={"people": aboard}))
    if mission.status is MissionStatus.DISPATCHED:
        return _no(mission, _NOT_HOME)
    duties = {Duty.GIVE_REQUESTS_BACK} if requests_back(doors) else set()
    return _done(replace(mission, status=MissionStatus.CLOSED), *duties)


def requests_back(doors: Mapping[str, StopOutcome | None]) -> tuple[str, ...]:
    """Give the requests that wait again: nobody came to the door, or nobody opened it."""
    return tuple(request for request, outcome in doors.items() if outcome in {None, StopOutcome.NOT_AT_HOME})


def replan(mission: MissionState, *, leader: str = "", crew: frozenset[str] = frozenset()) -> Step:
    """Give the next version, with the same crew or another, which needs both its yeses again.

    A version that has not left is replaced at once. One on the road holds until the newer leaves (`dispatch`), so
    that alarms and duties of those on the road never hang between two versions.
    """
    known = heard(Action.REPLAN_MISSION, mission.status)
    if not known.allowed:
        return _no(mission, known.reason)
    newer = MissionState(
        id=mission.id, leader=leader or mission.leader, crew=crew or mission.crew, version=mission.version + 1
    )
    on_the_road = mission.status is MissionStatus.DISPATCHED
    old = mission if on_the_road else replace(mission, status=MissionStatus.REPLACED)
    return Step(allowed=True, reason=_HEARD, mission=old, newer=newer, duties=frozenset({Duty.TELL_CREW}))


_HEARD = Remark(text="Recorded.")
_NO_APPROVAL = Remark(text="The coordinator has not said yes to this version.")
_NO_ACCEPTANCE = Remark(text="The crew leader has not said yes to this version.")
_ONE_PERSON = Remark(
    text="Both yeses are of one person. It takes two people, or one sentence of who is alone on shift, recorded."
)
_ONLY_THE_LEADER = Remark(text="Only the leader of this crew says its yes.")
_TYPED_BY_WHOM = Remark(text="A yes told by call says who typed it, and that is not the one who said it.")
_OWN_HAND = Remark(text="A PIN or a device speaks for its owner alone; type a yes told by call as a call.")
_SAY_WHY_ALONE = Remark(text="Write one whole sentence: who is alone, and why the van leaves all the same.")
_NOT_YET_OUT = Remark(text="The mission has not left yet.")
_NOT_HOME = Remark(text="The mission is on the road: record its hand-over or that it turned back.")
_NOT_NOW = {
    MissionStatus.DISPATCHED: Remark(text="The mission has left already."),
    MissionStatus.TURNED_BACK: Remark(text="The mission turned back; plan a new one."),
    MissionStatus.HANDED_OVER: Remark(text="The mission has handed its people over; plan a new one."),
    MissionStatus.CLOSED: Remark(text="The mission is closed."),
    MissionStatus.REFUSED: Remark(text="The mission was stopped by its crew."),
    MissionStatus.REPLACED: Remark(text="A newer version has replaced this one."),
}


def _yes(mission: MissionState, yes: MissionYes, action: Action) -> Step | None:
    """Give the refusal of a yes that cannot count, whoever says it; None where it can."""
    known = heard(action, mission.status)
    if not known.allowed:
        return _no(mission, known.reason)
    if yes.version != mission.version:
        facts: dict[str, Fact] = {"given": yes.version, "version": mission.version}
        return _no(
            mission, Remark(text="That yes was to version {given}; version {version} needs its own.", facts=facts)
        )
    typed_by_another = yes.recorded_by not in {"", yes.by}
    if (yes.method is YesMethod.CALL) is not typed_by_another:
        return _no(mission, _OWN_HAND if typed_by_another else _TYPED_BY_WHOM)
    return None


def _by_one_person(mission: MissionState) -> bool:
    approval, acceptance = mission.approval, mission.acceptance
    return approval is not None and acceptance is not None and approval.by == acceptance.by


def _with_stops(mission: MissionState, trips: Trips, after: MissionState, *duties: Duty) -> Step:
    stops = may_carry(mission.id, trips)
    return _done(after, *duties) if stops.allowed else _no(mission, stops.reason)


def _done(after: MissionState, *duties: Duty) -> Step:
    return Step(allowed=True, reason=_HEARD, mission=after, duties=frozenset(duties))


def _no(mission: MissionState, reason: Remark) -> Step:
    return Step(allowed=False, reason=reason, mission=mission)
