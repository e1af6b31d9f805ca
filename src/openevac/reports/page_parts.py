"""The parts of the plan's page below the map: trips, what stays, fairness, sources. Rows in, markup out."""

from __future__ import annotations

from openevac.reports.markup import Markup, join, tag
from openevac.reports.palette import van_style
from openevac.reports.summary import FairnessTold, Figure, SourceTold
from openevac.reports.telling import LegTold, StopTold, TripTold, UnplacedTold, UnservedTold
from openevac.reports.words import Words

OPEN_AT_MOST = 3
"""With more trips than this the cards begin folded."""


def figures(rows: tuple[Figure, ...]) -> Markup:
    """Lay out the numbers that sum up the plan."""
    return tag("dl", *(tag("div", tag("dt", row.label), tag("dd", row.value)) for row in rows), class_="figures")


def trip_cards(words: Words, trips: tuple[TripTold, ...]) -> Markup:
    """Lay out one card a trip: the way down the page, shares of danger as bars, loads."""
    return tag("div", *(_trip_card(words, trip, folded=len(trips) > OPEN_AT_MOST) for trip in trips), class_="trips")


def unserved_list(words: Words, rows: tuple[UnservedTold, ...]) -> Markup:
    """Lay out the requests that stay, each with its reason and proof."""
    if not rows:
        return tag("p", words.say("Every request is in the plan."))
    return tag("ul", *(_unserved(words, row) for row in rows), class_="stays")


def unplaced_list(words: Words, rows: tuple[UnplacedTold, ...]) -> Markup:
    """Lay out the parcels that ride nowhere; nothing where all do."""
    if not rows:
        return Markup("")
    items = [
        tag(
            "li",
            tag("p", tag("strong", row.parcel), f" · {row.reason}"),
            tag("details", tag("summary", words.say("how this was proved")), tag("p", row.proof)),
        )
        for row in rows
    ]
    return tag("h3", words.say("Parcels that ride nowhere")) + tag("ul", *items, class_="stays")


def fairness_table(words: Words, rows: tuple[FairnessTold, ...]) -> Markup:
    """Lay out who was taken and who waits."""
    heads = (
        words.say("group"),
        words.say("asked"),
        words.say("taken"),
        words.say("people"),
        words.say("taken waited"),
        words.say("left wait"),
    )
    body: list[tuple[str, ...]] = [
        (
            row.group,
            row.asked,
            tag("span", row.taken, bar(row.share, words.say("{taken} of {asked}", taken=row.taken, asked=row.asked))),
            row.people,
            row.days_taken,
            row.days_left,
        )
        for row in rows
    ]
    return _table(heads, body)


def source_table(words: Words, rows: tuple[SourceTold, ...]) -> Markup:
    """Lay out what the plan rests on; what is older than a day is marked."""
    heads = (words.say("what"), words.say("source"), words.say("when"), words.say("age"), words.say("remark"))
    return _table(
        heads,
        [(row.kind, row.source, row.when, tag("span", row.age, class_="old" if row.old else None), row.remark)
         for row in rows],
    )  # fmt: skip


def bullet_list(rows: tuple[str, ...]) -> Markup:
    """Lay out sentences as a list."""
    return tag("ul", *(tag("li", row) for row in rows))


def bar(share: float, label: str) -> Markup:
    """Draw a share (0 to 1) as a bar; `label` is read aloud."""
    return tag(
        "svg",
        tag("rect", class_="back", width="100", height="7", rx="2"),
        tag("rect", class_="part", width=f"{100 * min(1.0, max(0.0, share)):.1f}", height="7", rx="2"),
        class_="share",
        viewBox="0 0 100 7",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
    )


def _table(heads: tuple[str, ...], body: list[tuple[str, ...]]) -> Markup:
    rows = [
        tag("tr", *(tag("td", cell, data_label=head) for head, cell in zip(heads, row, strict=True))) for row in body
    ]
    top = tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads)))
    return tag("div", tag("table", top, tag("tbody", *rows), class_="cards"), class_="scroll")


