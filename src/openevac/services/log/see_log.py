"""How the ledger stands: entries, the newest checkpoint, and how far entries are not witnessed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain.remarks import Remark
from openevac.services.log.sign_checkpoint import newest_checkpoint
from openevac.services.log.tree import frontier
from openevac.services.log.witnesses import WitnessState, see_witnesses
from openevac.store.models import LedgerBody

MOST_UNWITNESSED = 10
LONGEST_UNWITNESSED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """Size and checkpoint of the log, and the window that no witness has seen."""

    size: int
    checkpoint_size: int
    witnessed_size: int
    unwitnessed: int
    oldest_unwitnessed_at: datetime | None
    witnesses: tuple[WitnessState, ...]
    warning: Remark | None


def see_log(now: datetime) -> LogState:
    """Tell how the ledger stands. It holds nothing of a person, so whoever may see a page may see this."""
    size = frontier().size
    newest = newest_checkpoint()
    witnesses = see_witnesses()
    witnessed = max((one.size for one in witnesses), default=0)
    oldest = LedgerBody.objects.filter(entry_id=witnessed).values_list("at", flat=True).first()
    return LogState(
        size=size,
        checkpoint_size=newest.size if newest else 0,
        witnessed_size=witnessed,
        unwitnessed=size - witnessed,
        oldest_unwitnessed_at=oldest,
        witnesses=witnesses,
        warning=_warning(witnesses, size - witnessed, oldest, now),
    )


def wants_witness(now: datetime) -> bool:
    """Tell whether the window is about to grow over what is promised: a checkpoint is due."""
    state = see_log(now)
    old = state.oldest_unwitnessed_at is not None and now - state.oldest_unwitnessed_at >= LONGEST_UNWITNESSED / 3
    return state.unwitnessed >= MOST_UNWITNESSED // 2 or old


def _warning(
    witnesses: tuple[WitnessState, ...], unwitnessed: int, oldest: datetime | None, now: datetime
) -> Remark | None:
    if not witnesses:
        return Remark(text="Nobody outside remembers this ledger: a rewrite by who holds its key would not be found.")
    too_old = oldest is not None and now - oldest > LONGEST_UNWITNESSED
    if unwitnessed > MOST_UNWITNESSED or too_old:
        return Remark(
            text="{count} entries are seen by no witness; a rewrite of these would not be found.",
            facts={"count": unwitnessed},
        )
    return None
