"""Chapter two: forty requests by telephone, from yesterday's sheet and from a pasted chat, sealed before they leave."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from openevac.cli.client.household import seal_request
from openevac.cli.client.sealing import seal_identity
from openevac.cli.story.clock import LOCAL
from openevac.cli.story.scene import Scene
from openevac.cli.story.world import paper
from openevac.domain.events import Channel
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import AgeBand, Sex
from openevac.feeds.intake import IntakePreview, IntakeRow
from openevac.feeds.intake_rows import RowReader
from openevac.rules.lure import ControlAnswer
from openevac.vault.identities import EvacueeIdentity
from openevac.vault.records import RecordKind

if TYPE_CHECKING:
    from openevac.services.requests.new_request import NewEvacuee, RegisterRequest

COALITION_KEY = sha256(b"invented coalition key of the story").digest()
"""Shared by the invented organisation and the one next door; a real one is drawn and sealed to each."""
REQUESTS = 40


def take_requests(scene: Scene) -> None:
    """Take all requests in, then look at the one that smells of bait and at the one that rang twice."""
    scene.tell.chapter("Forty requests through three channels")
    take_calls(scene, "calls.toml")
    _take_sheet(scene)
    _take_chat(scene)
    scene.require("forty requests are on record", holds=len(scene.registered) == REQUESTS)
    scene.tell.codes["requests"] = list(scene.registered)
    scene.tell.codes["roles"] = dict(scene.roles)
    _show_lure(scene)
    _link_repeat(scene)


def take_calls(scene: Scene, calls_paper: str) -> None:
    """Type the calls of one paper while people speak."""
    from openevac.services.requests.register_request import register_request

    before = len(scene.registered)
    calls = tomllib.loads(paper(calls_paper).decode("utf-8"))["call"]
    for number, call in enumerate(calls):
        operator = ("olena", "oksana")[number % 2]
        asked = _typed(scene, operator, number, call)
        told = register_request(scene.cast.order(operator), asked)
        scene.registered[told.receipt] = told
        if "role" in call:
            scene.roles[call["role"]] = told.receipt
        scene.wait(minutes=5)
    first, last = (list(scene.registered)[at] for at in (before, -1))
    scene.tell.say(
        "{count} calls were typed while people spoke: {first} to {last}.", count=len(calls), first=first, last=last
    )


def _typed(scene: Scene, operator: str, number: int, call: dict[str, Any]) -> RegisterRequest:
    """Read what an operator typed, seal it with the operator's keys, and give what the service gets."""
    from openevac.services.requests.new_request import Noticed

    ticks = dict(call.get("noticed", {}))
    if "control" in ticks:
        ticks["control"] = ControlAnswer(ticks["control"])
    reader = RowReader(file="", zone=LOCAL, ground=scene.world.ground, now=scene.clock.now(), heading=lambda name: name)
    row = reader.read(number, {name: (text,) for name, text in call["cells"].items()})
    asked, _ = seal_request(scene.cast.keys(operator), row, Channel.PHONE, noticed=Noticed(**ticks))
    if "people" in call:
        asked = replace(asked, people=tuple(_person(scene, operator, one) for one in call["people"]))
    if call.get("role") == "partner":
        asked = replace(asked, coalition_tags=(_coalition_tag(row),))
    return asked


def _person(scene: Scene, operator: str, said: dict[str, str]) -> NewEvacuee:
    from openevac.services.requests.new_request import NewEvacuee

    words = EvacueeIdentity(name=said["name"], health=said.get("health", ""))
    return NewEvacuee(
        mobility=MobilityClass(said["mobility"]),
        age_band=AgeBand(said["age_band"]),
        sex=Sex(said["sex"]),
        bed=BedKind(said.get("bed", BedKind.ORDINARY)),
        identity=seal_identity(scene.cast.keys(operator), RecordKind.EVACUEE, words),
    )


def _coalition_tag(row: IntakeRow) -> str:
    from openevac.vault.tags import claim_phone_tag

    return claim_phone_tag(COALITION_KEY, row.phones[0])


def _take_sheet(scene: Scene) -> None:
    from openevac.feeds.intake_sheet import read_intake_sheet

    path = scene.home / "yesterday.csv"
    path.write_text(scene.day.dated(paper("sheet.csv").decode("utf-8")), encoding="utf-8", newline="")
    preview = read_intake_sheet(path, LOCAL, scene.world.ground, scene.clock.now())
    taken = _import(scene, "oksana", preview, Channel.SHEET)
    scene.tell.say("Yesterday's sheet is pasted: {count} rows are taken.", count=taken)
    scene.tell.remarks(preview.remarks)
    # It holds names and doors in the clear; the desk keeps it no longer than it takes to read it.
    path.unlink()
    scene.wait(minutes=10)


def _take_chat(scene: Scene) -> None:
    from openevac.feeds.chat import read_chat

    paste = scene.day.dated(paper("chat.txt").decode("utf-8"))
    preview = read_chat(paste, LOCAL, scene.world.ground, scene.world.index.find, scene.clock.now())
    taken = _import(scene, "olena", preview, Channel.CHAT)
    scene.tell.say("A chat is pasted: {count} requests are read out of it and looked at.", count=taken)
    scene.tell.remarks(preview.remarks)
    scene.wait(minutes=10)


def _import(scene: Scene, operator: str, preview: IntakePreview, channel: Channel) -> int:
    from openevac.services.requests.import_requests import import_requests

    scene.require(f"everything of the {channel} can be read", holds=len(preview.good) == len(preview.rows))
    rows = tuple(_rows(scene, operator, preview.good, channel))
    taken = 0
    for one in import_requests(scene.cast.order(operator), rows):
        if one.registered is None:
            raise one.fault or AssertionError("a row was neither taken nor refused")
        scene.registered[one.registered.receipt] = one.registered
        taken += 1
    return taken


def _rows(scene: Scene, operator: str, rows: Iterable[IntakeRow], channel: Channel) -> Iterable[Any]:
    from openevac.services.requests.import_requests import ImportRow

    for row in rows:
        asked, _ = seal_request(scene.cast.keys(operator), row, channel)
        yield ImportRow(number=row.number, request=asked)


def _show_lure(scene: Scene) -> None:
    from openevac.services.requests.see_request import see_request

    receipt = scene.role("lure")
    told = scene.registered[receipt]
    scene.require("the bait is held", holds=told.held)
    (held,) = see_request(scene.cast.asking("kateryna"), receipt).holds
    scene.tell.say(
        "{request} is held, its owner is {owner}. A coordinator reads why:", request=receipt, owner=held.owner
    )
    scene.tell.remarks(held.signs)
    scene.tell.under("The one who asked is told nothing but a number. Nobody releases it in this story.")
    scene.tell.codes["lure"] = {"receipt": receipt, "owner": held.owner, "signs": len(held.signs)}


def _link_repeat(scene: Scene) -> None:
    from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate

    repeat = scene.role("repeat")
    likely = scene.registered[repeat].similar[0]
    scene.tell.say("{repeat} looks like {first}:", repeat=repeat, first=likely.receipt)
    scene.tell.remarks(likely.reasons)
    linked = link_duplicate(scene.cast.order("oksana"), LinkDuplicate(first=likely.receipt, repeat=repeat))
    scene.tell.under("It is linked, not dropped: both numbers lead to {first}.", first=linked.first)
    scene.tell.codes["linked"] = {"first": linked.first, "repeat": linked.repeat}
