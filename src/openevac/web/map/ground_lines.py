"""What lies on the ground under every map, worked out once and kept until a file or the hour changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.hazards import ControlLine
from openevac.domain.situation import Situation
from openevac.feeds.situation_file import read_situation
from openevac.reports.region_lines import Box, Coordinates, areas_within, border_within, box_of, road_lines
from openevac.services.planning_inputs import planning_files_of
from openevac.web.map.features import Feature, areas, lines
from openevac.web.places import places_of

MOST_POINTS = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One source's picture of who holds what, cut to the region; `by` set it aside, or nobody did."""

    source: str
    seen_at: datetime
    held: list[list[Coordinates]]
    contested: list[list[Coordinates]]
    set_aside_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundLines:
    """Roads, the border and each source's areas. `unread`: the situation file cannot be read."""

    box: Box
    roads: dict[str, list[Coordinates]]
    left_out: tuple[str, ...]
    border: list[Coordinates]
    control: tuple[Line, ...]
    unread: bool

    def features(self) -> list[Feature]:
        """Give everything as the map draws it, undermost first; a source that was set aside is not drawn."""
        standing = [line for line in self.control if not line.set_aside_by]
        found = [areas("contested", line.contested, label=line.source) for line in standing if line.contested]
        found += [areas("held", line.held, label=line.source) for line in standing if line.held]
        found += [lines(kind, parts) for kind, parts in self.roads.items()]
        return [*found, *([lines("border", self.border)] if self.border else [])]


def ground_of(organisation: str, now: datetime) -> GroundLines | None:
    """Give the ground an organisation plans on; None where it has named no region yet."""
    files = planning_files_of(organisation)
    if places_of(organisation).region is None:
        return None
    hour = now.replace(minute=0, second=0, microsecond=0)
    situation = files.get("situation", "")
    return _read(organisation, (_changed_at(files["region"]), _changed_at(situation)), situation, hour)


@lru_cache(maxsize=4)
def _read(organisation: str, changed_at: tuple[float, ...], situation: str, at: datetime) -> GroundLines:  # noqa: ARG001 - times of change make it a new question
    region = places_of(organisation).region
    if region is None:
        raise InputError("No region is named.", "Name the region pack first.", field="region")
    box = box_of(region.graph)
    roads = road_lines(region.graph, MOST_POINTS)
    outside = _outside(situation, at)
    return GroundLines(
        box=box,
        roads=roads.lines,
        left_out=roads.left_out,
        border=border_within((outside.border if outside else None) or region.border, box),
        control=tuple(_line(one, box) for one in outside.control) if outside else (),
        unread=bool(situation) and outside is None,
    )


def _outside(situation: str, at: datetime) -> Situation | None:
    """Read the situation; a map is still drawn without it, and says so."""
    if not situation:
        return None
    try:
        return read_situation(Path(situation), at)
    except (InputError, InputErrors, OSError):
        return None


def _line(line: ControlLine, box: Box) -> Line:
    return Line(
        source=line.source,
        seen_at=line.observed_at,
        held=areas_within(line.held, box),
        contested=areas_within(line.contested, box),
        set_aside_by=line.set_aside.by if line.set_aside else "",
    )


def _changed_at(name: str) -> float:
    path = Path(name) if name else None
    if path is None or not path.exists():
        return 0.0
    newest = [path, *path.glob("*")] if path.is_dir() else [path]
    return max(one.stat().st_mtime for one in newest)
