"""A plan summed up for the terminal: who is served, danger against the fastest ways, hours, reasons, fairness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openevac.cli.session import Session

if TYPE_CHECKING:
    from openevac.reports.material import PlanMaterial


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
