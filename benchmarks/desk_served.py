"""The program as it is served: `openevac serve` and `openevac work` as processes of their own, on a prepared record."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

import msgspec

from benchmarks.desk_plan import Load, Told
from benchmarks.desk_world import World
from openevac.cli.record.demo_keys import DemoKeys, write_demo_keys
from openevac.cli.record.places import RecordPlaces
from openevac.config import Config
from tests.databases import KEY
from tests.services.cast import ORGANISATION, PASSPHRASE

STARTS_WITHIN_S = 90.0
STOPS_WITHIN_S = 30.0


@contextmanager
def served(config: Config, world: World, processes: int = 1) -> Iterator[list[str]]:
    """Serve the record: one process with its worker, or several and a worker of its own; gives their addresses."""
    keys = DemoKeys(organisation=ORGANISATION, database_key=KEY, passphrase=PASSPHRASE)
    write_demo_keys(RecordPlaces(config).demo, keys)
    named = {"OPENEVAC_HOME": str(config.home), "DATABASE_URL": config.database_url, "OPENEVAC_LANG": "uk"}
    environment = {**os.environ, **named, "OPENEVAC_WEB_SECRET": world.secret}
    ports = [_free_port() for _ in range(processes)]
    alone = [] if processes == 1 else ["--without-worker"]
    with ExitStack() as running:
        for port in ports:
            running.enter_context(_running(["serve", "--port", str(port), *alone], environment))
        if processes > 1:
            running.enter_context(_running(["work"], environment))
        for port in ports:
            _wait_for(port)
        yield [f"http://127.0.0.1:{port}" for port in ports]


def put_load(load: Load) -> Told:
    """Let the generator, a process of its own, ask; gives what it saw."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.desk_load"],
        input=msgspec.msgpack.encode(load), capture_output=True, check=False,
    )  # fmt: skip
    if found.returncode != 0:
        raise RuntimeError(f"the generator ended: {found.stderr.decode()[-2000:]}")
    return msgspec.msgpack.decode(found.stdout, type=Told)


@contextmanager
def _running(arguments: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "openevac", *arguments], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    """Wait until the pages answer and the worker's heart beats."""
    ends = time.monotonic() + STARTS_WITHIN_S
    while not _answers(port):
        if time.monotonic() > ends:
            raise RuntimeError(f"nothing answers on port {port}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/api/v1/pulse")
        answer = line.getresponse()
        return answer.status == 200 and not msgspec.json.decode(answer.read())["red"]
    except OSError:
        return False
    finally:
        line.close()
