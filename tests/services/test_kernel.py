"""The kernel of services: one transaction, one permission, one entry, the same answer twice."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from openevac.domain.roles import Action, Resource, ResourceKind, Role
from tests.services.cast import ORGANISATION, Cast

if TYPE_CHECKING:
    from openevac.services.kernel.command import Doing, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """Asks for a new title of the organisation: the smallest change there is."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What the organisation is called now."""

    title: str


def rename(order: Order, title: str) -> Title:
    from openevac.services.kernel.command import carry_out

    return carry_out(order, Action.KEEP_FLEET, Renamed(title=title), Title, _rename)


def _rename(doing: Doing, asked: Renamed) -> Title:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    doing.organisation.title = asked.title
    doing.organisation.save()
    doing.say(f"organisation:{doing.organisation.id}", length=len(asked.title))
    return Title(title=asked.title)


def title_now() -> str:
    from openevac.store.models import Organisation

    return Organisation.objects.get(id=ORGANISATION).title


def log_size() -> int:
    from openevac.store.models import LogHead

    return LogHead.objects.get(id=1).size


def test_a_command_changes_answers_and_writes_one_entry(cast: Cast) -> None:
    before = log_size()
    assert rename(cast.order("kateryna"), "Нова назва") == Title(title="Нова назва")
    assert title_now() == "Нова назва"
    assert log_size() == before + 1


def test_the_entry_opens_with_its_body_and_says_who_did_what(cast: Cast) -> None:
    from openevac.ledger.entries import opens, parse_entry
    from openevac.store.models import LedgerBody

    rename(cast.order("kateryna"), "Нова назва")
    body = LedgerBody.objects.select_related("entry").latest("entry_id")
    assert opens(parse_entry(bytes(body.entry.leaf)), bytes(body.body), bytes(body.salt))
    assert (body.actor, body.action, body.subject) == ("kateryna", "keep_fleet", f"organisation:{ORGANISATION}")
    assert "Нова назва" not in bytes(body.body).decode()


def test_the_same_command_again_gives_the_same_answer_and_does_nothing(cast: Cast) -> None:
    order = cast.order("kateryna")
    rename(order, "Перша")
    rename(cast.order("kateryna"), "Друга")
    size = log_size()
    assert rename(order, "Перша") == Title(title="Перша")
    assert title_now() == "Друга"
    assert log_size() == size


