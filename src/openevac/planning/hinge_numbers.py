"""Which numbers of the exposure profile turn the answer for a mission, and where: each moved alone within its range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from openevac.domain.hanging import Hinge, Turn
from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.hazards.field import HazardField
from openevac.hazards.sensitivity import exposure_keys
from openevac.hazards.some_roads import some_roads
from openevac.hazards.weather import HOUR, full_hour, weather_at
from openevac.planning.assemble import all_legs
from openevac.planning.check.faults import Fault
from openevac.planning.check.measured import drive_again
from openevac.planning.check.referee import positions_of
from openevac.planning.drafts import DraftDay
from openevac.planning.hinge_exposure import MovedDanger
from openevac.planning.hinge_ways import Choice, Choices, Comparison, RouterAgrees
from openevac.planning.hinge_words import number_other_way, number_refused
from openevac.planning.prepare import Prepared
from openevac.routing.path import Path

COARSE, FINE = 3, 6
"""How often a range is halved: first for every number that turns anything, then for those that are said."""

MOST_REFUSED, MOST_WAYS = 4, 2
"""Numbers of the profile said of one mission: those that stop it, and those that only send it another way."""

ROUNDS = 4
"""How often the router may name a way that nobody thought of before a number is left out."""


Answer = Fault | tuple[Choice, Path]
"""What a number does to a drive: the ceiling that is broken, or the drive that takes another way."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A number turns the answer of a drive somewhere between a value at which it holds and one at which not."""

    drive: str
    turn: Turn
    key: str
    holds_at: float
    turns_at: float


