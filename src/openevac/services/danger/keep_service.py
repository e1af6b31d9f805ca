"""Keeping who takes requests over where the organisation may not go: police, rescuers, the Red Cross."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.ids import require_distinct, require_katottg
from openevac.domain.roles import Action
from openevac.services.danger.words import place_of
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.typed import require_line
from openevac.store.models import NamedService

NAME = 200
MOST_PLACES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepService:
    """An organisation by its name, with how it is reached; `places`: settlements it serves, () for every place."""

    name: str
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_line("name", self.name, NAME)
        if not self.name.strip():
            raise InputError(
                "The service has no name.", "Write which organisation it is and how it is reached.", field="name"
            )
        for katottg in self.places:
            require_katottg("places", katottg)
        require_distinct("places", self.places)
        if len(self.places) > MOST_PLACES:
            raise InputError(
                "These are too many places: at most {most}.", "Leave the list empty for every place.", field="places",
                most=MOST_PLACES,
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseService:
    """The organisation that takes nobody over any more."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKept:
    """The organisation, and whether it takes people over now."""

    name: str
    is_open: bool


def keep_service(order: Order, asked: KeepService) -> ServiceKept:
    """Keep an organisation that takes requests over; a name that is known is changed."""
    return carry_out(order, Action.KEEP_WAYS_OUT, asked, ServiceKept, _keep)


def close_service(order: Order, asked: CloseService) -> ServiceKept:
    """Take an organisation off the list."""
    return carry_out(order, Action.KEEP_WAYS_OUT, asked, ServiceKept, _close)


def _keep(doing: Doing, asked: KeepService) -> ServiceKept:
    doing.require(place_of(doing))
    name = asked.name.strip()
    kept = {"places": list(asked.places), "kept_at": doing.now, "kept_by": doing.actor.person}
    row, _ = NamedService.objects.update_or_create(
        organisation=doing.organisation, name=name, defaults={**kept, "closed_at": None, "closed_by": ""}
    )
    doing.say(f"service:{row.id}", places=list(asked.places))
    return ServiceKept(name=name, is_open=True)


def _close(doing: Doing, asked: CloseService) -> ServiceKept:
    doing.require(place_of(doing))
    row = NamedService.objects.filter(organisation=doing.organisation, name=asked.name, closed_at=None).first()
    if row is None:
        raise not_found("service", asked.name)
    row.closed_at, row.closed_by = doing.now, doing.actor.person
    row.save(update_fields=("closed_at", "closed_by"))
    doing.say(f"service:{row.id}", closed=True)
    return ServiceKept(name=row.name, is_open=False)
