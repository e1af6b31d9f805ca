"""The desk of a demonstration: a record lived into the middle of an invented day, and the program serving it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from openevac.cli.pages import open_page_server
from openevac.cli.record.demo_keys import read_demo_keys, write_demo_keys
from openevac.cli.record.places import RecordPlaces
from openevac.cli.session import Session
from openevac.cli.story.folder import take_folder
from openevac.domain.errors import InputError
from openevac.roads.region import Region

PORT = 8460
ANSWERS_WITHIN_S = 40.0
PAUSE_S = 0.2


def prepare_desk(session: Session, region: Region, home: Path, day: str = "may") -> None:
    """Live through an invented day until vans are on the road, and let its clock go on from there."""
    take_folder(home)
    from openevac.cli.story.days import DESK_DAYS
    from openevac.cli.story.morning import live_until_morning  # it reads at its start where the record lies

    with session.progress() as progress:
        region_folder = session.config.home / "regions" / "training"
        at = live_until_morning(session, region, home, region_folder, progress, DESK_DAYS[day])
    places = RecordPlaces(replace(session.config, home=home))
    keys = read_demo_keys(places.demo)
    if keys is None:
        raise AssertionError("the story wrote the demonstration's keys")
    write_demo_keys(places.demo, replace(keys, away_s=(at - datetime.now(UTC)).total_seconds()))


def start_desk(session: Session, home: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    """Start `openevac serve` on the prepared record; gives the process and the address it answers under."""
    command = [sys.executable, "-m", "openevac", "--lang", session.words.language, "serve", "--port", str(port)]
    environment = {**os.environ, "OPENEVAC_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    ends = time.monotonic() + ANSWERS_WITHIN_S
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > ends:
            process.terminate()
            raise InputError(
                "The desk did not start on port {port}.", "Look above for why; choose another --port.",
                field="--port", port=port,
            )  # fmt: skip
        time.sleep(PAUSE_S)
    return process, f"http://127.0.0.1:{port}/demo/"


@contextmanager
def plans_beside(session: Session, folder: Path, port: int) -> Iterator[None]:
    """Show the two finished plans on the port beside the desk's."""
    with open_page_server(folder, port) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        session.say("The two plans stand at {address}", address=f"http://127.0.0.1:{server.server_address[1]}/")
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def show_desk(session: Session, process: subprocess.Popen[bytes], address: str) -> None:
    """Say where the desk is, open a browser where there is one, and stay until Ctrl+C."""
    session.say("")
    session.say(
        "The desk is open at {address}: choose who you are. Ctrl+C ends it, and the invented record with it.",
        style="bold", address=address,
    )  # fmt: skip
    if sys.stdout.isatty():
        with suppress(webbrowser.Error):
            webbrowser.open(address)
    try:
        process.wait()
    except KeyboardInterrupt:
        session.say("Ended.")
    finally:
        stop_desk(process)


def stop_desk(process: subprocess.Popen[bytes]) -> None:
    """End the program and wait for it."""
    if process.poll() is None:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/demo/")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()
