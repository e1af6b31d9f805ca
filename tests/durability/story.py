"""A request's way from the call to being forgotten, one step a command: each can be met by a fault on its own.

`prepare` plays the story once and keeps, before every step, the database as it was, what the step is asked, and how
many rows every table has after it. A client then takes one step on a copy of that database. The same step asked again
must change nothing: its command has the same id and asks the same.
"""

from __future__ import annotations

import json
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.apps import apps

from openevac.domain.events import ArrivedBy, Channel, CheckInKind, ConfirmationKind, HybridTime, Op, OpKind
from openevac.domain.people import AgeBand
from openevac.ledger.note import KeyKind, SigningKey, parse_verifier_key
from openevac.ledger.witness import Cosigned, WitnessState, decide
from openevac.services.kernel.who import worker_of
from openevac.services.keys.key_material import key_material
from openevac.services.log.sign_checkpoint import newest_checkpoint, sign_checkpoint
from openevac.services.log.witnesses import NewWitness, keep_cosignature, keep_witness, request_for
from openevac.services.missions.accept_mission import AcceptMission, accept_mission
from openevac.services.missions.approve_mission import ApproveMission, approve_mission
from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission
from openevac.services.missions.hand_over import HandOver, hand_over
from openevac.services.missions.receive_ops import ReceiveOps, SignedOp, receive_ops, signed_text
from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
from openevac.services.reception.register_arrival import register_arrival
from openevac.services.records.erase_person import ErasePerson, erase_person
from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
from openevac.services.work.backup import make_backup
from openevac.store.models import (
    Checkpoint,
    CommandRecord,
    Cosignature,
    Device,
    EvacuationRequest,
    Evacuee,
    LedgerEntry,
    LogKey,
    Mission,
    Person,
    RequestTag,
)
from openevac.vault.backup import open_backup
from openevac.vault.keys import open_personal_key
from tests.durability.writing import register
from tests.services.cast import ORGANISATION, PASSPHRASE, Cast, TestClock
from tests.services.missions.country import settle

FACTS = "facts.json"
WITNESS = SigningKey("witness.example/one", KeyKind.COSIGNATURE, bytes(range(32)))
PHONE = SigningKey("phone-1", KeyKind.NOTE, bytes(range(32)))


@dataclass(frozen=True)
class Scene:
    """Where a step is taken: by which clock, in which folder, and what earlier steps left to know."""

    cast: Cast
    home: Path
    facts: dict[str, Any]

    def order(self, person: str, step: str) -> Any:
        """Give the order of a step; the same step always has the same id."""
        return self.cast.order(person, command_of(step))


def command_of(step: str) -> UUID:
    """Give the command id of a step."""
    return uuid5(NAMESPACE_URL, f"story:{step}")


def scene_at(home: Path) -> Scene:
    """Come to a folder that `prepare` made or a copy of it."""
    facts = json.loads((home / FACTS).read_text())
    return Scene(Cast(clock=TestClock(at=datetime.fromisoformat(facts["now"]))), home, facts)


def _register(_: Scene) -> None:
    register(command_of("register"))


def _confirm(scene: Scene) -> None:
    sign = Sign(kind=ConfirmationKind.CALL_BACK, source="call", channel=Channel.PHONE)
    confirm_request(scene.order("olena", "confirm"), ConfirmRequest(receipt=scene.facts["receipt"], sign=sign))


def _approve(scene: Scene) -> None:
    approve_mission(scene.order("kateryna", "approve"), ApproveMission(mission=scene.facts["mission"], version=1))


def _accept(scene: Scene) -> None:
    accept_mission(scene.order("stepan", "accept"), AcceptMission(mission=scene.facts["mission"], version=1))


def _dispatch(scene: Scene) -> None:
    dispatch_mission(scene.order("kateryna", "dispatch"), DispatchMission(mission=scene.facts["mission"], version=1))


def _board(scene: Scene) -> None:
    """Take what a phone wrote at the door: a word, two yeses, two boardings."""

    mission, ops = scene.facts["mission"], []
    said = [(OpKind.CHECK_IN, f"mission:{mission}", CheckInKind.ON_SCENE.value)]
    for kind, value in ((OpKind.OWN_YES, "yes"), (OpKind.BOARDED, "van-1")):
        said += [(kind, f"evacuee:{code}", value) for code in scene.facts["people"]]
    for number, (kind, subject, value) in enumerate(said, 1):
        made = Op(
            id=f"phone-1-{number}", device="phone-1", counter=number, kind=kind, mission=mission, subject=subject,
            value=value, happened_at=scene.cast.clock.now() - timedelta(minutes=10 - number),
            clock=HybridTime(1_000_000 + number, 0), seen={},
        )  # fmt: skip
        ops.append(SignedOp(op=made, signature=PHONE.sign(signed_text(made))))
    taken = receive_ops(scene.order("stepan", "board"), ReceiveOps(mission=mission, ops=tuple(ops)))
    if taken.refused or taken.waits or taken.conflicts:
        raise AssertionError(f"the phone's words were not taken: {taken}")


def _hand_over(scene: Scene) -> None:
    hand_over(scene.order("raisa", "hand over"), HandOver(mission=scene.facts["mission"], heads=2))


def _arrive(scene: Scene) -> None:
    people = tuple(ArrivingPerson(code=code) for code in scene.facts["people"])
    came = RegisterArrival(shelter="transit", arrived_by=ArrivedBy.MISSION, people=people)
    register_arrival(scene.order("raisa", "arrive"), came)


