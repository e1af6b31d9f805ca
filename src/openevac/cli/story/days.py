"""The two days on which the story is lived: the same people and callers, another line, other weather, other vans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from openevac.cli.demo_days.days import DEMO_DAYS, DemoDay
from openevac.domain.places import Access

_DAY = re.compile(r"2025-\d\d-\d\d")
_DAY_IN_PAPERS = re.compile(r"\d\d\.\d\d\.2025")
_IN_PAPERS = "%d.%m.%Y"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDay:
    """One day to live through: it begins with the first call and plans the missions of the day after.

    `ground`: whose lines, weather and vans it has; `earlier`: how long before that day the story is. `closed`: what
    the administration says about entering places, by their names. `riders`: who leads and rides with each crew.
    `policy`: the paper with what a plan may ask; `more_calls`: a paper with calls beside the story's forty requests.
    `ways_out`: whether the meeting points and relays of the ground stand on the record; `near_first`: whether the plan
    is asked for those alone who live within 25 km of the line, because vans do not suffice for everybody.
    """

    ground: DemoDay
    begins: datetime
    earlier: timedelta
    closed: Mapping[str, Access]
    riders: dict[str, tuple[str, ...]]
    policy: str = "policy.toml"
    more_calls: str = ""
    ways_out: bool = False
    near_first: bool = False

    @property
    def mission_day(self) -> date:
        """Give the day of the missions."""
        return (self.begins + timedelta(days=1)).date()

    @property
    def leaders(self) -> dict[str, str]:
        """Give who leads each crew."""
        return {crew: people[0] for crew, people in self.riders.items()}

    def moved(self, text: str) -> str:
        """Give a file of the ground with its days moved to those of the story."""
        return _DAY.sub(lambda found: (date.fromisoformat(found[0]) - self.earlier).isoformat(), text)

    def dated(self, paper: str) -> str:
        """Give a sheet or chat of the day in May with its days moved to those of this story."""
        later = self.begins - MAY.begins
        return _DAY_IN_PAPERS.sub(
            lambda found: (datetime.strptime(found[0], _IN_PAPERS).replace(tzinfo=UTC) + later).strftime(_IN_PAPERS),
            paper,
        )


RIDERS = {"crew-1": ("stepan", "sashko"), "crew-3": ("roman",)}
"""The other crews have nobody to lead them on this day, and so their vans stay."""
MAY = StoryDay(
    ground=DEMO_DAYS[0],
    begins=datetime(2025, 5, 15, 6, 10, tzinfo=UTC),
    earlier=timedelta(days=4),
    closed={"Дворічна": Access.CLOSED, "Петропавлівка": Access.POLICE_AND_ARMY_ONLY},
    riders=RIDERS,
)
OCTOBER = StoryDay(
    ground=DEMO_DAYS[1],
    begins=datetime(2025, 10, 11, 6, 10, tzinfo=UTC),
    earlier=timedelta(0),
    closed={
        "Куп’янськ": Access.POLICE_AND_ARMY_ONLY, "Куп’янськ-Вузловий": Access.ARMOURED_ONLY,
        "Ківшарівка": Access.ARMOURED_ONLY,
    },
    riders=RIDERS,
)  # fmt: skip
DESK_MAY = replace(
    MAY,
    closed={**MAY.closed, "Подоли": Access.ARMOURED_ONLY},
    riders={**RIDERS, "crew-2": ("taras",), "crew-4": ("nazar",)},
    policy="policy-desk.toml",
    more_calls="podoly.toml",
    ways_out=True,
    near_first=True,
)
"""The day in May with what its ground has besides: a place for armour alone, a relay, points where people are met."""
DESK_DAYS = {day.ground.key: day for day in (DESK_MAY, OCTOBER)}
