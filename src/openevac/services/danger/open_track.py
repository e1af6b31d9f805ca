"""Saying that a track closed for mines can be driven: a crew of ours drove it, or deminers wrote so, with a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.hazards import OpenedBy
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.services.danger.report_hazard import MOST_WAYS
from openevac.services.danger.words import crew_of, past, place_of, require_source
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.store.models import TrackOpening


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTrack:
    """Which ways, who says so (`by`: the crew's code word, or the deminers' note), and when they were there."""

    way_ids: tuple[int, ...]
    opened_by: OpenedBy
    by: str
    opened_at: datetime | None = None

    def __post_init__(self) -> None:
        require_source("by", self.by)
        require_aware("opened_at", self.opened_at)
        if not 0 < len(self.way_ids) <= MOST_WAYS:
            raise InputError(
                "Name at least one way, and at most {most}.", "Open only what was driven.", field="way_ids",
                most=MOST_WAYS,
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackOpened:
    """The opening; how long it holds, the exposure profile says (a week, a day near the line)."""

    opening: UUID
    opened_at: datetime


def open_track(order: Order, asked: OpenTrack) -> TrackOpened:
    """Keep the word that tracks can be driven."""
    return carry_out(order, Action.OPEN_TRACK, asked, TrackOpened, _change)


def _change(doing: Doing, asked: OpenTrack) -> TrackOpened:
    doing.require(place_of(doing))
    by = asked.by.strip()
    row = TrackOpening.objects.create(
        organisation=doing.organisation,
        way_ids=list(asked.way_ids),
        opened_at=past("opened_at", asked.opened_at, doing.now),
        opened_by=asked.opened_by.value,
        by=crew_of(doing, by, "") if asked.opened_by is OpenedBy.CREW_DROVE else by,
        recorded_by=doing.actor.person,
    )
    doing.say(f"track_opening:{row.id}", ways=len(asked.way_ids), opened_by=row.opened_by)
    return TrackOpened(opening=row.id, opened_at=row.opened_at)
