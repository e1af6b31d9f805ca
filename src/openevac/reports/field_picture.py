"""A picture of danger over a region at one hour: the same scale in every picture, so that hours can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import cycle

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from openevac.domain.places import MultiPolygon
from openevac.domain.situation import Situation
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_HOUR
from openevac.hazards.field import HazardField
from openevac.reports.danger_raster import danger_raster
from openevac.reports.material import TRAINING_BANNER
from openevac.reports.palette import PAPER
from openevac.reports.words import Words
from openevac.roads.graph import FloatArray, RoadClass, RoadGraph
from openevac.roads.projection import to_metric
from openevac.roads.region import Region

LEAST, MOST = 0.001, 10.0
DECADES = (0.001, 0.01, 0.1, 1.0, 10.0)
INKS = {0.01: "#2b2927", 0.1: "#2b2927", 1.0: "#ffffff"}
"""Colours of the lines between decades: each stands out from the ground it runs over."""
WIDE_IN, MAP_WIDE_IN, EDGE_IN, TOP_IN, BOTTOM_IN = 13.0, 9.3, 0.25, 0.95, 0.4
MAP_HIGH_IN = (7.4, 12.0)
SIDE = (EDGE_IN + MAP_WIDE_IN + 0.25) / WIDE_IN
DPI = 110
MOST_ROADS = 60_000
MOST_NAMES = 45
Handle = tuple[Line2D, str]
DASHES: tuple[tuple[float, tuple[float, ...]], ...] = ((0, ()), (0, (5, 2)), (0, (8, 2, 1, 2)))
WAY_COLOURS = ("trip-1", "ink", "trip-4")
"""Darker than most ground, and on a white line: orange and red would drown in the scale."""
HALO = [withStroke(linewidth=2.4, foreground="white")]
_EVEN = mpl.colormaps["magma_r"](np.linspace(0.0, 0.86, 256))
DANGER_COLOURS = LinearSegmentedColormap.from_list("danger", [tuple(colour) for colour in _EVEN])
"""Light to dark in steps the eye sees as equal; no green, no white that could pass for "none"."""


def field_picture(
    field: HazardField,
    region: Region,
    situation: Situation,
    at: datetime,
    words: Words,
    *,
    armoured: bool = False,
    ways: Sequence[tuple[str, FloatArray]] = (),
) -> bytes:
    """Draw the danger of the hour `at` lies in as PNG: raster, roads, lines by source, border, places, legend.

    `ways`: ways somebody asked for, each with its name and its points (n, 2) in degrees.
    """
    aspect = (field.grid.y1_m - field.grid.y0_m) / (field.grid.x1_m - field.grid.x0_m)
    high = float(np.clip(MAP_WIDE_IN * aspect, *MAP_HIGH_IN)) + TOP_IN + BOTTOM_IN
    figure = Figure(figsize=(WIDE_IN, high), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes(
        (EDGE_IN / WIDE_IN, BOTTOM_IN / high, MAP_WIDE_IN / WIDE_IN, 1 - (TOP_IN + BOTTOM_IN) / high)
    )
    _danger(figure, axes, field, at, words, armoured=armoured)
    _roads(axes, region.graph)
    handles = [
        *_lines_of_control(axes, situation, field.crs, at, words),
        *_border(axes, field, words),
        *_reports(axes, situation, field.crs, at, words),
        *_ways(axes, ways, field.crs),
    ]
    _places(axes, region, field)
    _scale_bar(axes, field, words)
    _frame(axes, field)
    _titles(figure, region, at, words, armoured=armoured)
    _legend(figure, handles, situation, at, words)
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _danger(figure: Figure, axes: Axes, field: HazardField, at: datetime, words: Words, *, armoured: bool) -> None:
    raster = danger_raster(field, at, armoured=armoured)
    shown = np.clip(raster.rate_per_h, LEAST, MOST)
    mesh = axes.pcolormesh(
        raster.x, raster.y, shown, cmap=DANGER_COLOURS, norm=LogNorm(LEAST, MOST), shading="nearest", rasterized=True
    )
    said = {level: words.number(level) for level in DECADES}
    between = [level for level in DECADES[1:-1] if shown.min() < level < shown.max()]
    if between:
        lines = axes.contour(
            raster.x, raster.y, shown, levels=between, colors=[INKS[level] for level in between], linewidths=0.8
        )
        axes.clabel(lines, fmt={level: said[level] for level in between}, fontsize=8)
    across, up = np.meshgrid(raster.x, raster.y)
    beyond = field.beyond.holds(across.ravel(), up.ravel()).reshape(across.shape)
    if beyond.any() and not beyond.all():
        shade = axes.contourf(across, up, beyond, levels=[0.5, 1.5], colors="none", hatches=[r"\\\\"])
        shade.set_edgecolor((1.0, 1.0, 1.0, 0.35))
        shade.set_linewidth(0.0)
    high = figure.get_figheight()
    colours = figure.add_axes((SIDE, 1 - (TOP_IN + 3.0) / high, 0.2 / WIDE_IN, 2.7 / high))
    bar = figure.colorbar(mesh, cax=colours, ticks=list(DECADES), extend="both")
    bar.ax.set_yticklabels(list(said.values()))
    bar.ax.tick_params(which="minor", length=0)


def _roads(axes: Axes, graph: RoadGraph) -> None:
    most = RoadClass.TERTIARY if graph.num_stretches > MOST_ROADS else RoadClass.TRACK
    for widest, thinnest, width in ((0, 3, 1.0), (4, 5, 0.45), (6, 9, 0.25)):
        chosen = np.flatnonzero((graph.stretch_class >= widest) & (graph.stretch_class <= min(thinnest, most)))
        lines = [np.column_stack(to_metric(graph.crs, *graph.shape(int(s)).T)) for s in chosen]
        axes.add_collection(LineCollection(lines, colors="#ffffff", linewidths=width + 0.9, alpha=0.35))
        axes.add_collection(LineCollection(lines, colors="#4a453f", linewidths=width))


def _ways(axes: Axes, ways: Sequence[tuple[str, FloatArray]], crs: str) -> list[Handle]:
    """Draw ways one over the other, the first widest, so that each stays visible where they run together."""
    handles = []
    for number, (name, points) in enumerate(ways):
        x, y = to_metric(crs, points[:, 0], points[:, 1])
        dash, width = DASHES[number % len(DASHES)], max(1.2, 4.6 - 1.6 * number)
        colour = PAPER[WAY_COLOURS[number % len(WAY_COLOURS)]]
        axes.plot(x, y, color="white", linewidth=width + 2.4, zorder=6 + number)
        axes.plot(x, y, color=colour, linewidth=width, linestyle=dash, zorder=6 + number)
        handles.append((Line2D([], [], color=colour, linewidth=width, linestyle=dash), name))
    return handles


def _lines_of_control(axes: Axes, situation: Situation, crs: str, at: datetime, words: Words) -> list[Handle]:
    """Draw each source's occupied ground hatched, in a dash of its own, and its contested ground dotted."""
    handles: list[Handle] = []
    for line, dash in zip(situation.control, cycle(DASHES)):
        if line.set_aside is not None:
            continue
        for outline in _outlines(line.held, crs):
            axes.fill(*outline.T, fill=False, hatch="////", edgecolor="#ffffff", linewidth=0.0, alpha=0.28)
            axes.plot(*outline.T, color="white", linewidth=3.0)
            axes.plot(*outline.T, color=PAPER["held"], linewidth=1.7, linestyle=dash)
        for outline in _outlines(line.contested, crs):
            axes.plot(*outline.T, color=PAPER["contested"], linewidth=1.1, linestyle=":")
        age = words.age((at - line.observed_at).total_seconds() / SECONDS_PER_HOUR)
        said = words.say("occupied ground: {source}, {age}", source=line.source, age=age)
        handles.append((Line2D([], [], color=PAPER["held"], linewidth=1.7, linestyle=dash), said))
        if line.contested:
            said = words.say("contested ground: {source}", source=line.source)
            handles.append((Line2D([], [], color=PAPER["contested"], linewidth=1.1, linestyle=":"), said))
    return handles


