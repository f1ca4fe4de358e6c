"""TLS to the hub: proven by the roots that it named itself, also when the laptop's clock is wrong.

What laptops and hubs say is signed and sealed whatever carries it. TLS hides who speaks to whom,
and keeps others from talking in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    import ssl

# OpenSSL's own numbers; Python names only some of them.
_NO_CHECK_TIME = 0x200000
_PARTIAL_CHAIN = 0x80000
MOST_ROOTS = 32 * 1024


def context(roots: str) -> ssl.SSLContext:
    """Return how to speak to a hub whose certificate leads to one of *roots*, PEM texts.

    The name is checked and the time is not: whether a laptop's clock or the certificate is wrong,
    nobody in the field can find out, and the roots were chosen for this one hub.

    Raises:
        Problem: ROOTS_NOT_READABLE.
    """
    import ssl

    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_verify_locations(cadata=roots)
    except (ssl.SSLError, ValueError) as error:
        raise Problem(Code.ROOTS_NOT_READABLE) from error
    made.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME | _PARTIAL_CHAIN)
    return made


def check(roots: str) -> str:
    """Return *roots* where they can be used.

    Raises:
        Problem: ROOTS_NOT_READABLE.
    """
    if len(roots) > MOST_ROOTS or not roots.isascii():
        raise Problem(Code.ROOTS_NOT_READABLE)
    if roots:
        context(roots)
    return roots


def is_unproven(error: BaseException) -> bool:
    """Say whether *error* came because the other side has no certificate that is believed."""
    import ssl

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
