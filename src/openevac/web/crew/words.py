"""Every sentence the crew app says: in English, which is its key; the Ukrainian stands in locale/uk.crew.po.

A sentence is said in static/crew by `said("...")`, or kept in a table there by `sentence("...")`. Each piece of the app
adds at the end of its own block, so that two people who add do not meet.
"""

from __future__ import annotations

from openevac.web.crew.words_screens import SCREEN_SENTENCES

CREW_SENTENCES: tuple[str, ...] = (
    # enrolment (screens/enrol.js)
    # signing, outbox, sync
    # keys, PIN, people pages
    # drive, stop, people, check-in, hazard: in words_screens.py
    *SCREEN_SENTENCES,
    # square codes, witness, trackers
)
