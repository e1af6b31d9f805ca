"""A machine that lives through thousands of days of a small organisation, and faults planted to see it find them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from openevac.domain.events import Channel, Confirmation, ConfirmationKind, MissionStatus, RequestStatus, StopOutcome
from openevac.domain.needs import BedKind
from openevac.domain.people import AgeBand, Consent, DecidedBy, Evacuee, EvacueeStatus, GuardianKind, YesKind
from openevac.domain.places import Access
from openevac.domain.roles import Decision
from openevac.rules import care, confirmation, holds, mission_stops, missions, overdue, permissions
from tests.rules.life import CREWS, PEOPLE, Organisation, Request
from tests.rules.oracle import PROMISES
from tests.torture import examples

STEPS = 100
SENTENCES = ["", "ok", "I am alone tonight and nobody else can drive."]
KINDS = list(ConfirmationKind)

NUMBERS = range(1000)
BOTH = (False, True)
MANY_NUMBERS = [tuple(range(first, first + many)) for first in range(6) for many in range(1, 5)]
WHO = sorted(PEOPLE)
CREW = sorted(CREWS)
HOUSEHOLDS: dict[str, list[dict[str, Any]]] = {
    "alone": [{"age_band": AgeBand.ELDER}],
    "family": [{"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD}, {"age_band": AgeBand.INFANT}],
    "lying": [{"age_band": AgeBand.ELDER, "bed": BedKind.CARE}, {"age_band": AgeBand.ADULT}],
    "confused": [{"age_band": AgeBand.ELDER, "cannot_decide": True}, {"age_band": AgeBand.UNKNOWN}],
    "children": [{"age_band": AgeBand.CHILD}, {"age_band": AgeBand.CHILD}],
}

REACHED: Counter[str] = Counter()
HAPPENINGS: dict[str, tuple[Callable[[Any], bool], dict[str, Sequence[Any]]]] = {}


def happens(ready: Callable[[Any], bool], **drawn: Sequence[Any]) -> Callable[[Any], Any]:
    """Make a method one of the things that can happen, once `ready`, with what is drawn for it."""

    def note(method: Any) -> Any:
        HAPPENINGS[method.__name__] = (ready, drawn)
        return method

    return note


def _always(days: Any) -> bool:
    return True


def _few(days: Any) -> bool:
    return len(days.world.requests) < 6


def _known(days: Any) -> bool:
    return bool(days.world.requests)


def _riding(days: Any) -> bool:
    return bool(days.world.aboard)


class Days:
    """Anybody tries anything at any time; the rules decide what happens."""

    world: Organisation
    numbers: dict[str, int]

    def request(self, number: int) -> Request:
        return list(self.world.requests.values())[number % len(self.world.requests)]

    def person(self, number: int) -> Evacuee:
        people = [one for request in self.world.requests.values() for one in request.people]
        return people[number % len(people)]

    def mission(self, crew: str) -> str:
        return f"{crew}.{self.numbers[crew]}"

    def tick(self) -> None:
        self.world.now += timedelta(seconds=1)
        REACHED["steps"] += 1

    # --- the desk

    @happens(_few, km=[None, 5, 20, 40], closed=NUMBERS, kind=sorted(HOUSEHOLDS))
    def somebody_asks(self, km: float | None, closed: int, kind: str) -> None:
        self.tick()
        name = f"r{len(self.world.requests) + 1}"
        people = tuple(
            Evacuee(id=f"{name}-{number}", household=name, **facts) for number, facts in enumerate(HOUSEHOLDS[kind])
        )
        access = list(Access)[closed % len(Access)] if closed % 3 == 0 else Access.OPEN
        self.world.requests[name] = Request(id=name, km=km, access=access, people=people)

    @happens(
        _known,
        number=NUMBERS,
        kind=KINDS,
        voice="abc",
        line=["", "t1", "t2"],
        age=[0, 0, 10, 13, 20, 40],
        chat=BOTH,
    )
    def a_sign_comes(self, *, number: int, kind: ConfirmationKind, voice: str, line: str, age: int, chat: bool) -> None:
        self.tick()
        channel = Channel.CHAT if chat else Channel.PHONE
        at = self.world.now - timedelta(days=age)
        sign = Confirmation(kind=kind, at=at, source=voice, channel=channel, recorded_by="oper", line_tag=line)
        self.request(number).signs.append(sign)

    @happens(_known, number=NUMBERS)
    def it_is_well_confirmed(self, number: int) -> None:
        for kind, voice in (
            (ConfirmationKind.COMMUNITY_LIST, "list"),
            (ConfirmationKind.POLICE_OR_RED_CROSS, "police"),
        ):
            self.a_sign_comes(number=number, kind=kind, voice=voice, line="", age=0, chat=False)

    @happens(_known, number=NUMBERS, what=["no_more", "approach_by_crew", "time_told"], value=BOTH)
    def the_desk_notes(self, *, number: int, what: str, value: bool) -> None:
        self.tick()
        setattr(self.request(number), what, value)

    @happens(_known, number=NUMBERS, access=list(Access))
    def entry_changes(self, number: int, access: Access) -> None:
        self.tick()
        self.request(number).access = access

    @happens(_known, number=NUMBERS, what=["hold", "release", "release", "answer"])
    def a_hold(self, number: int, what: str) -> None:
        self.tick()
        request = self.request(number)
        if what == "hold" and request.hold is None and request.status is RequestStatus.OPEN:
            request.hold = holds.place_hold(request.id, "oper", self.world.now)
            self.world.seen.rung_at.pop(request.id, None)
        elif what == "release":
            request.hold = None
        elif request.hold is not None:
            request.hold = holds.answered(request.hold, "coord", self.world.now)
            self.world.seen.rung_at[request.id] = self.world.now

    # --- missions

    @happens(_known, crew=CREW, numbers=MANY_NUMBERS, cut=range(3))
    def the_desk_plans(self, crew: str, numbers: Sequence[int], cut: int) -> None:
        self.tick()
        names = list(dict.fromkeys(self.request(number).id for number in numbers))
        trips = tuple(trip for trip in (tuple(names[:cut]), tuple(names[cut:])) if trip)
        newest = self.world.newest(self.mission(crew))
        if newest is not None and newest.status is MissionStatus.CLOSED:
            self.numbers[crew] += 1
            newest = None
        if newest is None or newest.status in {*missions.BEFORE, *missions.OUT, MissionStatus.REFUSED}:
            self.world.plan(self.mission(crew), trips, newest)

    @happens(_always, who=WHO, crew=CREW, stale=[False, False, True])
    def somebody_approves(self, *, who: str, crew: str, stale: bool) -> None:
        self.tick()
        self.world.approve(who, self.mission(crew), stale=stale)

    @happens(
        _always,
        who=WHO,
        crew=CREW,
        stale=[False, False, True],
        typed_by=["", "", "coord", "medic"],
    )
    def somebody_accepts(self, *, who: str, crew: str, stale: bool, typed_by: str) -> None:
        self.tick()
        self.world.accept(who, self.mission(crew), stale=stale, typed_by=typed_by)

    @happens(_always, crew=CREW)
    def both_say_yes(self, crew: str) -> None:
        self.tick()
        self.world.approve("coord", self.mission(crew), stale=False)
        self.world.accept(CREWS[crew][0], self.mission(crew), stale=False, typed_by="")

    @happens(_always, crew=CREW, sentence=SENTENCES, who=["boss", "driver", "coord"])
    def somebody_is_alone(self, crew: str, sentence: str, who: str) -> None:
        self.tick()
        self.world.alone(who, self.mission(crew), sentence)

    @happens(_always, who=WHO, crew=CREW, back=range(3), sure=range(3))
    def somebody_says_no(self, who: str, crew: str, back: int, sure: int) -> None:
        self.tick()
        newest = self.world.newest(self.mission(crew))
        if newest is not None and sure == 0:
            self.world.refuse(who, self.mission(crew), max(1, newest.version - back))

    @happens(_always, who=["coord", "coord", "boss", "medic", "stranger"], crew=CREW)
    def somebody_sends(self, who: str, crew: str) -> None:
        self.tick()
        self.world.dispatch(who, self.mission(crew))

    @happens(_always, crew=CREW, sure=range(4))
    def they_turn_back(self, crew: str, sure: int) -> None:
        self.tick()
        if sure == 0:
            self.world.turn_back(self.mission(crew))

    @happens(_always, crew=CREW, late=range(201), silent=[0, 0, 60, 1000])
    def a_word_of_the_crew(self, crew: str, late: int, silent: int) -> None:
        self.tick()
        self.world.check_in(self.mission(crew), late, silent)

    @happens(_always, crew=CREW, many=range(1, 4), alone=BOTH)
    def an_ordinary_mission_leaves(self, *, crew: str, many: int, alone: bool) -> None:
        """Go the whole way to a departure as it should be, by the usual people or by one who is alone."""
        self.tick()
        if not self.world.requests:
            self.somebody_asks(km=20, closed=1, kind="family")
        waiting = [r for r in self.world.requests.values() if r.status is RequestStatus.OPEN and not r.hold][:many]
        for request in waiting:
            self.it_is_well_confirmed(number=list(self.world.requests).index(request.id))
        numbers = [list(self.world.requests).index(request.id) for request in waiting]
        if numbers:
            self.the_desk_plans(crew=crew, numbers=numbers, cut=0)
        desk = CREWS[crew][0] if alone else "coord"
        self.world.approve(desk, self.mission(crew), stale=False)
        self.world.accept(CREWS[crew][0], self.mission(crew), stale=False, typed_by="")
        if alone:
            self.world.alone(desk, self.mission(crew), SENTENCES[-1])
        self.world.dispatch("coord", self.mission(crew))

    @happens(_known, crew=CREW, number=NUMBERS, how=["looks alone", "old signs", "one voice", "one person"])
    def a_doubtful_mission_is_tried(self, *, crew: str, number: int, how: str) -> None:
        """Go the whole way to a departure with one thing wrong: the rules must stop it somewhere."""
        self.tick()
        request = self.request(number)
        newest = self.world.newest(self.mission(crew))
        if request.status is not RequestStatus.OPEN or (newest is not None and newest.status in missions.OUT):
            return
        request.signs.clear()
        request.no_more, request.approach_by_crew, request.time_told = how == "looks alone", True, False
        for kind in (ConfirmationKind.COMMUNITY_LIST, ConfirmationKind.POLICE_OR_RED_CROSS):
            voice = "list" if how == "one voice" else kind.value
            if how != "looks alone":
                self.a_sign_comes(
                    number=number, kind=kind, voice=voice, line="", age=40 * (how == "old signs"), chat=False
                )
        self.the_desk_plans(crew=crew, numbers=[number], cut=0)
        leader = CREWS[crew][0]
        self.world.approve(leader if how == "one person" else "coord", self.mission(crew), stale=False)
        self.world.accept(leader, self.mission(crew), stale=False, typed_by="")
        self.world.dispatch("coord", self.mission(crew))

    # --- doors

    @happens(_always, crew=CREW, number=NUMBERS)
    def they_reach_a_door(self, crew: str, number: int) -> None:
        self.tick()
        waiting = self.world.waiting_at(self.mission(crew))
        if waiting:
            self.world.arrived_at[waiting[number % len(waiting)]] = self.world.now

    @happens(
        _known,
        number=NUMBERS,
        kind=list(YesKind),
        guardian=NUMBERS,
        named=["", "office-1"],
        office=list(GuardianKind),
        reason=["", "fire"],
    )
    def somebody_says_yes(
        self, number: int, kind: YesKind, guardian: int, named: str, office: GuardianKind, reason: str
    ) -> None:
        self.tick()
        person = self.person(number)
        answers = "" if office in {GuardianKind.POLICE, GuardianKind.CHILD_SERVICE} else self.person(guardian).id
        self.world.consents.append(
            Consent(
                evacuee=person.id,
                kind=kind,
                at=self.world.now,
                recorded_by="medic",
                guardian=answers,
                guardian_kind=office,
                named=named if not answers or kind is YesKind.DECIDED_FOR else "",
                decided_by=DecidedBy.DOCTOR,
                reason=reason,
            )
        )

    @happens(_known, number=NUMBERS)
    def the_household_says_yes(self, number: int) -> None:
        """Everybody says what the rules ask for: a parent for the children, a doctor for who cannot decide."""
        self.tick()
        people = self.request(number).people
        for person in people:
            kind = YesKind.DECIDED_FOR if person.cannot_decide else YesKind.OWN
            kind = YesKind.GUARDIAN if person.age_band.is_child else kind
            consent = Consent(evacuee=person.id, kind=kind, at=self.world.now, recorded_by="medic")
            self.world.consents.append(
                replace(consent, guardian=people[0].id, guardian_kind=GuardianKind.PARENT)
                if kind is YesKind.GUARDIAN
                else replace(consent, named="doctor-1", decided_by=DecidedBy.DOCTOR)
                if kind is YesKind.DECIDED_FOR
                else consent
            )

    @happens(_known, number=NUMBERS)
    def somebody_stays(self, number: int) -> None:
        self.tick()
        person = self.person(number)
        if person.status is EvacueeStatus.WAITING:
            self.world.said_no[person.id] = self.world.now

    @happens(_always, crew=CREW, number=NUMBERS, bed=BOTH)
    def they_board(self, *, crew: str, number: int, bed: bool) -> None:
        self.tick()
        waiting = self.world.waiting_at(self.mission(crew))
        if waiting:
            self.world.board(self.mission(crew), waiting[number % len(waiting)], bed=bed)

    @happens(
        _always,
        crew=CREW,
        number=NUMBERS,
        outcome=sorted(set(StopOutcome) - {StopOutcome.BOARDED, StopOutcome.WALK_UP}),
    )
    def nobody_boards(self, crew: str, number: int, outcome: StopOutcome) -> None:
        self.tick()
        waiting = self.world.waiting_at(self.mission(crew))
        if waiting and number % 4 == 0:
            self.world.outcome(self.mission(crew), waiting[number % len(waiting)], outcome)

    @happens(_riding, number=NUMBERS)
    def somebody_gets_off(self, number: int) -> None:
        self.tick()
        self.world.get_off(sorted(self.world.aboard)[number % len(self.world.aboard)])

    @happens(_always, crew=CREW, everybody=BOTH)
    def they_hand_over(self, *, crew: str, everybody: bool) -> None:
        self.tick()
        self.world.hand_over(self.mission(crew), all_of_them=everybody)

    @happens(_always, crew=CREW)
    def the_desk_closes(self, crew: str) -> None:
        self.tick()
        self.world.close(self.mission(crew))

    @happens(_always, minutes=[1, 20, 60])
    def time_passes(self, minutes: int) -> None:
        self.tick()
        self.world.wait(minutes)

    @happens(_always, hours=range(3, 9))
    def a_long_silence(self, *, hours: int) -> None:
        self.tick()
        for _ in range(hours):
            self.world.wait(60)


# What moves a day on happens more often than what disturbs it.
_OFTEN = {
    "it_is_well_confirmed": 2, "an_ordinary_mission_leaves": 3, "both_say_yes": 3, "somebody_sends": 3,
    "they_reach_a_door": 2, "the_household_says_yes": 3, "they_board": 4, "they_hand_over": 2, "the_desk_closes": 3,
    "somebody_is_alone": 2, "time_passes": 3, "a_doubtful_mission_is_tried": 4,
    "a_hold": 2, "somebody_says_no": 2, "a_sign_comes": 3,
}  # fmt: skip
WHAT_HAPPENS = [name for name in HAPPENINGS for _ in range(_OFTEN.get(name, 1))]


class Life(Days, RuleBasedStateMachine):
    """The machine: something happens, and every promise must still be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.world = Organisation()
        self.numbers = dict.fromkeys(CREWS, 1)

    @initialize(random=st.randoms(use_true_random=True))
    def a_day_begins(self, random: Random) -> None:
        """Take the dice of this day. Drawn things come from them: hypothesis' own draws repeat themselves too much."""
        self.random = random

    @rule()
    def something_happens(self) -> None:
        """Let one thing happen."""
        name = self.random.choice(WHAT_HAPPENS)
        ready, drawn = HAPPENINGS[name]
        if ready(self):
            getattr(self, name)(**{key: self.random.choice(values) for key, values in drawn.items()})

    @invariant()
    def every_promise_is_kept(self) -> None:
        for promise in PROMISES:
            promise(self.world)

    def teardown(self) -> None:
        seen = self.world.seen
        REACHED["departures"] += len(seen.left)
        REACHED["later versions left"] += sum(1 for one in seen.left if one[1] > 1)
        REACHED["alone"] += sum((m, v, who) in seen.said_alone for m, v, who, _, _ in seen.left)
        REACHED["boardings"] += len(seen.boarded)
        REACHED["noes"] += sum(map(len, seen.said_no.values()))
        REACHED["rings"] += len(seen.rung_at)
        for state in self.world.versions.values():
            REACHED[state.status.value] += 1


