"""Whether a board looks different from a moment ago: asked every second by whoever keeps screens fresh.

Most of what changes is calm: a crew was heard in time, a door is done. What rings or must be done is loud, and is told
apart, so that two hundred screens need not all be drawn at once because one crew said "we are here".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import msgspec

from openevac.rules.missions import OUT
from openevac.rules.overdue import level_of
from openevac.services.missions.see_board import board_shape, ledger_size
from openevac.services.missions.see_now import DUTIES, NOT_TOLD
from openevac.services.missions.see_relays import see_at_relays
from openevac.services.missions.watching import LEVELS
from openevac.services.missions.yes_missing import missions_to_ask
from openevac.services.requests.see_ringing import ringing_holds
from openevac.store.models import Delivery, Mission

AGAIN_S = 15.0
"""What is told is not written into the ledger; the board is compared in full this often even when nothing was."""


@dataclass(slots=True, kw_only=True)
class BoardWatch:
    """Watches the board of one organisation. It gives the same sign as long as the board looks the same.

    One short question while nothing is recorded. Levels that rise by time alone change the sign too, so that a screen
    turns red even while no worker runs. Who is told the sign must be somebody who may see the board.
    """

    organisation: str
    _size: str = ""
    _shape: str = ""
    _loud: str = ""
    _levels: str = ""
    _read_s: float = 0.0
    _due: tuple[datetime, ...] = field(default=())

    def look(self, now: datetime, ticks_s: float) -> str:
        """Give the sign of the board as it is; `ticks_s`: seconds of a clock that cannot jump."""
        size = ledger_size()
        if size != self._size or ticks_s - self._read_s >= AGAIN_S:
            (self._shape, self._loud), self._due = _shapes(self.organisation, now), _due(self.organisation)
            self._size, self._read_s = size, ticks_s
        self._levels = "".join(str(LEVELS.index(level_of(now - due))) for due in self._due)
        return f"{self._shape}-{self._levels}"

    @property
    def loud(self) -> str:
        """Give the sign of what must be seen at once, as of the last look."""
        return f"{self._loud}-{self._levels}"


def _shapes(organisation: str, now: datetime) -> tuple[str, str]:
    """Give the signs of everything on the board, and of what is loud."""
    rows, loud_rows = board_shape(organisation)
    beside = (
        [(one.text, sorted(one.facts.items())) for one in missions_to_ask(organisation)],
        _duties(organisation),
        _at_relays(organisation),
        ringing_holds(organisation, now),
    )
    return _sign((rows, beside)), _sign((loud_rows, beside))


def _at_relays(organisation: str) -> list[object]:
    seen = see_at_relays(organisation)
    return [list(seen.waits), [(one.text, sorted(one.facts.items())) for one in seen.alarms]]


def _sign(seen: object) -> str:
    return sha256(msgspec.msgpack.encode(seen)).hexdigest()[:16]


def _due(organisation: str) -> tuple[datetime, ...]:
    out = Mission.objects.filter(organisation=organisation, status__in=OUT, next_contact_at__isnull=False)
    found = out.order_by("code", "version").values_list("next_contact_at", flat=True)
    return tuple(due for due in found if due is not None)


def _duties(organisation: str) -> list[tuple[str, str]]:
    open_ones = Delivery.objects.filter(organisation=organisation, kind__in=[kind.value for kind in DUTIES])
    found = open_ones.filter(state__in=NOT_TOLD).order_by("due_at", "key")
    return list(found.values_list("kind", "subject"))
