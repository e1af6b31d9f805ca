"""What is said about danger and who may enter places, each with source and age."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import HAZARD
from openevac.store.models.organisations import OfOrganisation


class PlaceAccess(OfOrganisation):
    """Who may enter a place, by whose word; a later word replaces an earlier one, which stays for the review."""

    katottg = HAZARD(models.CharField(max_length=19), "the settlement")
    access = HAZARD(models.CharField(max_length=32), "open, armoured only, police and army only, closed")
    source = HAZARD(models.CharField(max_length=200), "who said so")
    since = HAZARD(models.DateTimeField(), "since when it holds")
    valid_until = HAZARD(models.DateTimeField(null=True), "until when it was said to hold")
    meeting_note = HAZARD(models.CharField(max_length=500, blank=True), "where people can walk to")
    set_by = HAZARD(models.CharField(max_length=64), "who wrote it down")
    replaced_at = HAZARD(models.DateTimeField(null=True), "when a later word came")

    class Meta:
        indexes = (models.Index(fields=("organisation", "katottg", "replaced_at"), name="access_place"),)


class HazardReport(OfOrganisation):
    """Something that happened or lies somewhere, as it was reported."""

    cause = HAZARD(models.CharField(max_length=16), "what harms")
    kind = HAZARD(models.CharField(max_length=64), "which kernel of the exposure profile")
    lon = HAZARD(models.FloatField(), "where")
    lat = HAZARD(models.FloatField(), "where")
    happened_at = HAZARD(models.DateTimeField(), "when")
    source = HAZARD(models.CharField(max_length=200), "who said so: a code, never a name")
    also_said_by = HAZARD(models.JSONField(default=list), "other sources that said the same: codes, never names")
    seen_by = HAZARD(models.CharField(max_length=64, blank=True), "the crew of ours that saw it")
    confidence = HAZARD(models.CharField(max_length=16, default="unverified"), "whether it may block or only add")
    blocks = HAZARD(models.BooleanField(default=False), "whether the way cannot be driven")
    radius_m = HAZARD(models.FloatField(default=50.0), "how far around")
    way_ids = HAZARD(models.JSONField(default=list), "which ways it closes")
    valid_until = HAZARD(models.DateTimeField(null=True), "until when it counts")
    reported_by = HAZARD(models.CharField(max_length=64), "who wrote it down")
    recorded_at = HAZARD(models.DateTimeField(), "when it reached us")

    class Meta:
        indexes = (models.Index(fields=("organisation", "happened_at"), name="hazard_time"),)


class Clearing(OfOrganisation):
    """Word that a blocking report no longer blocks."""

    report = HAZARD(models.ForeignKey(HazardReport, on_delete=models.CASCADE, related_name="clearings"), "of which")
    cleared_at = HAZARD(models.DateTimeField(), "when")
    expires_at = HAZARD(models.DateTimeField(), "until when it counts")
    source = HAZARD(models.CharField(max_length=200, blank=True), "one source; two different ones are needed")
    drove_it = HAZARD(models.CharField(max_length=64, blank=True), "or the crew that drove it")
    recorded_by = HAZARD(models.CharField(max_length=64), "who wrote it down")


class TrackOpening(OfOrganisation):
    """Word that tracks closed for mines can be driven."""

    way_ids = HAZARD(models.JSONField(default=list), "which ways")
    opened_at = HAZARD(models.DateTimeField(), "when")
    opened_by = HAZARD(models.CharField(max_length=32), "crew that drove it, or deminers' note")
    by = HAZARD(models.CharField(max_length=200), "which crew, or which note")
    recorded_by = HAZARD(models.CharField(max_length=64), "who wrote it down")


class SourceMute(OfOrganisation):
    """A named person leaves a source out, with a reason, until somebody lets it in again."""

    source = HAZARD(models.CharField(max_length=200), "which source")
    by = HAZARD(models.CharField(max_length=64), "who decided")
    reason = HAZARD(models.CharField(max_length=300), "why")
    at = HAZARD(models.DateTimeField(), "since when")
    ended_at = HAZARD(models.DateTimeField(null=True), "until when")


class Remaining(OfOrganisation):
    """How many people are still in a place: number, source and date."""

    katottg = HAZARD(models.CharField(max_length=19), "the settlement")
    number = HAZARD(models.PositiveIntegerField(), "how many people")
    source = HAZARD(models.CharField(max_length=200), "who said so")
    on_day = HAZARD(models.DateField(), "for which day")
    recorded_by = HAZARD(models.CharField(max_length=64), "who wrote it down")
    recorded_at = HAZARD(models.DateTimeField(), "when")

    class Meta:
        indexes = (models.Index(fields=("organisation", "katottg", "on_day"), name="remaining_place"),)


class FrontDistance(OfOrganisation):
    """How far a place lies from line or border, as last worked out; the confirmation ladder reads it."""

    katottg = HAZARD(models.CharField(max_length=19), "the settlement")
    km = HAZARD(models.FloatField(), "kilometres to the nearest line or border")
    measured_at = HAZARD(models.DateTimeField(), "when it was worked out")
    rests_on = HAZARD(models.CharField(max_length=200, blank=True), "source of the line")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "katottg"), name="front_distance_place"),)
