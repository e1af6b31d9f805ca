"""A road made of ops: devices that write, meet, part and lose their place, for tests of the fold."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from openevac.domain.events import HybridTime, Op, OpKind, StopOutcome

START = datetime(2025, 8, 16, 5, 0, tzinfo=UTC)
MISSION = "m1"
ORDINARY = tuple(kind for kind in OpKind if kind is not OpKind.UNDO)


def op(  # one line a case: everything but id, device, counter and kind has an ordinary value
    name: str,
    kind: OpKind = OpKind.BOARDED,
    value: str = "",
    *,
    subject: str = "evacuee:e1",
    at: int | None = None,
    seen: Mapping[str, int] | None = None,
    undoes: str = "",
    mission: str = MISSION,
) -> Op:
    """Make the op `name`: its letter is the device, its number the counter and, unless `at` says else, the clock."""
    counter = int(name[1:])
    second = counter if at is None else at
    return Op(
        id=name,
        device=name[0],
        counter=counter,
        kind=kind,
        mission=mission,
        subject=subject,
        value=value,
        happened_at=START + timedelta(seconds=second),
        clock=HybridTime(1_000 * second, 0),
        seen=dict(seen or {}),
        undoes=undoes,
    )


@dataclass
class Phone:
    """A device as the crew app has one: it knows ops, writes new ones and hears those of others."""

    name: str
    known: dict[str, Op] = field(default_factory=dict)
    counter: int = 0
    clock: HybridTime = field(default_factory=lambda: HybridTime(0, 0))

    def write(self, kind: OpKind, subject: str, value: str, wall_ms: int, undoes: str = "") -> Op:
        """Write an op that has seen all this phone knows; its clock never goes back."""
        self.clock = max(HybridTime(wall_ms, 0), HybridTime(self.clock.wall_ms, self.clock.counter + 1))
        self.counter += 1
        seen: dict[str, int] = {}
        for one in self.known.values():
            if one.device != self.name:
                seen[one.device] = max(seen.get(one.device, 0), one.counter)
        written = Op(
            id=f"{self.name}.{self.counter}", device=self.name, counter=self.counter, kind=kind, mission=MISSION,
            subject=subject, value=value, happened_at=START + timedelta(milliseconds=wall_ms), clock=self.clock,
            seen=seen, undoes=undoes,
        )  # fmt: skip
        self.known[written.id] = written
        return written

    def hear(self, other: Phone) -> None:
        """Learn everything another phone knows."""
        self.known |= other.known
        self.clock = max(self.clock, other.clock)


VALUES = {
    OpKind.CHECK_IN: ("we_are_here", "on_scene"),
    OpKind.SILENT_UNTIL: ("2025-08-16T09:00:00Z", "2025-08-16T10:30:00Z", "soon"),
    OpKind.STOP_OUTCOME: (*(outcome.value for outcome in StopOutcome), "unheard-of"),
    OpKind.OWN_YES: ("yes", "no"),
    OpKind.BOARDED: ("", "van-1", "van-2"),
    OpKind.NOT_BOARDED: ("", "van-1"),
    OpKind.BELONGINGS_LEFT: ("1", "2"),
    OpKind.HAZARD: ("crater", "mines"),
    OpKind.TURN_BACK: ("yes", "no"),
    OpKind.HAND_OVER: ("shelter-1", "shelter-2"),
    OpKind.CREW_EVENT: ("wounded", "vehicle_lost", "вогонь"),
}
SUBJECTS = ("evacuee:e1", "evacuee:e2", "stop:s1", f"mission:{MISSION}")


def drive(seed: int, steps: int = 12, broken: float = 0.0) -> list[Op]:
    """Give the ops of a day of three phones that write, undo and meet now and then.

    `broken`: the share of ops that come out wrong: lost, with a false `seen`, a clock that jumped, an id or counter
    used twice.
    """
    dice = random.Random(seed)
    phones = [Phone(name) for name in "ABC"]
    wall_ms = 1_000
    for _ in range(steps):
        wall_ms += dice.choice((0, 400, 60_000))
        phone = dice.choice(phones)
        if dice.random() < 0.35:
            phone.hear(dice.choice(phones))
        elif dice.random() < 0.25 and phone.known:
            phone.write(OpKind.UNDO, dice.choice(SUBJECTS), "", wall_ms, undoes=dice.choice(sorted(phone.known)))
        else:
            kind = dice.choice(ORDINARY)
            phone.write(kind, dice.choice(SUBJECTS[:2]), dice.choice(VALUES[kind]), wall_ms)
    written = {one.id: one for phone in phones for one in phone.known.values()}
    out: list[Op] = []
    for one in written.values():
        out += _broken(one, written, dice) if dice.random() < broken else [one]
    return out


def _broken(one: Op, written: Mapping[str, Op], dice: random.Random) -> list[Op]:
    other = written[dice.choice(sorted(written))]
    return dice.choice(
        (
            [],
            [replace(one, seen={device: dice.choice((0, 1, 3, 10**12)) for device in "ABCD"})],
            [replace(one, clock=other.clock)],
            [replace(one, clock=HybridTime(dice.randrange(200_000), 7))],
            [one, replace(one, value="other")],
            [one, replace(one, kind=other.kind, undoes=other.undoes), replace(one, subject=other.subject)],
            [one, replace(one, id=f"{one.id}.again", value="copy")],
            [replace(one, counter=one.counter + dice.choice((1, 2, 40)))],
            [replace(one, undoes=one.id) if one.undoes else replace(one, value="ї\u2028'\"\\")],
        )
    )
