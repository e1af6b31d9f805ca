"""What the load on a desk is, as the two processes tell each other: who asks, how often, and what was answered."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field


class Sizes(Struct, frozen=True, kw_only=True):
    """How many people and phones ask, and how large the record is that they ask."""

    operators: int = 50
    watchers: int = 200
    phones: int = 1_000
    phones_of_a_crew: int = 4
    requests: int = 10_000
    ops_before: int = 12

    @property
    def crews(self) -> int:
        return -(-self.phones // self.phones_of_a_crew)


class Pace(Struct, frozen=True, kw_only=True):
    """Seconds between what one person or phone does; `faster` divides all of them.

    A call: six letters are typed (each looks for the place), a phone, a number of people, and two fields more (each
    looks for similar requests), then it is kept. A phone asks once a minute: in turn it sends a word, or reads its
    mission. Open pages ask by themselves: for the pulse, and an operator's for the call-back queue.
    """

    letter_s: float = 0.3
    field_s: float = 4.0
    between_calls_s: float = 36.0
    phone_s: float = 60.0
    pulse_s: float = 3.0
    queue_s: float = 30.0
    faster: float = 1.0

    def of(self, seconds: float) -> float:
        return seconds / self.faster


class Phone(Struct, frozen=True):
    """One crew phone: its token, the seed of its signing key, its mission, and how many ops it sent before."""

    code: str
    token: str
    seed: bytes
    mission: str
    counter: int


class Spot(Struct, frozen=True):
    """A place callers name."""

    name: str
    katottg: str
    lon: float
    lat: float


class Load(Struct, frozen=True, kw_only=True):
    """Everything the generator is told. Sessions are cookies of people who signed in; households were sealed before.

    `rounds`: so many calls of each operator and words of each phone, and it is over; 0 goes on for the seconds.
    """

    addresses: list[str] = field(default_factory=list)
    seconds: float = 60.0
    rounds: int = 0
    pace: Pace = field(default_factory=Pace)
    operators: list[str]
    watchers: list[str]
    phones: list[Phone]
    spots: list[Spot]
    households: list[str]


class Call(Struct, frozen=True):
    """A call that the program said it has kept: the tag it was sent with, and the number it was given."""

    tag: str
    receipt: str


class Told(Struct, kw_only=True):
    """What the generator saw. `sent_*`: everything that went out, whether an answer came or not."""

    took: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    ops: list[str] = field(default_factory=list)
    sent_calls: int = 0
    sent_ops: int = 0
    repeats: int = 0
    watching: int = 0
    boards_told: int = 0
    longest_silence_s: float = 0.0
    measured_s: float = 0.0
    used_s: Annotated[float, Meta(description="processor time of the generator")] = 0.0

    def note(self, kind: str, seconds: float) -> None:
        self.took.setdefault(kind, []).append(seconds)

    @property
    def asked(self) -> int:
        return sum(map(len, self.took.values()))
