"""A crew's phone is taken after a day: its whole profile is read raw, and attacked with PIN, words or chip in hand."""

from __future__ import annotations

import base64
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.crew import attack
from tests.crew.phone import (
    PIN,
    WORDS,
    Phone,
    ask,
    chip,
    enrolled,
    in_hours,
    people_page,
    phone,
    playwright_here,
    run,
    sealed,
    with_mission,
)  # fmt: skip
from tests.needles.people import Invented, invent
from tests.needles.searching import Needles
from tests.torture import examples

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["phone", "playwright_here"]
pytestmark = pytest.mark.browser
HOW_MANY = examples(100, 10_000)
STOPS = 20
CLOSED, CLOSED_WHILE_LOCKED, CLOSED_LATER = ("s1", "s2", "s3", "s4"), ("s5", "s6"), ("s7", "s8")
LEAST_PROFILE = 200_000
CLOSES_WITHIN_S = 0.03


def stop_pages(people: list[Invented]) -> list[dict[str, Any]]:
    """Share the invented people out among the stops."""
    return [
        people_page(
            f"s{number}",
            door={"house": f"{some[0].street}, {some[0].house}", "flat": "3", "note": some[0].note},
            phone_contact=" ".join(one.phone for one in some),
            people=[{"code": f"e{at}", "call_name": one.name} for at, one in enumerate(some)],
            note="; ".join(f"{one.told_as} {one.health} {one.note} {one.relative} {one.street}, {one.house}"
                           for one in some),
        )
        for number in range(1, STOPS + 1)
        if (some := people[number - 1 :: STOPS])
    ]  # fmt: skip


@dataclass
class Taken:
    """Everything the person who took the phone could ever have had besides the phone."""

    packs: list[bytes] = field(default_factory=list)
    rows: set[attack.Row] = field(default_factory=set)
    halves: list[attack.Half] = field(default_factory=list)

    def look(self, page: Page) -> None:
        """Copy what stands in IndexedDB and the slot at this moment."""
        found = run(page, "store/people.js", """
          const text = (bytes) => btoa(String.fromCharCode(...bytes));
          const folder = await navigator.storage.getDirectory();
          const file = await (await folder.getFileHandle("openevac-crew-slot")).getFile();
          const slot = new Uint8Array(await file.arrayBuffer());
          const rows = (await it.people.stops()).map((row) => [row.row, row.stop, [...row.sealed], text(row.wrap)]);
          return { slot: text(slot), rows };""")  # fmt: skip
        for row, stop, cipher, wrap in found["rows"]:
            self.rows.add(attack.Row(row, stop, bytes(cipher), base64.b64decode(wrap)))
        self.halves += attack.halves_in(base64.b64decode(found["slot"]))

    def pack(self, pages: list[dict[str, Any]], recipient: str) -> list[dict[str, str]]:
        """Seal a pack; its bytes are heard."""
        stops = [sealed(one, recipient) for one in pages]
        self.packs += [base64.b64decode(one["sealed"]) for one in stops]
        return stops


SHOW = """
  const main = document.querySelector("main");
  for (const stop of given) {
    const page = await it.openStop(stop);
    main.textContent = JSON.stringify(page);
    await new Promise(requestAnimationFrame);
    if (page.people.length === 0) throw new Error("nobody was shown");
  }
  main.replaceChildren();
"""


def a_day(page: Page, pages: list[dict[str, Any]], taken: Taken, *, prf: bool) -> None:
    """Receive, look at every stop, close some open and some locked, receive a re-plan, close more."""
    drive = {"mission": "m1", "returns_at": in_hours(8)}
    recipient = enrolled(page, prf=prf)
    taken.look(page)
    answer = ask(page, "receive", taken.pack(pages, recipient), drive)
    assert len(answer["held"]) == STOPS
    run(page, "keys/people.js", SHOW, answer["held"])
    taken.look(page)
    for stop in CLOSED:
        assert ask(page, "closeStop", stop) == {"closed": True}
        taken.look(page)
    ask(page, "lock")
    for stop in CLOSED_WHILE_LOCKED:
        assert ask(page, "closeStop", stop) == {"closed": True}
    taken.look(page)
    assert ask(page, "unlock", PIN)["is"] == "open"
    again = ask(page, "receive", taken.pack(pages[:10], answer["recipient"]), drive)
    assert len(again["held"]) == STOPS - 6
    taken.look(page)
    for stop in CLOSED_LATER:
        ask(page, "closeStop", stop)
    run(page, "keys/people.js", SHOW, ["s9", "s20"])
    taken.look(page)


CHIP = """
  const { way, prf_salt } = await it.state();
  const { hardwareSecret } = await import("/static/crew/keys/hardware.js");
  return way.mode === "prf" ? [...await hardwareSecret(way.credential, prf_salt)] : [];
"""


