"""The log as it is handed to whoever checks it: leaves, the bodies one may read, checkpoints with their witnesses."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.ledger.audit_export import ExportedEntry, export_lines
from openevac.ledger.note import Note, parse_note, parse_verifier_key
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.store.models import Checkpoint, LedgerBody, LedgerEntry, LedgerNode, LogKey, Witness

BATCH = 2000


def export_log(asking: Asking) -> Iterator[bytes]:
    """Give the lines of an export up to the newest checkpoint: later entries are signed by nobody yet.

    Bodies of another organisation of this store stay here; their leaves go along, or the tree would not close.
    """
    allow_question(asking, Action.SEE_AUDIT, Resource(kind=ResourceKind.LEDGER, organisation=asking.who.organisation))
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise not_found("checkpoint", "0")
    return export_lines(
        parse_verifier_key(LogKey.objects.get(id=1).vkey),
        [parse_verifier_key(one.vkey) for one in Witness.objects.order_by("name")],
        newest.size,
        _entries(asking.who.organisation, newest.size),
        [_note(one) for one in _worth_telling(newest)],
    )


def _worth_telling(newest: Checkpoint) -> list[Checkpoint]:
    """Give the checkpoints a witness has signed, and the newest whoever has signed it."""
    witnessed = Checkpoint.objects.filter(cosignatures__isnull=False).distinct()
    return [*witnessed.exclude(size=newest.size).order_by("size"), newest]


def _entries(organisation: str, size: int) -> Iterator[ExportedEntry]:
    for first in range(0, size, BATCH):
        last = min(size, first + BATCH) - 1
        hashes = dict(LedgerNode.objects.filter(level=0, place__range=(first, last)).values_list("place", "hash"))
        bodies = {
            entry: (bytes(body), bytes(salt))
            for entry, body, salt in LedgerBody.objects.filter(
                entry_id__gte=first, entry_id__lte=last, organisation=organisation
            ).values_list("entry_id", "body", "salt")
        }
        leaves = LedgerEntry.objects.filter(index__range=(first, last)).order_by("index")
        for index, leaf in leaves.values_list("index", "leaf"):
            body, salt = bodies.get(index, (b"", b""))
            yield ExportedEntry(index, bytes(hashes.get(index, b"")), bytes(leaf), body or None, salt or None)


def _note(checkpoint: Checkpoint) -> Note:
    lines = "".join(checkpoint.cosignatures.order_by("witness").values_list("line", flat=True))
    return parse_note(checkpoint.note + lines)
