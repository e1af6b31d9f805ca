"""Every sentence the crew app says: in English, which is its key; the Ukrainian stands in locale/uk.crew.po.

A sentence is said in static/crew by `said("...")`, or kept in a table there by `sentence("...")`. Each piece of the app
adds at the end of its own block, so that two people who add do not meet.
"""

from __future__ import annotations

from openevac.web.crew.words_coming import COMING_SENTENCES
from openevac.web.crew.words_keys import KEYS_SENTENCES
from openevac.web.crew.words_screens import SCREEN_SENTENCES

CREW_SENTENCES: tuple[str, ...] = (
    # Enrolment: screens/enrol.js.
    "Let this phone in",
    "This square is not one that lets a phone in.",
    "This square is of another desk. Open the address that stands beside it.",
    "The two are not the same. Type both again.",
    "A PIN has six digits.",
    "This PIN is guessed at once. Choose another.",
    "The PIN under force is too much like the other one.",
    "This phone still holds a mission. End it first.",
    "Keys cannot be made here. Take a current Chrome or Firefox, and no private window.",
    "The shift lead shows a square code at the desk: More, People and devices, Let a phone in.",
    "This phone can keep a key in its own chip. It asks for your finger or its screen lock.",
    "Use the chip",
    "Use seven words instead",
    "Write these words on paper. The paper stays at the base and never rides along.",
    "They are on paper",
    "Making keys. This takes a few seconds.",
    "The base did not answer.",
    "Stay on the base's network and press again; nothing is done twice.",
    "Ask again",
    "Read another square",
    "This phone is in. The base knows it as {device}.",
    "Lost it? Tell the shift lead at once: the base shuts it out.",
    "Go on",
    "PIN for people pages, six digits",
    "The same again",
    "PIN under force, if you want one: it shows that there is no mission",
    "Keep the PIN",
    "This address has no certificate, so the camera and the keys stay shut. Ask for the https address.",
    "Read the square with the camera",
    "The camera was refused. Open the square with the phone's own camera.",
    # Signing, outbox, sync.
    # Keys, PIN, people pages: words_keys.py.
    *KEYS_SENTENCES,
    # Drive, stop, people, check-in, hazard: words_screens.py.
    *SCREEN_SENTENCES,
    # What comes while it drives: words_coming.py.
    *COMING_SENTENCES,
    # Square codes, witness, trackers.
    "Show my records",
    "Read another phone",
    "Stop",
    "There is nothing to hand on yet.",
    "Hold this screen before the other phone until it says that everything came: about {s} s.",
    "No camera can be used here: let the other phone read yours, or send when there is signal.",
    "Hold the other phone's codes before the camera.",
    "{have} of {count} pictures have come.",
    "{count} records came over.",
    "What came cannot be read: let the other phone show its records again.",
)
