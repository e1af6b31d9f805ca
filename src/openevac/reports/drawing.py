"""A chart drawn as SVG: classes for the style sheet, signs and names that keep their size however near the map is."""

from __future__ import annotations

import re
from dataclasses import replace

from openevac.domain.hazards import HazardReport
from openevac.domain.units import METRES_PER_KM
from openevac.reports.chart import Area, Chart, Sign
from openevac.reports.frame import UNIT_M
from openevac.reports.markup import Markup, tag
from openevac.reports.palette import van_style
from openevac.reports.placing import PlaceName, Spot
from openevac.reports.trip_lines import TripDrawn
from openevac.reports.words import Words

CODE_FROM_LEVEL = 2
SCALE_STEPS_M = (500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0)
_LEVELED = re.compile(
    r'<(?P<one>path|text) class="[^"]*\blv(?P<level>\d)"[^>]*>[^<]*</(?P=one)>'
    r'|<g class="name lv(?P<name_level>\d)".*?</g></g>'
)
HATCH_ANGLES = {"held": 45, "contested": -45, "zone": 90}
HATCH_STEPS_PX = {"held": 8.0, "contested": 11.0, "zone": 6.0}


def draw_map(chart: Chart, words: Words, *, label: str, paper_style: str = "", nearness: int = 0) -> Markup:
    """Draw the whole map. `label` is read aloud.

    With a style sheet for paper only what is shown at the level `nearness` is drawn, for paper does not zoom.
    """
    frame = chart.frame
    west, north, east, south = frame.kept
    names = [name for name in chart.names if not paper_style or name.spot.inside(frame, chart.unit_px)]
    layers = [
        tag(
            "rect", class_="land", x=round(west), y=round(north), width=round(east - west), height=round(south - north)
        ),
        _group("areas", [_area(area, words) for area in sorted(chart.areas, key=lambda area: area.kind)]),
        _roads(chart),
        _path("border", chart.border),
        _path("home", chart.home),
        _group("trips", [_trip(trip) for trip in chart.trips]),
        _group("captions", _captions(chart, words)),
        _group("names", [_name(name, chart) for name in names]),
        _group("reports", [_sign(sign, chart, _report_title(words, report)) for sign, report in chart.reports]),
        _group("signs", [_sign(sign, chart, _sign_title(sign, words)) for sign in chart.signs]),
        _group("tripnames", [_trip_name(t, s, chart) for t, s in zip(chart.trips, chart.trip_names, strict=True)]),
    ]
    return tag(
        "svg",
        tag("style", Markup(paper_style)) if paper_style else Markup(""),
        tag("defs", *(_hatch(name, step / chart.unit_px) for name, step in HATCH_STEPS_PX.items())),
        *(
            layers
            if not paper_style
            else [_without_later(layer, nearness) for layer in layers] + [_scale_bar(chart, words), _edge(chart)]
        ),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {frame.width} {frame.height}",
        role="img" if paper_style else "application",
        tabindex=None if paper_style else "0",
        aria_label=label,
        class_="map",
        data_level="0",
        data_px=f"{1 / chart.unit_px:.4f}",
        data_kept=" ".join(f"{side:.0f}" for side in frame.kept),
    )


def _without_later(layer: Markup, nearness: int) -> Markup:
    """Leave out what only a view nearer than this level shows."""

    def kept(found: re.Match[str]) -> str:
        return found.group(0) if int(found.group("level") or found.group("name_level")) <= nearness else ""

    return Markup(_LEVELED.sub(kept, layer))


def _scale_bar(chart: Chart, words: Words) -> Markup:
    """Draw a bar of a round number of kilometres in the south-west corner."""
    widest_m = chart.frame.width * UNIT_M / 5
    length_m = max(step for step in SCALE_STEPS_M if step <= max(widest_m, SCALE_STEPS_M[0]))
    px = length_m / UNIT_M * chart.unit_px
    bar = tag("path", class_="bar", d=f"M0 -6V0H{px:.1f}V-6")
    label = tag("text", words.km(length_m) if length_m >= METRES_PER_KM else f"{length_m:.0f} m", x=px / 2, y="-6")
    corner = Spot(x=18 / chart.unit_px, y=chart.frame.height - 18 / chart.unit_px, half_w=0.0, half_h=0.0)
    return _fixed(corner, chart, bar, label, class_="scale")


def _edge(chart: Chart) -> Markup:
    return tag("rect", class_="edge", x="0", y="0", width=chart.frame.width, height=chart.frame.height)


def _group(name: str, parts: list[Markup]) -> Markup:
    return tag("g", *parts, class_=name) if parts else Markup("")


def _path(name: str, path: str) -> Markup:
    return tag("path", class_=name, d=path) if path else Markup("")


def _roads(chart: Chart) -> Markup:
    roads = chart.roads
    return tag(
        "g",
        _path("small lv2", roads.small),
        _path("tracks lv2", roads.tracks),
        _path("middle", roads.middle),
        _path("wide", roads.wide),
        _path("closed", roads.closed_wide),
        _path("closed lv2", roads.closed_small),
        class_="roads",
    )


def _area(area: Area, words: Words) -> Markup:
    names = {
        "held": words.say("occupied ground"),
        "contested": words.say("contested ground"),
        "once_held": words.say("once held ground: field tracks are closed for mines"),
        "zone_closed": words.say("closed area"),
        "zone_mined": words.say("mined area"),
        "zone_danger": words.say("area of danger"),
    }
    since = f", {words.moment(area.observed_at)}" if area.observed_at else ""
    return tag(
        "path", tag("title", f"{names[area.kind]}: {area.source}{since}"), class_=f"area-{area.kind}", d=area.path
    )


