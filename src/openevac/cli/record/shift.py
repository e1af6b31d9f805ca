"""`openevac shift`: opening the keys on this workstation, waking the screen, ending, and locking everything."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer

from openevac.cli.client.held import Held
from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.agent import Question, ask_agent, send
from openevac.cli.record.opening import find_key, open_record
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.typing_in import ask_secret
from openevac.cli.session import Session, session_of
from openevac.domain.errors import InputError

LONGEST_H = 14.0
_WHY_NOT = {
    "wrong": "These are not the digits.",
    "wait": "Wait a little before the next try.",
    "lead": "Five wrong tries: the shift lead starts the shift again.",
    "asleep": "The screen is asleep.",
}


def start(
    context: typer.Context,
    code: As = "",
    workstation: Annotated[str, typer.Option(metavar="NAME", help="What this computer is called.")] = "desk-1",
    longest: Annotated[float, typer.Option(metavar="HOURS", min=0.1, max=24, help="Keys end after this.")] = LONGEST_H,
) -> None:
    """Start a shift: open the keys with the lead's passphrase and hold them in memory until it ends."""
    from openevac.cli.client.unlocking import hold
    from openevac.services.keys.key_material import key_material
    from openevac.services.keys.shifts import ShiftStart, start_shift

    session = session_of(context)
    raw_key = b"" if session.config.database_url else find_key(session)
    with acting(context, code) as lead:
        passphrase = lead.passphrase()
        material = key_material(lead.organisation, lead.person)
        held = hold(material, passphrase, lead.organisation, raw_key)
        start_shift(lead.order(), ShiftStart(workstation=workstation))
        person = lead.person
    _start_process(session, held, material.pin, longest)
    session.say("The shift runs, led by {lead}. Names open on this computer until it ends.", lead=person)


def wake(context: typer.Context) -> None:
    """Open the screen again with six digits after it fell asleep."""
    session = session_of(context)
    reply = send(RecordPlaces(session.config), Question(pin=ask_secret(session, "Six digits")))
    if reply is None:
        raise InputError("No shift runs on this computer.", "Start one: `openevac shift start --as CODE`.")
    if reply.held is None:
        raise InputError(_WHY_NOT[reply.why_not], "Try again, or ask the shift lead.", field="pin")
    session.say("The screen is open, {person}.", person=reply.held.person)


def end(context: typer.Context, code: As = "", machine: Json = False) -> None:
    """End the shift: every workstation drops its keys."""
    from openevac.services.keys.shifts import ShiftEnding, end_shift

    with acting(context, code, machine=machine) as lead:
        end_shift(lead.order(), ShiftEnding())
        session = lead.session
    _end_process(session)
    session.say("The shift has ended; names are closed.")


def lock(
    context: typer.Context,
    code: As = "",
    reason: Annotated[str, typer.Option(metavar="WORD", help="A word for who reads it later.")] = "",
) -> None:
    """Lock everything now: keys go from this and every other workstation."""
    from openevac.services.keys.shifts import ShiftEnding, lock_everything

    session = session_of(context)
    try:
        with acting(context, code) as person:
            lock_everything(person.order(), ShiftEnding(reason=reason))
    finally:
        _end_process(session)
    session.say("Everything is locked.", style="bold")


def state(context: typer.Context, machine: Json = False) -> None:
    """Tell whether a shift runs, who leads it, and whether this computer holds its keys."""
    from openevac.services.keys.shifts import see_shift
    from openevac.services.opening import close_store, only_organisation

    session = session_of(context, machine=machine)
    here = ask_agent(RecordPlaces(session.config))
    open_record(session)
    try:
        running = see_shift(only_organisation() or "")
    finally:
        close_store()
    if machine:
        session.print_json({"lead": running.lead, "since": running.started_at, "keys_here": here is not None})
        return
    if not running.lead:
        session.say("No shift runs: everything but names works.")
        return
    session.say("A shift runs, led by {lead}.", lead=running.lead)
    session.say("This computer holds its keys." if here else "This computer holds no keys.")


def _start_process(session: Session, held: Held, pin: bytes, longest_h: float) -> None:
    """Start the process that holds the keys and wait until it answers."""
    import msgspec

    from openevac.cli.record.agent_process import Start
    from openevac.vault.pins import PinCheck

    start_message = Start(
        home=str(session.config.home),
        held=held,
        pin=msgspec.json.decode(pin, type=PinCheck),
        longest_h=longest_h,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "openevac.cli.record.agent_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both pipes were asked for")
    process.stdin.write(msgspec.msgpack.encode(start_message))
    process.stdin.close()
    if process.stdout.readline() != b"ready\n":
        raise InputError("The process that holds the keys did not start.", "Run `openevac doctor`, then try again.")


def _end_process(session: Session) -> None:
    send(RecordPlaces(session.config), Question(end=True))
