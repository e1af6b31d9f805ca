"""Backups: sealed to both envelopes and the shift leads, kept 35 days; a restore brings nobody back who was erased."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from openevac.domain.errors import InputError
from openevac.domain.records import ErasureReason
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.erasing import erase_household, forget_old_pages
from openevac.services.log.look_after import faults_of_ledger
from openevac.services.log.tree import frontier, root_at
from openevac.services.work.dump import Counted, read_rows, write_rows
from openevac.store.models import Erasure, Household, Person, RecoveryEnvelope
from openevac.vault.age import OpenedIdentity
from openevac.vault.backup import BackupHeader, open_backup, read_header, seal_backup
from openevac.vault.erasure import Erasure as ListedErasure
from openevac.vault.erasure import read_erasures, write_erasures
from openevac.vault.records import RecordKind

CONTENT = "rows-1"
KEPT_FOR = timedelta(days=35)
ENDING = ".oevbackup"
ERASURES = "erasures.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupAsked:
    """Asks for a backup; the entry it writes is inside it."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupBegun:
    """To whom the backup is sealed, and when it was begun."""

    organisation: str
    recipients: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A backup on the disk."""

    file: str
    rows: int
    size_bytes: int
    ledger_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back, what was erased again, and what does not fit."""

    header: BackupHeader
    rows: int
    erased_again: int
    faults: tuple[Remark, ...]


def make_backup(order: Order, folder: Path, counted: Counted | None = None) -> BackupMade:
    """Write a sealed backup into a folder; the file appears whole or not at all. Old backups go."""
    begun = carry_out(order, Action.BACK_UP, BackupAsked(), BackupBegun, _begin)
    folder.mkdir(parents=True, exist_ok=True)
    size = frontier().size
    header = BackupHeader(
        content=CONTENT,
        organisation=begun.organisation,
        made_at=begun.at,
        ledger_size=size,
        ledger_root=root_at(size).hex(),
    )
    path = folder / f"{begun.at:%Y%m%dT%H%M%SZ}-{begun.organisation}{ENDING}"
    with tempfile.TemporaryFile(dir=folder) as rows:
        count = write_rows(rows, counted)
        rows.seek(0)
        part = path.with_suffix(".part")
        with part.open("wb") as sink:
            seal_backup(rows, sink, header, begun.recipients)
            sink.flush()
            os.fsync(sink.fileno())
    part.rename(path)
    write_erasure_list(folder)
    remove_old_backups(folder, begun.at)
    return BackupMade(file=path.name, rows=count, size_bytes=path.stat().st_size, ledger_size=size)


def restore_backup(
    file: Path, identity: str | OpenedIdentity, at: datetime, lists: Iterable[Path], counted: Counted | None = None
) -> Restored:
    """Restore into empty tables, then erase again everybody who was erased since the backup, then look it all through.

    `lists` are the erasure lists that lie beside the backups; the newest of them must be given, or somebody who asked
    to be forgotten would come back.
    """
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows"
        with file.open("rb") as source:
            header = read_header(source)
        if header.content != CONTENT:
            raise InputError("This backup holds something else.", "Choose a backup of the record.", file=file.name)
        with file.open("rb") as source:
            header = open_backup(source, rows, identity)
        with rows.open("rb") as source:
            count = read_rows(source, counted)
    again = _erase_again(lists, at)
    forget_old_pages()
    faults = [*faults_of_ledger()]
    if frontier().size < header.ledger_size:
        faults.append(Remark(text="The ledger is shorter than the backup says."))
    return Restored(header=header, rows=count, erased_again=again, faults=tuple(faults))


def write_erasure_list(folder: Path) -> None:
    """Write who was erased, by random codes, beside the backups: a restore on another computer reads it there."""
    listed = [
        ListedErasure(kind=RecordKind.HOUSEHOLD, record=row.household.hex, at=row.erased_at)
        for row in Erasure.objects.order_by("erased_at", "id")
    ]
    part = folder / f"{ERASURES}.part"
    part.write_bytes(write_erasures(listed))
    part.rename(folder / ERASURES)


def remove_old_backups(folder: Path, now: datetime) -> tuple[str, ...]:
    """Remove backups older than 35 days; gives their names. What cannot be read as a backup is left alone."""
    gone = []
    for path in sorted(folder.glob(f"*{ENDING}")):
        with path.open("rb") as source:
            try:
                made_at = read_header(source).made_at
            except InputError:
                continue
        if now - made_at > KEPT_FOR:
            path.unlink()
            gone.append(path.name)
    return tuple(gone)


def _begin(doing: Doing, asked: BackupAsked) -> BackupBegun:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    leads = [
        one.recipient
        for one in Person.objects.filter(organisation=doing.organisation, revoked_at=None).exclude(recipient="")
        if Role.SHIFT_LEAD.value in one.roles
    ]
    paper = RecoveryEnvelope.objects.filter(organisation=doing.organisation).values_list("recipient", flat=True)
    recipients = tuple(sorted({*leads, *paper}))
    doing.say(f"organisation:{doing.organisation.id}", reason=asked.reason, recipients=len(recipients))
    return BackupBegun(organisation=doing.organisation.id, recipients=recipients, at=doing.now)


def _erase_again(lists: Iterable[Path], at: datetime) -> int:
    """Erase everybody on the lists who is there; open missions are no excuse: the wish came first."""
    wanted = {UUID(one.record) for path in lists for one in read_erasures(path.read_bytes())}
    count = 0
    with transaction.atomic():
        for row in Household.objects.filter(id__in=wanted):
            erase_household(row.organisation_id, row.id, at, ErasureReason.RESTORED, even_under_way=True)
            count += 1
    return count
