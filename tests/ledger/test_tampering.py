"""Ten thousand ways to tamper with a log without its key (a hundred thousand in torture): all found, by both checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from tests.ledger.exports import a_stranger_finds, as_lines, lines_of, make, told, we_find
from tests.ledger.made_log import MadeLog
from tests.torture import examples

KINDS = ("byte", "swap", "deletion", "insertion", "duplicate")
LOGS = [lines_of(make(steps)[0]) for steps in ((2,), (1, 1), (5, 3), (4, 5), (2, 6), (4, 0, 3))]
STRANGE = [told(lines_of(MadeLog(seed=f"strange {seed}").grow(1), notes=[]))[1] for seed in range(20)]


def tampered(dice: Random, kind: str) -> bytes:
    """Give an export with one thing done to it; numbers and header are made to fit again in half of the cases."""
    lines = dice.choice(LOGS)
    content = b"".join(lines)
    if kind == "byte":
        place, change = dice.randrange(len(content)), dice.randrange(1, 256)
        return content[:place] + bytes([content[place] ^ change]) + content[place + 1 :]
    header, *rest = told(lines)
    size = header["size"]
    entries, notes = rest[:size], rest[size:]
    one, other = dice.sample(range(size), 2)
    if kind == "swap":
        entries[one], entries[other] = entries[other], entries[one]
    elif kind == "deletion":
        gone = dice.sample(range(size), dice.randint(1, size))
        entries = [entry for number, entry in enumerate(entries) if number not in gone]
    elif kind == "insertion":
        entries.insert(dice.randint(0, size), dice.choice(STRANGE) | {"index": one})
    else:
        entries.insert(dice.randint(0, size), entries[one])
    if dice.random() < 0.5:
        entries = [entry | {"index": number} for number, entry in enumerate(entries)]
        header["size"] = len(entries)
    return b"".join(as_lines([header, *entries, *notes]))


def test_every_change_without_the_key_is_found(record_property: Callable[[str, object], None]) -> None:
    trials = examples(10_000, 100_000)
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for number in range(trials):
        kind = KINDS[number % len(KINDS)]
        content = tampered(Random(number), kind)
        ours[kind] += we_find(content)
        theirs[kind] += a_stranger_finds(content)
    record_property(
        "counted", f"tampering: {trials} trials, {ours.total()} found by us, {theirs.total()} by offline.py"
    )
    assert ours == theirs == dict.fromkeys(KINDS, trials // len(KINDS))


def test_the_untouched_logs_are_in_order() -> None:
    for lines in LOGS:
        assert not we_find(b"".join(lines))
        assert not a_stranger_finds(b"".join(lines))
