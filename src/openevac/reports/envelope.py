"""The recovery envelope: one sheet folded to a letter, seven words that open everything when all keys are lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from openevac.domain.errors import InputError
from openevac.reports.codes_square import square_code
from openevac.reports.press import print_pdf
from openevac.reports.words import Words

SEVEN = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopePrint:
    """What is printed of one envelope. The words stand on this paper and nowhere else.

    `recipient` is the public key that the words give, `mark` a short form of it to compare paper and screen;
    `invented` marks a demonstration.
    """

    organisation: str
    letter: Literal["A", "B"]
    seven: tuple[str, ...] = field(repr=False)
    check_word: str = field(repr=False)
    recipient: str
    mark: str
    made_at: datetime
    invented: bool = False

    def __post_init__(self) -> None:
        if len(self.seven) != SEVEN:
            raise InputError("An envelope has seven words, not {count}.", "Make new envelopes.", count=len(self.seven))


def recovery_envelope(words: Words, envelope: EnvelopePrint) -> bytes:
    """Print one envelope as PDF, to be folded in three: the upper third is the outside and shows no word."""
    number = "1" if envelope.letter == "A" else "2"
    data = {
        "language": words.language,
        "title": words.say("Recovery envelope {letter}", letter=envelope.letter),
        "banners": [words.say("Invented people. For exercises only.")] if envelope.invented else [],
        "expiry": "",
        "letter": envelope.letter,
        "organisation": envelope.organisation,
        "mark": envelope.mark,
        "recipient": envelope.recipient,
        "seven": list(envelope.seven),
        "check_word": envelope.check_word,
        "words": {
            "which": words.say("{number} of 2", number=number),
            "of": words.say("Organisation {organisation}", organisation=envelope.organisation),
            "made": words.say("Made {moment}", moment=words.dated(envelope.made_at)),
            "sealed": words.say(
                "Open only when nobody has a passphrase or a key any more. Whoever opens it signs here:"
            ),
            "signed": words.say("name, day, hour"),
            "fold_back": words.say("fold backwards here: this side stays outside"),
            "fold_in": words.say("fold forwards here: the words lie inside"),
            "the_words": words.say("The seven words"),
            "check": words.say("Check word: the program compares it, it opens nothing by itself."),
            "opens_head": words.say("What it opens"),
            "opens": [
                words.say("All names, phones, addresses and records of this organisation, and every backup."),
                words.say("Either of the two envelopes is enough by itself: guard both like keys to a strongbox."),
            ],
            "keep_head": words.say("Where to keep it"),
            "keep": [
                words.say(
                    "Envelopes 1 and 2 in two different buildings, with two different people. Never beside the laptop."
                ),
                words.say("No photograph, no copy, no message. Sealed in paper that light does not pass."),
                words.say("Lost, opened or wet: make new envelopes the same day, burn the old ones."),
            ],
            "use_head": words.say("How to use it"),
            "use": [
                words.say(
                    "On a computer with OpenEvac: “{command}”. It asks for the words.", command="openevac restore"
                ),
                words.say("Compare the mark with the screen: {mark}. If it differs, stop.", mark=envelope.mark),
                words.say("Then give every person a new passphrase: “{command}”.", command="openevac person"),
            ],
            "square": words.say("Public key of this envelope. It opens nothing."),
        },
    }
    return print_pdf("envelope", data, [square_code(envelope.recipient)])
