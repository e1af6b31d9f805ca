"""How one road grows over the canvas: step by step, bending, until it meets another, leaves its ground or tires.

A road is first walked in thought and only then drawn, so that one that comes to nothing leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from openevac.roads.training.canvas import Canvas, Hit, Way
from openevac.roads.training.dice import Dice
from openevac.roads.training.plane import Point, along, distance, dot, heading, left_of, turned

Inside = Callable[[Point], bool]

SHARPEST = 0.82
"""Roads that would meet at a sharper angle than this cosine stop short of each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How roads of one kind grow. Metres and shares.

    `step_m`: length of a step. `gap_m`: how near another road may run beside it, and how far ahead it looks for
    one to meet. `snap_m`: how near a corner must lie to be met itself. `shortest_m`: a dead end below this is
    not drawn. `longest_m`: it ends at a length drawn between these. `bend`, `sway`: the steady bend of a road
    and the shake of each step; `kinks`: how often a step turns off sharply, by turns left and right. `crosses`:
    how often it goes on beyond a road it meets. `stops_short`: how often it ends before the road it would meet.
    `spacing_m`: how far apart side roads leave it; `both_sides`: how often two leave at one spot.
    """

    step_m: float
    gap_m: float
    snap_m: float
    shortest_m: float
    longest_m: tuple[float, float]
    bend: float
    sway: float
    kinks: float
    crosses: float
    stops_short: float
    spacing_m: tuple[float, float]
    both_sides: float


@dataclass(frozen=True, slots=True)
class Start:
    """Where a road may leave: a corner, or where that is -1 a spot on a link; and the direction."""

    spot: Point
    direction: Point
    corner: int = -1
    link: int = -1


@dataclass(frozen=True, slots=True)
class Mark:
    """One corner of a walk: an old corner to meet, a link to meet at the spot, or neither for a new corner."""

    spot: Point
    corner: int = -1
    link: int = -1


@dataclass(frozen=True, slots=True)
class Walk:
    """A road in thought: its marks, the start first; its length; and whether it ends at another road."""

    marks: tuple[Mark, ...]
    length_m: float
    arrives: bool


def walk(canvas: Canvas, start: Start, rules: Rules, dice: Dice, inside: Inside) -> Walk | None:
    """Walk a road in thought; None where there is no room to leave, or it comes to nothing."""
    first = _first_mark(canvas, start, rules)
    if first is None:
        return None
    road = _walk_on(canvas, first, start.direction, rules, dice, inside)
    too_short = len(road.marks) < 2 or (not road.arrives and road.length_m < rules.shortest_m)
    return None if too_short else road


def draw_walk(canvas: Canvas, way: Way, road: Walk) -> int:
    """Draw a road that was walked in thought; gives the way's number."""
    number = canvas.begin(way, _corner_at(canvas, road.marks[0]))
    for mark in road.marks[1:]:
        canvas.go_on(number, _corner_at(canvas, mark))
    return number


def side_starts(canvas: Canvas, corners: list[int], rules: Rules, dice: Dice) -> list[Start]:
    """Give the spots and directions at which side roads may leave a road, at drawn distances and drawn sides."""
    starts: list[Start] = []
    due = dice.between(*rules.spacing_m) * dice.share()
    for before, corner in pairwise(corners):
        a, b = canvas.spots[before], canvas.spots[corner]
        length, ahead = distance(a, b), heading(a, b)
        while due < length:
            spot = along(a, ahead, due)
            side = left_of(ahead) if dice.chance(0.5) else left_of((-ahead[0], -ahead[1]))
            slant = dice.about(0.35)
            link = canvas.link_between(before, corner)
            starts.append(Start(spot, turned(side, slant), link=link))
            if dice.chance(rules.both_sides):
                starts.append(Start(spot, turned((-side[0], -side[1]), slant), link=link))
            due += dice.between(*rules.spacing_m)
        due -= length
    return starts


def _first_mark(canvas: Canvas, start: Start, rules: Rules) -> Mark | None:
    """Give the mark a road leaves from; a corner near by is taken where a road may leave it in this direction."""
    corner, link = start.corner, -1
    if corner < 0:
        link = canvas.piece_at(start.link, start.spot)
        a, b, _ = canvas.links[link]
        nearer = min((a, b), key=lambda end: distance(canvas.spots[end], start.spot))
        corner = nearer if distance(canvas.spots[nearer], start.spot) <= rules.snap_m else -1
    if corner < 0:
        return Mark(start.spot, link=link)
    return Mark(canvas.spots[corner], corner=corner) if canvas.leaves_room(corner, start.direction) else None


def _walk_on(canvas: Canvas, first: Mark, direction: Point, rules: Rules, dice: Dice, inside: Inside) -> Walk:
    bend, kink = dice.about(rules.bend), 1.4 if dice.chance(0.5) else -1.4
    longest = dice.between(*rules.longest_m)
    marks, here, length, passing = [first], first.spot, 0.0, _ends(canvas, first)
    while length < longest:
        direction = turned(direction, bend + dice.about(rules.sway))
        if len(marks) > 1 and dice.chance(rules.kinks):
            direction, kink = turned(direction, kink), -kink
        step = rules.step_m * dice.between(0.7, 1.3)
        there = along(here, direction, step)
        hit = canvas.first_hit(here, along(there, direction, rules.gap_m), passing)
        if hit is not None:
            mark = _meet(canvas, hit, direction, rules)
            if mark is None or dice.chance(rules.stops_short):
                break
            marks.append(mark)
            length += hit.share * (step + rules.gap_m)
            if not dice.chance(rules.crosses):
                return Walk(tuple(marks), length, arrives=True)
            here, passing = mark.spot, _ends(canvas, mark)
            continue
        leaving = length + step <= rules.gap_m * 1.2
        if not inside(there) or (not leaving and canvas.nearest_link(there, rules.gap_m * 0.75, passing)):
            break
        marks.append(Mark(there))
        here, length, passing = there, length + step, ()
    return Walk(tuple(marks), length, arrives=marks[-1].corner >= 0 or marks[-1].link >= 0)


def _meet(canvas: Canvas, hit: Hit, direction: Point, rules: Rules) -> Mark | None:
    """Give the mark at which a road joins the one it hits; None at water, at a bridge or at too sharp an angle."""
    if not canvas.can_be_met(hit.link):
        return None
    a, b, _ = canvas.links[hit.link]
    if abs(dot(direction, heading(canvas.spots[a], canvas.spots[b]))) > SHARPEST:
        return None
    for corner in (a, b):
        if distance(canvas.spots[corner], hit.spot) <= rules.snap_m:
            return Mark(canvas.spots[corner], corner=corner) if len(canvas.around[corner]) < 4 else None
    return Mark(hit.spot, link=hit.link)


def _ends(canvas: Canvas, mark: Mark) -> tuple[int, ...]:
    """Give the corners whose links do not count when a road goes on from a mark."""
    if mark.corner >= 0:
        return (mark.corner,)
    a, b, _ = canvas.links[mark.link]
    return (a, b)


def _corner_at(canvas: Canvas, mark: Mark) -> int:
    if mark.corner >= 0:
        return mark.corner
    return canvas.corner_on(mark.link, mark.spot, snap=2.0) if mark.link >= 0 else canvas.add_corner(mark.spot)
