"""Finding one registration by the code on the cardboard."""

from __future__ import annotations

from datetime import datetime

from openevac.domain.roles import Resource, ResourceKind
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.kernel.who import local_day
from openevac.store.models import Registration


def load_registration(doing: Doing, code: str, *, even_gone: bool = False) -> Registration:
    """Lock somebody's newest registration after asking for permission; refuses who has left unless `even_gone`."""
    rows = Registration.objects.select_for_update(no_key=True, of=("self",)).select_related("evacuee", "shelter")
    found = rows.filter(organisation=doing.organisation, code=code.strip()).first()
    doing.require(resource_of(doing.organisation.id, found, doing.now))
    if found is None:
        raise not_found("code", code.strip()[:20])
    if not even_gone and (found.left_at is not None or found.returned_at is not None):
        raise Conflict("{code} has left already.", "Register them again if they came back.", code=found.code)
    return found


def resource_of(organisation: str, row: Registration | None, now: datetime) -> Resource:
    """Give a registration as the table of permissions knows it: a day badge sees those of its day."""
    today = row is not None and local_day(row.arrived_at) == local_day(now)
    return Resource(kind=ResourceKind.REGISTRATION, organisation=organisation, id=row.code if row else "", today=today)
