"""Trackers of a mission: a token drawn at the desk, the newest coarse place, and its end with the mission.

Keeping a place is no command: it comes every minute, changes nothing a rule rests on, and an entry for each would make
of the ledger the track that is not to be kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind
from openevac.domain.places import LonLat, coarse
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.missions import OUT, OVER
from openevac.rules.tracking import fits_in_time, least_km, may_keep_place
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.store.models import CheckIn, FrontDistance, Mission, Tracker

LIVES_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTracker:
    """A token for a mission, by its hash. `near_line`: its crew chose to be seen in the danger area too."""

    mission: str
    token_sha256: str
    near_line: bool = False

    def __post_init__(self) -> None:
        if len(self.token_sha256) != 64 or set(self.token_sha256) - set("0123456789abcdef"):
            raise InputError(
                "The token's hash is not a SHA-256.", "Let the device show its code again.", field="token"
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerStarted:
    """Until when the token is good."""

    mission: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerSeen:
    """When a tracker of a mission told of it last, and where, to 100 m."""

    at: datetime
    place: LonLat


def start_tracker(order: Order, asked: StartTracker) -> TrackerStarted:
    """Draw a new token for a mission; an earlier one is good no more, and what it told is gone."""
    return carry_out(order, Action.ENROL_DEVICE, asked, TrackerStarted, _start)


def _start(doing: Doing, asked: StartTracker) -> TrackerStarted:
    doing.require(Resource(kind=ResourceKind.DEVICE, organisation=doing.organisation.id))
    code = parse_mission_code(asked.mission)
    versions = Mission.objects.filter(organisation=doing.organisation, code=code).order_by("-version")
    mission = versions.exclude(status__in=OVER).first()
    if mission is None:
        raise not_found("mission", code)
    Tracker.objects.filter(organisation=doing.organisation, mission__code=code).delete()
    row = Tracker.objects.create(
        organisation=doing.organisation, mission=mission, token_sha256=asked.token_sha256, near_line=asked.near_line,
        made_at=doing.now, made_by=doing.actor.person, ends_at=doing.now + LIVES_FOR,
    )  # fmt: skip
    doing.say(f"mission:{code}", tracker=asked.token_sha256[:16], near_line=asked.near_line)
    return TrackerStarted(mission=code, ends_at=row.ends_at)


def organisation_of_tracker(token: str, clock: Clock) -> str | None:
    """Give whose token this is; None for one that nobody knows or that is good no more."""
    row = _alive(clock.now()).filter(token_sha256=sha256(token.encode()).hexdigest()).first()
    return row.organisation_id if row else None


def keep_place(
    token: str, at: datetime, position: LonLat, settlements: Iterable[tuple[str, LonLat]], clock: Clock
) -> bool:
    """Keep the newest place of a mission on the road, to 100 m; False where it was not kept, whatever the reason.

    `settlements`: codes and centres of the places of the region; with their measured distances they show how far the
    line is at least.
    """
    now = clock.now()
    digest = sha256(token.encode()).hexdigest()
    row = _alive(now).filter(token_sha256=digest).select_related("mission").first()
    if row is None or not fits_in_time(at, row.made_at, now) or _version_out(row) is None:
        return False
    measured = dict(FrontDistance.objects.filter(organisation=row.organisation_id).values_list("katottg", "km"))
    known = ((centre, measured[code]) for code, centre in settlements if code in measured)
    if not may_keep_place(
        near_line=row.near_line, least_km=least_km(position, known), last_word=_last_word(row, at)
    ):  # fmt: skip
        return False
    here = coarse(position)
    newer = Tracker.objects.filter(id=row.id).filter(Q(seen_at=None) | Q(seen_at__lt=at))
    return bool(newer.update(seen_at=at, lon=here.lon, lat=here.lat))


def seen_by_trackers(organisation: str, now: datetime) -> dict[str, TrackerSeen]:
    """Give by mission where its tracker told of it last; a mission that is over has none."""
    rows = _alive(now).filter(organisation=organisation).exclude(seen_at=None)
    told = rows.annotate(code=F("mission__code")).values_list("code", "seen_at", "lon", "lat")
    return {
        code: TrackerSeen(at=at, place=LonLat(lon, lat))
        for code, at, lon, lat in told
        if at is not None and lon is not None and lat is not None
    }


def trackers_that_ended(organisation: str, now: datetime) -> QuerySet[Tracker]:
    """Find trackers that go: every version of their mission is over, or their 24 hours are."""
    return Tracker.objects.filter(~Exists(_open_versions()) | Q(ends_at__lte=now), organisation=organisation)


def _alive(now: datetime) -> QuerySet[Tracker]:
    return Tracker.objects.filter(Exists(_open_versions()), ends_at__gt=now)


def _open_versions() -> QuerySet[Mission]:
    """Find versions that are not over: a mission that is planned again goes on under the same token."""
    same = Mission.objects.filter(organisation=OuterRef("organisation"), code=OuterRef("mission__code"))
    return same.exclude(status__in=OVER)


def _version_out(row: Tracker) -> Mission | None:
    """Give the version of the tracker's mission that is on the road; a re-plan must not make the token useless."""
    same = Mission.objects.filter(organisation=row.organisation_id, code=row.mission.code)
    return same.filter(status__in=OUT).first()


def _last_word(row: Tracker, at: datetime) -> CheckInKind | None:
    words = CheckIn.objects.filter(
        mission__organisation=row.organisation_id, mission__code=row.mission.code, at__lte=at
    )
    last = words.order_by("-at").values_list("kind", flat=True).first()
    return CheckInKind(last) if last else None
