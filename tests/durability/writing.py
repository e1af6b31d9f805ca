"""One command as a client sends it: a request with a sealed household; its id can be found again among the tags."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import shake_256
from uuid import NAMESPACE_OID, UUID, uuid5

from openevac.domain.events import Channel
from openevac.domain.needs import Needs
from openevac.domain.records import TagKind
from openevac.services.kernel.command import Order
from openevac.services.kernel.sealed import SealedIn
from openevac.services.kernel.who import Who, WhoKind
from openevac.services.requests.new_request import RegisterRequest
from openevac.services.requests.register_request import register_request
from openevac.store.models import RequestTag
from openevac.vault.records import READERS, RecordKind
from tests.services.cast import ORGANISATION, TestClock

SEALED_BYTES = 812
"""A short household as age seals it, and a wrap of its key; what is inside does not matter to a disk."""
WRAP_BYTES = 318


def register(command: UUID) -> None:
    """Register one request; the same id always asks for exactly the same."""
    who = Who(kind=WhoKind.PERSON, organisation=ORGANISATION, code="olena")
    register_request(Order(who=who, command_id=command, clock=TestClock()), _asked(command))


def effects() -> Iterator[str]:
    """Give the id of every command whose request is in the database, as often as it is there."""
    yield from RequestTag.objects.filter(kind=TagKind.HOUSE.value).values_list("tag", flat=True)


def _asked(command: UUID) -> RegisterRequest:
    readers = READERS[RecordKind.HOUSEHOLD]
    return RegisterRequest(
        needs=Needs(walks=2, stretchers=1),
        channel=Channel.PHONE,
        katottg="UA63080090010026457",
        phone_tags=(_bytes(command, "phone", 16).hex(),),
        house_tag=command.hex,
        household=SealedIn(
            id=uuid5(NAMESPACE_OID, command.hex),
            kind=RecordKind.HOUSEHOLD,
            recipient="age1" + _bytes(command, "recipient", 29).hex(),
            payload=_bytes(command, "payload", SEALED_BYTES),
            wraps={role: _bytes(command, role.value, WRAP_BYTES) for role in readers},
            epochs=dict.fromkeys(readers, 1),
        ),
    )


def _bytes(command: UUID, what: str, length: int) -> bytes:
    return shake_256(command.bytes + what.encode()).digest(length)
