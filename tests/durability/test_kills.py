"""`kill -9` at random points while four clients write: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability.harness import Nursery, kill
from tests.torture import examples

CLIENTS = 4
LONGEST_S = 0.25
FOREVER = 100_000


def kill_at_random(nursery: Nursery, home: Path, kills: int, seed: int) -> None:
    """Keep four clients writing, kill one (now and then all), and let it come back."""
    chance = random.Random(seed)
    running = {client: nursery.write(home, client, FOREVER) for client in range(CLIENTS)}
    done = 0
    while done < kills:
        time.sleep(chance.uniform(0.0, LONGEST_S))
        victims = list(running) if chance.random() < 0.1 else [chance.randrange(CLIENTS)]
        for client in victims:
            kill(running[client])
        for client in victims:
            assert nursery.wait(running[client]) == -9, nursery.complaints(home).read_text()
            running[client] = nursery.write(home, client, FOREVER)
        done += len(victims)
    for client in running.values():
        kill(client)
        nursery.wait(client)


@pytest.mark.slow
def test_killed_clients_lose_and_double_nothing(nursery: Nursery, count_out: Callable[[str], None]) -> None:
    home = nursery.new_home()
    kills = examples(200, 1000)
    kill_at_random(nursery, home, kills, seed=20261122)
    nursery.settle(home, CLIENTS)
    verdict = nursery.verdict(home, CLIENTS)
    count_out(f"kill -9: {kills} kills, {verdict.kept} commands kept, {verdict.lost} lost, {verdict.doubled} doubled")
    assert verdict.clean, verdict
    assert verdict.kept > kills  # they were killed while they wrote, not before


def test_the_harness_notices_a_client_that_is_told_yes_too_early(nursery: Nursery) -> None:
    home = nursery.new_home()
    client = nursery.write(home, 0, FOREVER, acknowledge_early=True)
    time.sleep(0.5)
    kill(client)
    assert nursery.wait(client) == -9, nursery.complaints(home).read_text()
    assert nursery.verdict(home, 1).lost > 0


def test_the_harness_notices_what_is_there_twice_or_was_refused(nursery: Nursery) -> None:
    from tests.durability.harness import Promised, compare

    there = {"wrong": [], "effects": {"a": 2, "b": 1}, "entries": 3}
    verdict = compare(Promised(acknowledged={"a"}, refused={"b"}, tried={"a", "b"}), there)
    assert (verdict.lost, verdict.doubled, verdict.ghosts) == (0, 1, 1)
    assert compare(Promised(acknowledged={"a"}, tried={"a"}), there).wrong == ("changes nobody asked for",)
