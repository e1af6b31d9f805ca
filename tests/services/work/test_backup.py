"""Backups come back whole on an empty store, bring nobody back who was erased, and every damage is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from openevac.domain.errors import InputError
from openevac.domain.records import ErasureReason
from tests.services.cast import ORGANISATION, PASSPHRASE, Cast
from tests.services.test_kernel import rename


def household(cast: Cast, name: str) -> UUID:
    """Keep one invented household with a request, its tag, its sealed record, and what the ledger says of it."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.domain.roles import Action, Resource, ResourceKind
    from openevac.services.kernel.command import Doing, carry_out
    from openevac.services.kernel.sealed import SealedIn, keep_sealed
    from openevac.store.models import EvacuationRequest, Evacuee, Household, RequestTag
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    sealed = seal_identity(cast.keys("olena"), RecordKind.HOUSEHOLD, HouseholdIdentity(asker=name))

    def keep(doing: Doing, given: SealedIn) -> str:
        doing.require(Resource(kind=ResourceKind.REQUEST, organisation=doing.organisation.id))
        record = keep_sealed(doing, given, RecordKind.HOUSEHOLD)
        home = Household.objects.create(organisation=doing.organisation, identity=record, created_at=doing.now)
        number = EvacuationRequest.objects.count()
        request = EvacuationRequest.objects.create(
            organisation=doing.organisation, household=home, receipt=f"К-{number}", channel="phone", asker="self",
            received_at=doing.now, registered_by="olena", changed_at=doing.now, walks=1,
        )  # fmt: skip
        RequestTag.objects.create(request=request, organisation=ORGANISATION, kind="phone", tag=f"tag-{number}")
        Evacuee.objects.create(organisation=doing.organisation, household=home, code=f"A{number}", mobility="walks")
        doing.say(f"request:{request.receipt}", household=home.id)
        return home.id.hex

    return UUID(carry_out(cast.order("olena"), Action.REGISTER_REQUEST, sealed, str, keep))


def backup(cast: Cast, folder: Path) -> Any:
    from openevac.services.work.backup import make_backup

    return make_backup(cast.order("liudmyla"), folder)


def lead_identity() -> str:
    from openevac.services.keys.key_material import key_material
    from openevac.vault.keys import open_personal_key

    return open_personal_key(key_material(ORGANISATION, "liudmyla").sealed_key, PASSPHRASE).identity


def empty_store() -> None:
    """Empty every table, as a new computer has them."""
    from django.apps import apps
    from django.db import connection, transaction

    with transaction.atomic():
        connection.check_constraints()
        for model in apps.get_app_config("store").get_models():
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608 - names of our own tables
                else:
                    cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')


def everything() -> dict[str, list[Any]]:
    from django.apps import apps

    return {
        model.__name__: [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in model._default_manager.order_by("pk").values_list()
        ]
        for model in apps.get_app_config("store").get_models()
        if model.__name__ != "Heartbeat"
    }


def restore(file: Path, identity: str, cast: Cast, *lists: Path) -> Any:
    from openevac.services.work.backup import restore_backup

    return restore_backup(file, identity, cast.clock.now(), lists)


def test_every_row_comes_back_as_it_was(fresh_cast: Cast, tmp_path: Path) -> None:
    for number in range(5):
        household(fresh_cast, f"Вигадана {number}")
    made = backup(fresh_cast, tmp_path)
    identity = lead_identity()
    before = everything()
    empty_store()
    back = restore(tmp_path / made.file, identity, fresh_cast)
    assert everything() == before
    assert (back.faults, back.erased_again, back.rows) == ((), 0, made.rows)
    rename(fresh_cast.order("kateryna"), "Працює далі")


