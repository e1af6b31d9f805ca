"""The picture of the outside at one moment: lines, border, access, reports, zones, weather, curfew, judgements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from openevac.domain.coverage import NoCoverage
from openevac.domain.errors import InputError
from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.hazards import Border, Clearing, ControlLine, HazardReport, TrackOpening, Zone
from openevac.domain.ids import require_distinct, require_katottg
from openevac.domain.places import Access
from openevac.domain.units import require_aware
from openevac.domain.weather import Weather


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAccess:
    """Who may enter one place, by whose word, since and until when."""

    katottg: str
    access: Access
    source: str
    since: datetime
    valid_until: datetime | None = None
    meeting_note: str = ""

    def __post_init__(self) -> None:
        require_katottg("katottg", self.katottg)
        require_aware("since", self.since)
        require_aware("valid_until", self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curfew:
    """Hours in which nobody may be about, in the situation's local time; it may run over midnight.

    `places` names the KATOTTG codes it covers; empty means everywhere. `source` says who ordered it.
    """

    starts: time
    ends: time
    source: str
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.starts == self.ends:
            raise InputError(
                "The curfew starts and ends at the same minute.", "Give two different times.", field="ends"
            )
        for code in self.places:
            require_katottg("places", code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything known about the outside that a plan rests on. `timezone` is for curfews and for people's clocks.

    `no_coverage`: areas where phones do not work; none named means that nobody knows, not that phones work everywhere.

    `border` may be None only when the region brings one: without a border danger is not computed at all.
    """

    profile: ExposureProfile
    timezone: str = "Europe/Kyiv"
    control: tuple[ControlLine, ...] = ()
    border: Border | None = None
    access: tuple[PlaceAccess, ...] = ()
    reports: tuple[HazardReport, ...] = ()
    clearings: tuple[Clearing, ...] = ()
    openings: tuple[TrackOpening, ...] = ()
    zones: tuple[Zone, ...] = ()
    weather: Weather | None = None
    curfews: tuple[Curfew, ...] = ()
    no_coverage: tuple[NoCoverage, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_distinct("reports", (report.id for report in self.reports))
        require_distinct("zones", (zone.id for zone in self.zones))
        require_distinct("no_coverage", (area.id for area in self.no_coverage))
        require_distinct("control", (line.source for line in self.control))
        require_distinct("access", (entry.katottg for entry in self.access))
        known = {report.id for report in self.reports}
        for clearing in self.clearings:
            if clearing.report not in known:
                raise InputError(
                    "A clearing names the report '{report}', which is not in the situation.",
                    "Correct the id or add the report.",
                    field="clearings",
                    report=clearing.report,
                )
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise InputError(
                "'{zone}' is not a time zone.",
                "Write it like Europe/Kyiv.",
                field="timezone",
                zone=self.timezone,
            ) from None

    @property
    def zone_info(self) -> ZoneInfo:
        """Give the local time zone."""
        return ZoneInfo(self.timezone)

    def access_of(self, katottg: str, at: datetime) -> PlaceAccess | None:
        """Give the access rule of a place that holds at a moment, or None where nobody said anything."""
        for entry in self.access:
            expired = entry.valid_until is not None and at >= entry.valid_until
            if entry.katottg == katottg and entry.since <= at and not expired:
                return entry
        return None
