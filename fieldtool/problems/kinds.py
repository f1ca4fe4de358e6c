"""What is known of each kind of problem: its name, its number, its status and its sentence."""

from __future__ import annotations

from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - the conventional name of the marker
    """Mark *message* for translation where it is shown later."""
    return message


@dataclass(frozen=True, eq=False)
class ProblemKind:
    """One row of the catalogue; each is itself alone, so kinds are compared with `is`.

    Attributes:
        number: stable, spoken as FT-<number>; hundreds say the layer.
        status: HTTP status where a web page or the protocol answers with it.
        sentence: English source text with %(name)s placeholders; taken up for translation.
        name: the name it is given in the catalogue, which travels in the protocol.
    """

    number: int
    status: int
    sentence: str
    name: str = field(init=False, default="")

    def __set_name__(self, owner: type, name: str) -> None:
        """Take the name under which it stands in the catalogue."""
        object.__setattr__(self, "name", name)

    @property
    def reference(self) -> str:
        """Return the reference people read aloud, such as FT-301."""
        return f"FT-{self.number}"
