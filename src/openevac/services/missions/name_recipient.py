"""A phone names the key that people are sealed to for it from now on, and which stops it holds already.

A phone makes a fresh key whenever it opened what was sealed to it, so that a key found later opens nothing old.
"""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Refused
from openevac.store.models import Device, PackStop
from openevac.vault.age import require_recipient

MOST_HELD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecipient:
    """The new public key. `holds`: the stops whose people the phone holds now, by the codes they were sealed under."""

    recipient: str
    holds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_recipient(self.recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientNamed:
    """Which phone named it, and how many stops it holds by the record."""

    device: str
    holds: int


def name_recipient(order: Order, asked: NameRecipient) -> RecipientNamed:
    """Keep the key, let go of the bytes the phone has, and of those nobody can open any more."""
    return carry_out(order, Action.NAME_RECIPIENT, asked, RecipientNamed, _name)


def _name(doing: Doing, asked: NameRecipient) -> RecipientNamed:
    code = doing.actor.device
    doing.require(Resource(kind=ResourceKind.DEVICE, organisation=doing.organisation.id, id=code))
    if not code:
        raise Refused("Only a phone names a key of its own.", "Open the crew app on the phone.", field="device")
    device = Device.objects.select_for_update().get(organisation=doing.organisation, code=code)
    device.recipient = asked.recipient
    device.save(update_fields=("recipient",))
    rows = PackStop.objects.filter(device=device)
    rows.exclude(stop__code__in=asked.holds).exclude(recipient=asked.recipient, taken_at=None).delete()
    held = rows.filter(stop__code__in=asked.holds)
    held.filter(taken_at=None).update(taken_at=doing.now)
    count = held.update(sealed=b"")
    doing.say(f"device:{code}", recipient=asked.recipient, holds=count)
    return RecipientNamed(device=code, holds=count)
