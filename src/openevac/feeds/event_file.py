"""The event file: what happened on a day under way, in TOML or JSON, as `openevac replan --event` takes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.domain.replanning import DayEvents
from openevac.feeds.ground import Ground, locate, require_place
from openevac.feeds.typed_files import build, read_tree


def read_events(path: Path, ground: Ground | None = None) -> DayEvents:
    """Read one event file; with `ground` places and positions of new households are judged, and rounded to 100 m.

    Raises InputError or InputErrors with file and key.
    """
    events = build(read_tree(path), DayEvents, file=path.name)
    if ground is None:
        return events
    try:
        for place in events.places:
            require_place(place.katottg, ground)
    except InputError as fault:
        raise InputError(
            fault.problem, fault.todo, file=path.name, field=f"places[{place.katottg}].katottg", **fault.facts
        ) from None
    walk_ups = []
    for request in events.walk_ups:
        try:
            walk_ups.append(locate(request, ground))
        except InputError as fault:
            where = f"walk_ups[{request.id}].{fault.field}"
            raise InputError(fault.problem, fault.todo, file=path.name, field=where, **fault.facts) from None
    return replace(events, walk_ups=tuple(walk_ups))


def read_all_events(paths: Iterable[Path], ground: Ground | None = None) -> DayEvents:
    """Read several event files as one; raises InputError where one of them, or all together, cannot be."""
    found = [read_events(path, ground) for path in paths]
    return DayEvents(
        vans=tuple(one for part in found for one in part.vans),
        reports=tuple(one for part in found for one in part.reports),
        zones=tuple(one for part in found for one in part.zones),
        blocked=tuple(one for part in found for one in part.blocked),
        places=tuple(one for part in found for one in part.places),
        lost=tuple(one for part in found for one in part.lost),
        delays=tuple(one for part in found for one in part.delays),
        refused=tuple(one for part in found for one in part.refused),
        not_at_home=tuple(one for part in found for one in part.not_at_home),
        walk_ups=tuple(one for part in found for one in part.walk_ups),
        beds=tuple(one for part in found for one in part.beds),
    )
