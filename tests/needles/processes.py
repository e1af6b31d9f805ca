"""The program's own processes as `openevac serve` starts them: each gets the key by a pipe and writes to a file."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import msgspec

from openevac.config import Config

START_S = 60.0


@contextmanager
def running(module: str, config: Config, key: bytes, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start one of the program's processes on an installation; stop it as `openevac serve` does."""
    from openevac.cli.record.serving import ServeMessage

    environment = {
        **os.environ, "OPENEVAC_HOME": str(config.home), "DATABASE_URL": config.database_url,
        "TMPDIR": str(config.home / "temporary"), "PYTHONDEVMODE": "", "OPENEVAC_TELL": "",
    }  # fmt: skip
    (config.home / "temporary").mkdir(exist_ok=True)
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=written, stderr=written, env=environment
        )
        assert process.stdin is not None
        message = ServeMessage(key=key, language="uk", host="127.0.0.1", port=port)
        process.stdin.write(msgspec.msgpack.encode(message))
        process.stdin.close()
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=START_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_web(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the pages answer."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, "the process of the pages ended by itself"
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/api/v1/pulse")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            connection.close()
    raise AssertionError("the pages never answered")


def wait_for_worker(log: Path) -> None:
    """Wait until the worker has turned: it beats, and has said whom to tell."""
    from openevac.store.models import Delivery

    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if not Delivery.objects.filter(state="due").exists() and log.stat().st_size > 0:
            return
        time.sleep(0.2)


@contextmanager
def holding(word: bytes) -> Iterator[int]:
    """Give the number of a process that has a word in its memory, to show that the search finds it there."""
    code = f"import sys; kept = sys.stdin.buffer.read({len(word)}); print(len(kept), flush=True); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(word)
        process.stdin.flush()
        process.stdout.readline()
        yield process.pid
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=START_S)
