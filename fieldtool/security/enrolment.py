"""Enrolment codes: a secret told once, under which both sides prove their public keys."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError, encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import typed_codes
from fieldtool.security.keys import KEY_SIZE, derived, is_box_key, same
from fieldtool.security.transport import check as check_roots

CODE_LENGTH = 16
_GROUP = 4
_REQUEST, _ANSWER = b"fieldtool enrolment request v1\n", b"fieldtool enrolment answer v1\n"
_FILE = "fieldtool enrolment 1"
# The role of a hub that enrols to pass on what its laptops wrote.
RELAY = "relay"


def new_code() -> str:
    """Return a fresh code (80 random bits) as it is shown: capitals in groups of four."""
    return shown(ids.new_id(CODE_LENGTH))


def shown(code: str) -> str:
    """Return *code* as it is shown and read aloud."""
    plain = code.upper()
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


def understood(text: str) -> str:
    """Return the code that somebody typed in any case, digits and grouping.

    Raises:
        Problem: CODE_NOT_VALID.
    """
    code = typed_codes.in_letters(text)
    if not ids.is_id(code, CODE_LENGTH):
        raise Problem(Code.CODE_NOT_VALID, {"length": CODE_LENGTH})
    return code


def lookup(code: str) -> str:
    """Return the name by which the hub finds the enrolment; it does not tell the code."""
    return derived(understood(code).encode("ascii"), "fieldtool enrolment lookup v1")[:10].hex()


def proof_key(code: str) -> bytes:
    """Return the key of the proofs."""
    return derived(understood(code).encode("ascii"), "fieldtool enrolment proof v1")


@dataclass(frozen=True)
class Request:
    """What a laptop sends: which enrolment, its public keys, and the proof that it has the code.

    Attributes:
        role: empty for a laptop, `RELAY` for a hub; `workspace` is the id of either.
    """

    lookup: str
    workspace: str
    device: str
    sign_key: bytes
    box_key: bytes
    proof: str = ""
    role: str = ""

    def message(self) -> bytes:
        """Return the bytes that the proof is over."""
        fields = self._fields()
        return _REQUEST + encode(fields)

    def proven(self, key: bytes) -> Request:
        """Return the request with its proof."""
        return replace(self, proof=_proof(key, self.message()))

    def is_proven(self, key: bytes) -> bool:
        """Say whether the proof was made with *key*."""
        return same(self.proof.encode("utf-8"), _proof(key, self.message()).encode("utf-8"))

    def to_bytes(self) -> bytes:
        """Return the request as it is sent."""
        return encode({**self._fields(), "proof": self.proof})

    @classmethod
    def of_bytes(cls, raw: bytes) -> Request:
        """Read a request; raises NotCanonicalError or Problem where it has no valid form."""
        fields = Fields.of_tree(parse(raw), "enrolment")
        return cls(
            lookup=fields.text("lookup"),
            workspace=fields.text("workspace"),
            device=fields.text("device"),
            sign_key=_key(fields.text("sign_key")),
            box_key=_box_key(fields.text("box_key")),
            proof=fields.text("proof"),
            role=fields.text("role", ""),
        )

    def _fields(self) -> dict[str, str]:
        said = {
            "box_key": to_base64(self.box_key),
            "device": self.device,
            "lookup": self.lookup,
            "sign_key": to_base64(self.sign_key),
            "workspace": self.workspace,
        }
        return {**said, "role": self.role} if self.role else said


@dataclass(frozen=True)
class Answer:
    """What the hub answers: who this is, its own keys, and the proof over both sides' keys.

    Attributes:
        logs_key: signs the hub's logs, where that is not the hub which answers: a relay passes on
            those of a higher hub. Empty where it is.
    """

    project: str
    title: str
    zone: str
    person: str
    sex: str
    trained: bool
    language: str
    sign_key: bytes
    box_key: bytes
    proof: str = ""
    logs_key: bytes = b""

    def message(self, request: Request) -> bytes:
        """Return the bytes that the proof is over: the request's, with its keys, and these."""
        digest = hashlib.sha256(request.message()).hexdigest()
        return _ANSWER + encode({**self._fields(), "request": digest})

    def proven(self, key: bytes, request: Request) -> Answer:
        """Return the answer with its proof."""
        return replace(self, proof=_proof(key, self.message(request)))

    def is_proven(self, key: bytes, request: Request) -> bool:
        """Say whether the proof was made with *key* for *request*."""
        expected = _proof(key, self.message(request))
        return same(self.proof.encode("utf-8"), expected.encode("utf-8"))

    def to_bytes(self) -> bytes:
        """Return the answer as it is sent."""
        return encode({**self._fields(), "proof": self.proof})

    @classmethod
    def of_bytes(cls, raw: bytes) -> Answer:
        """Read an answer; raises NotCanonicalError or Problem where it has no valid form."""
        fields = Fields.of_tree(parse(raw), "enrolment")
        return cls(
            project=fields.text("project"),
            title=fields.text("title"),
            zone=fields.text("zone"),
            person=fields.text("person"),
            sex=fields.text("sex"),
            trained=fields.text("trained") == "yes",
            language=fields.text("language"),
            sign_key=_key(fields.text("sign_key")),
            box_key=_box_key(fields.text("box_key")),
            proof=fields.text("proof"),
            logs_key=_key(fields.text("logs_key")) if "logs_key" in fields.tree else b"",
        )

    def _fields(self) -> dict[str, str]:
        said = {
            "box_key": to_base64(self.box_key),
            "language": self.language,
            "person": self.person,
            "project": self.project,
            "sex": self.sex,
            "sign_key": to_base64(self.sign_key),
            "title": self.title,
            "trained": "yes" if self.trained else "no",
            "zone": self.zone,
        }
        return {**said, "logs_key": to_base64(self.logs_key)} if self.logs_key else said


