"""Reads who holds what from the files that map makers publish, and keeps what was ever held or fought over.

Three shapes: `daily` (held area by day), `status` (polygons with a status by moment), `gains_losses` (what stayed,
came and went by day). One JSON object a line, packed or not, or one plain GeoJSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import shapely

from openevac.domain.errors import InputError
from openevac.domain.hazards import ControlLine
from openevac.domain.places import MultiPolygon, Polygon
from openevac.feeds.control_entries import ControlEntry, read_entries


class Ground(StrEnum):
    """What a map maker's word for an area means here."""

    HELD = "held"
    CONTESTED = "contested"
    ONCE_HELD = "once_held"


SHAPES: Mapping[str, Mapping[str, Ground]] = {
    "daily": {"": Ground.HELD},
    "status": {
        "occupied": Ground.HELD,
        "occupied_before_2022": Ground.HELD,
        # Early entries of the archive draw the ground held before 2022 in black under this word.
        "other": Ground.HELD,
        "unknown": Ground.CONTESTED,
        "liberated": Ground.ONCE_HELD,
        "held": Ground.HELD,
        "contested": Ground.CONTESTED,
        "once_held": Ground.ONCE_HELD,
    },
    "gains_losses": {"nochange": Ground.HELD, "gains": Ground.HELD, "losses": Ground.ONCE_HELD},
}
"""For each shape of file: the word in `status` or `type`, and what the area is."""


def read_control(path: Path, shape: str, source: str, at: datetime) -> ControlLine:
    """Read one source's picture as it stood at a moment: its newest entry not after `at`, however old.

    `source` is the name people see. Ground of earlier entries that is no longer held or contested counts as once
    held. Raises InputError where the file has no entry that early, is in metres, or uses words nobody knows.
    """
    if shape not in SHAPES:
        raise InputError(
            "'{shape}' is not a shape of control file.",
            "Use one of: {shapes}.",
            file=path.name,
            field="shape",
            shape=shape,
            shapes=", ".join(SHAPES),
        )
    entries = sorted(read_entries(path), key=lambda entry: entry.stands_for)
    known = [entry for entry in entries if entry.stands_for <= at]
    if not known:
        raise InputError(
            "The source has no entry at or before {at}; its first is of {first}.",
            "Take a file that reaches back further, or plan for a later moment.",
            file=path.name,
            at=at.isoformat(),
            first=entries[0].stands_for.isoformat() if entries else "-",
        )
    try:
        return _line(known, SHAPES[shape], source)
    except InputError as fault:
        raise fault.at(file=path.name) from None


def _line(known: list[ControlEntry], words: Mapping[str, Ground], source: str) -> ControlLine:
    newest = known[-1]
    ground: dict[Ground, list[Polygon]] = {kind: [] for kind in Ground}
    for number, area in enumerate(newest.areas):
        if area.word not in words:
            raise InputError(
                "An area has the status '{word}', which nobody here knows.",
                "Use one of: {words}.",
                row=newest.row if newest.row is not None else number + 1,
                field="status",
                word=area.word or "-",
                words=", ".join(word or "-" for word in words),
            )
        ground[words[area.word]] += area.polygons(newest.row)
    return ControlLine(
        source=source,
        observed_at=newest.observed_at,
        held=tuple(ground[Ground.HELD]),
        contested=tuple(ground[Ground.CONTESTED]),
        once_held=_once_held(known, ground),
    )


def _once_held(known: list[ControlEntry], ground: Mapping[Ground, list[Polygon]]) -> MultiPolygon:
    """Give all ground of any entry so far that is not held or contested now, whatever its word was."""
    distinct = {area.geometry: (entry, area) for entry in known for area in entry.areas}
    drawn = [polygon for entry, area in distinct.values() for polygon in area.polygons(entry.row)]
    ever = _together(drawn)
    now = _together((*ground[Ground.HELD], *ground[Ground.CONTESTED]))
    left = shapely.difference(ever, now)
    return tuple(
        tuple(
            tuple((lon, lat) for lon, lat in shapely.get_coordinates(ring).tolist()) for ring in shapely.get_rings(part)
        )
        for part in shapely.get_parts(left)
        if shapely.get_dimensions(part) == 2
    )


def _together(drawn: Iterable[Polygon]) -> shapely.Geometry:
    shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in drawn]
    return shapely.union_all(shapely.make_valid(shapes)) if shapes else shapely.Polygon()
