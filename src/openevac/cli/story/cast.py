"""The invented people of the story, each with a command line of their own: orders, questions and opened keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from openevac.cli.client.unlocking import Unlocked, unlock

if TYPE_CHECKING:
    from openevac.services.kernel.clock import Clock
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.question import Asking

PARTNER = "sadok"
"""The organisation next door."""


@dataclass(slots=True)
class Cast:
    """Acts as one person after the other; keys are opened when they are first needed, as at a workstation."""

    organisation: str
    clock: Clock
    passphrase: str = field(repr=False)
    _open: dict[str, Unlocked] = field(default_factory=dict, repr=False)

    def order(self, code: str) -> Order:
        """Make an order of one person."""
        from openevac.services.kernel.command import Order
        from openevac.services.kernel.who import Who, WhoKind

        who = Who(kind=WhoKind.PERSON, organisation=self.organisation, code=code)
        return Order(who=who, command_id=uuid4(), clock=self.clock)

    def partner_order(self) -> Order:
        """Make an order of the organisation next door."""
        from openevac.services.kernel.command import Order
        from openevac.services.kernel.who import Who, WhoKind

        who = Who(kind=WhoKind.PARTNER, organisation=self.organisation, code=PARTNER)
        return Order(who=who, command_id=uuid4(), clock=self.clock)

    def asking(self, code: str) -> Asking:
        """Make a question of one person."""
        from openevac.services.kernel.question import Asking

        return Asking(who=self.order(code).who, clock=self.clock)

    def keys(self, code: str) -> Unlocked:
        """Give the open keys of one person."""
        from openevac.services.keys.key_material import key_material

        if code not in self._open:
            self._open[code] = unlock(key_material(self.organisation, code), self.passphrase)
        return self._open[code]

    def lock(self) -> None:
        """Let all keys go."""
        for unlocked in self._open.values():
            unlocked.keyring.lock()
        self._open.clear()
