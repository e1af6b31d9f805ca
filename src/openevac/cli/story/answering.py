"""Chapter seven: what somebody may have to answer for, what leaves the house, and who wants to be forgotten."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

from openevac.cli.client.sealing import seal_identity
from openevac.cli.story.scene import Scene
from openevac.domain.events import RequestStatus
from openevac.domain.incidents import IncidentKind, KnownBy, MayUse
from openevac.vault.identities import IncidentStatement
from openevac.vault.records import RecordKind

if TYPE_CHECKING:
    from openevac.services.kernel.sealed import SealedIn

PHOTO = b"\xff\xd8 an invented photograph of a van's roof \xff\xd9" * 64


def answer_for(scene: Scene) -> None:
    """Record an incident with an exhibit, let nobody approve their own export, forget whoever asks for it."""
    scene.tell.chapter("What is kept to be answered for")
    _record(scene)
    _export(scene)
    _forget(scene)


def _record(scene: Scene) -> None:
    from openevac.services.records.custody import TakeExhibit, take_exhibit
    from openevac.services.records.record_incident import RecordIncident, record_incident

    words = IncidentStatement(told_by="Вигаданий водій", words="Дрон ішов за бусом до лісосмуги.")
    asked = RecordIncident(
        kind=IncidentKind.DRONE_STRIKE,
        happened_at=scene.clock.at - timedelta(hours=8),
        known_by=KnownBy.SEEN,
        may_use=MayUse.PROSECUTOR,
        katottg=scene.world.index.one("Куп’янськ").katottg,
        vehicle_marked=True,
        statement=seal_identity(scene.cast.keys("dmytro"), RecordKind.INCIDENT, words),
    )
    code = record_incident(scene.cast.order("dmytro"), asked).code
    taken = take_exhibit(
        scene.cast.order("dmytro"),
        TakeExhibit(
            incident=code, sha256=sha256(PHOTO).hexdigest(), size_bytes=len(PHOTO), media_type="image/jpeg",
            original=_sealed(scene),
        ),
    )  # fmt: skip
    scene.tell.say("{incident} is recorded as seen, with one photograph: sealed, never changed.", incident=code)
    scene.tell.under("SHA-256 {digest}", digest=sha256(PHOTO).hexdigest())
    scene.tell.codes["incident"] = {"code": code, "exhibit": taken.exhibit.hex}


def _sealed(scene: Scene) -> SealedIn:
    """Seal the bytes of a photograph as the documenter's client does."""
    from openevac.services.kernel.sealed import SealedIn

    unlocked, record = scene.cast.keys("dmytro"), uuid4()
    sealed = unlocked.keyring.seal(RecordKind.EXHIBIT, record.hex, PHOTO)
    return SealedIn(
        id=record, kind=RecordKind.EXHIBIT, recipient=sealed.recipient, payload=sealed.payload,
        wraps=dict(sealed.wraps), epochs={role: unlocked.epochs[role] for role in sealed.wraps},
    )  # fmt: skip


def _export(scene: Scene) -> None:
    from openevac.services.records.exports import AnswerExport, AskExport, WhatLeaves, approve_export, ask_export

    asked = ask_export(
        scene.cast.order("kateryna"), AskExport(what=WhatLeaves.INCIDENTS, reason="запит прокуратури, вигаданий")
    )
    scene.tell.say("{person} asks for an export of incidents and tries to approve it too:", person="kateryna")
    own = AnswerExport(export=asked.export)
    scene.tell.refused("own_export", lambda: approve_export(scene.cast.order("kateryna"), own))
    state = approve_export(scene.cast.order("liudmyla"), own)
    scene.require("the second person approves", holds=state.approved)
    scene.tell.say("{person} approves it.", person="liudmyla")


def _forget(scene: Scene) -> None:
    from openevac.services.records.erase_person import ErasePerson, erase_person
    from openevac.services.requests.close_request import CloseRequest, close_request
    from openevac.services.requests.see_request import see_request

    receipt = scene.role("forget_us")
    left = CloseRequest(receipt=receipt, end=RequestStatus.LEFT_BY_THEMSELVES, reason="самі виїхали, просять забути")
    close_request(scene.cast.order("olena"), left)
    gone = erase_person(scene.cast.order("liudmyla"), ErasePerson(receipt=receipt))
    scene.tell.say(
        "{request} has left by themselves and asks to be forgotten: {people} people, {sealed} sealed records gone.",
        request=receipt, people=gone.people, sealed=gone.sealed,
    )  # fmt: skip
    scene.tell.under("Somebody looks for them:")
    scene.tell.refused("erased", lambda: see_request(scene.cast.asking("kateryna"), receipt))
    scene.tell.codes["erased"] = receipt