def _border(axes: Axes, field: HazardField, words: Words) -> list[Handle]:
    for line in field.border.lines:
        x, y = to_metric(field.crs, *np.array(line).T)
        axes.plot(x, y, color="white", linewidth=4.0)
        axes.plot(x, y, color=PAPER["border"], linewidth=2.0, linestyle=(0, (8, 2, 1, 2)))
    said = words.say("state border: {source}", source=field.border.source or "–")
    return [(Line2D([], [], color=PAPER["border"], linewidth=2.0, linestyle=(0, (8, 2, 1, 2))), said)]


def _reports(axes: Axes, situation: Situation, crs: str, at: datetime, words: Words) -> list[Handle]:
    told = [report for report in situation.reports if report.muted is None and report.happened_at <= at]
    if not told:
        return []
    x, y = to_metric(crs, *np.array([report.position for report in told]).T)
    sign = Line2D([], [], marker="^", markersize=7.0, color=PAPER["report"], markeredgecolor="white", linestyle="")
    axes.plot(x, y, marker="^", markersize=7.0, color=PAPER["report"], markeredgecolor="white", linestyle="")
    newest = max(report.happened_at for report in told)
    age = words.age((at - newest).total_seconds() / SECONDS_PER_HOUR)
    said = words.say("{n} {n|report|reports} of danger, the newest {age}", n=len(told), age=age)
    return [(sign, said)]


def _places(axes: Axes, region: Region, field: HazardField) -> None:
    """Name the biggest places, each only where its name does not cover one before it."""
    taken: list[tuple[float, float, float]] = []
    known = [(place, place.position) for place in region.places if place.position is not None]
    high = (field.grid.y1_m - field.grid.y0_m) * 0.022
    for place, position in sorted(known, key=lambda one: (-(one[0].population or 0), one[0].name_uk)):
        x, y = (float(value) for value in to_metric(field.crs, *position))
        half = len(place.name_uk) * high * 0.33
        if not (field.grid.covers(x - half, y) and field.grid.covers(x + half, y + 2 * high)) or any(
            abs(x - tx) < half + tw and abs(y - ty) < 1.2 * high for tx, ty, tw in taken
        ):
            continue
        taken.append((x, y, half))
        axes.plot([x], [y], marker="o", markersize=2.6, color="black", markeredgecolor="white", markeredgewidth=0.6)
        axes.annotate(
            place.name_uk, (x, y), xytext=(0, 4), textcoords="offset points", ha="center", fontsize=8,
            path_effects=HALO, zorder=20,
        )  # fmt: skip
        if len(taken) == MOST_NAMES:
            break


