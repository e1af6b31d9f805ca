"""Records of what happened that somebody may have to answer for, with custody of each exhibit."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import INCIDENT, INCIDENT_SEALED
from openevac.store.models.organisations import OfOrganisation
from openevac.store.models.requests import SealedRecord


class Incident(OfOrganisation):
    """One thing that happened; apart from requests and missions, so that neither leads to the other."""

    code = INCIDENT(models.CharField(max_length=32), "its number")
    kind = INCIDENT(models.CharField(max_length=32), "what happened")
    happened_at = INCIDENT(models.DateTimeField(), "when")
    recorded_at = INCIDENT(models.DateTimeField(), "when it was written down")
    recorded_by = INCIDENT(models.CharField(max_length=64), "by whom")
    known_by = INCIDENT(models.CharField(max_length=16), "seen or heard")
    may_use = INCIDENT(models.CharField(max_length=32, default="nobody_yet"), "who may use it")
    katottg = INCIDENT(models.CharField(max_length=19, blank=True), "the settlement")
    lon = INCIDENT(models.FloatField(null=True), "where")
    lat = INCIDENT(models.FloatField(null=True), "where")
    civilians_killed = INCIDENT(models.PositiveSmallIntegerField(default=0), "harm")
    civilians_wounded = INCIDENT(models.PositiveSmallIntegerField(default=0), "harm")
    crew_killed = INCIDENT(models.PositiveSmallIntegerField(default=0), "harm")
    crew_wounded = INCIDENT(models.PositiveSmallIntegerField(default=0), "harm")
    vehicle_hit = INCIDENT(models.BooleanField(default=False), "whether our vehicle was hit")
    vehicle_marked = INCIDENT(models.BooleanField(default=False), "whether it was marked")
    statement = INCIDENT_SEALED(
        models.ForeignKey(SealedRecord, on_delete=models.SET_NULL, null=True, related_name="+"), "who told what, sealed"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="incident_code"),)


class Exhibit(OfOrganisation):
    """One original file, sealed; its hash was made at capture."""

    incident = INCIDENT(
        models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="exhibits"), "of which incident"
    )
    sha256 = INCIDENT(models.CharField(max_length=64), "hash of the original")
    size_bytes = INCIDENT(models.PositiveBigIntegerField(), "size of the original")
    media_type = INCIDENT(models.CharField(max_length=64), "what kind of file")
    original = INCIDENT_SEALED(
        models.ForeignKey(SealedRecord, on_delete=models.PROTECT, null=True, related_name="+"), "the bytes, sealed"
    )


class CustodyStep(OfOrganisation):
    """What was done with an exhibit; each step has its entry in the ledger."""

    exhibit = INCIDENT(models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="custody"), "which exhibit")
    step = INCIDENT(models.CharField(max_length=16), "taken, received, opened, copied, exported")
    at = INCIDENT(models.DateTimeField(), "when")
    by = INCIDENT(models.CharField(max_length=64), "by whom")
    reason = INCIDENT(models.CharField(max_length=300, blank=True), "why")
