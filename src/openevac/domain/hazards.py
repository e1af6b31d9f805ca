"""What is said about danger: lines of control, reports, zones, clearings and openings, each with source and age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.places import LonLat, MultiPolygon, Polygon, require_lonlat
from openevac.domain.units import require_aware, require_in_order, require_not_negative


class Cause(StrEnum):
    """What harms people on the way."""

    DRONE = "drone"
    SHELLING = "shelling"
    AIR_STRIKE = "air_strike"
    MINES = "mines"
    GROUND = "ground"


class Confidence(StrEnum):
    """Whether two independent trusted sources, or one that saw it, stand behind a report."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A named person's decision to leave a source or report out, with the reason."""

    by: str
    reason: str
    at: datetime

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        if not self.by.strip() or not self.reason.strip():
            raise InputError(
                "Nobody is named, or no reason is given.",
                "Only a named person sets a source aside, with a reason: fill `by` and `reason`.",
                field="set_aside",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLine:
    """One source's picture of who holds what, at one moment.

    `held` is impassable, `contested` counts as distance zero, `once_held` closes tracks for mines. A line does
    not drop out by age: it advances by age times front speed (`front_speed_km_per_day`, None = the exposure
    profile's) up to the profile's cap.
    """

    source: str
    observed_at: datetime
    held: MultiPolygon = ()
    contested: MultiPolygon = ()
    once_held: MultiPolygon = ()
    front_speed_km_per_day: float | None = None
    set_aside: SetAside | None = None

    def __post_init__(self) -> None:
        require_aware("observed_at", self.observed_at)
        if self.front_speed_km_per_day is not None:
            require_not_negative("front_speed_km_per_day", self.front_speed_km_per_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """The state border with Russia or Belarus as lines, and one point at home.

    `home` tells the two sides apart: what the lines cut off from it is beyond the border and impassable.
    """

    lines: tuple[tuple[tuple[float, float], ...], ...]
    home: LonLat
    source: str = ""

    def __post_init__(self) -> None:
        require_lonlat("home", self.home)
        if not any(len(line) >= 2 for line in self.lines):
            raise InputError("The border has no line.", "Give at least one line of two or more points.", field="lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardReport:
    """Something that happened or lies somewhere: a strike, a drone seen, a crater, a mine, a blown bridge.

    `kind` names a kernel of the exposure profile (`report.<kind>.*`). `blocks`: the way cannot be driven; it
    closes `way_ids`, or where none are named every arc within `radius_m`, both directions, only when verified.
    """

    id: str
    cause: Cause
    kind: str
    position: LonLat
    happened_at: datetime
    source: str
    confidence: Confidence = Confidence.UNVERIFIED
    blocks: bool = False
    radius_m: float = 50.0
    way_ids: tuple[int, ...] = ()
    valid_until: datetime | None = None
    muted: SetAside | None = None

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_lonlat("position", self.position)
        require_in_order("happened_at", self.happened_at, self.valid_until)
        require_not_negative("radius_m", self.radius_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """Word that a blocking report no longer blocks.

    It counts with two different `sources`, or when `drove_it` names a crew, until `expires_at`.
    """

    report: str
    cleared_at: datetime
    expires_at: datetime
    sources: tuple[str, ...] = ()
    drove_it: str = ""

    def __post_init__(self) -> None:
        require_id("report", self.report)
        require_in_order("cleared_at", self.cleared_at, self.expires_at)

    @property
    def counts(self) -> bool:
        """Tell whether it rests on enough: two different sources, or a crew that drove it."""
        return bool(self.drove_it) or len(set(self.sources)) >= 2


class OpenedBy(StrEnum):
    """Who can open a track that is closed for mines."""

    CREW_DROVE = "crew_drove"
    DEMINERS_NOTE = "deminers_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackOpening:
    """Word that closed tracks can be driven: who drove or checked them, and when. It expires by the profile."""

    way_ids: tuple[int, ...]
    opened_at: datetime
    opened_by: OpenedBy
    by: str

    def __post_init__(self) -> None:
        require_aware("opened_at", self.opened_at)
        if not self.by.strip():
            raise InputError(
                "The opening names nobody.",
                "Name the crew that drove it, or the deminers' note with its date.",
                field="by",
            )


class ZoneKind(StrEnum):
    """What an area does: closes everything, closes tracks for mines, or adds danger of one cause."""

    CLOSED = "closed"
    MINED = "mined"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An area with a rule of its own. `rate_per_h` counts for DANGER only: encounters per hour inside."""

    id: str
    kind: ZoneKind
    area: Polygon
    source: str
    cause: Cause = Cause.SHELLING
    rate_per_h: float = 0.0
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_not_negative("rate_per_h", self.rate_per_h)
        require_in_order("valid_from", self.valid_from, self.valid_until)
        if not self.area or len(self.area[0]) < 4:
            raise InputError("The zone has no area.", "Give a closed ring of four or more points.", field="area")