def test_a_command_id_used_for_something_else_is_a_conflict(cast: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict

    order = cast.order("kateryna")
    rename(order, "Перша")
    with pytest.raises(Conflict, match="used for something else"):
        rename(order, "Інша")
    with pytest.raises(Conflict):
        rename(cast.order("kyrylo", command_id=order.command_id), "Перша")


def test_who_may_not_is_refused_and_nothing_changes(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed

    before = (title_now(), log_size())
    with pytest.raises(NotAllowed, match="Only coordinators keep vehicles"):
        rename(cast.order("olena"), "Чужа назва")
    assert (title_now(), log_size()) == before


def test_roles_are_read_at_the_moment_of_asking(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.store.models import Person

    rename(cast.order("kateryna"), "Ще можна")
    Person.objects.filter(code="kateryna").update(revoked_at=cast.clock.now())
    with pytest.raises(NotAllowed, match="taken back"):
        rename(cast.order("kateryna"), "Вже ні")
    Person.objects.filter(code="kyrylo").update(roles=[Role.OPERATOR.value])
    with pytest.raises(NotAllowed):
        rename(cast.order("kyrylo"), "Вже ні")


def test_somebody_unknown_is_refused(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed

    with pytest.raises(NotAllowed, match="Nobody is known here"):
        rename(cast.order("outsider"), "Чужа назва")


def test_a_command_that_asks_for_no_permission_is_rolled_back(cast: Cast) -> None:
    from openevac.services.kernel.command import carry_out

    def forgets(doing: Doing, asked: Renamed) -> Title:
        doing.organisation.title = asked.title
        doing.organisation.save()
        doing.say("organisation:x")
        return Title(title=asked.title)

    before = title_now()
    with pytest.raises(AssertionError, match="no permission"):
        carry_out(cast.order("kateryna"), Action.KEEP_FLEET, Renamed(title="x"), Title, forgets)
    assert title_now() == before


def test_a_command_that_tells_the_ledger_nothing_is_rolled_back(cast: Cast) -> None:
    from openevac.services.kernel.command import carry_out

    def silent(doing: Doing, asked: Renamed) -> Title:
        doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
        doing.organisation.title = asked.title
        doing.organisation.save()
        return Title(title=asked.title)

    before = title_now()
    with pytest.raises(AssertionError, match="told the ledger nothing"):
        carry_out(cast.order("kateryna"), Action.KEEP_FLEET, Renamed(title="x"), Title, silent)
    assert title_now() == before


def test_proofs_from_the_stored_nodes_verify(cast: Cast) -> None:
    from openevac.ledger.log import Frontier, inclusion_proof, leaf_hash, verify_inclusion
    from openevac.store.models import LedgerEntry, LedgerNode, LogHead

    for number in range(11):
        rename(cast.order("kateryna"), f"Назва {number}")
    head = LogHead.objects.get(id=1)
    root = Frontier.from_bytes(bytes(head.frontier)).root()

    def node_of(level: int, place: int) -> bytes:
        return bytes(LedgerNode.objects.get(level=level, place=place).hash)

    for entry in LedgerEntry.objects.all():
        proof = inclusion_proof(entry.index, head.size, node_of)
        assert verify_inclusion(leaf_hash(bytes(entry.leaf)), entry.index, head.size, proof, root)


def test_sixteen_threads_with_the_same_command_do_it_once(fresh_cast: Cast) -> None:
    """A client that sends a command again and again while the first is still running."""
    from django.db import connection

    order = fresh_cast.order("kateryna", UUID(int=7))
    before = log_size()
    answers: list[Title] = []
    faults: list[BaseException] = []

    def send() -> None:
        try:
            answers.append(rename(order, "Одна назва"))
        except BaseException as fault:  # noqa: BLE001 - a fault in a thread must reach the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert answers == [Title(title="Одна назва")] * 16
    assert log_size() == before + 1


def test_an_unsealed_readers_list_is_refused(cast: Cast) -> None:
    """A record wrapped to a role that may not read it, or not to one that must, is refused from outside."""
    from dataclasses import replace

    from openevac.cli.client.sealing import seal_identity
    from openevac.domain.errors import InputError
    from openevac.services.kernel.command import Doing
    from openevac.services.kernel.refusals import Conflict
    from openevac.services.kernel.sealed import keep_sealed
    from openevac.services.kernel.who import load_actor
    from openevac.store.models import Organisation
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    order = cast.order("olena")
    doing = Doing(
        actor=load_actor(order.who, cast.clock.now()),
        action=Action.REGISTER_REQUEST,
        now=cast.clock.now(),
        organisation=Organisation.objects.get(id=ORGANISATION),
    )
    sealed = seal_identity(cast.keys("olena"), RecordKind.HOUSEHOLD, HouseholdIdentity(asker="Вигадана"))
    without_coordinator = replace(sealed, wraps={Role.OPERATOR: sealed.wraps[Role.OPERATOR]})
    with pytest.raises(InputError, match="exactly the roles"):
        keep_sealed(doing, without_coordinator, RecordKind.HOUSEHOLD)
    with pytest.raises(InputError, match="another kind"):
        keep_sealed(doing, sealed, RecordKind.EVACUEE)
    with pytest.raises(Conflict, match="was changed"):
        keep_sealed(doing, replace(sealed, epochs=dict.fromkeys(sealed.epochs, 2)), RecordKind.HOUSEHOLD)
    with pytest.raises(InputError, match="too large"):
        keep_sealed(doing, replace(sealed, payload=b"x" * 10_000_000), RecordKind.HOUSEHOLD)
    keep_sealed(doing, sealed, RecordKind.HOUSEHOLD)
    with pytest.raises(Conflict, match="is here already"):
        keep_sealed(doing, sealed, RecordKind.HOUSEHOLD)


def test_command_ids_are_not_shared_between_actions(cast: Cast) -> None:
    order = cast.order("kateryna", uuid4())
    rename(order, "Назва")
    from openevac.store.models import CommandRecord

    record = CommandRecord.objects.get(id=order.command_id)
    assert (record.action, record.actor, record.organisation) == ("keep_fleet", "kateryna", ORGANISATION)
