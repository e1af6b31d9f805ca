"""`openevac work`: the one process that raises alarms, tells people, does jobs, signs checkpoints, and lets go."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from openevac.cli.record.clock_here import clock_here
from openevac.cli.record.job_process import start_job
from openevac.cli.record.opening import find_key, open_record
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.telling import tellers
from openevac.cli.session import Session, session_of
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.services.work.worker import Worker

LONGEST_NAP_S = 1.0


def work(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do everything that is due now, once, and stop.")] = False,
) -> None:
    """Run the worker: alarms, messages, plans, checkpoints. Exactly one runs; boards are red without it."""
    from openevac.services.opening import close_store

    session = session_of(context)
    raw_key = b"" if session.config.database_url else find_key(session)
    open_record(session)
    worker = build_worker(session, raw_key)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        run_worker(worker, stop, once=once, told=session.say)
    finally:
        close_store()


def build_worker(session: Session, raw_key: bytes) -> Worker:
    """Put a worker together for this installation."""
    from openevac.services.work.worker import Worker

    def failed(duty: str, fault: Exception) -> None:
        if isinstance(fault, InputError):
            session.refuse(fault)
        else:
            session.warn("The duty '{duty}' failed and comes up again: {kind}.", duty=duty, kind=type(fault).__name__)

    return Worker(
        name=f"{socket.gethostname()}-{uuid4().hex[:8]}",
        clock=clock_here(session.config),
        tellers=tellers(session),
        start_job=lambda job: start_job(raw_key, job),
        witnesses=RecordPlaces(session.config).witnesses,
        failed=failed,
    )


def run_worker(worker: Worker, stop: threading.Event, *, once: bool, told: Callable[..., None]) -> None:
    """Turn until told to stop; a worker that was taken over stops by itself."""
    turns = worker.start()
    told("The worker runs: alarms can ring.")
    try:
        while not stop.is_set():
            nap_s = turns.turn()
            if once:
                return
            stop.wait(min(nap_s, LONGEST_NAP_S))
    finally:
        worker.stop()
