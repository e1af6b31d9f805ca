"""A warm program that forks clients: loading Django takes a second, forking a loaded program takes milliseconds.

It reads one JSON line a request and answers with one. It never opens the database itself: a child could not use what
its parent has open. Run as `python -m tests.durability.nursery`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from openevac.config import Config
from tests.databases import set_up_django

FAILED = 99
"""How a child ends that met something it was not made for; its traceback is in its file of complaints."""


def serve(tasks: dict[str, Callable[[dict[str, Any]], None]]) -> None:
    """Answer `{"do": task, ...}` with the number of the child, `{"wait": number}` with how it ended.

    `{"load": module}` loads what children will need, once for all of them.
    """
    for line in sys.stdin:
        asked = json.loads(line)
        if "load" in asked:
            import_module(asked["load"])
            answer = {}
        elif "wait" in asked:
            answer = {"ended": os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])}
        else:
            answer = {"child": _fork(tasks[asked["do"]], asked)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _fork(task: Callable[[dict[str, Any]], None], asked: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    code = FAILED
    try:
        _redirect(asked["complaints"])
        if "gate" in asked:
            Path(asked["gate"]).read_bytes()  # a pipe: opens when the harness has taken hold of this process
        task(asked)
        code = 0
    except BaseException:  # noqa: BLE001 - a child must end here, whatever happened, and not go on as a second nursery
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _redirect(complaints: str) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(os.open(complaints, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)


if __name__ == "__main__":
    set_up_django(Config(home=Path("/nonexistent"), language="en"))
    from tests.durability.clients import TASKS

    serve(TASKS)
