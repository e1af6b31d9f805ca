"""A clearing told to a coordinator: by which day, how many still wait, what would help, what it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from openevac.cli.bars import bar
from openevac.cli.field import tell_access, tell_rests_on
from openevac.cli.session import Session
from openevac.outlook.answer import Clearing, Relaxed, Relief

if TYPE_CHECKING:
    from openevac.cli.world import Found, World

MOST_LINES = 30
"""Lines of the chart: of longer clearings every second day is shown, or every third."""

NAMES = {
    Relaxed.ONE_MORE_VAN: "one more van with a crew",
    Relaxed.ONE_MORE_HOUR: "one more hour of work a day",
    Relaxed.ONE_MORE_TRIP: "one more trip of each van a day",
    Relaxed.NO_REST_DAYS: "no days of rest",
    Relaxed.NO_CURFEW: "no curfew",
    Relaxed.NO_CEILING: "no ceiling on danger of a trip",
    Relaxed.LEAST_MINUTES: "fewest minutes on scene, everybody packed and at the door",
    Relaxed.BEDS_FOR_ALL: "beds for everybody",
}


def tell_clearing(session: Session, world: World, found: Found, answer: Clearing, now: datetime) -> None:
    """Print the answer for the person who plans; it is no date for residents."""
    from openevac.hazards.rests_on import rests_on

    session.say(
        "{place}: until {count} {count|person is|people are} out", style="bold", place=found.name, count=answer.people
    )
    if world.region.training:
        session.say("Training map. Not for travel", style="bold yellow")
    tell_access(session, world, found, now)
    if answer.runs:
        _tell_days(session, answer)
        _chart(session, answer)
        _tell_figures(session, answer)
        _tell_reliefs(session, answer)
        session.say("For planners only: never a date to tell residents.", style="bold")
    for remark in answer.remarks:
        session.remark(remark, style="yellow")
    if answer.runs:
        tell_rests_on(session, rests_on(world.situation, now))


def _tell_days(session: Session, answer: Clearing) -> None:
    session.say(
        "Day 1 is {day}. Futures drawn: {runs}.", style="dim", day=answer.first_day.isoformat(), runs=answer.runs
    )
    days = answer.days
    if days.median is None:
        session.say(
            "More than half of the futures are not done by day {days}.", style="bold red", days=answer.horizon_days
        )
    elif days.high is None:
        session.say(
            "Half of the futures are done by day {half}; one in ten and more are not done by day {days}.",
            style="bold", half=days.median, days=answer.horizon_days,
        )  # fmt: skip
    else:
        session.say(
            "Half of the futures are done by day {half}, nine of ten by day {nine}.",
            style="bold", half=days.median, nine=days.high,
        )  # fmt: skip
    if days.low is not None:
        session.say("One future in ten is done as early as day {day}.", day=days.low)


def _chart(session: Session, answer: Clearing) -> None:
    """Draw a bar a day: people still there in half of the futures, with the tenths around it."""
    words = session.words
    step = max(1, -(-len(answer.left) // MOST_LINES))
    for number, left in enumerate(answer.left):
        last = number + 1 == len(answer.left)
        if (number + 1) % step and not last:
            continue
        share = words.say("{share} %", share=round(100 * answer.cleared_by[number]))
        line = Text(words.say("day {number}", number=number + 1).rjust(8) + " ")
        drawn = bar(left.median / max(1, answer.people), session) if left.median else " " * len(bar(1.0, session))
        line.append(drawn, style="cyan")
        there = words.say("{count} still there", count=left.median)
        line.append(f" {there} ({left.low}–{left.high})  ")
        line.append(words.say("{share} of futures done", share=share), style="dim")
        session.out.print(line)


def _tell_figures(session: Session, answer: Clearing) -> None:
    session.say(
        "Trips: {trips} ({least}–{most}). Crew hours: {hours} ({few}–{many}).",
        trips=answer.trips.median, least=answer.trips.low, most=answer.trips.high,
        hours=round(answer.crew_hours.median), few=round(answer.crew_hours.low),
        many=round(answer.crew_hours.high),
    )  # fmt: skip
    if answer.idle_days.high:
        session.say(
            "Days without a trip: {days} ({least}–{most}).", style="bold",
            days=answer.idle_days.median, least=answer.idle_days.low, most=answer.idle_days.high,
        )  # fmt: skip
    if answer.departures:
        total = sum(hour.trips for hour in answer.departures)
        told = [f"{hour.starts:%H:%M} {round(100 * hour.trips / total)} %" for hour in answer.departures]
        session.say("Trips leave: {hours}.", hours=", ".join(told))
    if answer.people:
        session.say(
            "Danger gathered by all aboard, crews included: index {index} ({least}–{most}), {each} for each person "
            "brought out. It compares one way of working with another; it is no probability.",
            index=answer.person_exposure.median, least=answer.person_exposure.low, most=answer.person_exposure.high,
            each=answer.person_exposure.median / answer.people,
        )  # fmt: skip


def _tell_reliefs(session: Session, answer: Clearing) -> None:
    """Show what each thing alone would change, most days saved first."""
    words = session.words
    if not answer.reliefs:
        return
    session.say("")
    session.table(
        (words.say("each alone"), words.say("half by day"), words.say("days sooner"), words.say("danger")),
        [_relief(session, relief) for relief in answer.reliefs],
        numbers=(1, 2, 3),
    )
    first = answer.reliefs[0]
    if first.days_saved > 0:
        alike = [one for one in answer.reliefs if one.days_saved == first.days_saved]
        most = "; ".join(words.say(NAMES[one.relaxed]) for one in alike)
        session.say("What holds the work up most: {what} would help most.", what=most)


def _relief(session: Session, relief: Relief) -> tuple[str, str, str, str]:
    words = session.words
    half = "–" if relief.days.median is None else str(relief.days.median)
    danger = "–" if relief.times_exposure is None else words.times(relief.times_exposure)
    return words.say(NAMES[relief.relaxed]), half, words.number(relief.days_saved, 1), danger