def _trip_card(words: Words, trip: TripTold, *, folded: bool) -> Markup:
    colour, dash = van_style(trip.van, trip.number)
    sample = tag("path", class_=f"line {colour} {dash}", d="M2 7H44", fill="none", stroke_width="4")
    swatch = tag("svg", sample, viewBox="0 0 46 14", aria_hidden="true")
    head = tag(
        "header",
        tag("h3", swatch, words.say("Trip {code}", code=trip.code), f" · {trip.vehicle}"),
        tag(
            "button", words.say("on the map"), type="button", data_show=trip.code, aria_pressed="false", hidden=True,
            aria_label=words.say("Show trip {code} on the map", code=trip.code),
        ),
    )  # fmt: skip
    danger = tag("p", trip.danger, class_="danger") if trip.danger else Markup("")
    line = words.say(
        "{departs} to {unloaded} · {people} {people|person|people} · {km} · crew {crew}",
        departs=trip.departs,
        unloaded=trip.unloaded,
        people=trip.people,
        km=trip.km,
        crew=trip.crew,
    )
    inside = [tag("summary", words.say("stops, drives, loads")), _walk(words, trip), _loads(trip)]
    return tag(
        "article",
        head,
        tag("p", line),
        danger,
        tag("details", *inside, open=not folded),
        class_="card tripcard",
        id=f"trip-{trip.code}",
    )


def _walk(words: Words, trip: TripTold) -> Markup:
    load_out = tag("br") + tag("strong", trip.load_out) if trip.load_out else ""
    steps = [tag("li", tag("time", trip.departs), tag("span", trip.starts_from, load_out))]
    for place, leg in enumerate(trip.legs):
        steps.append(_drive(words, leg))
        if place < len(trip.stops):
            steps.append(_at_door(words, trip.stops[place]))
    end = tag(
        "span", tag("strong", trip.shelter), " · ", words.say("unloaded {time}", time=trip.unloaded), f"; {trip.after}"
    )
    steps.append(tag("li", tag("time", trip.arrives), end))
    return tag("ol", *steps, class_="walk")


def _drive(words: Words, leg: LegTold) -> Markup:
    said = ", ".join(part for part in (leg.minutes, leg.km, leg.track) if part)
    return tag("li", tag("span", said, _danger_bar(words, leg.share)), class_="drive")


def _at_door(words: Words, stop: StopTold) -> Markup:
    said = tag(
        "span",
        tag("strong", f"{stop.number} · {stop.code}"),
        f" {stop.place}" if stop.place else "",
        tag("br"),
        ", ".join(stop.people),
        f" · {stop.priority}",
        tag("br") + " · ".join(stop.things) if stop.things else "",
        tag("br") + tag("strong", stop.meeting) if stop.meeting else "",
        tag("br") + stop.left if stop.left else "",
        tag("br") + tag("strong", stop.gives) if stop.gives else "",
        tag("br") + tag("strong", stop.stays) if stop.stays else "",
        tag("br"),
        _until(words, stop),
        _danger_bar(words, stop.share),
    )
    return tag("li", tag("time", stop.arrives), said, class_="at-door")


def _until(words: Words, stop: StopTold) -> str:
    if stop.meeting:
        return words.say(
            "{minutes} at the meeting point; turn back after {time}", minutes=stop.minutes, time=stop.leave_by
        )
    return words.say("{minutes} at the door; turn back after {time}", minutes=stop.minutes, time=stop.leave_by)


def _danger_bar(words: Words, share: float) -> Markup:
    return bar(share, words.say("{share} of the trip's danger", share=words.times(share)))


def _loads(trip: TripTold) -> Markup:
    rows = [
        tag(
            "li",
            tag("span", tag("span", load.label), tag("span", load.said)),
            bar(load.share, f"{load.label} {load.said}"),
        )
        for load in trip.loads
    ]
    return tag("ul", *rows, class_="loads")


def _unserved(words: Words, row: UnservedTold) -> Markup:
    who = [tag("strong", row.code), row.place, ", ".join(row.people), row.priority]
    who.append(words.say("waits {days}", days=row.waiting))
    if row.required:
        who.append(tag("span", words.say("required"), class_="required"))
    return tag(
        "li",
        tag("p", join([part for part in who if part], " · ")),
        tag("p", tag("strong", f"{row.limit}. "), row.reason),
        tag("p", words.say("Could be taken: {when}", when=row.when)),
        tag("details", tag("summary", words.say("how this was proved")), tag("p", row.proof)),
    )