def _captions(chart: Chart, words: Words) -> list[Markup]:
    said = {
        "held": words.say("occupied ground"),
        "contested": words.say("contested ground"),
        "border": words.say("state border"),
    }
    return [
        _fixed(
            replace(spot, dx=0.0, dy=0.0),
            chart,
            tag("text", said[kind], y=f"{spot.dy + 4:.1f}"),
            class_=f"where {kind}-caption",
        )
        for kind, spot in chart.captions.items()
    ]


def _hatch(name: str, step: float) -> Markup:
    line = tag("path", class_=f"hatch-{name}", d=f"M0 0V{step:.1f}", stroke_width=round(step / 7, 2))
    return tag(
        "pattern",
        line,
        id=f"hatch-{name}",
        width=round(step, 1),
        height=round(step, 1),
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({HATCH_ANGLES[name]})",
        data_angle=HATCH_ANGLES[name],
    )


def _trip(trip: TripDrawn) -> Markup:
    colour, dash = van_style(trip.van, trip.number)
    levels = [
        tag(
            "g",
            tag("path", class_="halo", d=path),
            tag("path", class_=f"line {colour} {dash}", d=path),
            class_=f"at at{level}",
        )
        for level, path in enumerate(trip.paths)
    ]
    return tag("g", *levels, class_="trip", data_trip=trip.code, data_box=" ".join(str(side) for side in trip.box))


def _fixed(spot: Spot, chart: Chart, *content: Markup, class_: str, **more: str | None) -> Markup:
    """Put content given in pixels at a point; its scale is undone when the map is brought nearer.

    What was moved aside gets a thin line to its point.
    """
    moved = tag("g", *content, transform=f"translate({spot.dx:.1f} {spot.dy:.1f})") if spot.dx or spot.dy else None
    lead = tag("path", class_="lead", d=f"M0 0L{spot.dx:.1f} {spot.dy:.1f}") if moved else Markup("")
    inside = (lead, moved) if moved else content
    inner = tag("g", *inside, class_="fix", transform=f"scale({1 / chart.unit_px:.4f})")
    return tag("g", inner, class_=class_, transform=f"translate({spot.x:.0f} {spot.y:.0f})", **more)


def _name(name: PlaceName, chart: Chart) -> Markup:
    at = name.spot
    dot = tag("circle", class_="dot", r="2.2")
    words = tag("text", name.name, x=round(at.dx, 1), y=round(at.dy + 4, 1))
    place = Spot(x=at.x, y=at.y, half_w=0.0, half_h=0.0)
    return _fixed(place, chart, dot, words, class_=f"name lv{name.level}")


def _trip_name(trip: TripDrawn, spot: Spot, chart: Chart) -> Markup:
    width = 9 + 8 * len(trip.code)
    box = tag("rect", class_=f"fill-{(trip.van - 1) % 6 + 1}", x=-width / 2, y=-10.0, width=width, height=20, rx=5)
    return _fixed(spot, chart, box, tag("text", trip.code, y="4.5"), class_="tripname", data_trip=trip.code)


def _sign(sign: Sign, chart: Chart, title: str) -> Markup:
    shape = {
        "stop": lambda: (
            tag("circle", class_=f"mark fill-{(sign.van - 1) % 6 + 1}", r="10"),
            tag("text", str(sign.number), class_="digit", y="4.3"),
        ),
        "unserved": lambda: (tag("circle", class_="mark", r="8"), tag("path", class_="inner", d="M-4 0H4")),
        "depot": lambda: (
            tag("rect", class_="mark", x="-9", y="-9", width="18", height="18", rx="2"),
            tag("path", class_="inner", d="M-4 5V-5L5 0z"),
        ),
        "shelter": lambda: (
            tag("path", class_="mark", d="M-10 -1L0 -11L10 -1V10H-10z"),
            tag("path", class_="inner", d="M-3 10V2H3V10z"),
        ),
        "relay": lambda: (
            tag("path", class_="mark", d="M0 -11L11 0L0 11L-11 0z"),
            tag("path", class_="inner", d="M-5 -2H5M-5 2H5"),
        ),
        "report": lambda: (
            tag("path", class_="mark", d="M0 -10L10 8H-10z"),
            tag("path", class_="inner", d="M-1.2 -4H1.2L.8 2H-.8zM-1.1 3.6H1.1V5.8H-1.1z"),
        ),
    }[sign.kind]()
    code = tag("text", sign.code, class_=f"code lv{CODE_FROM_LEVEL}", x="14", y="4")
    shown = [tag("title", title), *shape]
    if sign.kind != "report":
        shown.append(code)
    return _fixed(sign.spot, chart, *shown, class_=f"sign sign-{sign.kind}", data_trip=sign.trip or None)


def _sign_title(sign: Sign, words: Words) -> str:
    return {
        "stop": lambda: words.say("stop {number}: {code}", number=sign.number, code=sign.code),
        "unserved": lambda: words.say("stays: {code}", code=sign.code),
        "depot": lambda: words.say("start: {code}", code=sign.code),
        "shelter": lambda: words.say("shelter: {code}", code=sign.code),
        "relay": lambda: words.say("relay: {code}", code=sign.code),
    }[sign.kind]()


def _report_title(words: Words, report: HazardReport) -> str:
    said = (words.word(report.cause), words.word(report.confidence), words.moment(report.happened_at), report.source)
    return " · ".join(said)
