"""Looking through the whole ledger as it is stored: every leaf, node, body and checkpoint against the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.ledger.checkpoint import cosignatures, open_checkpoint
from openevac.ledger.entries import opens, parse_entry
from openevac.ledger.log import Frontier, Node, leaf_hash
from openevac.ledger.note import parse_note, parse_verifier_key
from openevac.store.models import Checkpoint, Cosignature, LedgerBody, LedgerEntry, LedgerNode, LogHead, LogKey

BATCH = 2000


def faults_of_ledger(counted: Callable[[int], None] | None = None) -> tuple[Remark, ...]:
    """Give everything that does not fit, in words; () when all is as it was written."""
    checkpoints = {one.size: bytes(one.root) for one in Checkpoint.objects.all()}
    return (*_entries(checkpoints, counted), *_signatures())


def _entries(checkpoints: dict[int, bytes], counted: Callable[[int], None] | None) -> Iterator[Remark]:
    tree = Frontier()
    entries = LedgerEntry.objects.order_by("index").values_list("index", "leaf").iterator(BATCH)
    bodies = LedgerBody.objects.order_by("entry_id").values_list("entry_id", "body", "salt").iterator(BATCH)
    body = next(bodies, None)
    for index, leaf in entries:
        if index != tree.size:
            yield Remark(text="Entry {index} is missing from the ledger.", facts={"index": tree.size})
            return
        while body is not None and body[0] < index:
            body = next(bodies, None)
        if body is not None and body[0] == index:
            yield from _body(index, bytes(leaf), bytes(body[1]), bytes(body[2]))
        tree, nodes = tree.append(leaf_hash(bytes(leaf)))
        yield from _nodes(nodes)
        if checkpoints.get(tree.size, tree.root()) != tree.root():
            yield Remark(text="The checkpoint of {size} entries does not fit the entries.", facts={"size": tree.size})
        if counted is not None and tree.size % BATCH == 0:
            counted(tree.size)
    yield from _head(tree, max(checkpoints, default=0))


def _body(index: int, leaf: bytes, body: bytes, salt: bytes) -> Iterator[Remark]:
    if not body and not salt:
        return  # erased: the leaf stays and tells nothing
    try:
        fits = opens(parse_entry(leaf), body, salt)
    except InputError:
        fits = False
    if not fits:
        yield Remark(text="What is told of entry {index} is not what the ledger committed to.", facts={"index": index})


def _nodes(nodes: tuple[Node, ...]) -> Iterator[Remark]:
    for level, place, digest in nodes:
        stored = LedgerNode.objects.filter(level=level, place=place).values_list("hash", flat=True).first()
        if stored is None or bytes(stored) != digest:
            yield Remark(
                text="The tree of the ledger is damaged at level {level}, place {place}.",
                facts={"level": level, "place": place},
            )


def _head(tree: Frontier, newest: int) -> Iterator[Remark]:
    head = LogHead.objects.get(id=1)
    if head.size != tree.size or bytes(head.frontier) != tree.to_bytes():
        yield Remark(
            text="The head of the ledger says {head} entries and another tree; {size} are there.",
            facts={"head": head.size, "size": tree.size},
        )
    if newest > tree.size:
        yield Remark(
            text="A checkpoint of {newest} entries was signed, and {size} are there: the end was cut off.",
            facts={"newest": newest, "size": tree.size},
        )


def _signatures() -> Iterator[Remark]:
    key = LogKey.objects.filter(id=1).first()
    if key is None:
        return
    log_key = parse_verifier_key(key.vkey)
    for one in Checkpoint.objects.prefetch_related("cosignatures__witness"):
        try:
            checkpoint, _ = open_checkpoint(one.note, log_key)
        except InputError:
            yield Remark(text="The checkpoint of {size} entries is not signed with our key.", facts={"size": one.size})
            continue
        if (checkpoint.size, checkpoint.root) != (one.size, bytes(one.root)):
            yield Remark(text="The checkpoint of {size} entries says something else.", facts={"size": one.size})
        for word in one.cosignatures.all():
            if not _holds(one.note, word):
                yield Remark(
                    text="The signature of the ledger witness {witness} under {size} entries does not hold.",
                    facts={"witness": word.witness_id, "size": one.size},
                )


def _holds(note: str, word: Cosignature) -> bool:
    try:
        return bool(cosignatures(parse_note(note + word.line), [parse_verifier_key(word.witness.vkey)]))
    except InputError:
        return False
