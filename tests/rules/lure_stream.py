"""A stream of invented requests with bait among them, put before the ladder and the patterns.

`python -m tests.rules.lure_stream --seed N` prints the figures.

There is no public data set of false requests. The six kinds are ours, written after what evacuation teams told the
press: the Donetsk manager of Proliska (Institute of Mass Information, November 2025) says that false requests are sent
to lure volunteers and that every call is vetted with the police; in May 2024 two volunteers who drove alone into
Vovchansk went missing, probably ambushed (ZMINA). All shares below are judgements, to be corrected with coordinators.
The figures say how the rules work on such a stream, not how many real lures they would catch.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from openevac.domain.events import Asker, Channel, Confirmation, ConfirmationKind
from openevac.domain.places import Access
from openevac.rules.confirmation import judge
from openevac.rules.lure import ControlAnswer, GroundOf, KnownThere, LureFacts, look_for_lure
from openevac.rules.lure_patterns import LureKind

TRUE, LURES, DURESS = 1_000, 50, 10
START = datetime(2025, 8, 16, 6, 0, tzinfo=UTC)
WATCHED_H = 72
LOOKS_AFTER_H = 1
"""A coordinator looks at a new hold within the hour, and again at every ring."""
CLEARS_UP = 0.6
"""How often one look at a true request on hold clears it up: somebody is reached, or a neighbour is known."""
HAS_ACCOMPLICE, KNOWS_THE_STREET = 0.3, 0.15
"""How often a lure has a second phone to vouch for it, and somebody who can answer about the street."""

Kind = ConfirmationKind


@dataclass(frozen=True)
class Case:
    """One request of the stream: what the desk sees of it, and which signs come in after how many hours."""

    kind: str
    facts: LureFacts
    signs: tuple[tuple[float, Confirmation], ...]
    is_true: bool
    accomplice: bool = False
    knows_street: bool = False

    def forged_enough(self) -> bool:
        """Tell, from how the lure was made and not from the ladder, whether it holds enough false signs to pass it."""
        distance_km = self.facts.distance_km
        if distance_km is None or distance_km < 10.0:
            return self.accomplice and self.knows_street
        return distance_km > 25.0 or self.accomplice or self.knows_street


@dataclass
class Outcome:
    """What became of a case: hours on hold by patterns, and when a van could be sent by rule alone, if ever."""

    case: Case
    held_h: float = 0.0
    confirmed_h: float | None = None
    tasked_h: float | None = None
    patterns: set[LureKind] = field(default_factory=set)


def stream(seed: int) -> list[Case]:
    """Make the requests of a stream."""
    dice = random.Random(seed)
    cases = [_true(dice, number) for number in range(TRUE)]
    makers = list(LURE_KINDS.items())
    cases += [_lure(dice, number, *makers[number % len(makers)]) for number in range(LURES)]
    return cases + [_duress(dice, number) for number in range(DURESS)]


def run(seed: int, *, patterns: bool = True, ladder: bool = True) -> list[Outcome]:
    """Put a stream before the rules; either can be switched off to see what it is worth."""
    dice = random.Random(seed + 1)
    return [_follow(case, dice, patterns=patterns, ladder=ladder) for case in stream(seed)]


def _follow(case: Case, dice: random.Random, *, patterns: bool, ladder: bool) -> Outcome:
    outcome = Outcome(case)
    facts = case.facts
    held_since: int | None = None
    for hour in range(WATCHED_H + 1):
        now = START + timedelta(hours=hour)
        verdict = look_for_lure(facts, now)
        held = verdict.hold and patterns
        if held:
            held_since = hour if held_since is None else held_since
            outcome.patterns |= {sign.kind for sign in verdict.signs}
            outcome.held_h = hour - held_since + 1.0
            looks = hour - held_since >= LOOKS_AFTER_H - 1 and (hour - held_since - LOOKS_AFTER_H + 1) % 2 == 0
            if looks and case.is_true and dice.random() < CLEARS_UP:
                facts = replace(facts, set_aside={sign.kind: sign.size for sign in verdict.signs})
        signs = [sign for after_h, sign in case.signs if after_h <= hour]
        confirmed = not ladder or judge(facts.distance_km, Access.OPEN, signs, now).confirmed
        if confirmed and outcome.confirmed_h is None:
            outcome.confirmed_h = hour
        if confirmed and not held:
            outcome.tasked_h = hour
            break
    return outcome


def _true(dice: random.Random, number: int) -> Case:
    """Make a true request: mostly relatives who ring for the first time; frightened, forgetful, sometimes wrong."""
    distance_km = dice.choice((dice.uniform(0.8, 10), dice.uniform(10, 25), dice.uniform(10, 25), dice.uniform(25, 60)))
    asks_for_street = dice.random()
    contact = (0, dice.choice((0.0, 0.0, 30.0, 400.0)))
    if asks_for_street < 0.04:
        contact = (dice.randint(5, 9), 900.0)
    elif asks_for_street < 0.06:
        contact = (dice.randint(2, 3), 5.0)
    asker = Asker.COMMUNITY if contact[0] > 4 and dice.random() < 0.7 else dice.choice((Asker.RELATIVE, Asker.SELF))
    facts = LureFacts(
        asker=asker,
        distance_km=distance_km,
        ground=GroundOf.CONTESTED if distance_km < 2 and dice.random() < 0.3 else GroundOf.FREE,
        contact_age_h=contact[1],
        other_households=contact[0],
        moved_closer_km=dice.uniform(0.5, 2.0) if dice.random() < 0.005 else 0.0,
        new_in_cell=dice.randint(5, 14) if dice.random() < 0.06 else dice.randint(1, 3),
        usual_in_cell=1.0,
        crew_found_nobody=int(dice.random() < 0.02),
        control=dice.choices(list(ControlAnswer), (0.5, 0.47, 0.03))[0],
        on_community_list=dice.choices(list(KnownThere), (0.6, 0.35, 0.05))[0],
        to_neighbours=dice.choices(list(KnownThere), (0.8, 0.19, 0.01))[0],
        asked_exact_time=dice.random() < 0.10,
        asked_route=dice.random() < 0.005,
        asked_vehicle=dice.random() < 0.05,
        asked_who_comes=dice.random() < 0.01,
        asked_for_a_van=dice.random() < 0.01,
    )
    return Case("true", facts, tuple(_true_signs(dice, f"t{number}", facts)), is_true=True)


def _true_signs(dice: random.Random, name: str, facts: LureFacts) -> Iterator[tuple[float, Confirmation]]:
    own, other = f"{name}-phone", f"{name}-other"
    chances = (
        (Kind.CALL_BACK, 0.85, 1.0, own), (Kind.SECOND_PERSON, 0.6, 4.0, other), (Kind.SECOND_CHANNEL, 0.3, 4.0, own),
        (Kind.ANOTHER_HOUSEHOLD, 0.4, 8.0, f"{name}-street"), (Kind.POLICE_OR_RED_CROSS, 0.4, 12.0, "police"),
        (Kind.SEEN_BY_CREW, 0.1, 20.0, "crew"),
    )  # fmt: skip
    for kind, chance, mean_h, source in chances:
        if dice.random() < chance:
            yield dice.expovariate(1 / mean_h), sign(kind, source)
    if facts.control is ControlAnswer.RIGHT or dice.random() < 0.5:
        yield dice.expovariate(1 / 3.0), sign(Kind.CONTROL_QUESTION, own)
    if facts.on_community_list is KnownThere.KNOWN:
        yield dice.expovariate(1 / 5.0), sign(Kind.COMMUNITY_LIST, "hromada")


def sign(kind: Kind, source: str) -> Confirmation:
    """Make one recorded sign; a phone is its own line."""
    channel = Channel.CHAT if kind is Kind.SECOND_CHANNEL else Channel.PHONE
    line = "" if source in {"police", "crew", "hromada"} else source
    if kind is Kind.SECOND_CHANNEL:
        line = f"{source}-chat"
    return Confirmation(kind=kind, at=START, source=source, channel=channel, recorded_by="op1", line_tag=line)


LureMaker = Callable[[random.Random], dict[str, object]]


def _no_such_household(dice: random.Random) -> dict[str, object]:
    unknown = [KnownThere.NO_WORD, KnownThere.NOT_KNOWN]
    return {
        "distance_km": dice.uniform(1, 9),
        "to_neighbours": dice.choice(unknown),
        "on_community_list": dice.choice(unknown),
    }


def _one_phone_many_doors(dice: random.Random) -> dict[str, object]:
    return {"distance_km": dice.uniform(2, 20), "other_households": dice.randint(2, 6)}


def _moving_meeting_point(dice: random.Random) -> dict[str, object]:
    return {"distance_km": dice.uniform(4, 27), "moved_closer_km": dice.uniform(0.4, 6)}


def _curious_caller(dice: random.Random) -> dict[str, object]:
    return {
        "distance_km": dice.uniform(2, 27),
        "asked_route": dice.random() < 0.6,
        "asked_who_comes": dice.random() < 0.6,
        "asked_exact_time": dice.random() < 0.8,
        "asked_vehicle": dice.random() < 0.5,
        "asked_for_a_van": dice.random() < 0.3,
    }


def _empty_door_again(dice: random.Random) -> dict[str, object]:
    return {"distance_km": dice.uniform(2, 15), "crew_found_nobody": 1}


def _fresh_cluster(dice: random.Random) -> dict[str, object]:
    return {"distance_km": dice.uniform(1, 12), "new_in_cell": dice.randint(5, 9)}


LURE_KINDS: dict[str, LureMaker] = {
    "no such household": _no_such_household,
    "one phone, many doors": _one_phone_many_doors,
    "a meeting point that moves": _moving_meeting_point,
    "a curious caller": _curious_caller,
    "an empty door again": _empty_door_again,
    "a fresh cluster": _fresh_cluster,
}


def _lure(dice: random.Random, number: int, kind: str, make: LureMaker) -> Case:
    """Make a lure: its own phone answers every call-back; some have an accomplice or know the street."""
    accomplice, knows_street = dice.random() < HAS_ACCOMPLICE, dice.random() < KNOWS_THE_STREET
    wrong = ControlAnswer.WRONG if dice.random() < 0.7 else ControlAnswer.NOT_ASKED
    ordinary = LureFacts(
        asker=dice.choice((Asker.RELATIVE, Asker.SELF, Asker.NEIGHBOUR, Asker.COMMUNITY)),
        contact_age_h=dice.choice((0.0, 0.0, 10.0, 200.0)),
        new_in_cell=dice.randint(1, 3),
        usual_in_cell=1.0,
        control=ControlAnswer.RIGHT if knows_street else wrong,
        asked_exact_time=dice.random() < 0.3,
    )
    own = f"l{number}-phone"
    signs = [(1.0, sign(Kind.CALL_BACK, own))]
    if knows_street:
        signs.append((2.0, sign(Kind.CONTROL_QUESTION, own)))
    if accomplice:
        signs += [
            (5.0, sign(Kind.SECOND_PERSON, f"l{number}-other")),
            (6.0, sign(Kind.ANOTHER_HOUSEHOLD, f"l{number}-third")),
        ]
    facts = replace(ordinary, **make(dice))  # type: ignore[arg-type]  # a maker names fields of LureFacts
    return Case(kind, facts, tuple(signs), is_true=False, accomplice=accomplice, knows_street=knows_street)


def _duress(dice: random.Random, number: int) -> Case:
    """Make a household that is held and made to ask: everything it says is true, and no rule can tell."""
    case = _true(dice, TRUE + number)
    calm = LureFacts(
        asker=Asker.SELF, distance_km=dice.uniform(2, 20), contact_age_h=300.0, control=ControlAnswer.RIGHT
    )
    own = f"d{number}-phone"
    signs = ((1.0, sign(Kind.CONTROL_QUESTION, own)), (2.0, sign(Kind.COMMUNITY_LIST, "hromada")))
    return replace(case, kind="under duress", facts=calm, signs=signs, is_true=False)


@dataclass(frozen=True)
class Figures:
    """What a run shows. Shares are of all true requests."""

    true_held: float
    true_held_over_2_h: float
    true_confirmed: float
    lures_tasked_without_signs: int
    lures_tasked_with_false_signs: dict[str, int]
    lures_held_by_patterns: int
    stopped_by_patterns_alone: int
    duress_tasked: int


def figures(outcomes: list[Outcome]) -> Figures:
    """Count a run."""
    true = [one for one in outcomes if one.case.is_true]
    lures = [one for one in outcomes if one.case.kind in LURE_KINDS]
    tasked = [one for one in lures if one.tasked_h is not None]
    forged = [one for one in tasked if one.case.forged_enough()]
    return Figures(
        true_held=sum(one.held_h > 0 for one in true) / len(true),
        true_held_over_2_h=sum(one.held_h > 2 for one in true) / len(true),
        true_confirmed=sum(one.confirmed_h is not None for one in true) / len(true),
        lures_tasked_without_signs=len(tasked) - len(forged),
        lures_tasked_with_false_signs={kind: sum(one.case.kind == kind for one in forged) for kind in LURE_KINDS},
        lures_held_by_patterns=sum(one.held_h > 0 for one in lures),
        stopped_by_patterns_alone=sum(one.confirmed_h is not None and one.tasked_h is None for one in lures),
        duress_tasked=sum(one.case.kind == "under duress" and one.tasked_h is not None for one in outcomes),
    )


def told(seed: int) -> str:
    """Say the figures of a seed in words."""
    found = figures(run(seed))
    bare = figures(run(seed, patterns=False))
    failing = {kind: count for kind, count in found.lures_tasked_with_false_signs.items() if count}
    passed, bare_passed = sum(failing.values()), sum(bare.lures_tasked_with_false_signs.values())
    lines = [
        f"seed {seed}: {TRUE} true requests, {LURES} lures of {len(LURE_KINDS)} kinds, {WATCHED_H} h; invented people",
        f"lures tasked by rule alone without the ladder's signs: {found.lures_tasked_without_signs}",
        f"lures tasked that forged the ladder's signs: {passed} (without the patterns it would be {bare_passed})",
        *(f"  fails: {kind}: {count}" for kind, count in failing.items()),
        f"lures held by patterns: {found.lures_held_by_patterns}, {found.stopped_by_patterns_alone} by them alone",
        f"true requests held by patterns: {found.true_held:.1%}, over 2 h: {found.true_held_over_2_h:.1%} (aim: 5 %)",
        f"true requests confirmed by the ladder in {WATCHED_H} h: {found.true_confirmed:.1%}",
        f"outside what rules can catch: {found.duress_tasked} of {DURESS} made truthfully under duress pass",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Put an invented stream of requests and lures before the rules.")
    parser.add_argument("--seed", type=int, default=417)
    print(told(parser.parse_args().seed))  # noqa: T201 - printing is what this command is for
