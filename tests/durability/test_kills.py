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
LONGEST_S = 0.06
"""About as long as one command takes, so that a kill falls anywhere inside one."""
PATIENCE_S = 20.0
FOREVER = 100_000


def kill_at_random(nursery: Nursery, home: Path, kills: int, seed: int) -> None:
    """Keep four clients writing, kill one (now and then all) some commands later, and let it come back."""
    chance = random.Random(seed)
    running = {client: nursery.write(home, client, FOREVER) for client in range(CLIENTS)}
    done = 0
    while done < kills:
        victims = list(running) if chance.random() < 0.1 else [chance.randrange(CLIENTS)]
        wait_for_lines(nursery.notes(home, victims[0]), chance.randrange(4))
        time.sleep(chance.uniform(0.0, LONGEST_S))
        for client in victims:
            kill(running[client])
        for client in victims:
            assert nursery.wait(running[client]) == -9, nursery.complaints(home).read_text()
            running[client] = nursery.write(home, client, FOREVER)
        done += len(victims)
    for client in running.values():
        kill(client)
        nursery.wait(client)


def wait_for_lines(notebook: Path, more: int) -> None:
    """Wait until a client has noted some more lines: a command takes two, one before and one after."""
    wanted, give_up = lines_in(notebook) + more, time.monotonic() + PATIENCE_S
    while lines_in(notebook) < wanted:
        assert time.monotonic() < give_up, "the client writes nothing"
        time.sleep(0.002)


def lines_in(notebook: Path) -> int:
    return notebook.read_bytes().count(b"\n") if notebook.exists() else 0


@pytest.mark.slow
def test_killed_clients_lose_and_double_nothing(nursery: Nursery, count_out: Callable[[str], None]) -> None:
    home = nursery.new_home()
    kills = examples(200, 1000)
    kill_at_random(nursery, home, kills, seed=20261122)
    verdict = nursery.verdict(home, CLIENTS)
    count_out(f"kill -9: {kills} kills, {verdict.kept} commands kept, {verdict.lost} lost, {verdict.doubled} doubled")
    assert verdict.clean, verdict
    assert verdict.kept > kills / 4  # they were killed while they wrote, not before


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
