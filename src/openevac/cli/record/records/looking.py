"""`openevac figures` and `openevac audit`: counts without small groups, and who did what when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import headed, moment, word
from openevac.cli.record.given import read_day
from openevac.cli.session import Session
from openevac.domain.needs import MobilityClass
from openevac.domain.people import AgeBand, Sex

if TYPE_CHECKING:
    from openevac.services.records.see_figures import FigureRow


def figures(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="FROM", help="The first day: 2025-10-01.")],
    last: Annotated[str, typer.Argument(metavar="UNTIL", help="The last day, counted too; today by default.")] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Count who arrived, by place, sex, age and how they move; groups smaller than five are not shown."""
    from openevac.services.records.see_figures import LEAST, see_figures

    with acting(context, code, machine=machine) as me:
        counted = see_figures(me.asking(), read_day(first, "FROM"), read_day(last, "UNTIL"))
        session, say = me.session, me.session.words.say
        if machine:
            session.print_json(counted)
            return
        few = say("fewer than {count}", count=LEAST)
        session.say("Arrived in all: {people}", "bold", people=counted.total if counted.total is not None else few)
        _table(session, say("place"), [(row.group or say("not known"), row) for row in counted.by_settlement], few)
        _table(session, say("sex"), [(word(session, Sex(row.group)), row) for row in counted.by_sex], few)
        _table(session, say("how old"), [(word(session, AgeBand(row.group)), row) for row in counted.by_age], few)
        _table(
            session, say("moves"), [(word(session, MobilityClass(row.group)), row) for row in counted.by_mobility], few
        )


def audit(
    context: typer.Context,
    subject: Annotated[str, typer.Option("--subject", metavar="SUBJECT", help="Of one thing: request:К-417-289.")] = "",
    person: Annotated[str, typer.Option("--person", metavar="CODE", help="Of one of our people.")] = "",
    before: Annotated[int | None, typer.Option("--before", metavar="N", help="Older than this entry.")] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, max=200, help="How many at once.")] = 50,
    code: As = "",
    machine: Json = False,
) -> None:
    """Show who did what, when and why, newest first."""
    from openevac.services.records.see_audit import see_audit

    with acting(context, code, machine=machine) as me:
        lines = see_audit(me.asking(), subject=subject, actor=person, before=before, most=most)
        session, say = me.session, me.session.words.say
        if machine:
            session.print_json(lines)
            return
        rows = [
            [str(one.index), moment(session, one.at), one.actor, word(session, one.action), one.subject, one.reason]
            for one in lines
        ]
        headings = [say("entry"), say("when"), say("who"), say("did"), say("to what"), say("why")]
        headed(session, headings, rows, (0,))
        if not lines:
            session.say("Nothing is written like this.")


def _table(session: Session, heading: str, rows: list[tuple[str, FigureRow]], few: str) -> None:
    people = session.words.say("people")
    shown = [[group, few if row.people is None else str(row.people)] for group, row in rows]
    headed(session, [heading, people], shown, (1,))
