"""Commands already done, jobs, deliveries, the worker's heartbeat, exports and what was erased."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import COMMAND, DELIVERY, ERASURE, OURS
from openevac.store.models.organisations import OfOrganisation


class CommandRecord(models.Model):
    """A command that was done, by the id its client gave it: the same id again gets the same answer."""

    id = COMMAND(models.UUIDField(primary_key=True), "made by the client")
    organisation = COMMAND(models.CharField(max_length=64), "whose")
    action = COMMAND(models.CharField(max_length=32), "what was asked")
    actor = COMMAND(models.CharField(max_length=64), "by whom")
    request_hash = COMMAND(models.CharField(max_length=64), "SHA-256 of what was asked: the same id must ask the same")
    entry = COMMAND(models.PositiveBigIntegerField(), "its entry in the ledger")
    answer = COMMAND(models.BinaryField(), "what was answered")
    at = COMMAND(models.DateTimeField(), "when")


class Job(OfOrganisation):
    """Slow work: taken by one worker, done outside any transaction."""

    kind = COMMAND(models.CharField(max_length=32), "what is to be done")
    state = COMMAND(models.CharField(max_length=16, default="waiting"), "where it stands")
    asked_by = COMMAND(models.CharField(max_length=64), "who asked")
    asked_at = COMMAND(models.DateTimeField(), "when")
    input = COMMAND(models.JSONField(default=dict), "codes and choices")
    snapshot = COMMAND(models.CharField(max_length=64, blank=True), "what it was worked out from")
    done_share = COMMAND(models.FloatField(default=0.0), "how far it is, 0 to 1")
    result = COMMAND(models.JSONField(default=dict), "codes of what came out")
    fault = COMMAND(models.JSONField(default=dict), "template and facts of what went wrong")
    claimed_at = COMMAND(models.DateTimeField(null=True), "when a worker took it")
    claim = COMMAND(models.CharField(max_length=64, blank=True), "which worker")
    finished_at = COMMAND(models.DateTimeField(null=True), "when it ended")

    class Meta:
        indexes = (models.Index(fields=("state", "asked_at"), name="job_next"),)


class Delivery(OfOrganisation):
    """Something to be told: recorded with the fact, claimed once, told after."""

    kind = DELIVERY(models.CharField(max_length=32), "what is to be told")
    subject = DELIVERY(models.CharField(max_length=64), "about what: a code")
    key = DELIVERY(models.CharField(max_length=128), "the same fact is told once")
    state = DELIVERY(models.CharField(max_length=16, default="waiting"), "where it stands")
    due_at = DELIVERY(models.DateTimeField(), "not before")
    attempts = DELIVERY(models.PositiveSmallIntegerField(default=0), "how often it was tried")
    claimed_at = DELIVERY(models.DateTimeField(null=True), "when a worker took it")
    claim = DELIVERY(models.CharField(max_length=64, blank=True), "which worker")
    told_at = DELIVERY(models.DateTimeField(null=True), "when it was told")
    fault = DELIVERY(models.CharField(max_length=200, blank=True), "why it failed: a code word, no personal data")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "key"), name="delivery_once"),)
        indexes = (
            models.Index(fields=("state", "due_at"), name="delivery_next"),
            models.Index(fields=("organisation", "state"), name="delivery_open"),
        )


class Heartbeat(models.Model):
    """The worker lives: written every 5 seconds."""

    id = OURS(models.PositiveSmallIntegerField(primary_key=True, default=1), "always 1")
    at = OURS(models.DateTimeField(), "by the wall clock")
    monotonic_s = OURS(models.FloatField(default=0.0), "by the clock that cannot jump: a jump of the other shows")
    worker = OURS(models.CharField(max_length=64), "which worker: exactly one")
    clock_jumped_at = OURS(models.DateTimeField(null=True), "when the wall clock jumped")
    clock_jump_s = OURS(models.FloatField(default=0.0), "how far it jumped")


class ExportRequest(OfOrganisation):
    """An export that needs two people and a reason."""

    what = COMMAND(models.CharField(max_length=64), "what is to be exported")
    reason = COMMAND(models.CharField(max_length=300), "why")
    asked_by = COMMAND(models.CharField(max_length=64), "who asked")
    asked_at = COMMAND(models.DateTimeField(), "when")
    approved_by = COMMAND(models.CharField(max_length=64, blank=True), "the other person")
    approved_at = COMMAND(models.DateTimeField(null=True), "when")
    done_at = COMMAND(models.DateTimeField(null=True), "when it was made")


class Erasure(OfOrganisation):
    """Somebody was erased: a backup restored later replays this before it opens."""

    household = ERASURE(models.UUIDField(), "a random code that leads to nobody once the rows are gone")
    erased_at = ERASURE(models.DateTimeField(), "when")
    reason = ERASURE(models.CharField(max_length=64), "wish or age")
