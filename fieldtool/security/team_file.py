"""A `.ft-enrol` file for several people at one laptop; it holds their codes, as secret as they."""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldtool.log.canonical import NotCanonicalError, encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security.enrolment import shown, understood
from fieldtool.security.keys import KEY_SIZE

_FORMAT = "fieldtool enrolment 2"


@dataclass(frozen=True)
class TeamFile:
    """What the file says.

    Attributes:
        hub_key: the hub's Ed25519 key.
        codes: enrolment code of each person, by the person's code.
    """

    hub_url: str
    title: str
    hub_key: bytes
    codes: dict[str, str] = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return encode(
            {
                "codes": {person: shown(code) for person, code in self.codes.items()},
                "format": _FORMAT,
                "hub": self.hub_url,
                "key": to_base64(self.hub_key),
                "title": self.title,
            }
        )

    @classmethod
    def of_bytes(cls, raw: bytes) -> TeamFile | None:
        """Read a file that somebody chose; None where it is one for a single person, or none.

        Raises:
            Problem: ENROLMENT_FILE_NOT_VALID, where it says that it is one and is not.
        """
        try:
            fields = Fields.of_tree(parse(raw.removeprefix(b"\xef\xbb\xbf")), "file")
            if fields.text("format", "") != _FORMAT:
                return None
        except (Problem, NotCanonicalError):
            return None
        try:
            codes = {one: understood(code) for one, code in fields.texts("codes").items()}
            key = from_base64(fields.text("key"))
            made = cls(fields.text("hub"), fields.text("title"), key, codes)
        except (Problem, NotCanonicalError) as error:
            raise Problem(Code.ENROLMENT_FILE_NOT_VALID) from error
        if len(key) != KEY_SIZE or not codes:
            raise Problem(Code.ENROLMENT_FILE_NOT_VALID)
        return made
