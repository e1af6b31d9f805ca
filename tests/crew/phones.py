"""Phones of a crew in a real browser: each has storage of its own, is enrolled at the base, and records and sends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tests.services.cast import ORGANISATION

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.desk import Desk

MODULES = """const [outbox, signing, folding, writing, loop, database] = await Promise.all([
  "store/outbox.js", "keys/signing.js", "logic/fold.js", "logic/canonical.js", "sync/sync.js", "store/database.js",
].map((name) => import(globalThis.crewFiles + name)));"""


@dataclass
class Phone:
    """One phone: its code word, and a page of its browser on which modules of the app are at hand."""

    code: str
    page: Page
    files: str

    def does(self, script: str, given: Any = None) -> Any:
        """Run a script that finds the app's modules under short names; `given` is what it is told."""
        self.page.evaluate("files => { globalThis.crewFiles = files; }", self.files)
        return self.page.evaluate(f"async (given) => {{ {MODULES} {script} }}", given)

    def begins(self, script: str, given: Any = None) -> None:
        """Begin a script and do not wait for it; `globalThis.ended` is its promise."""
        self.page.evaluate("files => { globalThis.crewFiles = files; }", self.files)
        begun = f"(async () => {{ {MODULES} {script} }})()"
        self.page.evaluate(f"(given) => {{ globalThis.ended = {begun}; globalThis.ended.catch(() => {{}}); }}", given)

    def makes_key(self) -> bytes:
        """Draw the signing key; gives the public half."""
        return bytes(self.does("return [...(await signing.makeSigningKey()).publicKey];"))

    def knows_itself(self) -> None:
        """Keep what the base answered to the enrolment."""
        token = f"token of {self.code}"
        self.does("await signing.saveDevice(given);", {"code": self.code, "organisation": ORGANISATION, "token": token})

    def records(self, mission: str, facts: list[dict[str, str]], at_ms: int) -> list[dict[str, Any]]:
        """Record facts one after the other, a second apart."""
        script = """const ops = [];
          for (const [place, fact] of given.facts.entries()) {
            ops.push(await outbox.record({ mission: given.mission, ...fact }, given.at_ms + place * 1000));
          }
          return ops;"""
        ops: list[dict[str, Any]] = self.does(script, {"mission": mission, "facts": facts, "at_ms": at_ms})
        return ops

    def ops(self, mission: str) -> list[dict[str, Any]]:
        ops: list[dict[str, Any]] = self.does("return outbox.opsOf(given);", mission)
        return ops

    def hears(self, ops: list[dict[str, Any]]) -> dict[str, int]:
        told: dict[str, int] = self.does("return outbox.takeIn(given);", ops)
        return told

    def state(self, mission: str) -> str:
        """Give the folded state as canonical JSON."""
        text: str = self.does("return writing.canonicalJson(folding.fold(await outbox.opsOf(given)));", mission)
        return text

    def answers(self, mission: str) -> dict[str, dict[str, str]]:
        """Give what the base answered, by op."""
        return {one["id"]: one for one in self.does("return outbox.answersOf(given);", mission)}


def enrolled(phone: Phone, person: str, desk: Desk) -> Phone:
    """Let the base know a phone, as enrolment does, and the phone itself."""
    from openevac.store.models import Device, Person

    Device.objects.create(
        organisation_id=ORGANISATION, code=phone.code, kind="crew_phone", public_key=phone.makes_key(),
        token=sha256(f"token of {phone.code}".encode()).hexdigest(), person=Person.objects.get(code=person),
        enrolled_at=desk.cast.clock.now(),
    )  # fmt: skip
    phone.knows_itself()
    return phone


def without_signature(op: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in op.items() if name != "signature"}


def text_of(op: dict[str, Any]) -> str:
    """Give the canonical text of an op that came from a browser."""
    plain = without_signature(op)
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
