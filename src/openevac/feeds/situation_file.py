"""The situation file: which sources say what about the outside, in TOML or JSON, paths relative to the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from openevac.domain.coverage import NoCoverage
from openevac.domain.errors import InputError
from openevac.domain.hazards import Border, Clearing, ControlLine, HazardReport, SetAside, TrackOpening, Zone
from openevac.domain.places import LonLat, MultiPolygon
from openevac.domain.situation import Curfew, PlaceAccess, Situation
from openevac.domain.weather import Weather, WeatherHour
from openevac.feeds.border import read_border
from openevac.feeds.control_geojson import read_control
from openevac.feeds.exposure_profile import read_profile
from openevac.feeds.typed_files import build, read_tree
from openevac.feeds.weather import read_weather

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlEntry:
    """One source of control lines: a `file` of the given `shape` (daily, status, gains_losses), or shapes inline.

    From a file the newest entry not after the planning moment counts. Inline shapes need `observed_at`.
    """

    source: str
    file: str | None = None
    shape: str | None = None
    observed_at: datetime | None = None
    held: MultiPolygon = ()
    contested: MultiPolygon = ()
    once_held: MultiPolygon = ()
    front_speed_km_per_day: float | None = None
    set_aside: SetAside | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderEntry:
    """The border file and one point on the home side of it."""

    file: str
    home: LonLat


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherEntry:
    """The forecast: a CSV `file` or inline `hours`, its source and how far its station is from the region.

    Forecasts issued after the planning moment are not used, as nobody knew them; `hindsight`: use them all the
    same, for studies of past days. `city`: which place of a file that holds several.
    """

    source: str
    file: str | None = None
    distance_km: float | None = None
    hours: tuple[WeatherHour, ...] = ()
    hindsight: bool = False
    city: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationFile:
    """What a situation file may hold. `profile` names a preset (2025-05, 2025-10, 2026) or an own TOML file."""

    profile: str
    timezone: str = "Europe/Kyiv"
    control: tuple[ControlEntry, ...] = ()
    border: BorderEntry | None = None
    weather: WeatherEntry | None = None
    access: tuple[PlaceAccess, ...] = ()
    reports: tuple[HazardReport, ...] = ()
    clearings: tuple[Clearing, ...] = ()
    openings: tuple[TrackOpening, ...] = ()
    zones: tuple[Zone, ...] = ()
    curfews: tuple[Curfew, ...] = ()
    no_coverage: tuple[NoCoverage, ...] = ()
    notes: tuple[str, ...] = ()


def read_situation(path: Path, at: datetime) -> Situation:
    """Read a situation file as it stood at a moment: sources dated later than `at` are not used.

    Raises InputError or InputErrors with file and key.
    """
    entry = build(read_tree(path), SituationFile, file=path.name)
    folder = path.parent
    try:
        return Situation(
            profile=read_profile(_profile_path(entry.profile, folder)),
            timezone=entry.timezone,
            control=tuple(_control(part, folder, at) for part in entry.control),
            border=_border(entry.border, folder),
            access=entry.access,
            reports=entry.reports,
            clearings=entry.clearings,
            openings=entry.openings,
            zones=entry.zones,
            weather=_weather(entry.weather, entry.timezone, folder, at),
            curfews=entry.curfews,
            no_coverage=entry.no_coverage,
            notes=entry.notes,
        )
    except InputError as fault:
        raise fault.at(file=path.name) from None


def _profile_path(profile: str, folder: Path) -> str | Path:
    """Take a name for a preset; anything that ends in .toml for a file beside the situation."""
    return folder / profile if profile.endswith(".toml") else profile


def _control(entry: ControlEntry, folder: Path, at: datetime) -> ControlLine:
    place = f"control[{entry.source}]"
    if entry.file is not None:
        if entry.shape is None:
            raise InputError(
                "The source names a file but not its shape.",
                "Add shape: daily, status or gains_losses.",
                field=f"{place}.shape",
            )
        line = read_control(folder / entry.file, entry.shape, entry.source, at)
        return replace(line, front_speed_km_per_day=entry.front_speed_km_per_day, set_aside=entry.set_aside)
    if entry.observed_at is None:
        raise InputError(
            "The source has neither a file nor a time of observation.",
            "Give file and shape, or observed_at with held, contested and once_held.",
            field=place,
        )
    if entry.observed_at > at:
        raise InputError(
            "The source was observed at {observed}, after the moment of planning {at}.",
            "Correct observed_at, or plan for a later moment.",
            field=f"{place}.observed_at",
            observed=entry.observed_at.isoformat(),
            at=at.isoformat(),
        )
    return ControlLine(
        source=entry.source,
        observed_at=entry.observed_at,
        held=entry.held,
        contested=entry.contested,
        once_held=entry.once_held,
        front_speed_km_per_day=entry.front_speed_km_per_day,
        set_aside=entry.set_aside,
    )


def _border(entry: BorderEntry | None, folder: Path) -> Border | None:
    return read_border(folder / entry.file, entry.home) if entry else None


def _weather(entry: WeatherEntry | None, timezone: str, folder: Path, at: datetime) -> Weather | None:
    if entry is None:
        return None
    known_until = _END_OF_TIME if entry.hindsight else at
    if entry.file is not None:
        return read_weather(
            folder / entry.file,
            source=entry.source,
            distance_km=entry.distance_km,
            at=known_until,
            timezone=timezone,
            city=entry.city,
        )
    if not entry.hours:
        raise InputError(
            "The forecast has no hour.",
            "Give a file or hours; leave weather out if you have none.",
            field="weather",
        )
    hours = tuple(hour for hour in entry.hours if hour.issued_at is None or hour.issued_at <= known_until)
    return Weather(source=entry.source, hours=hours, distance_km=entry.distance_km)