def test_who_was_erased_after_the_backup_is_not_brought_back(fresh_cast: Cast, tmp_path: Path) -> None:
    from django.db import transaction

    from openevac.services.kernel.erasing import erase_household
    from openevac.services.work.backup import ERASURES, write_erasure_list
    from openevac.store.models import Household, LedgerBody, SealedRecord

    stays, goes = household(fresh_cast, "Лишається"), household(fresh_cast, "Іде")
    made = backup(fresh_cast, tmp_path)
    with transaction.atomic():
        erase_household(ORGANISATION, goes, fresh_cast.clock.now(), ErasureReason.WISH)
    write_erasure_list(tmp_path)
    identity = lead_identity()
    empty_store()
    back = restore(tmp_path / made.file, identity, fresh_cast, tmp_path / ERASURES)
    assert back.erased_again == 1
    assert back.faults == ()
    assert set(Household.objects.values_list("id", flat=True)) == {stays}
    assert SealedRecord.objects.count() == 1
    assert not LedgerBody.objects.filter(household=goes).exists()


def test_a_restored_ledger_that_a_witness_has_not_signed_is_said(cast: Cast) -> None:
    """Cut and rewritten with its own key a ledger fits itself; only the witness's root shows it."""
    from openevac.cli.record.backups import _rewritten
    from openevac.ledger.checkpoint import Checkpoint
    from openevac.services.log.tree import frontier, root_at

    rename(cast.order("kateryna"), "Перша")
    size = frontier().size
    signed = Checkpoint(origin="openevac/dopomoha", size=size, root=root_at(size))
    rename(cast.order("kateryna"), "Друга")
    assert _rewritten(signed) == []
    (fault,) = _rewritten(Checkpoint(origin=signed.origin, size=size, root=bytes(32)))
    assert "not those that the ledger witness has signed" in fault.text
    longer = Checkpoint(origin=signed.origin, size=size + 5, root=bytes(32))
    assert _rewritten(longer) == [], "nothing to compare: that entries lack is said elsewhere"


def test_a_backup_opens_for_the_lead_and_nobody_else(fresh_cast: Cast, tmp_path: Path) -> None:
    from openevac.services.keys.key_material import key_material
    from openevac.vault.keys import open_personal_key

    made = backup(fresh_cast, tmp_path)
    olena = open_personal_key(key_material(ORGANISATION, "olena").sealed_key, PASSPHRASE).identity
    empty_store()
    with pytest.raises(InputError):
        restore(tmp_path / made.file, olena, fresh_cast)
    assert not any(everything().values()), "nothing half-restored"


