"""The append-only log: entries, bodies that can be erased, tree nodes, checkpoints and witnesses."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import LEDGER, LEDGER_BODY, STAFF_KEY
from openevac.store.models.organisations import Organisation


class LogHead(models.Model):
    """The one row that is locked for every entry: size and frontier of the tree."""

    id = LEDGER(models.PositiveSmallIntegerField(primary_key=True, default=1), "always 1")
    origin = LEDGER(models.CharField(max_length=200), "the log's name in checkpoints")
    size = LEDGER(models.PositiveBigIntegerField(default=0), "how many entries")
    frontier = LEDGER(models.BinaryField(default=bytes), "the tree's right edge")


class LogKey(models.Model):
    """The key the worker signs checkpoints with."""

    id = STAFF_KEY(models.PositiveSmallIntegerField(primary_key=True, default=1), "always 1")
    name = STAFF_KEY(models.CharField(max_length=200), "the key's name in notes")
    private = STAFF_KEY(models.BinaryField(), "Ed25519 seed; whoever has it can sign, which is why there are witnesses")
    vkey = STAFF_KEY(models.CharField(max_length=300), "the public key as witnesses read it")


class LedgerEntry(models.Model):
    """One entry: a salted commitment to what was done."""

    index = LEDGER(models.PositiveBigIntegerField(primary_key=True), "0, 1, 2 ... without a gap")
    leaf = LEDGER(models.BinaryField(), "the bytes that are hashed into the tree")


class LedgerBody(models.Model):
    """What an entry commits to, and the salt; both can be erased without touching the tree."""

    entry = LEDGER_BODY(
        models.OneToOneField(LedgerEntry, primary_key=True, on_delete=models.PROTECT, related_name="body_row"), "which"
    )
    organisation = LEDGER_BODY(models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+"), "whose")
    household = LEDGER_BODY(models.UUIDField(null=True, db_index=True), "about which household: to erase by")
    at = LEDGER_BODY(models.DateTimeField(), "when")
    action = LEDGER_BODY(models.CharField(max_length=32), "which command")
    actor = LEDGER_BODY(models.CharField(max_length=64), "who")
    subject = LEDGER_BODY(models.CharField(max_length=64, blank=True), "kind and code of what was changed")
    reason = LEDGER_BODY(models.CharField(max_length=300, blank=True), "why, where it was asked")
    salt = LEDGER_BODY(models.BinaryField(), "32 random bytes")
    body = LEDGER_BODY(models.BinaryField(), "canonical JSON: codes and states, never a name")

    class Meta:
        indexes = (
            models.Index(fields=("organisation", "at"), name="audit_time"),
            models.Index(fields=("organisation", "entry"), name="audit_order"),
            models.Index(fields=("organisation", "subject", "entry"), name="audit_subject"),
        )


class LedgerNode(models.Model):
    """A completed subtree: what proofs are made of."""

    level = LEDGER(models.PositiveSmallIntegerField(), "0 for leaves")
    place = LEDGER(models.PositiveBigIntegerField(), "which one on its level, from the left")
    hash = LEDGER(models.BinaryField(), "SHA-256")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("level", "place"), name="ledger_node"),)


class Checkpoint(models.Model):
    """A signed statement of the log's size and root."""

    size = LEDGER(models.PositiveBigIntegerField(primary_key=True), "how many entries it covers")
    root = LEDGER(models.BinaryField(), "the tree's root")
    note = LEDGER(models.TextField(), "the signed note")
    signed_at = LEDGER(models.DateTimeField(), "when")


class Witness(models.Model):
    """Somebody outside who remembers our checkpoints."""

    name = LEDGER(models.CharField(primary_key=True, max_length=200), "its name in cosignatures")
    vkey = LEDGER(models.CharField(max_length=300), "its public key")
    added_at = LEDGER(models.DateTimeField(), "since when")


class Cosignature(models.Model):
    """A witness's signature under a checkpoint."""

    checkpoint = LEDGER(models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures"), "which")
    witness = LEDGER(models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures"), "whose")
    line = LEDGER(models.TextField(), "the signature line")
    received_at = LEDGER(models.DateTimeField(), "when")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("checkpoint", "witness"), name="cosigned_once"),)
