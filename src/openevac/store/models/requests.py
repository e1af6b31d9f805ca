"""Requests, households and evacuees: the planning layer, and the sealed records beside it."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import CASE, CASE_KEY, CASE_RECORD, CASE_SEALED, CASE_TAG
from openevac.store.models.organisations import Badge, OfOrganisation


class SealedRecord(OfOrganisation):
    """Bytes that only a client opens. Without its wraps it can never be opened again."""

    kind = CASE_RECORD(models.CharField(max_length=32), "what it is about; it decides which roles have a wrap")
    recipient = CASE_KEY(models.CharField(max_length=128), "public half of the record's own key")
    payload = CASE_SEALED(models.BinaryField(), "the identity, sealed and padded")
    sealed_at = CASE_RECORD(models.DateTimeField(), "when it was received")


class RecordWrap(models.Model):
    """A record's key, sealed to one role or to one day's badge. Deleting it erases the record for that reader."""

    record = CASE_KEY(models.ForeignKey(SealedRecord, on_delete=models.CASCADE, related_name="wraps"), "which record")
    role = CASE_KEY(models.CharField(max_length=32), "which role opens it; empty for a badge")
    epoch = CASE_KEY(models.PositiveIntegerField(default=0), "of the role key")
    badge = CASE_KEY(models.ForeignKey(Badge, on_delete=models.CASCADE, null=True, related_name="+"), "or which badge")
    wrap = CASE_KEY(models.BinaryField(), "the record key, sealed")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record", "role", "epoch", "badge"), name="one_wrap"),)
        indexes = (models.Index(fields=("role", "epoch"), name="wrap_role"),)


class Household(OfOrganisation):
    """People who travel together. Who they are stands in the sealed record."""

    identity = CASE_RECORD(
        models.ForeignKey(SealedRecord, on_delete=models.SET_NULL, null=True, related_name="+"), "names, numbers, door"
    )
    created_at = CASE_RECORD(models.DateTimeField(), "when it was first heard of")
    erased_at = CASE_RECORD(models.DateTimeField(null=True), "when it was erased at somebody's wish or by its age")


class Evacuee(OfOrganisation):
    """One person of a household as care and figures need them."""

    household = CASE(models.ForeignKey(Household, on_delete=models.CASCADE, related_name="evacuees"), "with whom")
    code = CASE_RECORD(models.CharField(max_length=16), "what is written on cardboard and tags")
    mobility = CASE(models.CharField(max_length=32), "how they move: seats, minutes, carriers")
    age_band = CASE(models.CharField(max_length=16, default="unknown"), "rules for children; figures")
    sex = CASE(models.CharField(max_length=16, default="not_said"), "figures only")
    bed = CASE(models.CharField(max_length=16, default="ordinary"), "which bed waits for them")
    cannot_decide = CASE(models.BooleanField(default=False), "whether somebody must speak for them")
    status = CASE_RECORD(models.CharField(max_length=32, default="waiting"), "where they are on the way out")
    identity = CASE_RECORD(
        models.ForeignKey(SealedRecord, on_delete=models.SET_NULL, null=True, related_name="+"), "name, health words"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="evacuee_code"),)


class EvacuationRequest(OfOrganisation):
    """One household that asked to leave: everything the planner may see."""

    household = CASE(models.ForeignKey(Household, on_delete=models.CASCADE, related_name="requests"), "who travels")
    receipt = CASE_RECORD(models.CharField(max_length=16), "the number told to the one who asks")
    status = CASE_RECORD(models.CharField(max_length=32, default="open"), "where it stands")
    channel = CASE_RECORD(models.CharField(max_length=16), "how it reached us")
    asker = CASE_RECORD(models.CharField(max_length=16), "who asks: only the person themselves can say yes")
    received_at = CASE_RECORD(models.DateTimeField(), "since when they wait")
    registered_by = CASE_RECORD(models.CharField(max_length=64), "who wrote it down")
    katottg = CASE(models.CharField(max_length=19, blank=True), "the settlement")
    lon = CASE(models.FloatField(null=True), "longitude rounded to 100 m")
    lat = CASE(models.FloatField(null=True), "latitude rounded to 100 m")
    cell = CASE(models.CharField(max_length=24, blank=True), "the coarse cell: claims and similar requests")
    front_km = CASE(models.FloatField(null=True), "distance to line or border when last looked at: the ladder")
    floor = CASE(models.SmallIntegerField(null=True), "minutes and carriers")
    lift = CASE(models.BooleanField(null=True), "whether the lift works")
    walks = CASE(models.PositiveSmallIntegerField(default=0), "people who walk")
    walks_with_help = CASE(models.PositiveSmallIntegerField(default=0), "people who walk with help")
    wheelchairs = CASE(models.PositiveSmallIntegerField(default=0), "people in a wheelchair")
    stretchers = CASE(models.PositiveSmallIntegerField(default=0), "people who lie")
    over_100_kg = CASE(models.PositiveSmallIntegerField(default=0), "people four must carry")
    needs_care = CASE(models.PositiveSmallIntegerField(default=0), "beds with care")
    needs_no_stairs = CASE(models.PositiveSmallIntegerField(default=0), "beds without stairs")
    carry_floors = CASE(models.PositiveSmallIntegerField(default=0), "floors without a working lift")
    belongings_kg = CASE(models.FloatField(default=0.0), "load")
    belongings_l = CASE(models.FloatField(default=0.0), "load")
    bulky = CASE(models.PositiveSmallIntegerField(default=0), "pieces two must carry")
    pets = CASE(models.PositiveSmallIntegerField(default=0), "pets come along")
    priority = CASE(models.CharField(max_length=16, default="planned"), "turn")
    required = CASE(models.BooleanField(default=False), "a mission without it is refused before one with it")
    tw_early = CASE(models.DateTimeField(null=True), "from when people can be met")
    tw_late = CASE(models.DateTimeField(null=True), "until when")
    release_time = CASE(models.DateTimeField(null=True), "not before this")
    care_bed_waived_by = CASE_RECORD(models.CharField(max_length=64, blank=True), "who decided to go without care bed")
    lure_ticks = CASE_RECORD(models.JSONField(default=dict), "what the operator noticed: coordinators only")
    verdict = CASE_RECORD(
        models.CharField(max_length=32, default="needs"),
        "what the ladder last said: to look up by; judged anew to show",
    )
    no_more_signs_by = CASE_RECORD(
        models.CharField(max_length=64, blank=True), "who found that no further sign can be had"
    )
    ring_again_at = CASE_RECORD(models.DateTimeField(null=True), "when to ask again")
    linked_to = CASE_RECORD(
        models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="repeats"), "the first request"
    )
    version = CASE_RECORD(models.PositiveIntegerField(default=1), "counts changes: two who change at once are told")
    changed_at = CASE_RECORD(models.DateTimeField(), "when it last changed")
    closed_at = CASE_RECORD(models.DateTimeField(null=True), "when nothing more is to be done")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "receipt"), name="request_receipt"),)
        indexes = (
            models.Index(fields=("organisation", "status", "received_at"), name="request_open"),
            models.Index(fields=("organisation", "katottg", "status", "received_at"), name="request_place"),
            models.Index(fields=("organisation", "status", "priority", "received_at"), name="request_priority"),
            models.Index(fields=("organisation", "status", "verdict", "received_at"), name="request_verdict"),
            models.Index(fields=("organisation", "status", "channel", "received_at"), name="request_channel"),
            models.Index(
                fields=("organisation", "status", "received_at"),
                name="request_helped",
                condition=models.Q(walks_with_help__gt=0),
            ),
            models.Index(
                fields=("organisation", "status", "received_at"),
                name="request_wheelchair",
                condition=models.Q(wheelchairs__gt=0),
            ),
            models.Index(
                fields=("organisation", "status", "received_at"),
                name="request_lying",
                condition=models.Q(stretchers__gt=0),
            ),
            models.Index(fields=("organisation", "cell", "status", "received_at"), name="request_cell"),
            models.Index(
                fields=("organisation", "status", "received_at"),
                name="request_ring_again",
                condition=models.Q(ring_again_at__isnull=False),
            ),
        )


class RequestTag(models.Model):
    """A keyed tag of a request's phone or house: equal tags mean the same number or door."""

    request = CASE_TAG(models.ForeignKey(EvacuationRequest, on_delete=models.CASCADE, related_name="tags"), "whose")
    organisation = CASE_TAG(models.CharField(max_length=64), "tags are compared inside one organisation")
    kind = CASE_TAG(models.CharField(max_length=16), "phone or house")
    tag = CASE_TAG(models.CharField(max_length=64), "the tag")

    class Meta:
        indexes = (models.Index(fields=("organisation", "kind", "tag"), name="tag_lookup"),)


