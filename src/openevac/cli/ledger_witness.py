"""`openevac ledger witness`: a second pair of eyes on a log, in a process, with a key and a memory of its own.

It watches a folder that both sides reach: shared, synced, or a stick that is carried. Requests are files named by
`ledger.exchange`; a request that has not arrived whole waits. The memory is on the disk before an answer is.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.session import Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.ledger.note import SigningKey
    from openevac.ledger.witness import Cosigned, Refused

PAUSE_S = 1.0


def witness(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that requests and answers travel in.")],
    state: Annotated[
        Path, typer.Option("--state", metavar="FILE", help="What the witness remembers. Keep it; never copy it back.")
    ],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="The secret key of the witness.")],
    once: Annotated[bool, typer.Option("--once", help="Answer what lies there, and stop.")] = False,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Make a new witness of this name, with key and memory.")
    ] = "",
    log: Annotated[
        list[str] | None, typer.Option("--log", metavar="KEY", help="The key of a log to watch, as its people gave it.")
    ] = None,
) -> None:
    """Watch a log from outside: sign what continues it, refuse what was cut off or rewritten."""
    session = session_of(context)
    if not folder.is_dir():
        raise InputError("There is no such folder.", "Make it, or name the one both sides reach.", file=str(folder))
    signing = _make(session, state, key, name) if name else _read_key(key)
    _learn(session, state, log or [])
    refused = False
    while True:
        refused |= _answer_all(session, folder, state, signing)
        if once:
            break
        time.sleep(PAUSE_S)
    if refused:
        raise typer.Exit(EXIT_NO)


def _make(session: Session, state: Path, key: Path, name: str) -> SigningKey:
    """Make key and memory of a new witness; neither may exist."""
    from openevac.ledger.note import SEED_BYTES, KeyKind, SigningKey
    from openevac.ledger.witness import WitnessState
    from openevac.ledger.witness_file import create_state, write_durably

    if key.exists():
        raise InputError("There is a key here already.", "Name another file, or leave --name out.", file=str(key))
    made = SigningKey(name, KeyKind.COSIGNATURE, os.urandom(SEED_BYTES))
    create_state(state, WitnessState({}))
    write_durably(key, made.text().encode("utf-8") + b"\n", mode=0o600)
    session.say("The witness is made. Give this line to those who run the log, and to whoever will check it:")
    session.out.print(made.verifier.text(), soft_wrap=True)
    return made


def _read_key(key: Path) -> SigningKey:
    from openevac.feeds.typed_files import unreadable
    from openevac.ledger.note import parse_signing_key

    if not key.exists():
        raise InputError(
            "The witness has no key here.", "Name its key file, or make a witness with --name.", file=str(key)
        )
    try:
        return parse_signing_key(key.read_text("utf-8").rstrip("\n"))
    except OSError as fault:
        raise unreadable(key, fault) from None


def _learn(session: Session, state: Path, keys: list[str]) -> None:
    from openevac.ledger.witness_file import add_logs

    known = add_logs(state, keys).logs.values()
    if not known:
        raise InputError("The witness watches no log yet.", "Name the key of one with --log.", field="--log")
    for one in known:
        session.say("Watching {origin}, last seen with {size} entries.", origin=one.key.name, size=one.seen.size)


def _answer_all(session: Session, folder: Path, state: Path, key: SigningKey) -> bool:
    """Answer every request that has no answer yet; tell whether one was refused."""
    from openevac.ledger.exchange import answer_name, read_waiting
    from openevac.ledger.witness import Cosigned
    from openevac.ledger.witness_file import answer, write_durably

    found: Counter[bool] = Counter()
    for path, text in read_waiting(folder):
        decided = answer(state, text, key, datetime.now(UTC))
        signed = isinstance(decided, Cosigned)
        _keep_evidence(folder, path, decided)
        _show_newest(state, decided)
        write_durably(folder / answer_name(path.name, signed=signed), decided.text().encode("utf-8"))
        _tell(session, path.name, decided)
        found[signed] += 1
    return found[False] > 0


def _keep_evidence(folder: Path, request: Path, decided: Cosigned | Refused) -> None:
    from openevac.ledger.exchange import evidence_name
    from openevac.ledger.witness import Refused
    from openevac.ledger.witness_file import write_durably

    if isinstance(decided, Refused) and decided.evidence:
        write_durably(folder / evidence_name(request.name), decided.evidence.encode("utf-8"))


def _show_newest(state: Path, decided: Cosigned | Refused) -> None:
    """Keep the newest checkpoint beside the state, for whoever checks the log to fetch from the witness itself."""
    from openevac.ledger.exchange import newest_name
    from openevac.ledger.witness import Cosigned
    from openevac.ledger.witness_file import write_durably

    if isinstance(decided, Cosigned):
        origin = decided.checkpoint.partition("\n")[0]
        write_durably(state.with_name(newest_name(origin)), decided.checkpoint.encode("utf-8"))


def _tell(session: Session, name: str, decided: Cosigned | Refused) -> None:
    from openevac.ledger.witness import Refused

    if isinstance(decided, Refused):
        session.say("{name}: refused.", style="bold red", name=name)
        session.remark(decided.remark)
        if decided.evidence:
            session.say("Two signed checkpoints that convict the log are kept beside the answer.", style="bold red")
    else:
        session.say("{name}: signed.", name=name)
