"""`kill -9` at random points of four clients of a PostgreSQL server: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from openevac.config import Config
from tests.databases import chosen_kind
from tests.durability.harness import ROOT, compare, kill, promised
from tests.services.cast import found_cast
from tests.torture import examples

pytestmark = pytest.mark.skipif(chosen_kind() != "postgres", reason="test_kills.py is about the encrypted file")
CLIENTS = 4
LONGEST_S = 0.06
PATIENCE_S = 60.0


class Forks:
    """A loaded process that forks clients of one database."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, **asked: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(next(iter(json.loads(self._process.stdout.readline()).values())))

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def forks() -> Iterator[Forks]:
    made = Forks()
    yield made
    made.close()


def lines_in(notebook: Path) -> int:
    return notebook.read_bytes().count(b"\n") if notebook.exists() else 0


def wait_for_lines(notebook: Path, more: int) -> None:
    """Wait until a client has noted some more lines: a command takes two, one before and one after."""
    wanted, give_up = lines_in(notebook) + more, time.monotonic() + PATIENCE_S
    while lines_in(notebook) < wanted:
        assert time.monotonic() < give_up, "the client writes nothing"
        time.sleep(0.002)


def test_killed_clients_of_a_server_lose_and_double_nothing(
    forks: Forks, fresh_database: Config, tmp_path: Path, count_out: Callable[[str], None]
) -> None:
    from openevac.services.log.look_after import faults_of_ledger
    from openevac.store.models import CommandRecord, LedgerEntry
    from tests.durability.writing import effects, register

    found_cast()
    before = set(CommandRecord.objects.values_list("id", flat=True))
    kills, chance, complaints = examples(40, 400), random.Random(20261122), str(tmp_path / "complaints")
    notebooks = [tmp_path / f"client{client}" for client in range(CLIENTS)]

    def start(client: int) -> int:
        return forks.ask(
            do="write", home=str(fresh_database.home), database_url=fresh_database.database_url, complaints=complaints,
            client=f"server:{client}", notes=str(notebooks[client]), count=100_000,
        )  # fmt: skip

    running = {client: start(client) for client in range(CLIENTS)}
    for _ in range(kills):
        victim = chance.randrange(CLIENTS)
        wait_for_lines(notebooks[victim], chance.randrange(4))
        time.sleep(chance.uniform(0.0, LONGEST_S))
        kill(running[victim])
        assert forks.ask(wait=running[victim]) == -signal.SIGKILL, Path(complaints).read_text()
        running[victim] = start(victim)
    for child in running.values():
        kill(child)
        forks.ask(wait=child)
    for number, notebook in enumerate(notebooks):  # who comes back sends what got no answer again
        tried = [line.split() for line in notebook.read_text().splitlines()]
        if tried[-1][0] == "try":
            assert uuid5(NAMESPACE_URL, f"server:{number}:{len({line[1] for line in tried}) - 1}").hex == tried[-1][1]
            register(uuid5(NAMESPACE_URL, f"server:{number}:{len({line[1] for line in tried}) - 1}"))
    said, there = promised(notebooks), Counter(effects())
    wrong = [remark.text.format(**remark.facts) for remark in faults_of_ledger()]
    commands = set(CommandRecord.objects.values_list("id", flat=True)) - before
    if {one.hex for one in commands} != set(there):
        wrong.append("commands and what they changed are not the same")
    verdict = compare(said, {"wrong": wrong, "effects": there, "entries": LedgerEntry.objects.count()})
    count_out(
        f"kill -9 of clients on postgres: {kills} kills, {verdict.kept} commands kept, {verdict.lost} lost, "
        f"{verdict.doubled} doubled"
    )
    assert verdict.clean, verdict
    assert verdict.kept > kills / 4