def live(days: int, *, derandomize: bool = False) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=days,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=derandomize,
            phases=(Phase.generate,),  # a day that fails is told whole: shrinking takes minutes and is for a person
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_promise_is_broken_on_any_day(capsys: pytest.CaptureFixture[str]) -> None:
    REACHED.clear()
    steps = examples(5_000, 50_000)
    while REACHED["steps"] < steps:
        live(max(1, (steps - REACHED["steps"]) // STEPS))
    with capsys.disabled():
        sys.stdout.write(f"\n{dict(REACHED)}\n")
    for what in ("departures", "later versions left", "alone", "boardings", "noes", "rings", "closed", "turned_back"):
        assert REACHED[what], f"in {steps} steps there was never: {what}"


ALLOWED = Decision(allowed=True, reason=missions._HEARD)


def quietly(real: Callable[..., missions.Step], *forgotten: missions.Duty) -> Callable[..., missions.Step]:
    """Give a rule that forgets to tell of some duties."""

    def step(mission: missions.MissionState) -> missions.Step:
        found = real(mission)
        return replace(found, duties=found.duties - set(forgotten))

    return step


def faults() -> dict[str, list[tuple[object, str, object]]]:
    """Give rules that always allow, or forget: what is planted, where."""
    confirmed = confirmation.Verdict(
        kind=confirmation.VerdictKind.CONFIRMED, rung=confirmation.Rung.FAR, reason=missions._HEARD
    )
    boards = care.Boarding(allowed=True, reason=missions._HEARD)
    accept_anybody = lambda mission, yes: missions._done(  # noqa: E731 - one of many such lines
        replace(mission, acceptance=yes, status=MissionStatus.ACCEPTED)
    )
    return {
        "everything is confirmed": [(confirmation, "judge", lambda *_, **__: confirmed)],
        "old signs count": [(confirmation, "_standing", lambda signs, _: (tuple(signs), ()))],
        "one voice counts twice": [(confirmation, "_linked", lambda *_: False)],
        "any stop may be on a mission": [(missions, "may_carry", lambda *_: ALLOWED)],
        "an address is checked anywhere": [(mission_stops, "_only_to_look", lambda *_: ())],
        "nobody's yes is asked for": [(missions, "lacking_yes", lambda _: None)],
        "one person is two": [(missions, "_by_one_person", lambda _: False)],
        "anybody accepts": [(missions, "accept", accept_anybody)],
        "everybody may do everything": [(permissions, "decide", lambda *_: ALLOWED)],
        "a yes to an older version counts": [
            (missions, "_yes", lambda *_: None),
            (missions, "lacking_yes", lambda m: None if m.approval and m.acceptance else missions._NO_APPROVAL),
        ],
        "a no changes nothing": [(missions, "refuse", missions._done)],
        "a no is not passed on": [
            (missions, "refuse", quietly(missions.refuse, missions.Duty.TELL_OTHER_VERSIONS))
        ],
        "nothing is given back": [
            (Organisation, "give_back", lambda *_: None),
        ],
        "turning back forgets": [
            (missions, "turn_back", quietly(missions.turn_back, missions.Duty.GIVE_REQUESTS_BACK))
        ],
        "everybody boards": [
            (care, "may_board_party", lambda people, *_: {one.id: boards for one in people}),
        ],
        "an old yes counts": [(care, "_said_here", lambda *_: True)],
        "any yes is a yes": [(care, "_why_not", lambda *_: None)],
        "any guardian will do": [(care, "_guardian", lambda *_: None)],
        "nobody needs a bed": [(care, "_bed", lambda *_: boards)],
        "danger excuses force": [(care, "_in_danger", lambda *_: None)],
        "children ride alone": [(care, "children_alone", lambda *_: ())],
        "closing leaves people aboard": [
            (missions, "close", lambda m, **_: missions._done(replace(m, status=MissionStatus.CLOSED)))
        ],
        "holds never ring": [(holds, "ring", lambda *_: None)],
        "no call is ever due": [(overdue, "next_due", lambda watch: watch.departed_at + timedelta(days=999))],
    }  # fmt: skip


@pytest.mark.parametrize("fault", sorted(faults()))
def test_the_machine_finds_a_planted_fault(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for where, name, wrong in faults()[fault]:
        monkeypatch.setattr(where, name, wrong)
    with pytest.raises(AssertionError):
        live(150, derandomize=True)


def test_an_own_yes_after_a_no_counts_beside_a_danger_that_does_not() -> None:
    """The day on which the oracle itself was wrong: it let a refused "danger to life" hide a later yes."""
    day = Life()
    day.a_day_begins(Random(1137))
    for _ in range(90):
        day.something_happens()
        day.every_promise_is_kept()
    assert any(person.id == "r1-0" for person, *_ in day.world.seen.boarded)
