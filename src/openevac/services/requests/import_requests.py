"""Taking many requests at once: one command a row, so that a crash in the middle loses nothing and doubles nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import uuid5

from openevac.domain.errors import InputError
from openevac.services.kernel.command import Order
from openevac.services.kernel.refusals import NotAllowed, NotFound
from openevac.services.requests.new_request import RegisterRequest
from openevac.services.requests.register_request import Registered, register_request


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One request of a sheet or a paste, by the number of its row there.

    `key`: what makes it the same row again wherever it stands, where the client can tell (keyed, so that it tells
    nobody else anything); without it the number does.
    """

    number: int
    request: RegisterRequest
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """What became of one row: the request, or what is to be mended in it."""

    number: int
    registered: Registered | None = None
    fault: InputError | None = None


def import_requests(order: Order, rows: Iterable[ImportRow]) -> Iterator[ImportedRow]:
    """Register every row by a command of its own, and say after each what became of it.

    The id of each command follows from the id of the import and the row, so the same import run again after a crash
    gives the answers it gave before and takes only what is missing. A row that is refused does not stop the others;
    somebody who may not register at all is told at once.
    """
    for row in rows:
        own = replace(order, command_id=uuid5(order.command_id, f"row {row.key or row.number}"))
        try:
            yield ImportedRow(number=row.number, registered=register_request(own, row.request))
        except (NotAllowed, NotFound):
            raise
        except InputError as fault:
            yield ImportedRow(number=row.number, fault=fault.at(row=row.number))
