"""What kinds of danger people report, in words."""

from __future__ import annotations

KINDS = {
    "drone_seen": "drone seen",
    "drone_attack": "drone attacked a vehicle or people",
    "drone_waiting": "drone waiting on the ground",
    "strike": "strike",
    "shelling": "shelling by guns",
    "air_strike": "strike from the air",
    "mine": "mine",
    "scattered_mines": "scattered mines",
    "fighting": "fighting nearby",
    "crater": "crater in the road",
    "bridge_down": "bridge down",
    "obstacle": "obstacle on the road",
    "other": "something else",
}
"""Every kind the exposure profile knows how far it reaches."""

CAUSE_OF = {
    "drone_seen": "drone",
    "drone_attack": "drone",
    "drone_waiting": "drone",
    "strike": "shelling",
    "shelling": "shelling",
    "air_strike": "air_strike",
    "mine": "mines",
    "scattered_mines": "mines",
    "fighting": "ground",
    "crater": "shelling",
    "bridge_down": "shelling",
    "obstacle": "ground",
}
"""What a report of this kind warns of, where nobody chose a cause; "other" needs one."""


def kind_words(kind: str) -> str:
    """Give the English words of a kind; one that a file brought and nobody named is shown as it was given."""
    return KINDS.get(kind, kind)
