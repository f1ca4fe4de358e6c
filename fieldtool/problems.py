"""Everything that may go wrong, in one catalogue: what happened, where, and what to do.

A problem's sentence is translated when it is shown, never when it is raised. Its reference
(`FT-301`) is what a facilitator says aloud on the telephone, so a number is never reused; retired
codes stay, marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum


def N_(message: str) -> str:  # noqa: N802 - the conventional name of the marker
    """Mark *message* for translation where it is shown later."""
    return message


@dataclass(frozen=True)
class Spec:
    """One row of the catalogue.

    Attributes:
        number: stable, spoken as FT-<number>; hundreds say the layer.
        status: HTTP status where a web page or the protocol answers with it.
        sentence: English source text with %(name)s placeholders.
    """

    number: int
    status: int
    sentence: str


class Code(Enum):
    """The catalogue; the hundreds say the layer."""

    # -- 1xx forms
    # -- 2xx languages, dates and digits
    # -- 3xx log and sync
    ENTRY_DAMAGED = Spec(
        301,
        422,
        N_(
            "Entry %(entry)s was altered or cut off. Nothing of what came with it was stored, and nothing is lost where it came from. Send again; if this comes back, call your coordinator."
        ),
    )
    CHAIN_BROKEN = Spec(
        302,
        409,
        N_(
            "In the log %(log)s, entry %(entry)s does not follow the one before it. Nothing of what came with it was stored. Send again; if this comes back, call your coordinator."
        ),
    )
    CONTENT_NOT_VALID = Spec(
        303,
        422,
        N_(
            "This version of the program cannot read “%(part)s” of “%(kind)s”. It is kept as it came. Update the program; it is read again then."
        ),
    )
    TIP_SIGNATURE_WRONG = Spec(
        304,
        422,
        N_(
            "The signature at the end of the log %(log)s does not fit its entries. Nothing of it was stored. Send again; if this comes back, call your coordinator."
        ),
    )
    # -- 4xx storage
    DISK_FULL = Spec(
        401,
        507,
        N_(
            "The disk of %(place)s is full, so this was not saved. Everything shown as saved before is safe. Delete files you no longer need or empty the bin, then try again."
        ),
    )
    DISK_FAILING = Spec(
        402,
        507,
        N_(
            "The disk of %(place)s could not be written, so this was not saved. Everything shown as saved before is safe. Check that the disk is not full or unplugged, then try again; if it happens again, sync and call your coordinator."
        ),
    )
    DISK_READ_ONLY = Spec(
        403,
        507,
        N_(
            "%(place)s can be read but not written, so this was not saved. Allow this user to write there, or take the write protection off, then try again."
        ),
    )
    DATABASE_DAMAGED = Spec(
        405,
        500,
        N_(
            "The file %(place)s is damaged and was not opened, so that nothing gets worse. Do not delete it. Call your coordinator: what was synced is at the hub, the rest can often be rescued."
        ),
    )
    DATABASE_BUSY = Spec(
        406,
        503,
        N_(
            "Another part of the program was writing to %(place)s for too long, so this was not saved. Try again in a moment."
        ),
    )
    DATABASE_UNREACHABLE = Spec(
        407,
        503,
        N_(
            "The database %(place)s does not answer. Start it, or correct the setting “database”, then try again."
        ),
    )
    DATABASE_NEWER = Spec(
        408,
        500,
        N_(
            "%(place)s was written by a newer version of fieldtool (%(found)s; this one knows %(known)s). Install the newer version; nothing was changed."
        ),
    )
    FOLDER_IN_USE = Spec(
        409,
        409,
        N_(
            "Another fieldtool is already using the folder %(place)s. Use its window, or stop it first."
        ),
    )
    PLACE_NOT_OPENED = Spec(
        410,
        500,
        N_(
            "%(place)s could not be opened. Check that the folder exists and that this user may read and write there."
        ),
    )
    PROJECT_UNKNOWN = Spec(
        411,
        404,
        N_("This project is not here yet. Sync once with the hub, or enrol again."),
    )
    # -- 5xx security
    # -- 6xx collecting
    # -- 7xx web
    # -- 8xx program and settings
    SETTING_UNKNOWN = Spec(
        801,
        500,
        N_("There is no setting “%(name)s”. See docs/settings.md for the list of settings."),
    )
    SETTING_NOT_VALID = Spec(
        802,
        500,
        N_(
            "The setting “%(name)s” cannot be “%(value)s”. Allowed: %(allowed)s. Correct it and start again."
        ),
    )
    PORT_TAKEN = Spec(
        803, 500, N_("Another program listens on port %(port)s. Stop it, or choose another port with --port.")
    )
    PROCESS_DID_NOT_START = Spec(
        804, 500, N_("“fieldtool %(command)s” did not start. The lines above say why; correct that and try again.")
    )
    # -- 9xx outputs

    @property
    def reference(self) -> str:
        """Return the reference people read aloud, such as FT-301."""
        return f"FT-{self.value.number}"


class Problem(Exception):
    """Something that stops one action, said so that its reader knows what to do next."""

    def __init__(self, code: Code, values: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.values: dict[str, str | int] = dict(values or {})
        super().__init__(code.name)

    @property
    def status(self) -> int:
        """Return the HTTP status that fits."""
        return self.code.value.status

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence for a reader; *translate* is the reader's gettext."""
        return translate(self.code.value.sentence) % self.values

    def __str__(self) -> str:
        """Return reference and name only: values may hold what people typed."""
        return f"{self.code.reference} {self.code.name}"


class Problems(Exception):
    """Several problems found in one pass, such as all that is wrong with a form."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(", ".join(str(problem) for problem in problems))
