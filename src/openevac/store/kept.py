"""Why each field exists: its class, its purpose and when it must go. A field without them fails the build."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models

from openevac.rules.retention import Expiry

AnyField = TypeVar("AnyField", bound="models.Field[Any, Any]")


class DataClass(StrEnum):
    """What kind of data a field holds: it decides what a stolen database gives away."""

    RECORD = "record"
    """States, times and codes of our own work; about nobody in particular."""
    PLANNING = "planning"
    """About a household, readable by the server: place rounded to 100 m, people by mobility, needs."""
    STAFF = "staff"
    """About those who work here: codes, roles, hours, days in the red zone."""
    SEALED = "sealed"
    """Bytes that only a client with a role key can open."""
    TAG = "tag"
    """Keyed tags: equal for equal numbers or houses, unreadable without the tag key."""
    KEY = "key"
    """Keys, wraps of keys, hashes of PINs."""
    LEDGER = "ledger"
    """Hashes, commitments and signatures."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Marks fields of one class and one expiry: `CASE(models.CharField(...), "where the van must go")`."""

    data_class: DataClass
    expiry: Expiry

    def __call__(self, field: AnyField, purpose: str) -> AnyField:
        """Write class, purpose and expiry onto a field and give the field back."""
        field.data_class = self.data_class  # type: ignore[attr-defined]  # a mark of ours on Django's object
        field.expiry = self.expiry  # type: ignore[attr-defined]  # the same
        field.help_text = purpose
        return field


OURS = Kept(DataClass.RECORD, Expiry.ORGANISATION)
CASE = Kept(DataClass.PLANNING, Expiry.CASE)
CASE_RECORD = Kept(DataClass.RECORD, Expiry.CASE)
CASE_SEALED = Kept(DataClass.SEALED, Expiry.CASE)
CASE_KEY = Kept(DataClass.KEY, Expiry.CASE)
CASE_TAG = Kept(DataClass.TAG, Expiry.CASE)
STAFF = Kept(DataClass.STAFF, Expiry.ORGANISATION)
STAFF_KEY = Kept(DataClass.KEY, Expiry.ORGANISATION)
SHIFT = Kept(DataClass.STAFF, Expiry.SHIFT)
SHIFT_KEY = Kept(DataClass.KEY, Expiry.SHIFT)
OFFER = Kept(DataClass.STAFF, Expiry.OFFER)
OFFER_KEY = Kept(DataClass.KEY, Expiry.OFFER)
RED_ZONE = Kept(DataClass.STAFF, Expiry.RED_ZONE)
HAZARD = Kept(DataClass.RECORD, Expiry.HAZARD)
MISSION = Kept(DataClass.RECORD, Expiry.MISSION)
MISSION_PLANNING = Kept(DataClass.PLANNING, Expiry.MISSION)
MISSION_STAFF = Kept(DataClass.STAFF, Expiry.MISSION)
MISSION_SEALED = Kept(DataClass.SEALED, Expiry.MISSION)
PACK = Kept(DataClass.RECORD, Expiry.PACK)
PACK_PLANNING = Kept(DataClass.PLANNING, Expiry.PACK)
PACK_STAFF = Kept(DataClass.STAFF, Expiry.PACK)
PACK_KEY = Kept(DataClass.KEY, Expiry.PACK)
PACK_SEALED = Kept(DataClass.SEALED, Expiry.PACK)
TRACKER = Kept(DataClass.RECORD, Expiry.TRACKER)
TRACKER_STAFF = Kept(DataClass.STAFF, Expiry.TRACKER)
TRACKER_KEY = Kept(DataClass.KEY, Expiry.TRACKER)
TRACE = Kept(DataClass.RECORD, Expiry.TRACE)
TRACE_TAG = Kept(DataClass.TAG, Expiry.TRACE)
TRACE_SEALED = Kept(DataClass.SEALED, Expiry.TRACE)
INCIDENT = Kept(DataClass.RECORD, Expiry.INCIDENT)
INCIDENT_SEALED = Kept(DataClass.SEALED, Expiry.INCIDENT)
COMMAND = Kept(DataClass.RECORD, Expiry.COMMAND)
DELIVERY = Kept(DataClass.RECORD, Expiry.DELIVERY)
LEDGER = Kept(DataClass.LEDGER, Expiry.LEDGER)
LEDGER_BODY = Kept(DataClass.RECORD, Expiry.LEDGER_BODY)
ERASURE = Kept(DataClass.RECORD, Expiry.ERASURE)
