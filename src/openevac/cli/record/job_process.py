"""A job's own process: it gets the database's key and the job's id by standard input, does the work, and ends.

A planner takes all of a processor for a minute; in the worker's own process it would hold up alarms.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from openevac.cli.record.clock_here import clock_here
from openevac.config import read_config

if TYPE_CHECKING:
    from openevac.services.work.jobs import JobToDo


class JobMessage(msgspec.Struct, forbid_unknown_fields=True):
    """What the worker hands over; an empty key means PostgreSQL."""

    job: UUID
    organisation: str
    kind: str
    key: bytes


def start_job(raw_key: bytes, job: JobToDo) -> None:
    """Start the process of one job and go on; what comes of it stands in the job's row."""
    process = subprocess.Popen(
        [sys.executable, "-m", "openevac.cli.record.job_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    if process.stdin is None:
        raise AssertionError("the pipe was asked for")
    message = JobMessage(job=job.id, organisation=job.organisation, kind=job.kind.value, key=raw_key)
    process.stdin.write(msgspec.msgpack.encode(message))
    process.stdin.close()


def do_job(message: JobMessage) -> None:
    """Do one job in this process, with the store open; a plan and a new version alike."""
    from openevac.services.missions.do_job import do_job as work
    from openevac.services.opening import close_store, open_store

    open_store(message.key or None)
    try:
        work(message.job, clock_here(read_config()))
    finally:
        close_store()


if __name__ == "__main__":
    do_job(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=JobMessage))
