"""The places of the region an organisation plans with: their names on every page, and their search while typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest

from openevac.domain.places import Place
from openevac.roads.places import PlaceIndex
from openevac.roads.region import Region, open_region
from openevac.services.planning_inputs import planning_files_of

_ASKED = "openevac_places"


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of places; `region` is None where the organisation has named none yet."""

    region: Region | None
    by_code: Mapping[str, Place]
    index: PlaceIndex | None

    def name(self, katottg: str) -> str:
        """Give the name of a place; its code where no region tells it."""
        return self.by_code[katottg].name_uk if katottg in self.by_code else katottg


def places_of(organisation: str) -> Places:
    """Give the places of one organisation; the region is read once and again when it was made anew."""
    folder = planning_files_of(organisation).get("region", "")
    return _read(folder, _changed_at(folder)) if folder else Places(None, {}, None)


def places_here(request: HttpRequest, organisation: str) -> Places:
    """Give the same for one page: asked for once, however many places the page names."""
    found = getattr(request, _ASKED, None)
    if not isinstance(found, Places):
        found = places_of(organisation)
        setattr(request, _ASKED, found)
    return found


@lru_cache(maxsize=4)
def _read(folder: str, changed_at: float) -> Places:  # noqa: ARG001 - the time of change makes a new region a new question
    region = open_region(Path(folder))
    return Places(region, {place.katottg: place for place in region.places}, PlaceIndex(region.places))


def _changed_at(folder: str) -> float:
    return max((path.stat().st_mtime for path in Path(folder).glob("*")), default=0.0)