class Confirmation(OfOrganisation):
    """One sign that a request is true."""

    request = CASE(
        models.ForeignKey(EvacuationRequest, on_delete=models.CASCADE, related_name="confirmations"), "of which request"
    )
    kind = CASE_RECORD(models.CharField(max_length=32), "which sign")
    at = CASE_RECORD(models.DateTimeField(), "when it was given")
    source = CASE_RECORD(models.CharField(max_length=100), "on whose word: a code, an office or a keyed tag")
    channel = CASE_RECORD(models.CharField(max_length=16), "over which channel")
    line_tag = CASE_TAG(models.CharField(max_length=64, blank=True), "keyed tag of the phone it came over")
    recorded_by = CASE_RECORD(models.CharField(max_length=64), "who wrote it down")


class Hold(OfOrganisation):
    """A request waits for somebody's decision. It has an owner and rings; it is never a refusal."""

    request = CASE(
        models.ForeignKey(EvacuationRequest, on_delete=models.CASCADE, related_name="holds"), "which request"
    )
    reason = CASE_RECORD(models.CharField(max_length=32), "why")
    signs = CASE_RECORD(models.JSONField(default=list), "the signs that were found: coordinators only")
    owner = CASE_RECORD(models.CharField(max_length=64), "who must decide")
    since = CASE_RECORD(models.DateTimeField(), "since when")
    rings_at = CASE_RECORD(models.DateTimeField(), "when it rings next")
    rung = CASE_RECORD(models.PositiveIntegerField(default=0), "how often it rang")
    released_at = CASE_RECORD(models.DateTimeField(null=True), "when it was decided")
    released_by = CASE_RECORD(models.CharField(max_length=64, blank=True), "by whom")
    outcome = CASE_RECORD(models.CharField(max_length=200, blank=True), "how")

    class Meta:
        indexes = (models.Index(fields=("organisation", "released_at", "rings_at"), name="hold_rings"),)


