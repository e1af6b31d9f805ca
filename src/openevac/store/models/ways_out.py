"""Where people walk to, where they change vehicles, and who brings them out of places that we may not enter."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import OURS, STAFF
from openevac.store.models.organisations import OfOrganisation


class MeetingPoint(OfOrganisation):
    """A place in the open, known by name, where people on foot are met."""

    code = OURS(models.CharField(max_length=64), "how it is called, never by a person's name")
    lon = OURS(models.FloatField(), "where")
    lat = OURS(models.FloatField(), "where")
    katottg = OURS(models.CharField(max_length=19, blank=True), "the settlement whose entry and curfew hold there")
    opens = OURS(models.TimeField(null=True), "from when people may be there, local time")
    closes = OURS(models.TimeField(null=True), "until when")
    kept_at = OURS(models.DateTimeField(), "when it was written down or changed")
    kept_by = STAFF(models.CharField(max_length=64), "who wrote it down")
    closed_at = OURS(models.DateTimeField(null=True), "since when nobody is met there")
    closed_by = STAFF(models.CharField(max_length=64, blank=True), "who closed it")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="meeting_point_code"),)


class Relay(OfOrganisation):
    """A place in the open, known by name, where people change from one vehicle into another."""

    code = OURS(models.CharField(max_length=64), "how it is called, never by a person's name")
    lon = OURS(models.FloatField(), "where")
    lat = OURS(models.FloatField(), "where")
    katottg = OURS(models.CharField(max_length=19, blank=True), "the settlement whose entry and curfew hold there")
    unloading_s = OURS(models.FloatField(default=300.0), "until everybody is out of the vehicle, in seconds")
    opens = OURS(models.TimeField(null=True), "from when people may be there, local time")
    closes = OURS(models.TimeField(null=True), "until when")
    source = OURS(models.CharField(max_length=200, blank=True), "on whose word vehicles may stand there")
    valid_until = OURS(models.DateTimeField(null=True), "until when that word holds")
    kept_at = OURS(models.DateTimeField(), "when it was written down or changed")
    kept_by = STAFF(models.CharField(max_length=64), "who wrote it down")
    closed_at = OURS(models.DateTimeField(null=True), "since when nobody changes there")
    closed_by = STAFF(models.CharField(max_length=64, blank=True), "who closed it")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="relay_code"),)


class NamedService(OfOrganisation):
    """An organisation that takes requests over where ours may not go."""

    name = OURS(models.CharField(max_length=200), "the organisation and how it is reached, never a private person")
    places = OURS(models.JSONField(default=list), "codes of settlements it serves; empty for every place")
    kept_at = OURS(models.DateTimeField(), "when it was written down or changed")
    kept_by = STAFF(models.CharField(max_length=64), "who wrote it down")
    closed_at = OURS(models.DateTimeField(null=True), "since when it takes nobody over")
    closed_by = STAFF(models.CharField(max_length=64, blank=True), "who took it off the list")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="named_service_name"),)
