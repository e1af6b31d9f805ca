"""What holds the work up: every limit made easier alone, the same futures lived through again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from openevac.outlook.answer import Relaxed, Relief
from openevac.outlook.draws import Draws
from openevac.outlook.futures import Futures, live_through
from openevac.outlook.spread import days_of, spread_of
from openevac.outlook.variants import Variants


def reliefs(variants: Variants, draws: Draws, asked: Futures, say: Callable[[str, float], None]) -> tuple[Relief, ...]:
    """Live through the futures once for everything that can be made easier; most days saved first."""
    worth = variants.worth_trying()
    found = []
    for number, relaxed in enumerate(worth):
        say("futures with one thing made easier", number / len(worth))
        found.append(_relief(relaxed, live_through(variants.setup(relaxed), draws), asked, draws.days))
    return tuple(sorted(found, key=lambda relief: -relief.days_saved))


def _relief(relaxed: Relaxed, eased: Futures, asked: Futures, horizon: int) -> Relief:
    before, after = spread_of(asked.person_exposure).median, spread_of(eased.person_exposure).median
    return Relief(
        relaxed=relaxed,
        days=days_of(within(eased, horizon)),
        days_saved=float(np.mean(asked.days - eased.days)),
        times_exposure=after / before if before > 0 else None,
    )


def within(futures: Futures, horizon: int) -> list[int | None]:
    """Give the days of every future, None for one that is not done within the days looked at."""
    return [int(day) if day <= horizon else None for day in futures.days]
