"""The whole log for a stranger to check: every entry, the bodies of one organisation, every signed checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.ledger.audit_export import ExportedEntry, export_lines
from openevac.ledger.note import Note, parse_note, parse_verifier_key
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import NotFound
from openevac.store.models import Checkpoint, LedgerBody, LedgerEntry, LedgerNode, LogKey, Witness

BATCH = 2000


def export_log(asking: Asking) -> tuple[int, Iterator[bytes]]:
    """Give the size and the lines of an export up to the newest checkpoint, whose word covers all of it.

    Everything leaves as it is stored, damaged or not: checking is for `verify`, which names the damaged entry.
    Bodies of other organisations of the same log are left out, as erased ones are.
    """
    organisation = asking.who.organisation
    allow_question(asking, Action.SEE_AUDIT, Resource(kind=ResourceKind.LEDGER, organisation=organisation))
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise NotFound("No checkpoint of this ledger is signed yet.", "Run `openevac ledger checkpoint` first.")
    key = parse_verifier_key(LogKey.objects.get(id=1).vkey)
    witnesses = [parse_verifier_key(one.vkey) for one in Witness.objects.order_by("name")]
    return newest.size, export_lines(key, witnesses, newest.size, _entries(organisation, newest.size), _notes())


def log_key() -> str:
    """Give the public key of this log."""
    found = LogKey.objects.filter(id=1).first()
    if found is None:
        raise NotFound("There is no ledger here yet.", "Run `openevac init` first.")
    return found.vkey


def _entries(organisation: str, size: int) -> Iterator[ExportedEntry]:
    rows = LedgerBody.objects.filter(organisation=organisation).order_by("entry_id")
    bodies = rows.values_list("entry_id", "body", "salt").iterator(BATCH)
    body = next(bodies, None)
    entries = LedgerEntry.objects.filter(index__lt=size).order_by("index").values_list("index", "leaf").iterator(BATCH)
    hashes = _hashes(size)
    hashed = next(hashes, None)
    for index, leaf in entries:
        while body is not None and body[0] < index:
            body = next(bodies, None)
        told = body if body is not None and body[0] == index and body[2] else None
        while hashed is not None and hashed[0] < index:
            hashed = next(hashes, None)
        stored = bytes(hashed[1]) if hashed is not None and hashed[0] == index else b""
        yield ExportedEntry(
            index, stored, bytes(leaf), bytes(told[1]) if told else None, bytes(told[2]) if told else None
        )


def _hashes(size: int) -> Iterator[tuple[int, bytes]]:
    """Give the hash of each leaf as the tree holds it: worked out anew, it would hide a leaf that was changed."""
    rows = LedgerNode.objects.filter(level=0, place__lt=size).order_by("place")
    return ((place, bytes(digest)) for place, digest in rows.values_list("place", "hash").iterator(BATCH))


def _notes() -> list[Note]:
    notes = []
    for one in Checkpoint.objects.order_by("size").prefetch_related("cosignatures"):
        lines = "".join(sorted(word.line for word in one.cosignatures.all()))
        notes.append(parse_note(one.note + lines))
    return notes
