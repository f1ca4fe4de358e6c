"""Whoever looks on while a laptop speaks to its hub, and may ask it to pause."""

from __future__ import annotations


class PausedError(Exception):
    """Somebody asked for a pause: no further request leaves; what was proven stays so."""


class Watch:
    """Is told of every request; this one looks on and does nothing."""

    def asks(self, size: int) -> None:
        """Note that a request of *size* bytes is about to leave.

        Raises:
            PausedError: it is not to leave.
        """

    def took(self, size: int) -> None:
        """Note that the hub said it took *size* bytes of a photo; that is no proof yet."""

    def proved(self) -> None:
        """Note that an answer with the hub's signature was taken: it says what is proven."""


UNWATCHED = Watch()
