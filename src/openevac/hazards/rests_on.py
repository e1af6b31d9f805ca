"""What a plan rests on, with ages, and what a person should know before trusting it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from openevac.domain.hazards import Confidence, ControlLine, HazardReport, OpenedBy
from openevac.domain.missions import RestsOn
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.domain.units import HOURS_PER_DAY
from openevac.domain.weather import Sky
from openevac.hazards.remarks import age_h, aged
from openevac.hazards.weather import unknown_hours

STILL_SO_DAYS = 30
_STALE_LINE_H = 48.0


def rests_on(situation: Situation, now: datetime) -> tuple[RestsOn, ...]:
    """Give every source a plan made now rests on: lines, border, weather, reports, access, openings, judgements."""
    return tuple(
        entry
        for part in (_lines, _border, _weather, _reports, _access, _openings, _profile)
        for entry in part(situation, now)
    )


def warnings(situation: Situation, now: datetime, hours: int) -> tuple[Remark, ...]:
    """Say what is missing, old or set aside for a plan made now that looks `hours` ahead."""
    return tuple(
        remark
        for part in (_no_lines, _old_lines, _set_aside, _hindsight, _weather_gaps, _unverified, _mutes, _old_profile)
        for remark in part(situation, now, hours)
    )


def _hindsight(situation: Situation, now: datetime, _hours: int) -> Iterator[Remark]:
    """Say that a study of a past day uses forecasts nobody had: its plan looks better informed than it could be."""
    hours = situation.weather.hours if situation.weather is not None else ()
    later = sum(hour.issued_at is not None and hour.issued_at > now for hour in hours)
    if later:
        yield Remark(
            text="{count} hours of weather were issued after the moment of planning: nobody knew them then.",
            facts={"count": later},
        )


def _entry(kind: str, source: str, observed_at: datetime | None, now: datetime, remark: Remark) -> RestsOn:
    age = None if observed_at is None else age_h(observed_at, now)
    return RestsOn(kind=kind, source=source, observed_at=observed_at, age_h=age, remark=remark)


def _lines(situation: Situation, now: datetime) -> Iterator[RestsOn]:
    for line in situation.control:
        if line.set_aside is not None:
            remark = _put_aside(line)
        else:
            remark = aged(
                "Line of control by {source}, seen {hours} h ago; danger is counted as if it had come nearer since.",
                "Line of control by {source}, seen {days} days ago; danger is counted as if it had come nearer since.",
                age_h(line.observed_at, now),
                source=line.source,
            )
        yield _entry("control", line.source, line.observed_at, now, remark)


def _put_aside(line: ControlLine) -> Remark:
    by, reason = ("-", "-") if line.set_aside is None else (line.set_aside.by, line.set_aside.reason)
    return Remark(
        text="Line of control by {source}, set aside by {by}: {reason}.",
        facts={"source": line.source, "by": by, "reason": reason},
    )


def _border(situation: Situation, now: datetime) -> Iterator[RestsOn]:
    if situation.border is None:
        remark = Remark(text="State border as it came with the region.")
        yield _entry("border", "region", None, now, remark)
    else:
        source = situation.border.source or "-"
        yield _entry("border", source, None, now, Remark(text="State border by {source}.", facts={"source": source}))


def _weather(situation: Situation, now: datetime) -> Iterator[RestsOn]:
    weather = situation.weather
    if weather is None:
        return
    issued = max((hour.issued_at for hour in weather.hours if hour.issued_at is not None), default=None)
    text = "Weather by {source}."
    facts: dict[str, str | int | float] = {"source": weather.source}
    if weather.distance_km is not None:
        text = "Weather by {source}, {km} km away."
        facts["km"] = round(weather.distance_km)
    yield _entry("weather", weather.source, issued, now, Remark(text=text, facts=facts))


def _reports(situation: Situation, now: datetime) -> Iterator[RestsOn]:
    kept = [report for report in situation.reports if report.happened_at <= now]
    for source in sorted({report.source for report in kept}):
        theirs = [report for report in kept if report.source == source]
        verified = sum(report.confidence is Confidence.VERIFIED for report in theirs)
        remark = Remark(
            text="Reports by {source}: {verified} verified, {unverified} unverified.",
            facts={"source": source, "verified": verified, "unverified": len(theirs) - verified},
        )
        yield _entry("reports", source, max(report.happened_at for report in theirs), now, remark)


def _access(situation: Situation, now: datetime) -> Iterator[RestsOn]:
    for source in sorted({entry.source for entry in situation.access}):
        theirs = [entry for entry in situation.access if entry.source == source]
        remark = Remark(
            text="Places whose access {source} ruled: {places}.", facts={"places": len(theirs), "source": source}
        )
        yield _entry("access", source, min(entry.since for entry in theirs), now, remark)


def _openings(situation: Situation, now: datetime) -> Iterator[RestsOn]:
    for opening in situation.openings:
        drove = opening.opened_by is OpenedBy.CREW_DROVE
        text = "Tracks opened: driven by {by}." if drove else "Tracks opened by the deminers' note {by}."
        yield _entry("opening", opening.by, opening.opened_at, now, Remark(text=text, facts={"by": opening.by}))


def _profile(situation: Situation, now: datetime) -> Iterator[RestsOn]:
    profile = situation.profile
    judged_at = datetime.combine(profile.judged_on, time(), tzinfo=UTC)
    remark = Remark(
        text="Numbers of exposure by the profile {profile}, judged on {day}.",
        facts={"profile": profile.name, "day": profile.judged_on.isoformat()},
    )
    yield _entry("profile", profile.name, judged_at, now, remark)


def _no_lines(situation: Situation, _now: datetime, _hours: int) -> Iterator[Remark]:
    if all(line.set_aside is not None for line in situation.control):
        yield Remark(text="No source says who holds what: danger is counted from the state border alone.")


def _old_lines(situation: Situation, now: datetime, _hours: int) -> Iterator[Remark]:
    for line in situation.control:
        age = age_h(line.observed_at, now)
        if line.set_aside is None and age > _STALE_LINE_H:
            yield Remark(
                text="The line by {source} is {days} days old. Ask for a newer one.",
                facts={"source": line.source, "days": round(age / HOURS_PER_DAY)},
            )


def _set_aside(situation: Situation, _now: datetime, _hours: int) -> Iterator[Remark]:
    yield from (_put_aside(line) for line in situation.control if line.set_aside is not None)


def _weather_gaps(situation: Situation, now: datetime, hours: int) -> Iterator[Remark]:
    missing = unknown_hours(situation.weather, now, hours)
    if missing:
        yield Remark(
            text="No weather is known for {missing} of the next {hours} hours: they count as clear for drones and as "
            "wet for earth roads.",
            facts={"missing": missing, "hours": hours},
        )
    weather = situation.weather
    for condition in sorted({hour.condition for hour in weather.hours if hour.sky is Sky.UNKNOWN} if weather else ()):
        yield Remark(
            text="The weather '{condition}' is not known to the program and counts as the worst.",
            facts={"condition": condition},
        )


def _unverified(situation: Situation, now: datetime, _hours: int) -> Iterator[Remark]:
    within_h = situation.profile.value("report.unverified_hours")
    for report in situation.reports:
        fresh = report.happened_at <= now and age_h(report.happened_at, now) < within_h
        if report.confidence is Confidence.UNVERIFIED and report.muted is None and fresh:
            yield Remark(
                text="Unverified report {report} ({kind}) by {source} raises danger; somebody should check it.",
                facts={"report": report.id, "kind": report.kind, "source": report.source},
            )


def _mutes(situation: Situation, _now: datetime, _hours: int) -> Iterator[Remark]:
    yield from (_muted(report) for report in situation.reports if report.muted is not None)


def _muted(report: HazardReport) -> Remark:
    by = "-" if report.muted is None else report.muted.by
    if report.confidence is Confidence.VERIFIED:
        return Remark(
            text="Report {report} is verified, so muting it by {by} does not count; enter a clearing instead.",
            facts={"report": report.id, "by": by},
        )
    reason = "-" if report.muted is None else report.muted.reason
    return Remark(
        text="Unverified report {report} is muted by {by}: {reason}.",
        facts={"report": report.id, "by": by, "reason": reason},
    )


def _old_profile(situation: Situation, now: datetime, _hours: int) -> Iterator[Remark]:
    days = situation.profile.age_days(now.date())
    if days > STILL_SO_DAYS:
        yield Remark(
            text="The numbers of profile {profile} were judged {days} days ago. Still so?",
            facts={"profile": situation.profile.name, "days": days},
        )
