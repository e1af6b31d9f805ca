"""A cast with rights: an invented organisation, its people, their keys, and a clock that tests can move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from openevac.domain.roles import Role

if TYPE_CHECKING:
    from openevac.cli.client.founding import Drawn
    from openevac.cli.client.unlocking import Unlocked
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.question import Asking

ORGANISATION = "dopomoha"
PASSPHRASE = "vyshnevyi sad pid snihom stoit"  # noqa: S105 - of invented people
PIN = "402917"
PEOPLE: dict[str, tuple[Role, ...]] = {
    "olena": (Role.OPERATOR,),
    "oksana": (Role.OPERATOR,),
    "kateryna": (Role.COORDINATOR,),
    "kyrylo": (Role.COORDINATOR,),
    "liudmyla": (Role.SHIFT_LEAD, Role.COORDINATOR),
    "stepan": (Role.CREW_LEADER, Role.CREW),
    "sashko": (Role.CREW,),
    "roman": (Role.CREW_LEADER, Role.CREW),
    "raisa": (Role.RECEPTION,),
    "dmytro": (Role.DOCUMENTER,),
    "zoia": (Role.REPORTER,),
}
"""Codes and roles of the invented people; a code is a call word, never a name of somebody real."""


@dataclass
class TestClock:
    """A clock that stands until a test moves it; the two ways of telling time can be moved apart."""

    __test__ = False
    at: datetime = datetime(2025, 5, 15, 6, 0, tzinfo=UTC)
    ticks_s: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.ticks_s

    def pass_time(self, **duration: float) -> None:
        passed = timedelta(**duration)
        self.at += passed
        self.ticks_s += passed.total_seconds()

    def jump(self, **duration: float) -> None:
        """Move the wall clock alone, as a wrong time server does."""
        self.at += timedelta(**duration)


@dataclass
class Cast:
    """The organisation in the database, its clock, and the open keys of its people."""

    clock: TestClock
    unlocked: dict[str, Unlocked] = field(default_factory=dict)

    def order(self, code: str, command_id: UUID | None = None) -> Order:
        """Give an order of one person of the cast (a person of no organisation: "outsider")."""
        from openevac.services.kernel.command import Order
        from openevac.services.kernel.who import Who, WhoKind

        who = Who(kind=WhoKind.PERSON, organisation=ORGANISATION, code=code)
        return Order(who=who, command_id=command_id or uuid4(), clock=self.clock)

    def worker(self) -> Order:
        """Give an order of the worker process."""
        from openevac.services.kernel.command import Order
        from openevac.services.kernel.who import worker_of

        return Order(who=worker_of(ORGANISATION), command_id=uuid4(), clock=self.clock)

    def asking(self, code: str) -> Asking:
        """Give a question of one person."""
        from openevac.services.kernel.question import Asking

        return Asking(who=self.order(code).who, clock=self.clock)

    def keys(self, code: str) -> Unlocked:
        """Give the open keys of one person."""
        if code not in self.unlocked:
            from openevac.cli.client.unlocking import unlock
            from openevac.services.keys.key_material import key_material

            self.unlocked[code] = unlock(key_material(ORGANISATION, code), PASSPHRASE)
        return self.unlocked[code]

    def lock(self) -> None:
        for unlocked in self.unlocked.values():
            unlocked.keyring.lock()


def found_cast(organisation: str = ORGANISATION, clock: TestClock | None = None) -> Cast:
    """Put the organisation into the database; its keys are drawn once a session, so that tests stay quick."""
    from openevac.services.keys.found_organisation import found_organisation

    clock = clock or TestClock()
    found_organisation(_drawn(organisation).founding, clock)
    return Cast(clock=clock)


@cache
def _drawn(organisation: str) -> Drawn:
    from openevac.cli.client.founding import NewPerson, draw_founding
    from openevac.vault.stretching import StretchCost

    people = [NewPerson(code=code, roles=roles, passphrase=PASSPHRASE, pin=PIN) for code, roles in PEOPLE.items()]
    cheap = StretchCost(memory_kib=19_456, passes=2, lanes=1)
    return draw_founding(organisation, "Допомога (вигадана)", people, TestClock().now(), invented=True, cost=cheap)