@pytest.mark.parametrize("damage", ["cut", "flip", "header"])
def test_a_damaged_backup_is_refused_and_leaves_the_store_empty(fresh_cast: Cast, tmp_path: Path, damage: str) -> None:
    household(fresh_cast, "Вигадана")
    path = tmp_path / backup(fresh_cast, tmp_path).file
    identity = lead_identity()
    whole = bytearray(path.read_bytes())
    if damage == "cut":
        del whole[-40:]
    elif damage == "flip":
        whole[len(whole) // 2] ^= 1
    else:
        whole = bytearray(bytes(whole).replace(b'"ledger_size":', b'"ledger_size":9', 1))
    path.write_bytes(whole)
    empty_store()
    with pytest.raises(InputError):
        restore(path, identity, fresh_cast)
    assert not any(everything().values())


def test_a_backup_is_not_restored_over_what_is_there(fresh_cast: Cast, tmp_path: Path) -> None:
    made = backup(fresh_cast, tmp_path)
    with pytest.raises(InputError, match="not empty"):
        restore(tmp_path / made.file, lead_identity(), fresh_cast)


def test_no_name_and_no_plain_row_is_in_a_backup(fresh_cast: Cast, tmp_path: Path) -> None:
    household(fresh_cast, "Голка Вигаданівна")
    raw = (tmp_path / backup(fresh_cast, tmp_path).file).read_bytes()
    for needle in ("Голка", "olena", "household", "К-0"):
        assert needle.encode() not in raw


def test_backups_older_than_35_days_go(fresh_cast: Cast, tmp_path: Path) -> None:
    first = backup(fresh_cast, tmp_path)
    fresh_cast.clock.pass_time(days=34)
    second = backup(fresh_cast, tmp_path)
    assert (tmp_path / first.file).exists()
    fresh_cast.clock.pass_time(days=2)
    (tmp_path / "notes.oevbackup").write_text("a file of somebody")
    backup(fresh_cast, tmp_path)
    assert not (tmp_path / first.file).exists()
    assert (tmp_path / second.file).exists()
    assert (tmp_path / "notes.oevbackup").exists()


def test_others_write_while_a_backup_is_made(fresh_cast: Cast, tmp_path: Path) -> None:
    """The backup is of one moment: what is written meanwhile is not in it, and does not wait for it."""
    import threading

    from django.db import connection

    from openevac.services.work import dump

    household(fresh_cast, "Вигадана")
    written = threading.Event()

    def write_meanwhile(table: str, share: float) -> None:
        if table != "CommandRecord" or written.is_set():
            return
        thread = threading.Thread(target=one_more)
        thread.start()
        thread.join(timeout=10)
        written.set()

    def one_more() -> None:
        rename(fresh_cast.order("kateryna"), "Поки робиться копія")
        connection.close()

    with (tmp_path / "rows").open("wb") as sink:
        dump.write_rows(sink, write_meanwhile)
    assert written.is_set()
    empty_store()
    with (tmp_path / "rows").open("rb") as source:
        dump.read_rows(source)
    from openevac.services.log.look_after import faults_of_ledger

    assert faults_of_ledger() == ()


def test_retention_lets_expired_rows_go_and_nothing_else(cast: Cast) -> None:
    from openevac.services.work.retention import run_retention
    from openevac.store.models import CommandRecord, EvacuationRequest, Household, LedgerBody, LedgerEntry

    old, young = household(cast, "Стара"), household(cast, "Молода")
    EvacuationRequest.objects.filter(household=old).update(closed_at=cast.clock.now())
    cast.clock.pass_time(days=89)
    assert "Household" not in run_retention(cast.worker()).rows
    cast.clock.pass_time(days=2)
    entries = LedgerEntry.objects.count()
    gone = run_retention(cast.worker()).rows
    assert gone["Household"] == 1
    assert set(Household.objects.values_list("id", flat=True)) == {young}
    assert LedgerEntry.objects.count() == entries + 1
    assert not LedgerBody.objects.filter(household=old).exists()
    assert not CommandRecord.objects.filter(at__lt=cast.clock.now() - timedelta(days=35)).exists()


def test_only_the_program_runs_retention(cast: Cast) -> None:
    from openevac.services.work.retention import run_retention

    with pytest.raises(InputError, match="by the program alone"):
        run_retention(cast.order("liudmyla"))


def test_who_was_handed_over_and_never_registered_goes_too_and_a_walk_up_after_their_time(cast: Cast) -> None:
    from openevac.services.work.retention import run_retention
    from openevac.store.models import EvacuationRequest, Evacuee, Household, Registration, Shelter

    handed = household(cast, "Передана")
    EvacuationRequest.objects.filter(household=handed).update(status="handed_over")
    waits = household(cast, "Чекає")
    walk_up = Household.objects.create(organisation_id=ORGANISATION, created_at=cast.clock.now())
    shelter = Shelter.objects.create(organisation_id=ORGANISATION, code="school", lon=36.3, lat=49.9)
    person = Evacuee.objects.create(organisation_id=ORGANISATION, household=walk_up, code="АКТ-297", mobility="walks")
    cast.clock.pass_time(days=60)
    Registration.objects.create(
        organisation_id=ORGANISATION, code="АКТ-297", shelter=shelter, household=walk_up, evacuee=person,
        arrived_at=cast.clock.now(), arrived_by="on_foot", registered_by="raisa",
    )  # fmt: skip
    cast.clock.pass_time(days=31)
    assert run_retention(cast.worker()).rows["Household"] == 1
    assert set(Household.objects.values_list("id", flat=True)) == {waits, walk_up.id}
    cast.clock.pass_time(days=60)
    run_retention(cast.worker())
    assert set(Household.objects.values_list("id", flat=True)) == {waits}
