"""Names of relays: a trip says by a name where it ends, so a relay shares its name with nothing else."""

from __future__ import annotations

from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import Conflict
from openevac.store.models import Depot, MeetingPoint, Relay, Shelter


def require_no_relay(doing: Doing, code: str, field: str = "code") -> None:
    """Refuse a name that an open relay has."""
    if Relay.objects.filter(organisation=doing.organisation, code=code, closed_at=None).exists():
        raise _taken(field, code)


def require_nothing_else(doing: Doing, code: str) -> None:
    """Refuse for a relay a name that a base, a shelter or an open meeting point has."""
    ours = {"organisation": doing.organisation, "code": code}
    points = MeetingPoint.objects.filter(**ours, closed_at=None)
    if points.exists() or Depot.objects.filter(**ours).exists() or Shelter.objects.filter(**ours).exists():
        raise _taken("code", code)


def _taken(field: str, code: str) -> Conflict:
    return Conflict(
        "'{code}' is the name of another point already.",
        "Give it a name of its own: a trip that ends there must not be misread.",
        field=field,
        code=code,
    )
