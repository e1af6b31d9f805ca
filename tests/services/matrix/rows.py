"""One row for each service: what it does to which kind of thing, and a valid call of it in the seeded world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openevac.domain.roles import Action, ResourceKind
from tests.services.matrix.askers import Asker

if TYPE_CHECKING:
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.question import Asking
    from tests.services.matrix.world import Things, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One try: who asks, about what, in which world."""

    world: World
    at: Things
    asker: Asker

    @property
    def order(self) -> Order:
        """Give a new command of the asker."""
        from uuid import uuid4

        from openevac.services.kernel.command import Order

        return Order(who=self.asker.who, command_id=uuid4(), clock=self.world.clock)

    @property
    def asking(self) -> Asking:
        """Give a question of the asker."""
        from openevac.services.kernel.question import Asking

        return Asking(who=self.asker.who, clock=self.world.clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to call a service.

    `of_mission`: the thing belongs to a mission, whose crew has rights of its own. `today`: "row" where the thing
    is an arrival of today, "day" where the day itself is asked for. `names`: it names something by a code, so that
    a code of another organisation must read like none at all. `inside`: only the program calls it, with what it
    made itself. `missing`: the class of the refusal where there is no such thing. `stands`: where the mission must
    be in its life. `before`: what must have happened. `also_refused`: askers the table lets through and the service
    does not, with the reason in its own file; `also_let`: the other way round. The small table written by hand.
    """

    service: str
    call: Callable[[Probe], Any]
    action: Action
    kind: ResourceKind
    of_mission: bool = False
    today: str = ""
    names: bool = True
    inside: bool = False
    missing: str = "NotFound"
    stands: str = ""
    before: Callable[[World, Things], None] | None = None
    also_refused: frozenset[str] = field(default_factory=frozenset)
    also_let: frozenset[str] = field(default_factory=frozenset)


ROWS: list[Row] = []


def row(
    service: str, action: str, kind: str, **more: Any
) -> Callable[[Callable[[Probe], Any]], Callable[[Probe], Any]]:
    """Note a function as the call of a service."""

    def note(call: Callable[[Probe], Any]) -> Callable[[Probe], Any]:
        ROWS.append(Row(service=service, call=call, action=Action(action), kind=ResourceKind(kind), **more))
        return call

    return note