@dataclass(frozen=True)
class EnrolmentFile:
    """The content of a `.ft-enrol` file; it holds the code and is as secret as it.

    Attributes:
        expires: milliseconds since 1970 UTC.
        hub_key: the hub's Ed25519 key.
        roots: certificates, in PEM, to which the hub's own leads; empty for those of the system.
    """

    hub_url: str
    code: str = field(repr=False)
    title: str
    expires: int
    hub_key: bytes
    roots: str = ""

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        content = {
            "code": shown(self.code),
            "expires": str(self.expires),
            "format": _FILE,
            "hub": self.hub_url,
            "key": to_base64(self.hub_key),
            "title": self.title,
        }
        return encode({**content, "roots": self.roots} if self.roots else content)

    @classmethod
    def of_bytes(cls, raw: bytes) -> EnrolmentFile:
        """Read a file that somebody chose.

        Raises:
            Problem: ENROLMENT_FILE_NOT_VALID.
        """
        try:
            # Editors put a mark in front and a line end behind.
            fields = Fields.of_tree(parse(raw.removeprefix(b"\xef\xbb\xbf")), "file")
            return cls._of_fields(fields)
        except (Problem, NotCanonicalError) as error:
            raise Problem(Code.ENROLMENT_FILE_NOT_VALID) from error

    @classmethod
    def _of_fields(cls, fields: Fields) -> EnrolmentFile:
        if fields.text("format") != _FILE:
            raise NotCanonicalError("another format")
        return cls(
            hub_url=fields.text("hub"),
            code=understood(fields.text("code")),
            title=fields.text("title"),
            expires=fields.number("expires"),
            hub_key=_key(fields.text("key")),
            roots=check_roots(fields.text("roots", "")),
        )


def check_number(laptop: tuple[bytes, bytes], hub: tuple[bytes, bytes]) -> str:
    """Return twelve digits to compare by voice; the same only if both sides hold the same keys.

    *laptop* and *hub* are (Ed25519 key, X25519 key).
    """
    digest = hashlib.sha256(b"fieldtool check number v1\n" + b"".join((*laptop, *hub))).digest()
    digits = f"{int.from_bytes(digest[:16], 'big') % 10**12:012d}"
    return " ".join(digits[at : at + 4] for at in (0, 4, 8))


def _proof(key: bytes, message: bytes) -> str:
    return to_base64(derived(key, message.decode("utf-8")))


def _key(text: str) -> bytes:
    key = from_base64(text)
    if len(key) != KEY_SIZE:
        raise NotCanonicalError("no key")
    return key


def _box_key(text: str) -> bytes:
    key = _key(text)
    if not is_box_key(key):
        raise NotCanonicalError("nothing can be sealed to this key")
    return key