def _checkpoint(scene: Scene) -> None:
    sign_checkpoint(worker_of(ORGANISATION), scene.cast.clock)


def _cosign(scene: Scene) -> None:
    keep_cosignature(WITNESS.name, scene.facts["size"], b64decode(scene.facts["answer"]).decode(), scene.cast.clock)


def _back_up(scene: Scene) -> None:
    make_backup(scene.order("liudmyla", "back up"), scene.home / "backups")


def _erase(scene: Scene) -> None:
    erase_person(scene.order("kateryna", "erase"), ErasePerson(receipt=scene.facts["receipt"]))


STEPS: dict[str, Callable[[Scene], None]] = {
    "register": _register, "confirm": _confirm, "approve": _approve, "accept": _accept, "dispatch": _dispatch,
    "board": _board, "hand over": _hand_over, "arrive": _arrive, "checkpoint": _checkpoint, "cosign": _cosign,
    "back up": _back_up, "erase": _erase,
}  # fmt: skip
"""Every step, in the order of the story."""


def _plan_a_mission(scene: Scene) -> None:
    """Take in a household of two in the tiny country, plan, and give a crew's phone its key."""

    town = settle(scene.cast)
    receipt = town.request(people=({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.ELDER}), walks=2)
    (scene.facts["mission"],) = town.planned()
    household = EvacuationRequest.objects.get(receipt=receipt).household
    scene.facts["people"] = sorted(Evacuee.objects.filter(household=household).values_list("code", flat=True))
    Device.objects.create(
        organisation_id=ORGANISATION, code="phone-1", kind="crew_phone", public_key=PHONE.verifier.public,
        token=PHONE.name, person=Person.objects.get(code="stepan"), enrolled_at=scene.cast.clock.now(),
    )  # fmt: skip


def _know_the_receipt(scene: Scene) -> None:
    scene.facts["receipt"] = RequestTag.objects.get(tag=command_of("register").hex).request.receipt


def _wait_for_the_hour(scene: Scene) -> None:
    departs = Mission.objects.get(code=scene.facts["mission"]).departs_at
    scene.cast.clock.pass_time(seconds=(departs - scene.cast.clock.at).total_seconds())


def _drive(scene: Scene) -> None:
    scene.cast.clock.pass_time(minutes=40)


def _find_a_witness(scene: Scene) -> None:
    keep_witness(scene.cast.order("liudmyla"), NewWitness(vkey=WITNESS.verifier.text()))


def _ask_the_witness(scene: Scene) -> None:
    signed = newest_checkpoint()
    assert signed is not None
    state = WitnessState({}).knowing(parse_verifier_key(LogKey.objects.get(id=1).vkey))
    answer = decide(state, request_for(WITNESS.name, signed.size) or "", WITNESS, scene.cast.clock.now())
    assert isinstance(answer, Cosigned), answer
    scene.facts.update(size=signed.size, answer=b64encode(answer.text().encode()).decode())


BEFORE: dict[str, Callable[[Scene], None]] = {
    "register": _plan_a_mission, "confirm": _know_the_receipt, "dispatch": _wait_for_the_hour, "board": _drive,
    "checkpoint": _find_a_witness, "cosign": _ask_the_witness,
}  # fmt: skip
"""What has to be so before a step and is no step itself."""


def prepare(home: Path, folder: Path, settled: Callable[[], None]) -> None:
    """Play the story in `home`, and keep in `folder` the place before each step; `settled`: bring all into the file."""
    cast = Cast(clock=TestClock())
    scene = Scene(cast, home, {})
    for step, take in STEPS.items():
        if step in BEFORE:
            BEFORE[step](scene)
        settled()
        place = folder / step
        place.mkdir(parents=True)
        shutil.copy(home / "record.db", place)
        scene.facts["now"] = cast.clock.now().isoformat()
        take(scene)
        (place / FACTS).write_text(json.dumps(scene.facts | {"rows": rows()}))


def rows() -> dict[str, int]:
    """Count the rows of every table."""

    return {one.__name__: one._default_manager.count() for one in apps.get_app_config("store").get_models()}


def is_done(scene: Scene, step: str) -> bool:
    """Tell whether a step stands in the record."""

    if step == "checkpoint":
        return Checkpoint.objects.filter(size=LedgerEntry.objects.count()).exists()
    if step == "cosign":
        return Cosignature.objects.exists()
    return CommandRecord.objects.filter(id=command_of(step)).exists()


def faults_of(scene: Scene, step: str) -> list[str]:
    """Say what is not as it is when the step was taken once and nothing failed."""
    found = [
        f"{table}: {count} rows, not {scene.facts['rows'][table]}"
        for table, count in rows().items()
        if count != scene.facts["rows"][table]
    ]
    return found + (_faults_of_backups(scene) if step == "back up" else [])


def _faults_of_backups(scene: Scene) -> list[str]:
    """A backup is there whole or not at all."""

    identity = open_personal_key(key_material(ORGANISATION, "liudmyla").sealed_key, PASSPHRASE).identity
    wrong = []
    for path in (scene.home / "backups").glob("*.oevbackup"):
        try:
            with path.open("rb") as source:
                open_backup(source, scene.home / "rows", identity)
            (scene.home / "rows").unlink()
        except (ValueError, OSError) as fault:
            wrong.append(f"{path.name}: {fault}")
    return wrong
