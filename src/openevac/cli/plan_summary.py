"""A plan summed up for the terminal: who is served, danger against the fastest ways, hours, reasons, fairness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openevac.cli.session import Session

if TYPE_CHECKING:
    from openevac.reports.material import PlanMaterial
    from openevac.reports.summary import Summary
    from openevac.reports.telling import TripTold


def tell_plan_summary(session: Session, material: PlanMaterial) -> None:
    """Say a plan in one screen."""
    from openevac.reports.summary import tell_plan
    from openevac.reports.telling import tell_trips, tell_unserved

    words, say = session.words, session.words.say
    trips = tell_trips(material, words)
    summary = tell_plan(material, words, trips)
    session.out.print(summary.title, style="bold")
    session.out.print(summary.subtitle, style="dim")
    for banner in summary.banners:
        session.out.print(banner, style="bold yellow")
    session.say("")
    session.table(("", ""), [(figure.value, figure.label) for figure in summary.figures], numbers=(0,))
    totals = material.plan.totals
    if totals.people:
        session.say(
            "Danger for people: index {chosen}, by the fastest ways for the same people {fastest}.",
            chosen=totals.person_exposure, fastest=totals.person_exposure_fastest,
        )  # fmt: skip
    if summary.alarm:
        session.out.print(summary.alarm, style="bold red")
    if summary.vans:
        session.say("")
        session.table(
            tuple(say(heading) for heading in ("van", "crew", "leaves", "back", "trips", "people", "fullest")),
            [
                (van.vehicle, van.crew, van.departs, van.returns, van.trips, van.people,
                 "; ".join(f"{load.label} {load.said}" for load in van.loads if load.share > 0))
                for van in summary.vans
            ],
            numbers=(2, 3, 4, 5),
        )  # fmt: skip
        _tell_departures(session, summary)
        for van in summary.vans:
            if van.routineness:
                session.out.print(f"{van.vehicle}: {van.routineness}")
    _tell_things(session, material, trips)
    _tell_hangs_on(session, material)
    unserved = tell_unserved(material, words)
    if unserved:
        session.say("")
        session.table(
            tuple(say(heading) for heading in ("stays", "place", "waits", "why", "could go")),
            [(row.code, row.place, row.waiting, row.reason, row.when) for row in unserved],
        )
    session.say("")
    session.table(
        tuple(say(heading) for heading in ("fairness", "asked", "taken", "people", "waited, taken", "waited, left")),
        [(row.group, row.asked, row.taken, row.people, row.days_taken, row.days_left) for row in summary.fairness],
        numbers=(1, 2, 3, 4, 5),
    )
    session.say("")
    session.table(
        (say("rests on"), say("age")),
        [(source.remark, source.age) for source in summary.sources],
    )
    for remark in summary.remarks:
        session.out.print(remark, style="yellow")
    session.out.print(summary.comparison, style="dim")


def _tell_departures(session: Session, summary: Summary) -> None:
    """Say the departure windows, and which vans go out again after a rest."""
    if summary.waves:
        session.say("")
        headings = ("departure window", "danger of its worst hour", "who leaves")
        rows = [(wave.window, wave.danger, wave.leaves) for wave in summary.waves]
        session.table(tuple(session.words.say(heading) for heading in headings), rows)
    for van in summary.vans:
        if van.departure:
            session.out.print(f"{van.vehicle}: {van.departure}")


def _tell_things(session: Session, material: PlanMaterial, trips: tuple[TripTold, ...]) -> None:
    """Say who walks or changes vehicles, what stays behind at doors, what to load and which parcels ride nowhere."""
    from openevac.reports.relays import relay_rows
    from openevac.reports.telling import tell_unplaced

    say = session.words.say
    walking = [
        (trip.code, stop.code, stop.meeting, stop.left)
        for trip in trips
        for stop in trip.stops
        if stop.meeting and not stop.relay
    ]
    if walking:
        session.say("")
        session.table((say("trip"), say("stop"), say("on foot"), say("stays at home")), walking)
    changing = relay_rows(material, session.words)
    if changing:
        session.say("")
        session.table((say("trip"), say("stop"), say("relay")), changing)
    staying = [(trip.code, stop.code, stop.stays) for trip in trips for stop in trip.stops if stop.stays]
    if staying:
        session.say("")
        session.table((say("trip"), say("stop"), say("things")), staying)
    loading = [
        (trip.code, *line)
        for trip in trips
        if trip.load_out
        for line in (("", trip.load_out), *((stop.code, stop.gives) for stop in trip.stops if stop.gives))
    ]
    if loading:
        session.say("")
        session.table((say("trip"), say("stop"), say("parcels")), loading)
    unplaced = tell_unplaced(material, session.words)
    if unplaced:
        session.say("")
        session.table((say("Parcels that ride nowhere"), say("why")), [(row.parcel, row.reason) for row in unplaced])


def _tell_hangs_on(session: Session, material: PlanMaterial) -> None:
    """Say what each drive hangs on, then stops before the inner zone, silence and fallbacks trip by trip."""
    from openevac.reports.hanging import other_way, stop_before_zone, tell_hangs_on

    words, say = session.words, session.words.say
    hanging = tell_hangs_on(material, words)
    if hanging:
        session.say("")
        session.table(
            (say("van"), say("What the decision hangs on")), [(o.drive, line) for o in hanging for line in o.lines]
        )
    care = [
        (code, line)
        for code, mission, trip in material.trips
        for line in (*stop_before_zone(material, words, mission, trip), *other_way(material, words, mission, trip))
    ]
    if care:
        session.say("")
        session.table((say("trip"), say("stop, silence, fallback")), care)
