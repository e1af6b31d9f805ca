"""The places of the region that an organisation plans with: names are looked up there, in any spelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.record.acting import Acting
from openevac.domain.places import Place

if TYPE_CHECKING:
    from openevac.feeds.ground import Ground


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of places here: `ground` is None where the organisation has named no region yet."""

    ground: Ground | None
    search: Callable[[str], Sequence[Place]]

    def name(self, katottg: str) -> str:
        """Give the name of a place, with its code where several bear the name; the code where no region tells it."""
        known = self.ground.places if self.ground is not None else {}
        if katottg not in known:
            return katottg
        name = known[katottg].name_uk
        alone = sum(place.name_uk == name for place in known.values()) == 1
        return name if alone else f"{name} ({katottg})"


def places_of(me: Acting) -> Places:
    """Open the places of the region the organisation plans with; none where it has named no region."""
    from openevac.services.planning_inputs import planning_files_of

    folder = planning_files_of(me.organisation).get("region", "")
    if not folder:
        return Places(None, lambda _name: ())
    from openevac.cli.world import ground_of
    from openevac.roads.places import PlaceIndex
    from openevac.roads.region import open_region

    region = open_region(Path(folder))
    index = PlaceIndex(region.places)
    return Places(ground_of(region, index), index.find)
