"""Acting as one person: who it is, how that was shown, and the orders and keys of one command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID, uuid4

import typer

from openevac.cli.client.held import Held
from openevac.cli.record.agent import ask_agent
from openevac.cli.record.demo_keys import read_demo_keys
from openevac.cli.record.opening import open_record
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.typing_in import ask_secret
from openevac.cli.session import Session, session_of
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.cli.client.unlocking import Unlocked
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.question import Asking

As = Annotated[
    str, typer.Option("--as", metavar="CODE", help="Your code word; without it the person whose shift runs here.")
]


@dataclass(slots=True)
class Acting:
    """One command run by one person, with the record open. Keys are opened when they are first needed."""

    session: Session
    organisation: str
    person: str
    _held: Held | None = None
    _passphrase: str = field(default="", repr=False)
    _unlocked: Unlocked | None = field(default=None, repr=False)

    def order(self, command_id: UUID | None = None) -> Order:
        """Make an order of this person; give a command id to be able to send the same command again."""
        from openevac.services.kernel.clock import SystemClock
        from openevac.services.kernel.command import Order

        return Order(who=self._who(), command_id=command_id or uuid4(), clock=SystemClock())

    def asking(self) -> Asking:
        """Make a question of this person."""
        from openevac.services.kernel.clock import SystemClock
        from openevac.services.kernel.question import Asking

        return Asking(who=self._who(), clock=SystemClock())

    @property
    def keys(self) -> Unlocked:
        """Give this person's open keys: from the running shift, or by their passphrase."""
        if self._unlocked is None:
            self._unlocked = self._open_keys()
        return self._unlocked

    def passphrase(self) -> str:
        """Give the passphrase this person typed; asks for it where a running shift vouched for them."""
        if not self._passphrase:
            self._passphrase = ask_secret(self.session, "Passphrase of {person}", person=self.person)
        return self._passphrase

    def lock(self) -> None:
        """Let the keys go."""
        if self._unlocked is not None:
            self._unlocked.keyring.lock()

    def _open_keys(self) -> Unlocked:
        from openevac.cli.client.unlocking import unlock, unlocked_from
        from openevac.services.keys.key_material import key_material

        material = key_material(self.organisation, self.person)
        if self._held is not None and self._held.person == self.person:
            return unlocked_from(self._held, material)
        return unlock(material, self.passphrase())

    def _who(self) -> Any:
        from openevac.services.kernel.who import Who, WhoKind

        return Who(kind=WhoKind.PERSON, organisation=self.organisation, code=self.person)


@contextmanager
def acting(context: typer.Context, code: str = "", *, machine: bool = False) -> Iterator[Acting]:
    """Open the record and act as one person until the command ends; then keys and database are closed.

    Who somebody is, is shown by the running shift, or by the passphrase of their own key; a demonstration takes the
    word of whoever sits there, because its people are invented.
    """
    from openevac.services.opening import close_store

    session = session_of(context, machine=machine)
    open_record(session)
    try:
        made = _recognise(session, code or os.environ.get("OPENEVAC_AS", ""))
        try:
            yield made
        except InputError as fault:
            raise as_typed(fault) from None
        finally:
            made.lock()
    finally:
        close_store()


def as_typed(fault: InputError) -> InputError:
    """Name the option where a service names its own field; a fault of a file names the field of the file."""
    option = OPTIONS.get(fault.field, "")
    if fault.file or not option:
        return fault
    return type(fault)(fault.problem, fault.todo, row=fault.row, field=option, **fault.facts)


OPTIONS = {
    "way_ids": "--way",
    "reason": "--why",
    "source": "--source",
    "drove_it": "--drove",
    "seen_by": "--seen-by",
    "also_said_by": "--also",
    "valid_until": "--until",
    "silent_until": "--until",
    "expires_at": "--until",
    "said_at": "--said-at",
    "ask_again": "--ring-again",
    "to": "WHERE",
    "kind": "KIND",
    "katottg": "KATOTTG",
    "guardian": "--guardian",
    "named": "--named",
    "receipt": "NUMBER",
}
"""Fields of services as they are typed here."""


def _recognise(session: Session, code: str) -> Acting:
    from openevac.services.opening import is_invented, only_organisation

    places = RecordPlaces(session.config)
    held = ask_agent(places)
    organisation = held.organisation if held is not None else only_organisation()
    if organisation is None:
        raise InputError(
            "This database holds no organisation, or several.",
            "Start a shift first: `openevac shift start --as CODE --organisation CODE`.",
            field="organisation",
        )
    if held is not None and code in {"", held.person}:
        return Acting(session, organisation, held.person, held)
    if not code:
        raise InputError(
            "Nobody is named.", "Say who you are with --as CODE, or start a shift: `openevac shift start`.", field="as"
        )
    demo = read_demo_keys(places.demo)
    if demo is not None and is_invented(organisation):
        return Acting(session, organisation, code, None, demo.passphrase)
    return _by_passphrase(session, organisation, code)


def _by_passphrase(session: Session, organisation: str, code: str) -> Acting:
    from openevac.services.keys.key_material import key_material
    from openevac.vault.keys import open_personal_key

    passphrase = ask_secret(session, "Passphrase of {person}", person=code)
    open_personal_key(key_material(organisation, code).sealed_key, passphrase)
    return Acting(session, organisation, code, None, passphrase)
