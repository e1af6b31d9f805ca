"""Where phones do not work, as somebody said: an area, by whose word, and when it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.places import Polygon
from openevac.domain.units import require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCoverage:
    """An area without phone signal. Outside of all such areas phones are taken to work."""

    id: str
    area: Polygon
    source: str
    observed_at: datetime

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_aware("observed_at", self.observed_at)
        if not self.area or len(self.area[0]) < 4:
            raise InputError(
                "The area without coverage has no ground.", "Give a closed ring of four or more points.", field="area"
            )
        if not self.source.strip():
            raise InputError(
                "Nobody is named who saw that phones do not work there.", "Name the source.", field="source"
            )
