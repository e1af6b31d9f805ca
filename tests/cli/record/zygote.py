"""A process that has loaded what every command loads, and forks itself for each: the real program, without its start.

It is told one command a line as JSON, runs `openevac.cli.main.main` in a child with its own environment, standard
input and outputs, and answers with the exit code. Nothing of one run reaches the next. One thing differs from a fresh
start: where the record lies is read when our services are loaded, so the child says it again.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any


def preload() -> None:
    """Load libraries and services; no connection is opened, and nothing with threads of its own is loaded."""
    import django.core.management
    import django.db.migrations.executor
    import msgspec
    import phonenumbers
    import rich.table
    import typer.main

    import openevac.cli.main
    import openevac.reports.words
    import openevac.services.keys.rotating
    import openevac.services.missions.approve_mission
    import openevac.services.opening
    import openevac.services.records.exports
    import openevac.services.requests.import_requests
    import openevac.services.requests.open_household
    import openevac.vault.keyring

    loaded = (django, msgspec, phonenumbers, rich, typer, openevac)
    if not all(loaded):
        raise AssertionError("a library is missing")


def run_one(asked: dict[str, Any]) -> int:
    """Fork, run one command, and give its exit code."""
    child = os.fork()
    if child == 0:
        os.environ.clear()
        os.environ.update(asked["env"])
        os.chdir(asked["cwd"])
        for number, name, flags in (
            (0, asked["stdin"], os.O_RDONLY),
            (1, asked["stdout"], os.O_WRONLY),
            (2, asked["stderr"], os.O_WRONLY),
        ):
            handle = os.open(name, flags)
            os.dup2(handle, number)
            os.close(handle)
        code = _run(asked["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _run(arguments: list[str]) -> int:
    from django.db import connections

    from openevac.cli.main import main
    from openevac.config import read_config

    connections.databases["default"]["NAME"] = str(read_config(os.environ).record_file)
    sys.stdin = Path("/dev/fd/0").open(encoding="utf-8")  # noqa: SIM115 - lives as long as the child
    try:
        main(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - a child must never return into the loop of its parent
        traceback.print_exc()
        return 70
    return 0


if __name__ == "__main__":
    preload()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(f"{run_one(json.loads(line))}\n")
        sys.stdout.flush()
