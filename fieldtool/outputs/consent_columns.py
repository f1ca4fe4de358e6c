"""What a file says of consents: what each was asked for, and the columns for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldtool.forms import Form
from fieldtool.forms.safety import ASSENT, CONSENT, CONSENTS, GUARDIAN, PHOTO, QUOTE, RECONTACT
from fieldtool.log import consents
from fieldtool.outputs.csv_writing import Style
from fieldtool.problems import N_

ROLES = {
    # Translators: what somebody consented to.
    CONSENT: N_("Taking part"),
    # Translators: what somebody consented to: the guardian of a minor, for the minor.
    GUARDIAN: N_("Taking part, said by the guardian"),
    # Translators: what somebody consented to: a minor, beside the guardian.
    ASSENT: N_("Taking part, said by the minor"),
    # Translators: what somebody consented to.
    RECONTACT: N_("Being asked again another time"),
    # Translators: what somebody consented to.
    QUOTE: N_("Being quoted without a name"),
    # Translators: what somebody consented to.
    PHOTO: N_("Photos"),
}
# A column of the file, beside the answer itself.
_TIME, _LANGUAGE, _TEXT = N_("time"), N_("language"), N_("version of the text")


@dataclass(frozen=True)
class ConsentColumns:
    """The columns of the consents that a form asks for, in any of its versions."""

    roles: tuple[str, ...]
    style: Style

    @classmethod
    def of(cls, forms: Iterable[Form], style: Style) -> ConsentColumns:
        """Return the columns for the versions of a form."""
        asked = {one.role for form in forms for one in form.safety.asks.values()}
        return cls(tuple(role for role in CONSENTS if role in asked), style)

    def headings(self) -> list[str]:
        """Return the headings, four for each consent."""
        return [heading for role in self.roles for heading in self._headings(role)]

    def cells(self, said: Mapping[str, str]) -> list[str]:
        """Return the cells for the lines of an interview."""
        found = consents.read(said)
        cells = []
        for role in self.roles:
            one = found.get(role)
            if one is None:
                cells += ["", "", "", ""]
            else:
                cells += [self.style.word(one.answer), one.at, one.language, one.text]
        return cells

    def _headings(self, role: str) -> list[str]:
        if not self.style.labels:
            return [f"consent/{role}{part}" for part in ("", "/time", "/language", "/text")]
        # Translators: heading of a column; what stands behind it is what was consented to.
        words = self.style.translate(N_("Consent: %(role)s"))
        whole = words % {"role": self.style.translate(ROLES[role])}
        beside = (self.style.translate(one) for one in (_TIME, _LANGUAGE, _TEXT))
        return [whole, *(f"{whole} / {one}" for one in beside)]
