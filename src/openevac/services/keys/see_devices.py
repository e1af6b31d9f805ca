"""Which devices and partners are let in: codes, kinds, whose, since when; never a token or its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.store.models import Device, Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """One device or partner; `kind` is "partner" for another organisation."""

    code: str
    kind: str
    person: str
    since: datetime
    revoked: bool
    phone: str = ""


def see_devices(asking: Asking) -> tuple[DeviceLine, ...]:
    """Give everything that is let in or was, to those who may shut it out."""
    organisation = asking.who.organisation
    allow_question(asking, Action.REVOKE_DEVICE, Resource(kind=ResourceKind.DEVICE, organisation=organisation))
    held = Device.objects.filter(organisation=organisation, person__isnull=False)  # the sheets' writer nobody holds
    devices = held.select_related("person").order_by("code")
    partners = Partner.objects.filter(organisation=organisation).order_by("code")
    own = [
        DeviceLine(
            code=one.code, kind=one.kind, person=one.person.code if one.person else "", since=one.enrolled_at,
            revoked=one.revoked_at is not None,
        )
        for one in devices
    ]  # fmt: skip
    others = [
        DeviceLine(
            code=one.code, kind="partner", person="", since=one.added_at, revoked=one.revoked_at is not None,
            phone=one.desk_phone,
        )
        for one in partners
    ]  # fmt: skip
    return (*own, *others)