def _scale_bar(axes: Axes, field: HazardField, words: Words) -> None:
    width = field.grid.x1_m - field.grid.x0_m
    length = max(step for step in (1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5) if step <= max(width / 5, 1e3))
    x, y = field.grid.x0_m + width * 0.03, field.grid.y0_m + (field.grid.y1_m - field.grid.y0_m) * 0.03
    axes.plot([x, x + length], [y, y], color="white", linewidth=5)
    axes.plot([x, x + length], [y, y], color="black", linewidth=2.4)
    axes.annotate(
        words.km(length), (x + length / 2, y), xytext=(0, 5), textcoords="offset points", ha="center", fontsize=9,
        path_effects=HALO,
    )  # fmt: skip


def _frame(axes: Axes, field: HazardField) -> None:
    axes.set_xlim(field.grid.x0_m, field.grid.x1_m)
    axes.set_ylim(field.grid.y0_m, field.grid.y1_m)
    axes.set_aspect("equal", anchor="NW")
    axes.set_xticks([])
    axes.set_yticks([])


def _titles(figure: Figure, region: Region, at: datetime, words: Words, *, armoured: bool) -> None:
    open_air = words.say("Danger in the open, without armour")
    what = words.say("Danger as it reaches through armour") if armoured else open_air
    high = figure.get_figheight()
    left, right = EDGE_IN / WIDE_IN, 1 - EDGE_IN / WIDE_IN
    figure.text(left, 1 - 0.45 / high, f"{region.name} · {words.dated(at)}", fontsize=15, fontweight="bold")
    figure.text(left, 1 - 0.76 / high, words.say("{what}, this hour only", what=what), fontsize=11)
    if region.training:
        figure.text(
            right, 1 - 0.43 / high, words.say(TRAINING_BANNER), fontsize=11, fontweight="bold", color="white",
            ha="right", bbox={"facecolor": "black", "pad": 5},
        )  # fmt: skip
    said = ", ".join(part for part in (region.source, region.licence, region.extract_date) if part)
    figure.text(left, 0.13 / high, words.say("Roads: {source}.", source=said) if said else "", fontsize=8)


def _legend(figure: Figure, handles: Sequence[Handle], situation: Situation, at: datetime, words: Words) -> None:
    high = figure.get_figheight()
    note = words.say(
        "Each step is ten times. An index to compare places and hours with; it is no probability."
        " The lightest is below 0.001, not nought."
    )
    figure.text(SIDE, 1 - (TOP_IN + 0.08) / high, words.say("index per hour"), fontsize=9)
    figure.text(
        SIDE + 0.95 / WIDE_IN, 1 - (TOP_IN + 0.35) / high, _folded(note, 26), fontsize=9, va="top", linespacing=1.4
    )
    rows = [(handle, _folded(said, 36)) for handle, said in handles]
    rows += [(Line2D([], [], linestyle=""), _folded(line, 36)) for line in _rests_on(situation, at, words)]
    figure.legend(
        [handle for handle, _ in rows], [said for _, said in rows], loc="upper left",
        bbox_to_anchor=(SIDE - 0.012, 1 - (TOP_IN + 3.25) / high), fontsize=9, frameon=False, labelspacing=0.9,
        handlelength=2.6,
    )  # fmt: skip


def _rests_on(situation: Situation, at: datetime, words: Words) -> list[str]:
    days = situation.profile.age_days(at.date())
    name = situation.profile.name
    said = [words.say("Figures of danger: {profile}, {days} {days|day|days} old", profile=name, days=days)]
    weather = situation.weather
    if weather is None:
        return [*said, words.say("Weather: none, the worst is assumed")]
    if weather.distance_km is None:
        return [*said, words.say("Weather: {source}", source=weather.source)]
    away = words.km(weather.distance_km * METRES_PER_KM)
    return [*said, words.say("Weather: {source}, {km} away", source=weather.source, km=away)]


def _folded(text: str, letters: int) -> str:
    """Break a sentence into lines of at most so many letters."""
    lines = [""]
    for word in text.split(" "):
        fits = len(lines[-1]) + len(word) < letters
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if fits or not lines[-1] else [lines[-1], word]
    return "\n".join(lines)


def _outlines(ground: MultiPolygon, crs: str) -> list[FloatArray]:
    """Give the outer rings of areas in metres, smoothed to 100 m."""
    rings = []
    for area in ground:
        line = shapely.LineString(np.column_stack(to_metric(crs, *np.array(area[0]).T)))
        rings.append(shapely.get_coordinates(shapely.simplify(line, 100.0)))
    return rings