class DuplicateDecision(OfOrganisation):
    """Somebody looked at two similar requests and said: the same, or not."""

    one = CASE(models.ForeignKey(EvacuationRequest, on_delete=models.CASCADE, related_name="+"), "the earlier request")
    other = CASE(models.ForeignKey(EvacuationRequest, on_delete=models.CASCADE, related_name="+"), "the later request")
    same = CASE_RECORD(models.BooleanField(), "linked, or kept apart")
    by = CASE_RECORD(models.CharField(max_length=64), "who decided")
    at = CASE_RECORD(models.DateTimeField(), "when")


class Claim(OfOrganisation):
    """What organisations tell each other of a request: coarse cell, party size, status and a tag; nothing else."""

    request = CASE(
        models.ForeignKey(EvacuationRequest, on_delete=models.CASCADE, null=True, related_name="claims"),
        "ours, if it is",
    )
    cell = CASE(models.CharField(max_length=24), "coarse cell")
    party_size = CASE(models.PositiveSmallIntegerField(), "how many people")
    tag = CASE_TAG(models.CharField(max_length=64, blank=True), "tag under the coalition's key")
    status = CASE_RECORD(models.CharField(max_length=16, default="offered"), "offered, taken, released, done")
    taken_by = CASE_RECORD(models.CharField(max_length=64, blank=True), "which organisation takes it")
    taken_at = CASE_RECORD(models.DateTimeField(null=True), "since when")
    expires_at = CASE_RECORD(models.DateTimeField(null=True), "when it falls back to all")
    released_at = CASE_RECORD(models.DateTimeField(null=True), "when it was given back")

    class Meta:
        indexes = (models.Index(fields=("organisation", "cell", "status"), name="claim_cell"),)
