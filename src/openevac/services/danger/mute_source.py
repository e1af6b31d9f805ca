"""Setting a source aside, by a named person with a reason, until somebody lets it in again."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Action
from openevac.services.danger.words import one_at_a_time, place_of, require_source
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.typed import require_reason
from openevac.store.models import SourceMute


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteSource:
    """Which source is left out, and why; the one who sends this is named with it everywhere."""

    source: str
    reason: str

    def __post_init__(self) -> None:
        require_source("source", self.source)
        require_reason("reason", self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class HearAgain:
    """Which source is let in again, and why."""

    source: str
    reason: str

    def __post_init__(self) -> None:
        require_source("source", self.source)
        require_reason("reason", self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """Whether the source is left out now, and by whom it was."""

    source: str
    muted: bool
    by: str


def mute_source(order: Order, asked: MuteSource) -> Muted:
    """Leave a source out. What it said stays on record and is shown as set aside."""
    return carry_out(order, Action.MUTE_SOURCE, asked, Muted, _mute)


def hear_again(order: Order, asked: HearAgain) -> Muted:
    """Let a source in again."""
    return carry_out(order, Action.MUTE_SOURCE, asked, Muted, _hear)


def _mute(doing: Doing, asked: MuteSource) -> Muted:
    doing.require(place_of(doing))
    one_at_a_time(doing)
    source = asked.source.strip()
    row = SourceMute.objects.filter(organisation=doing.organisation, source=source, ended_at=None).first()
    if row is None:
        row = SourceMute.objects.create(
            organisation=doing.organisation, source=source, by=doing.actor.person, reason=asked.reason, at=doing.now
        )
    doing.say(f"source_mute:{row.id}", reason=asked.reason, muted=True, by=row.by)
    return Muted(source=source, muted=True, by=row.by)


def _hear(doing: Doing, asked: HearAgain) -> Muted:
    doing.require(place_of(doing))
    source = asked.source.strip()
    rows = SourceMute.objects.select_for_update(no_key=True)
    row = rows.filter(organisation=doing.organisation, source=source, ended_at=None).first()
    if row is None:
        raise not_found("source", source)
    row.ended_at = doing.now
    row.save(update_fields=("ended_at",))
    doing.say(f"source_mute:{row.id}", reason=asked.reason, muted=False, by=row.by)
    return Muted(source=source, muted=False, by=row.by)
