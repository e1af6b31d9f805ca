"""The ground under every map: roads of the region, settlements, border, who holds what, each source with its age."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.reports.words import Words
from openevac.services.planning_inputs import planning_files_of
from openevac.web.asking import asking, signed_in
from openevac.web.map.basemap import BASEMAP
from openevac.web.map.features import Feature, collection, compressed, point
from openevac.web.map.ground_lines import GroundLines, ground_of
from openevac.web.places import Places, places_of
from openevac.web.speaking import words_for


@require_safe
@signed_in
def ground(request: HttpRequest) -> HttpResponse:
    """Give the ground; without a region an answer that says so."""
    question, words = asking(request), words_for(request)
    organisation = question.who.organisation
    places, drawn = places_of(organisation), ground_of(organisation, question.clock.now())
    if drawn is None or places.region is None:
        return collection([], {}, region="", bounds=None, basemap="", told="", training="")
    found = [*drawn.features(), *_settlements(places)]
    kinds = {one["properties"]["kind"] for one in found}
    folder = Path(planning_files_of(organisation)["region"])
    answer = collection(
        found,
        {kind: said for kind, said in _legend(words).items() if kind in kinds},
        region=places.region.name,
        training=words.say("Map for exercises. Not for driving") if places.region.training else "",
        bounds=drawn.box,
        basemap="/map/basemap.pmtiles" if (folder / BASEMAP).is_file() else "",
        told=_told(drawn, words),
        credit=words.say("Map: {source}", source=places.region.source) if places.region.source else "",
    )
    return compressed(request, answer)


def _told(drawn: GroundLines, words: Words) -> str:
    """Say what the areas rest on; a source that was set aside is named too."""
    if drawn.unread:
        return words.say("The situation file cannot be read: no line of control is on the map.")
    said = [
        words.say("{source}: set aside by {who}", source=line.source, who=line.set_aside_by)
        if line.set_aside_by
        else words.say("{source}: seen {at}", source=line.source, at=line.seen_at)
        for line in drawn.control
    ]
    return "; ".join(said) if said else words.say("No line of control is on the map.")


def _legend(words: Words) -> dict[str, str]:
    return {
        "held": words.say("occupied ground"),
        "contested": words.say("contested ground"),
        "border": words.say("state border"),
        "road-wide": words.say("main road"),
        "road-middle": words.say("other road"),
        "road-track": words.say("field track"),
    }


def _settlements(places: Places) -> list[Feature]:
    return [
        point("place", *place.position, id=place.katottg, label=place.name_uk, size=_size(place.population))
        for place in places.by_code.values()
        if place.position is not None
    ]


def _size(population: int | None) -> int:
    """Give 1 to 4: the larger one's name stays where two have no room."""
    return sum((population or 0) >= least for least in (0, 500, 5_000, 50_000))
