"""The fixed words on a printed form, in the language of the paper and not in that of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fieldtool.problems import N_

_WORDS = {
    # Translators: on a printed form, before the number of the copy.
    "paper": N_("Paper"),
    # Translators: on a printed form, before lines that are filled in by hand.
    "place": N_("Place"),
    "day_of_interview": N_("Day of the interview"),
    # Translators: on a printed form; HRT-07 is such a code.
    "interviewer": N_("Code of the person who asks"),
    # Translators: on a printed form: the hour.
    "begun": N_("Begun at"),
    # Translators: on a printed form: the hour.
    "finished": N_("Finished at"),
    # Translators: on a printed form, below the head.
    "how": N_(
        "Round: tick one answer. Square: tick all that are given."
        " The number beside an answer is what is typed for it later."
    ),
    # Translators: on a printed form, above the choices of one question.
    "many": N_("All answers that are given"),
    "rank": N_("Write 1, 2, 3 … in the order that is said"),
    "list": N_("Write the code or the name from the list"),
    # Translators: on a printed form: in place of a picture, recording or file.
    "file": N_("Take it with a camera or telephone, and write its number here"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "day": N_("Day"),
    "month": N_("Month"),
    "year": N_("Year"),
    "hour": N_("Hour"),
    "minute": N_("Minute"),
    "solar": N_("Solar Hijri"),
    "gregorian": N_("Gregorian"),
    # Translators: on a printed form, above choices of which only some may be offered.
    "filtered": N_("Only those that fit the answers before"),
    # Translators: on a printed form: a hint that is not read aloud.
    "guidance": N_("For the person who asks:"),
    # Translators: on a printed form, before a rule that answers keep to.
    "check": N_("Look:"),
    # Translators: on a printed form: a text that an answer leads to, with its number behind it.
    "text": N_("Text"),
    # Translators: on a printed form, after the last row that is printed.
    "more": N_("For more, take another sheet and write the number of this paper on it."),
    "end": N_("End"),
}


def words_of(translate: Callable[[str], str]) -> Mapping[str, str]:
    """Return the words in one language, by their names."""
    return MappingProxyType({name: translate(text) for name, text in _WORDS.items()})