class NumberSearch:
    """Moves the numbers of the profile for all missions of a plan at once."""

    def __init__(
        self, prepared: Prepared, operation: Operation, days: Sequence[DraftDay], missions: Sequence[Mission]
    ) -> None:
        self._ground, self._operation = prepared.survey.ground, operation
        self._missions = tuple(missions)
        self._numbers = self._ground.situation.profile
        self._choices = Choices(prepared, days, missions)
        self._router = RouterAgrees(self._ground, self._choices.weight_s)
        self._dial = f"dial.{operation.policy.dial}_s"
        self._fields: dict[tuple[str, float], HazardField] = {}
        self._known: dict[tuple[str, float, str, Turn], Answer | None] = {}

    def hinges(self) -> dict[str, list[Hinge]]:
        """Give by drive the numbers that turn its answer, those that must move least first."""
        found: dict[str, list[Hinge]] = {mission.drive: [] for mission in self._missions}
        coarse = [one for key in self._keys() for one in self._coarse(key)]
        for drive in found:
            for turn, most in ((Turn.REFUSED, MOST_REFUSED), (Turn.OTHER_WAY, MOST_WAYS)):
                mine = sorted((o for o in coarse if (o.drive, o.turn) == (drive, turn)), key=self._share)
                said = [hinge for one in mine[:most] if (hinge := self._settled(one)) is not None]
                found[drive] += said
        return found

    def _keys(self) -> Iterator[str]:
        """Give the numbers with a range that can matter: of skies that are forecast and kinds that are reported."""
        hours = {
            full_hour(mission.departs_at) + HOUR * k
            for mission in self._missions
            for k in range((mission.returns_at - mission.departs_at) // HOUR + 2)
        }
        entries = [weather_at(self._ground.situation.weather, hour) for hour in hours]
        skies = {entry.sky.value for entry in entries if entry is not None}
        kinds = {report.kind for report in self._ground.situation.reports}
        for key in (*exposure_keys(self._numbers), self._dial):
            number, parts = self._numbers.numbers[key], key.split(".")
            sky = parts[0] == "weather" and parts[1].endswith("_factor") and parts[1] != "wind_factor"
            if number.low == number.high or (sky and parts[1].removesuffix("_factor") not in skies):
                continue
            if parts[0] == "report" and len(parts) == 3 and parts[1] not in kinds:
                continue
            yield key

    def _coarse(self, key: str) -> Iterator[Bracket]:
        number = self._numbers.numbers[key]
        for end in (number.low, number.high):
            if end == number.value:
                continue
            for mission in self._missions:
                for turn in Turn:
                    one = Bracket(mission.drive, turn, key, number.value, end)
                    if self._answer(one, end) is not None:
                        yield self._halved(one, COARSE)

    def _share(self, one: Bracket) -> float:
        number = self._numbers.numbers[one.key]
        return abs(one.turns_at - number.value) / (number.high - number.low)

    def _halved(self, one: Bracket, times: int) -> Bracket:
        for _ in range(times):
            middle = (one.holds_at + one.turns_at) / 2
            holds = self._answer(one, middle) is None
            one = replace(one, holds_at=middle) if holds else replace(one, turns_at=middle)
        return one

    def _settled(self, one: Bracket) -> Hinge | None:
        """Give the hinge of a bracket; of another way only where the router agrees on both sides."""
        if one.turn is Turn.REFUSED:
            return self._refused(self._halved(one, FINE))
        for _ in range(ROUNDS):
            one = self._halved(one, FINE)
            answer = self._answer(one, one.turns_at)
            if not isinstance(answer, tuple):
                return None
            choice, _rival = answer
            missed = self._missed(one)
            if missed is None:
                after = self._way(choice, one.key, one.turns_at)
                # Where the two cost so nearly the same that the router keeps to the first, nothing is said.
                turns = after is not None and after.arcs != choice.chosen.arcs
                return self._other_way(one, choice, after) if turns and after is not None else None
            self._learn(*missed)
            one = replace(one, holds_at=self._numbers.value(one.key))
        return None

    def _missed(self, one: Bracket) -> tuple[Choice, Path] | None:
        """Give a drive for which the router names another way though no rival that is known costs less."""
        for choice in self._choices.by_drive[one.drive]:
            way = self._way(choice, one.key, one.holds_at)
            if way is not None and way.arcs != choice.chosen.arcs:
                return choice, way
        return None

    def _way(self, choice: Choice, key: str, value: float) -> Path | None:
        if key == self._dial:
            return self._router.way(choice, self._numbers, value / self._numbers.value(key))
        return self._router.way(choice, self._numbers.with_value(key, value))

    def _learn(self, choice: Choice, rival: Path) -> None:
        """Take a way that the router named among the rivals; what was answered before may be wrong now."""
        choice.rivals.append(rival)
        self._known.clear()
        self._fields.clear()
        for name in ("_few", "_now"):
            self.__dict__.pop(name, None)

    def _refused(self, one: Bracket) -> Hinge | None:
        found = self._answer(one, one.turns_at)
        return self._hinge(one, found, None, None) if isinstance(found, Fault) else None

    def _other_way(self, one: Bracket, choice: Choice, way: Path) -> Hinge:
        return self._hinge(one, None, choice, way)

    def _hinge(self, one: Bracket, found: Fault | None, choice: Choice | None, way: Path | None) -> Hinge:
        number = self._numbers.numbers[one.key]
        facts: dict[str, str | int | float] = {
            "number": one.key, "threshold": one.turns_at, "unit": number.unit, "value": number.value,
            "low": number.low, "high": number.high,
        }  # fmt: skip
        if found is None and choice is not None and way is not None:
            facts |= {
                "drive": choice.leg + 1,
                "minutes": round(way.time_s / 60),
                "now_minutes": round(choice.chosen.time_s / 60),
            }
        return Hinge(
            number=one.key,
            value=number.value,
            holds_at=one.holds_at,
            turns_at=one.turns_at,
            unit=number.unit,
            share=self._share(one),
            turn=one.turn,
            limit="" if found is None else found.code.value,
            remark=number_other_way(facts) if found is None else number_refused(found, facts),
        )

    def _answer(self, one: Bracket, value: float) -> Answer | None:
        """Give what a value of the bracket's number does to its drive; None where the answer holds."""
        key = (one.key, value, one.drive, one.turn)
        if key not in self._known:
            self._known[key] = self._ask(one, value)
        return self._known[key]

    def _ask(self, one: Bracket, value: float) -> Answer | None:
        danger, comparison = self._few
        is_dial = one.key == self._dial
        if one.turn is Turn.REFUSED:
            return None if is_dial or not danger.is_bounded else danger.broken(one.drive, self._field(one.key, value))
        weight_s = self._choices.weight_s * (value / self._numbers.value(one.key) if is_dial else 1.0)
        field = self._now if is_dial else self._field(one.key, value)
        return comparison.turned(one.drive, field, weight_s)

    def _field(self, key: str, value: float) -> HazardField:
        if (key, value) not in self._fields:
            self._fields[key, value] = self._few[0].field(self._numbers.with_value(key, value))
        return self._fields[key, value]

    @cached_property
    def _now(self) -> HazardField:
        return self._few[0].field(self._numbers)

    @property
    def danger(self) -> MovedDanger:
        """Give the missions as they are measured again."""
        return self._few[0]

    @cached_property
    def _few(self) -> tuple[MovedDanger, Comparison]:
        """Give the missions and the ways on the few roads that either drives."""
        ground = self._ground
        legs = [leg for mission in self._missions for leg in all_legs(mission)]
        legs += [
            stop.bypass
            for mission in self._missions
            for trip in mission.trips
            for stop in trip.stops
            if stop.bypass is not None
        ]
        arcs = np.array(
            sorted({a for leg in legs for a in leg.arcs} | {a for way in self._choices.ways() for a in way.arcs}),
            dtype=np.int64,
        )
        stretches = np.unique(ground.graph.arc_stretch[arcs])
        row_of = np.full(ground.graph.num_stretches, -1, dtype=np.int64)
        row_of[stretches] = np.arange(len(stretches))
        few = some_roads(ground.graph, [int(s) for s in stretches])
        positions = positions_of(self._operation, ground.region.places)
        driven = [drive_again(m, ground.graph, ground.field, self._operation, positions) for m in self._missions]
        hours = [choice.when.at for choices in self._choices.by_drive.values() for choice in choices]
        danger = MovedDanger(ground, self._operation, driven, few, row_of, positions, hours)
        return danger, Comparison(self._choices, few, row_of)
