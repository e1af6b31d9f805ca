"""Plans told in words, row by row, for the templates: they lay these rows out and add nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.legs import Load
from openevac.domain.vehicles import VehicleType
from openevac.planning.other_ways import OtherWay
from openevac.reports.on_foot import left_at_home, meeting_in_words
from openevac.reports.telling import people_in_words, stays_in_words, things_in_words
from openevac.reports.words import Words
from openevac.services.missions.see_drives import DoorPlanned, DrivePlanned, LegPlanned, OtherMission, TripPlanned
from openevac.web.desk.mission.numbers import address_of

ALMOST_EQUAL = 1.05
"""Below this a way counts as the least dangerous one: the difference is smaller than what anybody knows."""
WORTH_SAYING_M = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How much of one thing is taken, as a bar and in words."""

    label: str
    said: str
    used: float
    holds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTold:
    """One drive; `others`: what other ways would cost."""

    departs: str
    minutes: str
    km: str
    track: str
    danger: str
    share: float
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorTold:
    """One door in the order of driving. `meeting`: the meeting point people walk to, how far, when they leave home.

    `left`: what they cannot carry there; `stays`: what stays behind for want of room or minutes. `relay`: who brings
    them to which relay, since when they wait there and how long; "" where the van goes to them.
    """

    number: int
    code: str
    request: str
    katottg: str
    urgency: str
    arrives: str
    departs: str
    minutes: str
    people: tuple[str, ...]
    things: tuple[str, ...]
    stays: str
    meeting: str
    relay: str
    left: str
    check_address_only: bool
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HaltTold:
    """One drive and, but for the last, the door it leads to."""

    leg: LegTold
    door: DoorTold | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TripTold:
    """One trip. `hand_over`: where it ends at a relay, when, and who takes people on there; "" at a shelter."""

    number: int
    starts_from: str
    shelter: str
    hand_over: str
    departs: str
    arrives: str
    unloaded: str
    duration: str
    km: str
    people: int
    danger: str
    compared: str
    bars: tuple[Bar, ...]
    halts: tuple[HaltTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveTold:
    """One mission. `window`: the departure window it leaves in; `routine`: how much earlier missions drove of it."""

    drive: DrivePlanned
    address: str
    departs: str
    returns: str
    people: int
    window: str
    routine: str
    trips: tuple[TripTold, ...]
    home: LegTold


def tell_drive(drive: DrivePlanned, words: Words) -> DriveTold:
    """Tell one mission of a plan."""
    trips = tuple(_trip(trip, drive.holds, words) for trip in drive.trips)
    return DriveTold(
        drive=drive,
        address=address_of(drive.mission),
        departs=words.clock(drive.departs_at),
        returns=words.clock(drive.returns_at),
        people=sum(door.needs.party_size for trip in drive.trips for door in trip.doors),
        window=_window(drive, words),
        routine=_routine(drive, words),
        trips=trips,
        home=_leg(drive.way_home, words),
    )


def load_bars(load: Load, holds: VehicleType, words: Words) -> tuple[Bar, ...]:
    """Tell the fullest moment of a trip against what the vehicle holds; what it has no place for is left out."""
    rows = (
        (words.say("seats"), load.seats_taken, holds.seats),
        (words.say("wheelchair places"), load.wheelchairs, holds.wheelchair_places),
        (words.say("stretchers"), load.stretchers, holds.stretchers),
        (words.say("kg"), round(load.kg), round(holds.payload_kg)),
        (words.say("litres"), round(load.litres), round(holds.volume_l)),
    )
    return tuple(
        Bar(label=label, said=f"{words.number(used)} / {words.number(most)}", used=used, holds=most)
        for label, used, most in rows
        if most
    )


def holds_in_words(holds: VehicleType, words: Words) -> str:
    """Say in one line what a vehicle holds."""
    said = [
        words.say("{n} {n|seat|seats}", n=holds.seats),
        words.say("wheelchair places: {n}", n=holds.wheelchair_places) if holds.wheelchair_places else "",
        words.say("stretchers: {n}", n=holds.stretchers) if holds.stretchers else "",
        words.say("{kg} kg", kg=words.number(round(holds.payload_kg))),
        words.say("{litres} l", litres=words.number(round(holds.volume_l))),
        "" if holds.pets else words.say("no pets"),
    ]
    return " · ".join(part for part in said if part)


def compared(times: float | None, words: Words) -> str:
    """Say a danger against the least dangerous known way; nothing where nobody compared."""
    if times is None:
        return words.say("not compared with other ways")
    if times < ALMOST_EQUAL:
        return words.say("the least dangerous known way")
    return words.say("{times} the least dangerous known way", times=words.times(times))


def local(moment: datetime, words: Words) -> str:
    """Give the time of day as a field of a form shows it."""
    return moment.astimezone(words.zone).strftime("%H:%M")


def _window(drive: DrivePlanned, words: Words) -> str:
    if drive.window is None:
        return ""
    return words.say(
        "departure window {number}: from {early} to {late}",
        number=drive.wave,
        early=words.clock(drive.window.starts_at),
        late=words.clock(drive.window.ends_at),
    )


def _routine(drive: DrivePlanned, words: Words) -> str:
    """Say how much of a mission earlier ones drove, and how much of its usual ways; "" where none are known."""
    if drive.routineness is None or drive.routineness_usual is None:
        return ""
    return words.say(
        "as earlier missions drove: {now} of 100, by the usual ways {usual}",
        now=round(100 * drive.routineness),
        usual=round(100 * drive.routineness_usual),
    )


def _trip(trip: TripPlanned, holds: VehicleType, words: Words) -> TripTold:
    doors: list[DoorTold | None] = [_door(number, door, words) for number, door in enumerate(trip.doors, 1)]
    halts = tuple(
        HaltTold(leg=_leg(leg, words), door=door) for leg, door in zip(trip.legs, [*doors, None], strict=True)
    )
    return TripTold(
        number=trip.number,
        starts_from=trip.starts_from,
        shelter=trip.shelter if trip.hand_over is None else words.say("relay {relay}", relay=trip.hand_over.relay),
        hand_over=_hand_over(trip, words),
        departs=words.clock(trip.departs_at),
        arrives=words.clock(trip.arrives_at),
        unloaded=words.clock(trip.unloaded_at),
        duration=words.duration((trip.unloaded_at - trip.departs_at).total_seconds()),
        km=words.km(trip.length_m),
        people=trip.fullest.people,
        danger=compared(trip.times, words),
        compared=_beside_others(trip.to_least, words),
        bars=load_bars(trip.fullest, holds, words),
        halts=halts,
    )


def _hand_over(trip: TripPlanned, words: Words) -> str:
    if trip.hand_over is None:
        return ""
    people = trip.riding + sum(door.needs.party_size for door in trip.doors)
    told = {"relay": trip.hand_over.relay, "time": words.clock(trip.hand_over.slot), "n": people}
    takers = (*trip.riding_to, *(door.other for door in trip.doors if door.other is not None))
    others = sorted({_as_other(one) for one in takers})
    if not others:
        return words.say(
            "hand-over at the relay {relay} at {time}: {n} {n|person|people}; NOBODY takes them on", **told
        )
    return words.say(
        "hand-over at the relay {relay} at {time}: {n} {n|person|people} to {others}", others=", ".join(others), **told
    )


def _as_other(other: OtherMission) -> str:
    return f"{other.mission} · {other.vehicle} · {other.crew}"


def _brought(door: DoorPlanned, words: Words) -> str:
    waited = door.stop.waited
    if waited is None:
        return ""
    since, minutes = words.clock(waited.since), words.minutes(waited.time_s)
    if door.other is None:
        return words.say(
            "relay {relay}: NOBODY brings them any more; planned from {since}", relay=waited.relay, since=since
        )
    return words.say(
        "relay {relay}: {other} brings them; they wait there from {since}, {minutes}",
        relay=waited.relay, other=_as_other(door.other), since=since, minutes=minutes,
    )  # fmt: skip


def _beside_others(ratio: float, words: Words) -> str:
    if ratio < ALMOST_EQUAL:
        return words.say("the least dangerous trip of this plan")
    return words.say("danger {times} the least dangerous trip of this plan", times=words.times(ratio))


def _leg(leg: LegPlanned, words: Words) -> LegTold:
    return LegTold(
        departs=words.clock(leg.departs_at),
        minutes=words.minutes(leg.time_s),
        km=words.km(leg.length_m),
        track=_track(leg.track_m, words),
        danger=compared(leg.times, words) if leg.length_m >= WORTH_SAYING_M else "",
        share=leg.share,
        others=tuple(_other(leg, one, words) for one in leg.others if _differs(leg, one)),
    )


def _track(track_m: float, words: Words) -> str:
    return words.say("of it field track: {km}", km=words.km(track_m)) if track_m >= WORTH_SAYING_M else ""


def _differs(leg: LegPlanned, other: OtherWay) -> bool:
    return abs(other.length_m - leg.length_m) >= WORTH_SAYING_M


def _other(leg: LegPlanned, other: OtherWay, words: Words) -> str:
    least = min((one.exposure for one in leg.others), default=0.0)
    said = [
        words.say("fastest way") if other.kind == "fastest" else words.say("least dangerous known way"),
        words.minutes(other.time_s),
        words.km(other.length_m),
        _track(other.track_m, words),
        words.say("danger {times}", times=words.times(other.exposure / least)) if least > 0 else "",
    ]
    return " · ".join(part for part in said if part)


def _door(number: int, door: DoorPlanned, words: Words) -> DoorTold:
    return DoorTold(
        number=number,
        code=door.code,
        request=door.request,
        katottg=door.katottg,
        urgency=words.word(door.priority),
        arrives=words.clock(door.arrives_at),
        departs=words.clock(door.departs_at),
        minutes=words.minutes((door.departs_at - door.arrives_at).total_seconds()),
        people=people_in_words(door.needs, words),
        things=things_in_words(door.needs, words),
        stays=stays_in_words(door.stop, words),
        meeting=meeting_in_words(door.stop, words),
        relay=_brought(door, words),
        left=left_at_home(door.stop, words),
        check_address_only=door.check_address_only,
        share=door.share,
    )
