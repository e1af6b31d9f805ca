"""Phones of a crew with keys of their own, for tests: what is sealed to one, only that one opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from openevac.vault.age import OpenedIdentity, new_identity, seal
from tests.services.cast import ORGANISATION, Cast

if TYPE_CHECKING:
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.question import Asking


@dataclass
class CrewPhoneOf:
    """An enrolled phone: whose, and the key it made."""

    cast: Cast
    person: str
    code: str
    identity: str = field(default_factory=new_identity)

    @property
    def recipient(self) -> str:
        return OpenedIdentity(self.identity).recipient

    @property
    def token(self) -> str:
        return f"token of {self.code}"

    def _who(self) -> Any:
        from openevac.services.kernel.who import Who, WhoKind

        return Who(kind=WhoKind.DEVICE, organisation=ORGANISATION, code=self.code)

    @property
    def asking(self) -> Asking:
        from openevac.services.kernel.question import Asking

        return Asking(who=self._who(), clock=self.cast.clock)

    @property
    def order(self) -> Order:
        from openevac.services.kernel.command import Order

        return Order(who=self._who(), command_id=uuid4(), clock=self.cast.clock)

    def name_key(self, *, holds: tuple[str, ...] = ()) -> Any:
        from openevac.services.missions.name_recipient import NameRecipient, name_recipient

        return name_recipient(self.order, NameRecipient(recipient=self.recipient, holds=holds))

    def fresh_key(self, *, holds: tuple[str, ...] = ()) -> Any:
        self.identity = new_identity()
        return self.name_key(holds=holds)

    def open(self, sealed: bytes) -> bytes:
        return OpenedIdentity(self.identity).open(sealed)


def phone_of(cast: Cast, person: str = "stepan", *, named: bool = True) -> CrewPhoneOf:
    """Let a phone in and, if wanted, let it name its key."""
    from openevac.services.keys.devices import DeviceKind, NewDevice, enrol_device

    phone = CrewPhoneOf(cast=cast, person=person, code=f"phone-{person}")
    asked = NewDevice(
        code=phone.code, kind=DeviceKind.CREW_PHONE, person=person,
        token_sha256=sha256(phone.token.encode()).hexdigest(),
    )  # fmt: skip
    enrol_device(cast.order("liudmyla"), asked)
    if named:
        phone.name_key()
    return phone


def give(cast: Cast, mission: str, phone: CrewPhoneOf, stops: list[str], *, version: int = 1, **changed: Any) -> Any:
    """Seal something for each stop as the client at the desk does, and keep it."""
    from openevac.services.missions.keep_pack import KeepPack, SealedStop, keep_pack

    sealed = tuple(
        SealedStop(
            **{"stop": stop, "device": phone.code, "recipient": phone.recipient,
               "sealed": seal(f"people of {stop}".encode(), (phone.recipient,))} | changed
        )
        for stop in stops
    )  # fmt: skip
    return keep_pack(cast.order("kateryna"), KeepPack(mission=mission, version=version, stops=sealed))
