"""The slot file under a kill at every point of every write: one whole half is always there, and no old one stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crew.phone import Phone, phone, playwright_here, run
from tests.torture import examples

__all__ = ["phone", "playwright_here"]
pytestmark = pytest.mark.browser
DISK = """
  // A disk that dies: writes reach it when flushed; of what was not flushed some may be there.
  class Killed extends Error {}
  const disk = (bytes) => {
    const at = { steps: 0, kill: Infinity, torn: 0 };
    let pending = [];
    const apply = (from, to) => bytes.set(from, to);
    const step = () => {
      at.steps += 1;
      if (at.steps < at.kill) return;
      for (const [from, to] of pending) apply(from.subarray(0, Math.round(from.length * at.torn)), to);
      throw new Killed();
    };
    return { at, bytes,
      read: (into, { at: from }) => { into.set(bytes.subarray(from, from + into.length)); return into.length; },
      write: (from, { at: to }) => { pending.push([from.slice(), to]); step(); return from.length; },
      flush: () => { step(); for (const [from, to] of pending) apply(from, to); pending = []; },
      getSize: () => bytes.length, close: () => {} };
  };
  const filled = (byte) => new Uint8Array(it.BODY_BYTES).fill(byte);
  const again = (dying) => disk(dying.bytes);
"""


def killed_everywhere(page: Any, torn: list[float]) -> list[dict[str, Any]]:
    """Kill the third write at each of its steps, and reading after that at each of its own; give what was found."""
    found: list[dict[str, Any]] = run(page, "store/slot.js", DISK + """
      const found = [];
      const cases = given.flatMap((torn) => [1, 2, 3, 4, 5].flatMap((kill) =>
        [1, 2, 3].map((second) => ({ torn, kill, second }))));
      for (const { torn, kill, second } of cases) {
        const file = disk(new Uint8Array(2 * it.HALF_BYTES));
        for (const byte of [1, 2]) await it.writeSlot(file, filled(byte));
        const dying = again(file);
        Object.assign(dying.at, { kill, torn });
        const died = (fault) => { if (!(fault instanceof Killed)) throw fault; return false; };
        const answered = await it.writeSlot(dying, filled(3)).then(() => true, died);
        const reading = again(dying);
        Object.assign(reading.at, { kill: second, torn });
        await it.readSlot(reading).catch(died);
        const body = await it.readSlot(again(reading));
        const old = body[0] === 3 ? 2 : 3;
        const bytesOfOld = file.bytes.reduce((sum, byte) => sum + (byte === old), 0);
        found.push({ kill, torn, answered, body: body[0], whole: body.every((byte) => byte === body[0]), bytesOfOld });
      }
      return found;""", torn)  # fmt: skip
    return found


def test_killed_at_any_step_the_slot_holds_the_old_or_the_new_and_nothing_of_the_other(phone: Phone) -> None:
    page = phone.start()
    tears = [at / examples(8, 100) for at in range(examples(8, 100) + 1)]
    found = killed_everywhere(page, tears)
    assert len(found) == len(tears) * 15
    assert {one["body"] for one in found} == {2, 3}
    for one in found:
        assert one["whole"], one
        assert one["body"] == 3 or not one["answered"], one
        # The head and the checksum hold a few such bytes by chance; 4,000 would be the old half.
        assert one["bytesOfOld"] < 40, one


def test_every_spoiled_byte_of_a_half_is_seen(phone: Phone) -> None:
    page = phone.start()
    assert run(page, "store/slot.js", DISK + """
      const file = disk(new Uint8Array(2 * it.HALF_BYTES));
      await it.writeSlot(file, filled(7));
      let accepted = 0;
      for (let at = 0; at < it.HALF_BYTES; at += given) {
        const spoiled = disk(file.bytes.slice());
        spoiled.bytes[at] ^= 1 << (at % 8);
        if (await it.readSlot(spoiled)) accepted += 1;
        if (spoiled.bytes.some((byte) => byte !== 0)) accepted += 1;
      }
      return accepted;""", examples(5, 1)) == 0  # fmt: skip


def test_a_short_write_is_no_write(phone: Phone) -> None:
    page = phone.start()
    assert run(page, "store/slot.js", DISK + """
      const file = disk(new Uint8Array(2 * it.HALF_BYTES));
      await it.writeSlot(file, filled(7));
      const full = { ...file, write: (from) => from.length - 1 };
      const told = await it.writeSlot(full, filled(8)).catch((fault) => fault.message);
      return [told, (await it.readSlot(file))[0]];""") == ["the slot could not be written whole", 7]  # fmt: skip


def test_the_file_keeps_its_size_and_nothing_old_stays_in_it(phone: Phone) -> None:
    page = phone.start()
    found = run(page, "store/slot.js", """
      const keys = await import("/static/crew/keys/people.js");
      const file = async () => {
        const folder = await navigator.storage.getDirectory();
        return new Uint8Array(await (await (await folder.getFileHandle(it.SLOT_FILE)).getFile()).arrayBuffer());
      };
      const sizes = [];
      await keys.enrolPin({ pin: "271828", words: given });
      for (let end = 0; end < 3; end += 1) { await keys.endMission(); sizes.push((await file()).length); }
      const last = await file();
      return [...sizes, last.slice(0, it.HALF_BYTES).some(Boolean), last.slice(it.HALF_BYTES).some(Boolean)];
    """, "бава дозу кілу мона пару тісо чупа")  # fmt: skip
    assert found[:3] == [8192, 8192, 8192]
    assert sorted(found[3:]) == [False, True], "one half holds, the other is all zeros"
