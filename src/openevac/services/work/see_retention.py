"""What is kept until when, from the marks of the models; what the next run removes, by number; when one last ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.apps import apps

from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.retention import RULES, Expiry
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.work.retention import Removed, due
from openevac.services.work.worker import RETENTION_EVERY_S
from openevac.store.field_table import expiry_of, field_rows
from openevac.store.kept import DataClass
from openevac.store.models import CommandRecord

CLASSES = {
    DataClass.RECORD: Remark(text="our own work"),
    DataClass.PLANNING: Remark(text="about a household, coarse"),
    DataClass.STAFF: Remark(text="who works here"),
    DataClass.SEALED: Remark(text="sealed: names, numbers, doors"),
    DataClass.TAG: Remark(text="keyed tags"),
    DataClass.KEY: Remark(text="keys and wraps"),
    DataClass.LEDGER: Remark(text="hashes and signatures"),
}
"""What a field of a class is about, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKind:
    """One kind of expiry: what of which classes it holds, in how many fields and rows, and what goes next."""

    expiry: Expiry
    classes: tuple[Remark, ...]
    fields: int
    rows: int
    goes_next: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSeen:
    """Everything that is kept by kind, and the rounds that remove what has expired."""

    kinds: tuple[KeptKind, ...]
    goes_next: int
    last_at: datetime | None
    last_removed: int
    next_at: datetime | None


def see_retention(asking: Asking) -> RetentionSeen:
    """Show what is kept until when; counts alone, never whose."""
    organisation = asking.who.organisation
    allow_question(asking, Action.SEE_AUDIT, Resource(kind=ResourceKind.LEDGER, organisation=organisation))
    kinds = tuple(_kinds(organisation, asking.clock.now()))
    last = (
        CommandRecord.objects.filter(organisation=organisation, action=Action.RUN_RETENTION.value)
        .order_by("-at")
        .first()
    )
    removed = msgspec.json.decode(bytes(last.answer), type=Removed) if last else Removed(rows={})
    return RetentionSeen(
        kinds=kinds,
        goes_next=sum(one.goes_next for one in kinds),
        last_at=last.at if last else None,
        last_removed=sum(removed.rows.values()),
        next_at=last.at + timedelta(seconds=RETENTION_EVERY_S) if last else None,
    )


def _kinds(organisation: str, now: datetime) -> list[KeptKind]:
    going = {name: rows.count() for name, rows in due(organisation, now).items()}
    models = {model.__name__: model for model in apps.get_app_config("store").get_models()}
    fields = field_rows()
    found = []
    for expiry in RULES:
        tables = [model for model in models.values() if expiry_of(model) is expiry]
        own = [one for one in fields if one.expiry is expiry]
        found.append(
            KeptKind(
                expiry=expiry,
                classes=tuple(said for kind, said in CLASSES.items() if any(one.data_class is kind for one in own)),
                fields=len(own),
                rows=sum(_rows(model, organisation) for model in tables),
                goes_next=sum(going.get(model.__name__, 0) for model in tables),
            )
        )
    return found


def _rows(model: Any, organisation: str) -> int:
    own = any(field.name == "organisation" for field in model._meta.get_fields())
    return int((model.objects.filter(organisation=organisation) if own else model.objects).count())
