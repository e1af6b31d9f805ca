"""Words for how the house is run: the boxes of its paper, what is kept and erased, how the program is."""

from __future__ import annotations

from enum import StrEnum

from openevac.domain.records import ErasureReason
from openevac.domain.sheet_boxes import DangerReason, SheetBox, SheetPart
from openevac.rules.claims import ClaimStatus
from openevac.rules.health import Health, Part
from openevac.rules.retention import Expiry

HOUSE_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    SheetBox: {
        SheetBox.BOARDED: "boarded",
        SheetBox.NOT_AT_HOME: "not at home",
        SheetBox.REFUSED: "refused",
        SheetBox.WALK_UP: "walk-up",
        SheetBox.WRONG_ADDRESS: "wrong address",
        SheetBox.LEFT_BEHIND: "things left behind",
        SheetBox.DANGER_TO_LIFE: "danger to life",
        SheetBox.IN_CONTACT: "in contact",
        SheetBox.HANDED_OVER: "handed over",
    },
    DangerReason: {
        DangerReason.UNDER_FIRE: "under fire",
        DangerReason.BUILDING: "the building burns or falls",
        DangerReason.WOUNDED: "wounded or dying",
    },
    SheetPart: {
        SheetPart.DOOR: "door",
        SheetPart.BOX: "box",
        SheetPart.WHO: "who, or how many",
        SheetPart.HOUR: "hour",
    },
    Health: {
        Health.GOOD: "good",
        Health.NOTE: "note",
        Health.BAD: "BAD",
    },
    Part: {
        Part.CIPHER: "encryption",
        Part.WORKER: "alarms",
        Part.CLOCK: "clock",
        Part.LEDGER: "ledger",
        Part.BACKUP: "backup",
        Part.DISK: "disk",
        Part.REGION: "region",
        Part.BORDER: "border",
        Part.PROFILE: "exposure profile",
        Part.EXERCISE: "exercise",
        Part.KEYS: "keys",
        Part.CERTIFICATE: "certificate",
    },
    ErasureReason: {
        ErasureReason.WISH: "they wish it themselves",
        ErasureReason.GUARDIAN: "a parent, or who decides for them, wishes it",
        ErasureReason.MISTAKE: "written down by mistake",
        ErasureReason.AGE: "its time is over",
        ErasureReason.RESTORED: "erased earlier, found again in a backup",
    },
    Expiry: {
        Expiry.ORGANISATION: "who we are: organisation, people, devices, keys, shelters, vehicles",
        Expiry.CASE: "requests, households and people, so that they can be fetched and cared for",
        Expiry.MISSION: "missions, stops and what happened on the way, so that a day can be looked through",
        Expiry.HAZARD: "dangers and access of places, so that nobody drives into them",
        Expiry.SHIFT: "shifts and day badges, so that keys open for those on shift alone",
        Expiry.OFFER: "offers to let a phone in, so that it is let in once",
        Expiry.PACK: "people of stops sealed to the phones of a crew, so that a crew knows at the door",
        Expiry.TRACKER: "where a crew was seen last by its tracking app, so that the board can say it",
        Expiry.DELIVERY: "what was to be told, so that it is told once",
        Expiry.COMMAND: "commands already done, so that none is done twice",
        Expiry.RED_ZONE: "days of crews in the red zone, so that nobody has too many",
        Expiry.TRACE: "searches for relatives, so that two sides can meet",
        Expiry.INCIDENT: "incidents, so that somebody can answer for them",
        Expiry.LEDGER: "the ledger's tree: hashes and signatures, so that nothing is changed unseen",
        Expiry.LEDGER_BODY: "what entries of the ledger tell: who did what and why",
        Expiry.ERASURE: "what was erased, so that an old backup does not bring it back",
    },
    ClaimStatus: {
        ClaimStatus.OFFERED: "shared, nobody takes it yet",
        ClaimStatus.TAKEN: "taken on",
        ClaimStatus.ON_MISSION: "a van is on its way",
        ClaimStatus.DONE: "brought out",
        ClaimStatus.RELEASED: "given back",
    },
}
"""Part of RECORD_WORDS."""
