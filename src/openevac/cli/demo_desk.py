"""The desk of a demonstration: a record lived into the middle of an invented day, and the program serving it."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from openevac.cli.pages import open_page_server
from openevac.cli.record.demo_keys import read_demo_keys, write_demo_keys
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.tls import make_certificate, tell_trust
from openevac.cli.session import Session
from openevac.cli.story.folder import take_folder
from openevac.domain.errors import InputError
from openevac.roads.region import Region

PORT = 8460
ANSWERS_WITHIN_S = 40.0
PAUSE_S = 0.2
LEAD = "liudmyla"
"""The invented shift lead, who may let phones in and also coordinates."""
HERE = ("127.0.0.1", "localhost")


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


def let_phones_reach(session: Session, home: Path, name: str) -> None:
    """Make a certificate of this house for the prepared record, under the name by which phones reach this computer."""
    record = RecordPlaces(replace(session.config, home=home))
    make_certificate(RecordPlaces(session.config), record, (name, *HERE))


def start_desk(session: Session, home: Path, port: int, name: str = "") -> tuple[subprocess.Popen[bytes], str]:
    """Start `openevac serve` on the prepared record; gives the process and the address it answers under.

    `name`: the name or address by which phones on the local network reach it; "" for this computer alone.
    """
    command = [sys.executable, "-m", "openevac", "--lang", session.words.language, "serve", "--port", str(port)]
    environment = {**os.environ, "OPENEVAC_HOME": str(home)}
    trusted = None
    if name:
        command += ["--host", "0.0.0.0"]  # noqa: S104 - phones on the local network are the purpose
        environment["OPENEVAC_HOST"] = name
        trusted = ssl.create_default_context(cafile=str(RecordPlaces(session.config).authority))
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    ends = time.monotonic() + ANSWERS_WITHIN_S
    while not _answers(port, trusted):
        if process.poll() is not None or time.monotonic() > ends:
            process.terminate()
            raise InputError(
                "The desk did not start on port {port}.", "Look above for why; choose another --port.",
                field="--port", port=port,
            )  # fmt: skip
        time.sleep(PAUSE_S)
    return process, f"https://{name}:{port}/demo/" if name else f"http://127.0.0.1:{port}/demo/"


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


def tell_phones(session: Session) -> None:
    """Say how a phone takes over a mission of the invented day."""
    tell_trust(session, RecordPlaces(session.config))
    session.say(
        "At the desk enter as {person}, choose a mission, and press “Let a phone of this crew in”.", person=LEAD
    )
    session.say("Everybody on this network may enter the exercise as anybody: nothing in it is real, keep it so.")


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


def _answers(port: int, trusted: ssl.SSLContext | None) -> bool:
    line = HTTPSConnection("127.0.0.1", port, timeout=5, context=trusted) if trusted else _plain(port)
    try:
        line.request("GET", "/demo/")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def _plain(port: int) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", port, timeout=5)
