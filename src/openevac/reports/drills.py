"""Drills: the ways in which a day can be broken, and what to do in each, with the real commands and boxes to tick.

`openevac drill` prints them; docs/drills.md is printed from here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.reports.words import Words


class Mode(StrEnum):
    """What is broken."""

    PAPER_ONLY = "paper_only"
    NO_PRINTER = "no_printer"
    ONE_PERSON = "one_person"
    NO_KEYS = "no_keys"
    NO_MAP_PACK = "no_map_pack"
    GENERATOR_OUT = "generator_out"
    LAPTOP_STOLEN = "laptop_stolen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, and the command it is done with ("" where it is done without the program)."""

    does: str
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One broken day: its name, what works and what does not, steps before it happens, at once, and afterwards."""

    mode: Mode
    called: str
    works: str
    before: tuple[Step, ...]
    at_once: tuple[Step, ...]
    after: tuple[Step, ...] = ()


DRILLS = (
    Drill(
        mode=Mode.PAPER_ONLY,
        called="Paper only",
        works="No computer. Requests, confirmation, two yeses, the board and arrivals go on with paper and a clock.",
        before=(
            Step(does="Every evening print tomorrow's crew sheets and keep the last ones in the box.",
                 command="openevac plan"),
            Step(does="Keep in the box: 100 request forms with numbers, 10 arrival lists, belongings tags, "
                 "pens, a clock."),
            Step(does="Print this page.", command="openevac drill"),
        ),
        at_once=(
            Step(does="One form for each call: place, phone or “no phone”, how many, how they move, floor, lift."),
            Step(does="Ring back. Write the second sign on the form: who, how, at what hour. Without it no van "
                 "leaves."),
            Step(does="Lay forms of one village together. A repeated call is pinned to the first form, never "
                 "thrown away."),
            Step(does="Two yeses on the crew sheet with the hour: coordinator and crew leader. Any no of the "
                 "crew stops it."),
            Step(does="On one large sheet write each mission, the hour it left and the hour its next word is due."),
            Step(does="Late by 15 minutes: ring the second person. By 30: the sheet “Crew does not answer”. "
                 "Nobody is sent."),
            Step(does="Tick arrivals by number on the arrival list; families stay together; relatives are told "
                 "by voice."),
        ),
        after=(
            Step(does="Type the forms in, in the order of their numbers.", command="openevac request add"),
            Step(does="Type in the arrivals.", command="openevac shelter"),
            Step(does="Check that the log holds.", command="openevac ledger verify"),
        ),
    ),
    Drill(
        mode=Mode.NO_PRINTER,
        called="No printer",
        works="Everything but paper. Crews carry codes written by hand and a way on their phones.",
        before=(
            Step(does="Keep empty crew sheets and request forms from a day when the printer worked."),
        ),
        at_once=(
            Step(does="Make the plan as always; the folder holds a way as GPX for each trip.", command="openevac plan"),
            Step(does="The crew copies from the screen by hand: codes, hours, floors, “turn back after”. Read "
                 "it back aloud."),
            Step(does="Nobody photographs the screen: it is a list of people under fire."),
            Step(does="Write numbers on belongings with tape and a marker."),
        ),
        after=(
            Step(does="Burn the copies in the evening, as you burn the printed ones."),
        ),
    ),
    Drill(
        mode=Mode.ONE_PERSON,
        called="One person on shift",
        works="Everything, more slowly. The second yes of a mission stays with the crew leader, never with you.",
        before=(
            Step(does="Agree whom you ring at night: one person who answers, and one behind them."),
            Step(does="Turn the sound of the laptop up and keep it plugged in.", command="openevac doctor"),
        ),
        at_once=(
            Step(does="Start the shift and say in one sentence that you are alone. The board shows it, the "
                 "morning reads it.",
                 command="openevac shift start"),
            Step(does="First the board, then the phone: look at what is overdue before every call.",
                 command="openevac board"),
            Step(does="No more missions out than you can ring within 15 minutes."),
            Step(does="Hold what you cannot confirm. A hold rings by itself every two hours, it is no refusal.",
                 command="openevac request"),
            Step(does="At red: ring the person you agreed on before you do anything else."),
        ),
        after=(
            Step(does="End the shift; read the sentence and the night's missions with the next one.",
                 command="openevac shift end"),
        ),
    ),
    Drill(
        mode=Mode.NO_KEYS,
        called="No keys",
        works="Everything but names, phones and doors: places, numbers, danger, plans, board, counts.",
        before=(
            Step(does="Two people can start a shift. Envelopes 1 and 2 lie in two other buildings."),
        ),
        at_once=(
            Step(does="Ring the second shift lead: passphrase or USB key. It takes one call.",
                 command="openevac shift start"),
            Step(does="Until then plan with codes.", command="openevac plan"),
            Step(does="Watch who is out.", command="openevac board"),
            Step(does="New calls go on paper forms: what cannot be sealed is not typed."),
            Step(does="Crews that have their pack drive; a crew without a pack does not leave for a door it "
                 "cannot open."),
            Step(does="Only when nobody has a passphrase any more: open one envelope, with two people in the room.",
                 command="openevac restore"),
        ),
        after=(
            Step(does="Give passphrases anew and make new envelopes.", command="openevac person"),
            Step(does="Type the paper forms in, then burn them.", command="openevac request add"),
        ),
    ),
    Drill(
        mode=Mode.NO_MAP_PACK,
        called="No map of the area",
        works="Requests, confirmation, board, arrivals. No ways, no danger by road, no plan: people choose the way.",
        before=(
            Step(does="Build the area while there is a network, and keep it on a stick.",
                 command="openevac region build"),
            Step(does="Look that the area has its border.", command="openevac region info"),
        ),
        at_once=(
            Step(does="Take requests by village; the list of places is enough.", command="openevac request add"),
            Step(does="Main roads alone make an area too, better than none.", command="openevac region lines"),
            Step(does="Never plan on the training map: its streets are invented."),
            Step(does="Ask two crews that drove it in the last days, each alone. Where they differ nobody drives."),
            Step(does="Write way and turning-back hour by hand on the crew sheet; two yeses as always."),
        ),
        after=(
            Step(does="Build the area and check tomorrow's plan on it.", command="openevac check"),
        ),
    ),
    Drill(
        mode=Mode.GENERATOR_OUT,
        called="Generator out",
        works="Everything, as long as the battery lasts. A cut loses nothing that was confirmed on the screen.",
        before=(
            Step(does="Know how many hours the laptop lasts; charge two power banks for phones."),
            Step(does="A copy every evening on a stick that lies elsewhere.", command="openevac backup"),
        ),
        at_once=(
            Step(does="Copy now.", command="openevac backup"),
            Step(does="Write on paper who is out and when each next word is due.", command="openevac board"),
            Step(does="Dim the screen, start no plan that takes minutes, keep the network of the phones off."),
            Step(does="At 20 %: stop the program properly and go on with “Paper only”.", command="openevac serve"),
        ),
        after=(
            Step(does="Start it. Until somebody types the passphrase the board is red: alarms are blind.",
                 command="openevac serve"),
            Step(does="Look at the clock of the computer, then check the log.", command="openevac ledger verify"),
            Step(does="Type in what was written on paper, overdue missions first.", command="openevac mission"),
        ),
    ),
    Drill(
        mode=Mode.LAPTOP_STOLEN,
        called="Laptop stolen or seized",
        works="Switched off it gives nothing without a passphrase. Open, it gives what its screen and keys could see.",
        before=(
            Step(does="Lock the screen whenever you stand up; never keep key, envelope or passphrase in its bag."),
            Step(does="A copy every evening on a stick that lies elsewhere.", command="openevac backup"),
        ),
        at_once=(
            Step(does="From any other device: “lock everything”. Say aloud: was it open or closed?"),
            Step(does="Ring every crew that is out, by voice: the plan may be read. They decide to turn back."),
            Step(does="Cancel tomorrow's missions; hours, ways and meeting points are not used again."),
            Step(does="Ring the police (102). Ring those whose doors it could show, from a number they know."),
            Step(does="Bring the newest copy back on a clean computer, with a passphrase or one envelope.",
                 command="openevac restore"),
            Step(does="Take away the rights of whoever's key was in it; what they could open is sealed anew.",
                 command="openevac person"),
        ),
        after=(
            Step(does="Check the log against the copies that witnesses keep.", command="openevac ledger verify"),
            Step(does="Write down what happened.", command="openevac incident"),
            Step(does="New envelopes if one lay near the laptop."),
        ),
    ),
)  # fmt: skip


def drill_named(name: str) -> Drill:
    """Give one drill by its word (paper_only or paper-only); InputError lists them all."""
    for drill in DRILLS:
        if drill.mode.value == name.strip().lower().replace("-", "_"):
            return drill
    raise InputError(
        "There is no drill '{name}'.",
        "Choose one of {drills}.",
        field="drill",
        name=name,
        drills=", ".join(drill.mode.value for drill in DRILLS),
    )


def commands_named(drills: Sequence[Drill] = DRILLS) -> frozenset[str]:
    """Give every command that the drills name, for a test that each exists."""
    return frozenset(
        step.command for drill in drills for step in (*drill.before, *drill.at_once, *drill.after) if step.command
    )


def drill_text(words: Words, drills: Sequence[Drill] = DRILLS, *, level: int = 1) -> str:
    """Give checklists as Markdown, which reads well on a screen, on paper and in the docs."""
    return "\n".join(line for drill in drills for line in _lines(words, drill, "#" * level))


def _lines(words: Words, drill: Drill, mark: str) -> Iterator[str]:
    yield f"{mark} {words.say(drill.called)}"
    yield ""
    yield words.say(drill.works)
    for head, steps in (
        (words.say("Before it happens"), drill.before),
        (words.say("At once"), drill.at_once),
        (words.say("Afterwards"), drill.after),
    ):
        if steps:
            yield ""
            yield f"{mark}# {head}"
            yield ""
            yield from (_step(words, step) for step in steps)
    yield ""


def _step(words: Words, step: Step) -> str:
    command = f" `{step.command}`" if step.command else ""
    return f"- [ ] {words.say(step.does)}{command}"


def drills_page(words: Words) -> str:
    """Give the page of the docs: all drills under one heading."""
    title = words.say("Drills: how to go on when something is missing")
    how = words.say("Each is a checklist. Practise one a month; it takes 20 minutes. Print them with {command}.",
                    command="`openevac drill`")  # fmt: skip
    return f"# {title}\n\n{how}\n\n{drill_text(words, level=2)}"
