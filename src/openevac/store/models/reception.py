"""Shelters, beds, arrivals, onward travel and who is to be told."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import CASE, CASE_RECORD, OURS, TRACE, TRACE_TAG
from openevac.store.models.organisations import OfOrganisation
from openevac.store.models.requests import Evacuee, Household, SealedRecord


class Shelter(OfOrganisation):
    """A transit centre or shelter."""

    code = OURS(models.CharField(max_length=64), "its code")
    lon = OURS(models.FloatField(), "where")
    lat = OURS(models.FloatField(), "where")
    pets = OURS(models.BooleanField(default=True), "whether pets are taken")
    unloading_s = OURS(models.FloatField(default=900.0), "minutes of hand-over, in seconds")
    opens = OURS(models.TimeField(null=True), "from when it takes people, local time")
    closes = OURS(models.TimeField(null=True), "until when")
    closed_at = OURS(models.DateTimeField(null=True), "when it stopped taking people")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="shelter_code"),)


class ShelterUnit(OfOrganisation):
    """A room or row of beds of one kind."""

    shelter = OURS(models.ForeignKey(Shelter, on_delete=models.CASCADE, related_name="units"), "of which shelter")
    code = OURS(models.CharField(max_length=64), "its code")
    kind = OURS(models.CharField(max_length=16), "ordinary, no stairs, with care")
    beds = OURS(models.PositiveSmallIntegerField(), "how many beds")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shelter", "code"), name="unit_code"),)


class Registration(OfOrganisation):
    """One person who arrived, however they came."""

    code = CASE_RECORD(models.CharField(max_length=16), "what is written on cardboard")
    shelter = CASE_RECORD(models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="registrations"), "where")
    household = CASE(models.ForeignKey(Household, on_delete=models.CASCADE, related_name="registrations"), "with whom")
    evacuee = CASE(models.ForeignKey(Evacuee, on_delete=models.CASCADE, related_name="registrations"), "who")
    identity = CASE_RECORD(
        models.ForeignKey(SealedRecord, on_delete=models.SET_NULL, null=True, related_name="+"), "name as told"
    )
    arrived_at = CASE_RECORD(models.DateTimeField(), "when")
    arrived_by = CASE_RECORD(models.CharField(max_length=32), "by our mission, a neighbour, their own car ...")
    unit = CASE(
        models.ForeignKey(ShelterUnit, on_delete=models.PROTECT, null=True, related_name="registrations_here"),
        "which bed",
    )
    needs_doctor = CASE(models.BooleanField(default=False), "tonight")
    needs_talk = CASE(models.BooleanField(default=False), "tonight")
    needs_papers = CASE(models.BooleanField(default=False), "restore papers: never which or where")
    needs_relatives = CASE(models.BooleanField(default=False), "looks for relatives")
    registered_by = CASE_RECORD(models.CharField(max_length=64), "who wrote it down")
    left_at = CASE_RECORD(models.DateTimeField(null=True), "when they travelled on")
    left_for = CASE(models.CharField(max_length=100, blank=True), "oblast or country, never an address")
    returned_at = CASE_RECORD(models.DateTimeField(null=True), "when they went back")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="registration_code"),)
        indexes = (
            models.Index(fields=("organisation", "shelter", "arrived_at"), name="arrivals"),
            models.Index(fields=("unit", "left_at"), name="beds_taken"),
        )


class PersonToTell(OfOrganisation):
    """Somebody who waits for word: a relative the evacuee named after arrival, or a driver without an account."""

    household = CASE(models.ForeignKey(Household, on_delete=models.CASCADE, related_name="to_tell"), "about whom")
    kind = CASE_RECORD(models.CharField(max_length=16), "relative or driver")
    contact = CASE_RECORD(
        models.ForeignKey(SealedRecord, on_delete=models.SET_NULL, null=True, related_name="+"),
        "one number, one language",
    )
    queued_at = CASE_RECORD(models.DateTimeField(), "since when they wait")
    told_at = CASE_RECORD(models.DateTimeField(null=True), "when they were told")
    told_by = CASE_RECORD(models.CharField(max_length=64, blank=True), "by whom")
    method = CASE_RECORD(models.CharField(max_length=16, blank=True), "voice first")
    attempts = CASE_RECORD(models.PositiveSmallIntegerField(default=0), "how often they were rung")

    class Meta:
        indexes = (models.Index(fields=("organisation", "told_at", "queued_at"), name="to_tell"),)


class Trace(OfOrganisation):
    """One side of a search for relatives; it is matched, never browsed."""

    side = TRACE(models.CharField(max_length=32), "who searches, or who wants to be found")
    opened_at = TRACE(models.DateTimeField(), "when")
    opened_by = TRACE(models.CharField(max_length=64), "who wrote it down")
    agreed = TRACE(models.BooleanField(default=False), "whether they agreed to be told of")
    identity = TRACE(
        models.ForeignKey(SealedRecord, on_delete=models.SET_NULL, null=True, related_name="+"), "who, sealed"
    )
    closed_at = TRACE(models.DateTimeField(null=True), "when it ended")


class TraceTag(models.Model):
    """A keyed tag of what both sides would know."""

    trace = TRACE_TAG(models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="tags"), "of which trace")
    organisation = TRACE_TAG(models.CharField(max_length=64), "tags are compared inside one organisation")
    tag = TRACE_TAG(models.CharField(max_length=64), "the tag")

    class Meta:
        indexes = (models.Index(fields=("organisation", "tag"), name="trace_tag"),)


class PotentialMatch(OfOrganisation):
    """Two traces of opposite sides that share tags."""

    searches = TRACE(models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="+"), "who searches")
    wants = TRACE(models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="+"), "who may be found")
    shared_tags = TRACE(models.PositiveSmallIntegerField(), "how many tags agree")
    state = TRACE(
        models.CharField(max_length=16, default="proposed"), "proposed, later, agreed, declined, not_them, told"
    )
    decided_by = TRACE(models.CharField(max_length=64, blank=True), "who wrote the answer down")
    decided_at = TRACE(models.DateTimeField(null=True), "when they were asked, or the relatives told")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("searches", "wants"), name="match_once"),)
