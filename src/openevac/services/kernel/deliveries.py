"""Recording, with the fact itself, that somebody is to be told of it; the worker tells them after the commit."""

from __future__ import annotations

from datetime import datetime

from openevac.domain.records import DeliveryKind
from openevac.services.kernel.command import Doing
from openevac.store.models import Delivery


def queue_delivery(doing: Doing, kind: DeliveryKind, subject: str, *, key: str, due_at: datetime) -> None:
    """Queue one thing to be told; the same `key` again changes nothing, so a fact is told once."""
    Delivery.objects.get_or_create(
        organisation=doing.organisation,
        key=key,
        defaults={"kind": kind.value, "subject": subject, "due_at": due_at},
    )