@pytest.mark.parametrize("way", ["words", "chip"])
def test_a_seized_phone_holds_nobody_in_the_clear_and_closed_stops_for_nobody(
    phone: Phone, record_property: Any, way: str
) -> None:
    people = invent(HOW_MANY)
    pages, taken = stop_pages(people), Taken()
    page = phone.start()
    chip(page)
    a_day(page, pages, taken, prf=way == "chip")
    secret = bytes(run(page, "keys/people.js", CHIP))
    phone.stop()
    files = dict(attack.files_of(phone.profile))
    size = sum(map(len, files.values()))
    assert size > LEAST_PROFILE, "that was not the profile of a browser"
    words = {word for one in people for word in one.needles()} | {PIN + "pin", WORDS}
    needles = Needles(words)
    found = {name: hits for name, data in files.items() if (hits := needles.found_in(data))}
    assert found == {}, sorted(found)
    record_property("counted", f"{len(words)} words, 0 in {len(files)} files of a profile ({size / 1e6:.0f} MB)")
    keys = {"words": WORDS, "chip": secret}
    seized = [half for data in files.values() for half in attack.halves_in(data)]
    assert len(seized) == 1, "one half holds, and no copy of an older one is anywhere in the profile"
    only_now = attack.pages_opened(taken.rows, held(seized, keys), shares(seized))
    gone = {*CLOSED, *CLOSED_WHILE_LOCKED, *CLOSED_LATER}
    assert set(only_now) == {f"s{one}" for one in range(1, STOPS + 1)} - gone
    before = list(held(taken.halves, keys))
    with_all = attack.pages_opened(taken.rows, before, shares(taken.halves))
    assert len(with_all) == STOPS, "with the slots of every moment of the day the attack opens all: it is a real one"
    everything = b"".join(files.values())
    spent = [one for one in before if one.slot_key not in {now.slot_key for now in held(seized, keys)}]
    assert len(spent) >= len(CLOSED)
    for raw in spent_secrets(taken, seized, spent):
        assert raw not in everything
    identities = {one.identity for one in held(seized, keys)} | attack.identities_in(everything)
    assert attack.packs_opened(taken.packs, identities) == 0, "what came over the air opens for nobody any more"
    assert attack.packs_opened(taken.packs, {one.identity for one in before}) == len(taken.packs)


def held(halves: list[attack.Half], keys: dict[str, Any]) -> Iterator[attack.Secrets]:
    for half in dict.fromkeys(halves):
        secrets = attack.secrets_of(half, PIN, **keys)
        assert secrets, "PIN, words and chip are right"
        yield secrets


def shares(halves: list[attack.Half]) -> set[bytes]:
    return {share for half in halves for share in half.shares}


def spent_secrets(taken: Taken, seized: list[attack.Half], spent: list[attack.Secrets]) -> Iterator[bytes]:
    """Give slot keys, identities, boxes and shares of earlier in the day: none may be left in the profile."""
    now = {box for half in seized for box in half.boxes} | shares(seized)
    for one in spent:
        yield one.slot_key
        yield one.identity.encode()
    yield from shares(taken.halves) - now
    for half in taken.halves:
        yield from (box for box in half.boxes if box not in now)


def test_the_search_finds_what_a_profile_holds_in_the_clear(phone: Phone) -> None:
    one = invent(1)[0]
    page = phone.start()
    run(page, "store/people.js", "return it.people.setSingle('way', { name: given })", one.name)
    phone.stop()
    needles = Needles(one.needles())
    found = {word for _, data in attack.files_of(phone.profile) for word in needles.found_in(data)}
    assert one.name.split()[0] in found


def processes_of(profile: Path) -> list[int]:
    """Give the processes of the browser that this test started on this profile."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if f"--user-data-dir={profile}".encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found by /proc")
def test_killed_while_a_stop_is_closed_every_other_stop_opens(phone: Phone, record_property: Any) -> None:
    dice, kills, seen = Random(417), examples(3, 60), []
    page = phone.start()
    with_mission(page, stops=4)
    for _ in range(kills):
        processes = processes_of(phone.profile)
        run(page, "keys/people.js", "setTimeout(() => it.closeStop('s1'), 1000 * given)", CLOSES_WITHIN_S)
        time.sleep(2 * dice.random() * CLOSES_WITHIN_S)
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        with suppress(Exception):  # the browser is gone: Playwright says so in one of several ways
            phone.stop()
        phone.troubles.clear()
        page = phone.start()
        assert ask(page, "typeWords", WORDS) == {"is": "kept"}
        assert ask(page, "unlock", PIN)["is"] == "open"
        for stop in ("s2", "s3", "s4"):
            assert ask(page, "openStop", stop)["stop"] == stop
        seen.append(ask(page, "openStop", "s1") is None)
        if seen[-1]:
            ask(page, "endMission")
            with_mission(page, stops=4)
    record_property("counted", f"killed {kills} times while closing: {sum(seen)} closed, nothing else lost")
