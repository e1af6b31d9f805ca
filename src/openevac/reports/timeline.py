"""The day as a picture: one row a van, drives, doors and unloading over the local clock, curfew hatched."""

from __future__ import annotations

from datetime import datetime, timedelta

from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.situation import Curfew
from openevac.reports.markup import Markup, tag
from openevac.reports.material import PlanMaterial
from openevac.reports.palette import van_style
from openevac.reports.words import Words

WIDTH_PX = 1000.0
LEFT_PX = 96.0
RIGHT_PX = 30.0
ROW_PX = 46.0
TOP_PX = 26.0
HOUR = timedelta(hours=1)


class _Clock:
    """Turns moments into pixels."""

    def __init__(self, starts: datetime, ends: datetime) -> None:
        self.starts = starts
        self._px_per_s = (WIDTH_PX - LEFT_PX - RIGHT_PX) / (ends - starts).total_seconds()

    def px(self, moment: datetime) -> float:
        return round(LEFT_PX + (moment - self.starts).total_seconds() * self._px_per_s, 1)


def draw_timeline(material: PlanMaterial, words: Words, *, label: str) -> Markup:
    """Draw the day of all vans; `label` is read aloud. Nothing is drawn where nothing is driven."""
    missions = material.plan.missions
    if not missions:
        return Markup("")
    starts, ends = _whole_hours(words, missions)
    clock = _Clock(starts, ends)
    height = TOP_PX + ROW_PX * len(missions) + 6
    parts = [
        tag("defs", tag("pattern", tag("path", class_="tl-hatch", d="M0 0V6"), id="tl-hatch", width="5", height="6",
                        patternUnits="userSpaceOnUse", patternTransform="rotate(45)")),
        *_curfews(material, words, clock, ends, height),
        *_hours(words, clock, starts, ends, height),
        *(_row(words, clock, mission, van) for van, mission in enumerate(missions, 1)),
    ]  # fmt: skip
    return tag(
        "svg", *parts, class_="timeline", viewBox=f"0 0 {WIDTH_PX:.0f} {height:.0f}", role="img", aria_label=label
    )


def where_met(stop: Stop) -> str:
    """Name a stop by its request, and by its meeting point or relay where it has one."""
    point = stop.meeting_point or stop.relay
    return f"{stop.request} · {point}" if point else stop.request


def _whole_hours(words: Words, missions: tuple[Mission, ...]) -> tuple[datetime, datetime]:
    first = min(mission.departs_at for mission in missions).astimezone(words.zone)
    last = max(mission.returns_at for mission in missions).astimezone(words.zone)
    starts = first.replace(minute=0, second=0, microsecond=0)
    ends = (last + HOUR).replace(minute=0, second=0, microsecond=0)
    return starts, max(ends, starts + HOUR)


def _hours(words: Words, clock: _Clock, starts: datetime, ends: datetime, height: float) -> list[Markup]:
    count = round((ends - starts) / HOUR)
    step = 1 if count <= 14 else 2
    parts = []
    for hour in range(0, count + 1, step):
        x = clock.px(starts + hour * HOUR)
        parts.append(tag("path", class_="tl-grid", d=f"M{x} {TOP_PX - 6}V{height:.0f}"))
        parts.append(tag("text", words.clock(starts + hour * HOUR), class_="tl-hour", x=str(x), y="14"))
    return parts


def _row(words: Words, clock: _Clock, mission: Mission, van: int) -> Markup:
    y = TOP_PX + ROW_PX * (van - 1) + 26
    parts = [tag("text", mission.vehicle, class_="tl-van", x="0", y=str(y + 4))]
    for number, trip in enumerate(mission.trips, 1):
        parts.extend(_trip(words, clock, trip, (van, number), y))
    home = mission.way_home
    line = f"M{clock.px(home.departs_at)} {y}H{clock.px(home.arrives_at)}"
    parts.append(
        tag("path", tag("title", words.say("way home, empty")), class_=f"tl-home {van_style(van, 1)[0]}", d=line)
    )
    return tag("g", *parts)


def _trip(words: Words, clock: _Clock, trip: Trip, code: tuple[int, int], y: float) -> list[Markup]:
    colour, dash = van_style(*code)
    name = f"{code[0]}-{code[1]}"
    drive = "".join(f"M{clock.px(leg.departs_at)} {y}H{clock.px(leg.arrives_at)}" for leg in trip.legs)
    parts = [
        tag("text", name, class_="tl-code", x=str(clock.px(trip.departs_at)), y=str(y - 15)),
        tag("path", class_=f"tl-drive {colour} {dash}", d=drive),
    ]
    for number, stop in enumerate(trip.stops, 1):
        x, wide = clock.px(stop.arrives_at), max(3.0, clock.px(stop.departs_at) - clock.px(stop.arrives_at))
        when = f"{words.clock(stop.arrives_at)}–{words.clock(stop.departs_at)}"
        box = tag("rect", tag("title", f"{where_met(stop)}, {when}"), class_=f"fill-{(code[0] - 1) % 6 + 1}",
                  x=str(x), y=str(y - 11), width=str(round(wide, 1)), height="22", rx="2")  # fmt: skip
        parts.append(box)
        parts.append(tag("text", str(number), class_="tl-digit", x=str(round(x + wide / 2, 1)), y=str(y + 4)))
    x, wide = clock.px(trip.arrives_at), clock.px(trip.unloaded_at) - clock.px(trip.arrives_at)
    title = tag("title", f"{trip.ends_at}, {words.clock(trip.arrives_at)}–{words.clock(trip.unloaded_at)}")
    parts.append(
        tag("rect", title, class_="tl-unload", x=str(x), y=str(y - 11), width=str(round(wide, 1)), height="22", rx="2")
    )
    return parts


def _curfews(material: PlanMaterial, words: Words, clock: _Clock, ends: datetime, height: float) -> list[Markup]:
    parts = []
    for curfew in (curfew for curfew in material.situation.curfews if not curfew.places):
        for from_, until in _spans(curfew, clock.starts, ends):
            x, wide = clock.px(from_), clock.px(until) - clock.px(from_)
            title = tag("title", words.say("curfew: {source}", source=curfew.source))
            parts.append(
                tag("rect", title, class_="tl-curfew", x=str(x), y=str(TOP_PX - 6), width=f"{wide:.1f}",
                    height=f"{height - TOP_PX + 6:.0f}")
            )  # fmt: skip
    return parts


def _spans(curfew: Curfew, starts: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
    """Give the parts of the shown hours that lie in a curfew, which may run over midnight."""
    spans = []
    for days in (-1, 0, 1):
        day = (starts + timedelta(days=days)).date()
        from_ = datetime.combine(day, curfew.starts, starts.tzinfo)
        until = datetime.combine(day, curfew.ends, starts.tzinfo)
        until += timedelta(days=1) if curfew.ends < curfew.starts else timedelta()
        if from_ < ends and until > starts:
            spans.append((max(from_, starts), min(until, ends)))
    return spans
