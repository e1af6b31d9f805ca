"""Checking a whole log: every entry, every body, every checkpoint, and what witnesses hold against it.

A log that its own key signs can cut its end off or write its past anew and sign again: nothing inside it shows that.
What a witness has signed shows it, up to the size it saw. So pass what witnesses themselves hold (`held`), fetched
from them and not from the log; and read `unwitnessed`: what stands there rests on the word of the log alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain.errors import InputError
from openevac.ledger.audit_export import ExportedEntry, LogExport
from openevac.ledger.checkpoint import Checkpoint, Cosignature, cosignatures, open_checkpoint
from openevac.ledger.entries import SALT_BYTES, commitment, parse_entry
from openevac.ledger.faults import Fault, FaultKind, fault
from openevac.ledger.locate import name_difference, order_faults
from openevac.ledger.log import Frontier, leaf_hash
from openevac.ledger.note import Note, VerifierKey


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that the log signed, and the witnesses that signed it too."""

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What checking a log has found. `witnessed`: the size up to which a witness's word holds; the rest is a window.

    `unwitnessed_since` is the time of the first entry in the window, None where it is empty.
    """

    size: int
    faults: tuple[Fault, ...]
    erased: int
    witnessed: int
    newest: Signed | None
    unwitnessed_since: datetime | None

    @property
    def unwitnessed(self) -> int:
        """Give how many entries rest on the word of the log alone."""
        return self.size - self.witnessed

    def window_age(self, now: datetime) -> timedelta:
        """Give how long the oldest unwitnessed entry has been waiting for a witness."""
        return now - self.unwitnessed_since if self.unwitnessed_since else timedelta(0)


def verify_export(
    export: LogExport,
    log_key: VerifierKey,
    witnesses: Sequence[VerifierKey] = (),
    held: Iterable[str] = (),
) -> Report:
    """Check a log against its key, against `witnesses` one trusts, and against checkpoints they `held` themselves.

    The keys that stand in the export serve only to tell known signatures from strange ones.
    """
    if export.log_key != log_key:
        raise InputError(
            "The export is of another log: {origin}.", "Give the key of the log that was exported.",
            field="log", origin=export.log_key.name,
        )  # fmt: skip
    faults = list(export.faults)
    inside = list(_signed(export.notes, log_key, (*witnesses, *export.witnesses), witnesses, faults))
    outside = list(_signed(held, log_key, (*witnesses, *export.witnesses), witnesses, faults))
    faults += order_faults(export.entries)
    faults += entry_faults(export.entries)
    entries = _unbroken(export.entries)
    roots = _roots_by_size((*inside, *outside))
    faults += [fault(FaultKind.FORK, size=at) for at, signed in sorted(roots.items()) if len(signed) > 1]
    if len(entries) == len({one.index for one in export.entries}):
        faults += _end_faults(entries, export.size, roots)
    good, difference = _compare(entries, roots)
    faults += [difference] if difference else []
    words = [one.checkpoint.size for one in (*inside, *outside) if one.cosignatures]
    witnessed = max((size for size in words if size <= good), default=0)
    return Report(
        size=len(entries),
        faults=tuple({(one.first, one.remark.in_english()): one for one in faults}.values()),
        erased=sum(one.body is None for one in entries),
        witnessed=witnessed,
        newest=max((*inside, *outside), key=lambda one: one.checkpoint.size, default=None),
        unwitnessed_since=_time_of(entries[witnessed]) if witnessed < len(entries) else None,
    )


def entry_faults(entries: Iterable[ExportedEntry]) -> Iterator[Fault]:
    """Check each entry alone: its hash, its form, and that its body is the one it commits to."""
    for one in entries:
        try:
            entry = parse_entry(one.leaf)
        except InputError:
            yield fault(FaultKind.ENTRY_CHANGED, one.index)
            continue
        if leaf_hash(one.leaf) != one.hash:
            yield fault(FaultKind.ENTRY_CHANGED, one.index)
        if one.body is not None and one.salt is not None:
            fits = len(one.salt) == SALT_BYTES and commitment(one.body, one.salt) == entry.commitment
            if not fits:
                yield fault(FaultKind.BODY_CHANGED, one.index)


def _signed(
    notes: Iterable[str],
    log_key: VerifierKey,
    known: Sequence[VerifierKey],
    trusted: Sequence[VerifierKey],
    faults: list[Fault],
) -> Iterator[Signed]:
    """Read checkpoints; those that the log did not sign, or whose known signatures are wrong, become faults."""
    for number, text in enumerate(notes):
        try:
            checkpoint, note = open_checkpoint(text, log_key)
            words = [(key, cosignatures(note, [key])) for key in dict.fromkeys(known)]
        except InputError:
            faults.append(fault(FaultKind.BAD_CHECKPOINT, number=number))
            continue
        if _has_strangers(note, (log_key, *known)):
            faults.append(fault(FaultKind.UNKNOWN_SIGNATURE, number=number))
        yield Signed(checkpoint, tuple(word for key, its in words if key in trusted for word in its))


def _has_strangers(note: Note, known: Sequence[VerifierKey]) -> bool:
    return any(not any(line.is_of(key) for key in known) for line in note.lines)


def _unbroken(entries: Sequence[ExportedEntry]) -> list[ExportedEntry]:
    """Give the entries in the order of their numbers, up to the first that is missing."""
    first_of: dict[int, ExportedEntry] = {}
    for one in entries:
        first_of.setdefault(one.index, one)
    unbroken: list[ExportedEntry] = []
    while len(unbroken) in first_of:
        unbroken.append(first_of[len(unbroken)])
    return unbroken


def _roots_by_size(signed: Iterable[Signed]) -> dict[int, dict[bytes, bool]]:
    """Give the roots that were signed for each size, and whether a trusted witness signed them too."""
    by_size: dict[int, dict[bytes, bool]] = {}
    for one in signed:
        roots = by_size.setdefault(one.checkpoint.size, {})
        roots[one.checkpoint.root] = roots.get(one.checkpoint.root, False) or bool(one.cosignatures)
    return by_size


def _end_faults(entries: Sequence[ExportedEntry], size: int, by_size: dict[int, dict[bytes, bool]]) -> Iterator[Fault]:
    """Compare where the entries end with where the header, the log and witnesses say they end."""
    here, signed = len(entries), max(by_size, default=0)
    seen = max((at for at, roots in by_size.items() if any(roots.values())), default=0)
    if size < here:
        yield fault(FaultKind.UNREADABLE, line=1)
    if seen > here:
        yield fault(FaultKind.TAIL_CUT_WITNESSED, here, seen - 1, size=seen)
    elif max(size, signed) > here:
        yield fault(FaultKind.TAIL_CUT, here, max(size, signed) - 1, size=max(size, signed))
    if signed < here:
        yield fault(FaultKind.UNSIGNED_TAIL, signed, here - 1)


def _compare(entries: Sequence[ExportedEntry], by_size: dict[int, dict[bytes, bool]]) -> tuple[int, Fault | None]:
    """Compare the tree over the entries with each signed root; give how far it agrees, and the first difference."""
    frontier = good = Frontier()
    for at in sorted(size for size in by_size if size <= len(entries)):
        for one in entries[frontier.size : at]:
            frontier, _ = frontier.append(one.hash)
        for root, witnessed in by_size[at].items():
            if root != frontier.root():
                window = [one.hash for one in entries[good.size : at + 1]]
                return good.size, name_difference(good, window, at, root, witnessed=witnessed)
        good = frontier
    return good.size, None


def _time_of(entry: ExportedEntry) -> datetime | None:
    try:
        return parse_entry(entry.leaf).at
    except InputError:
        return None
