"""What a person should know beside the figures: what was counted for want of knowledge, and why it never ends."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.remarks import Remark
from openevac.outlook.futures import Futures
from openevac.outlook.question import Question
from openevac.outlook.skies import WeatherDays
from openevac.outlook.variants import Variants


def remarks_of(
    question: Question, variants: Variants, skies: WeatherDays, asked: Futures, horizon: int
) -> Iterator[Remark]:
    """Say what holds the work up for good first, then what the answer rests on."""
    never = bool((asked.days > horizon).any())
    if question.people.count and not asked.trips.any():
        yield Remark(
            text="No van can make a round trip within hours of work, curfews, closed roads and the ceiling on exposure."
        )
    yield from _nobody_takes(variants)
    if never:
        yield from _no_bed(question, variants)
        yield Remark(
            text="Futures in which somebody still waits after {days} days: {percent} %.",
            facts={"days": horizon, "percent": round(100 * float((asked.days > horizon).mean()), 1)},
        )
    weather = skies.remark()
    if weather is not None:
        yield weather
    if question.policy.max_exposure_per_person is not None:
        yield Remark(text="The ceiling on exposure per person and day is not kept here: only the one per trip is.")
    if len(question.shelters) > 1:
        yield Remark(
            text="Drives are counted to the shelter {shelter}, the farthest of those whose beds are needed.",
            facts={"shelter": variants.shelter.id},
        )


def _nobody_takes(variants: Variants) -> Iterator[Remark]:
    rooms = variants.rooms()
    if variants.heads.lying and not any(room.stretchers for room in rooms):
        yield Remark(
            text="People who lie: {count}. No van has both a stretcher and a crew that carries, so they stay.",
            facts={"count": variants.heads.lying},
        )
    if variants.heads.wheelchairs and not any(room.wheelchairs for room in rooms):
        yield Remark(
            text="People in wheelchairs: {count}. No van has a place for a wheelchair, so they stay.",
            facts={"count": variants.heads.wheelchairs},
        )
    if variants.heads.seated and not any(room.seats for room in rooms):
        yield Remark(
            text="People who need a seat: {count}. No van has one, so they stay.",
            facts={"count": variants.heads.seated},
        )


def _no_bed(question: Question, variants: Variants) -> Iterator[Remark]:
    without = sum(max(0, head - bed) for head, bed in zip(variants.heads, variants.beds(), strict=True))
    if without and question.nights is None:
        yield Remark(
            text="People for whom no bed of the kind they need is left: {count}. Nobody is said to travel on from the "
            "shelters; say after how many nights people do, or add beds.",
            facts={"count": without},
        )
