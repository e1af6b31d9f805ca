"""What must come out of each probe, by the table written by hand, and what did come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from openevac.domain.roles import Role
from tests.rules.test_permissions import ACROSS, EXPECTED, HANDS, RIDES, TODAY
from tests.services.matrix.askers import OURS, Asker
from tests.services.matrix.rows import Row

CREWS = {Role.CREW, Role.CREW_LEADER}
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: nothing, or the class and the words of a refusal; how many questions, how many writes."""

    refusal: str
    words: str
    queries: int
    writes: int


def expected(row: Row, asker: Asker, where: str) -> str:
    """Give "" where the table lets somebody through, else the class of the refusal it demands.

    Nobody known, and who left: NotAllowed. A crew learns nothing of what is not its own, a partner nothing but
    claims: NotFound. Everybody else is told that it is not their work.
    """
    if not asker.known or asker.revoked:
        return "NotAllowed"
    if asker.name in row.also_let:
        return ""
    if Role.PARTNER in asker.roles:
        sections = [ACROSS]
    else:
        own = row.of_mission and bool(asker.rides) and asker.rides == where and asker.organisation == OURS
        sections = [HANDS, *([RIDES] if own else []), *([TODAY] if _of_today(row, where) else [])]
    if any((role, row.action, row.kind) in EXPECTED[section] for role in asker.roles for section in sections):
        return ""
    if Role.PARTNER in asker.roles or (asker.roles <= CREWS and RIDES not in sections):
        return "NotFound"
    return "NotAllowed"


def _of_today(row: Row, where: str) -> bool:
    return row.today == "day" or (row.today == "row" and where in {"own", "other"})


def tried(call: Callable[[], Any], codes: dict[str, str]) -> Outcome:
    """Carry a call out and tell how it ended; codes in its words are replaced by what they are codes of."""
    from openevac.services.kernel.refusals import NotAllowed, NotFound, Refused

    with _counted() as seen:
        try:
            call()
        except (NotAllowed, NotFound) as fault:
            return Outcome(type(fault).__name__, _without(str(fault), codes), *_totals(seen))
        except Refused as fault:
            return Outcome(f"another: {type(fault).__name__}", _without(str(fault), codes), *_totals(seen))
    return Outcome("", "", *_totals(seen))


def _totals(seen: list[bool]) -> tuple[int, int]:
    return len(seen), sum(seen)


@contextmanager
def _counted() -> Iterator[list[bool]]:
    from django.db import connection

    seen: list[bool] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        if "SAVEPOINT" not in sql:
            seen.append(bool(_WRITES.match(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def _without(words: str, codes: dict[str, str]) -> str:
    for code, name in codes.items():
        words = words.replace(code, f"<{name}>")
    return words
