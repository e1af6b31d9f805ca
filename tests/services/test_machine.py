"""Thousands of steps on the real services: whatever anybody tries, whatever breaks, every promise is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from openevac.domain.missions import Remark
from openevac.domain.roles import Decision
from tests.services.cast import Cast
from tests.torture import examples

READ_ALL_EVERY = 100
YES = Remark(text="Yes.")


def live(cast: Cast, steps: int, seed: int) -> Any:
    """Let an office work and look at every promise after every step."""
    from tests.services.machine.promises import every_promise, the_whole_ledger
    from tests.services.machine.road import Road
    from tests.services.missions.country import settle

    office = Road(settle(cast), seed)
    for number in range(steps):
        office.step()
        every_promise(office.notebook, office.kept, office.entries)
        if number % READ_ALL_EVERY == 0:
            the_whole_ledger()
    the_whole_ledger()
    return office


def test_no_promise_is_broken_on_the_store(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    steps = examples(200, 2_000)
    office = live(cast, steps, seed=1)
    with capsys.disabled():
        sys.stdout.write(f"\n{steps} steps: {dict(sorted(office.counted.items()))}\n")
    for what in ("departures", "boardings", "hand-overs", "closed", "crashes", "sent again", "refused", "carried out"):
        assert office.counted[what], f"in {steps} steps there was never: {what}"


def _confirmed(*_: object, **__: object) -> Any:
    from openevac.rules.confirmation import Rung, Verdict, VerdictKind

    return Verdict(kind=VerdictKind.CONFIRMED, rung=Rung.FAR, reason=YES)


def _everybody_boards(people: Any, *_: object) -> Any:
    from openevac.rules.care import Boarding

    return {one.id: Boarding(allowed=True, reason=YES) for one in people}


def _without(name: str) -> Callable[..., Any]:
    """Give what takes no notice: nothing is found, nothing is done."""
    return lambda *_, **__: {"give_back": (), "stop_faults": (), "_recorded": None, "append_entry": 0}[name]


FAULTS: dict[str, list[tuple[str, Any]]] = {
    "everything is confirmed": [("openevac.services.requests.judging.judge", _confirmed)],
    "any stop may be on a mission": [
        ("openevac.services.missions.snapshot.stop_faults", _without("stop_faults")),
        ("openevac.rules.missions.may_carry", lambda *_: Decision(allowed=True, reason=YES)),
    ],
    "nobody's yes is asked for": [("openevac.rules.missions.lacking_yes", lambda _: None)],
    "one person is two": [("openevac.rules.missions._by_one_person", lambda _: False)],
    "everybody boards": [("openevac.services.missions.record_stop.may_board_party", _everybody_boards)],
    "nothing is given back": [
        ("openevac.services.missions.turn_back.give_back", _without("give_back")),
        ("openevac.services.missions.refuse_mission.give_back", _without("give_back")),
        ("openevac.services.missions.close_mission.give_back", _without("give_back")),
    ],
    "a command is done twice": [("openevac.services.kernel.command._recorded", _without("_recorded"))],
    "the ledger is told nothing": [("openevac.services.kernel.command.append_entry", _without("append_entry"))],
    "half a command stays": [("openevac.services.kernel.command.transaction", SimpleNamespace(atomic=nullcontext))],
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_the_machine_finds_a_planted_fault(cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    from django.db import IntegrityError

    for where, wrong in FAULTS[fault]:
        monkeypatch.setattr(where, wrong)
    with pytest.raises((AssertionError, IntegrityError)):
        live(cast, 400, seed=2)
