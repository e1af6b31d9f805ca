"""What the lines and signs of the map mean, only those that are on it."""

from __future__ import annotations

from openevac.reports.chart import Chart
from openevac.reports.drawing import HATCH_ANGLES
from openevac.reports.markup import Markup, tag
from openevac.reports.palette import van_style
from openevac.reports.words import Words

LINE = "M2 11H42"


def map_legend(words: Words, chart: Chart) -> Markup:
    """List samples of what is drawn, each with its meaning."""
    rows = [
        (_line(" ".join(("line", *van_style(trip.van, trip.number)))), words.say("trip {code}", code=trip.code))
        for trip in chart.trips
    ]
    lines = [
        ("home", chart.home, words.say("way home, empty")),
        ("wide", chart.roads.wide, words.say("main road")),
        ("tracks", chart.roads.tracks, words.say("field track (seen from near)")),
        ("closed", chart.roads.closed_wide or chart.roads.closed_small, words.say("closed: nobody may drive there")),
        ("border", chart.border, words.say("state border")),
    ]
    rows += [(_line(name), meaning) for name, drawn, meaning in lines if drawn]
    rows += _areas(words, chart)
    rows += _signs(words, chart)
    items = [tag("li", sample, tag("span", meaning)) for sample, meaning in rows]
    listed = tag("ul", *items, class_="legend")
    return Markup(_hatches()) + tag(
        "details", tag("summary", words.say("what the map shows")), listed, open=True, id="legend"
    )


def _hatches() -> Markup:
    """Give the hatches again in pixels: those of the map are measured in its units."""
    patterns = [
        tag(
            "pattern",
            tag("path", class_=f"hatch-{name}", d="M0 0V6", stroke_width="2"),
            id=f"key-{name}",
            width="6",
            height="6",
            patternUnits="userSpaceOnUse",
            patternTransform=f"rotate({angle})",
        )
        for name, angle in HATCH_ANGLES.items()
    ]
    return tag("svg", tag("defs", *patterns), width="0", height="0", aria_hidden="true", class_="patterns")


def _areas(words: Words, chart: Chart) -> list[tuple[Markup, str]]:
    meanings = {
        "held": words.say("occupied ground"),
        "contested": words.say("contested ground"),
        "once_held": words.say("once held ground: field tracks are closed for mines"),
        "zone_closed": words.say("closed area"),
        "zone_mined": words.say("mined area"),
        "zone_danger": words.say("area of danger"),
    }
    rows = []
    for kind, meaning in meanings.items():
        sources = sorted(
            {
                f"{area.source}, {words.moment(area.observed_at)}" if area.observed_at else area.source
                for area in chart.areas
                if area.kind == kind
            }
        )
        if sources:
            sample = _legend_svg(tag("path", class_=f"legend-{kind} area-{kind}", d="M2 2H42V20H2z"))
            rows.append((sample, f"{meaning} ({'; '.join(sources)})"))
    return rows


def _signs(words: Words, chart: Chart) -> list[tuple[Markup, str]]:
    kinds = {sign.kind for sign in chart.signs} | {"report" for _ in chart.reports}
    shapes = {
        "stop": (tag("circle", class_="mark fill-1", r="9"), words.say("stop of a trip, by number")),
        "unserved": (
            Markup(tag("circle", class_="mark", r="8")) + tag("path", class_="inner", d="M-4 0H4"),
            words.say("request that stays"),
        ),
        "depot": (
            Markup(tag("rect", class_="mark", x="-9", y="-9", width="18", height="18", rx="2"))
            + tag("path", class_="inner", d="M-4 5V-5L5 0z"),
            words.say("where vans start"),
        ),
        "shelter": (tag("path", class_="mark", d="M-9 0L0 -10L9 0V9H-9z"), words.say("where people get off")),
        "relay": (
            Markup(tag("path", class_="mark", d="M0 -10L10 0L0 10L-10 0z"))
            + tag("path", class_="inner", d="M-4 -2H4M-4 2H4"),
            words.say("relay: people change vehicles"),
        ),
        "report": (tag("path", class_="mark", d="M0 -9L9 8H-9z"), words.say("report of danger")),
    }
    return [
        (_legend_svg(tag("g", tag("g", shape, transform="translate(22 11)"), class_=f"sign sign-{kind}")), meaning)
        for kind, (shape, meaning) in shapes.items()
        if kind in kinds
    ]


def _line(classes: str) -> Markup:
    return _legend_svg(tag("g", tag("path", class_=classes, d=LINE), class_="trip"))


def _legend_svg(content: Markup) -> Markup:
    return tag("svg", content, viewBox="0 0 44 22", aria_hidden="true")
