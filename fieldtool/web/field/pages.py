"""All pages of the field, named once, so that they are on the blueprint before it is used."""

from __future__ import annotations

from fieldtool.web.field import helping
from fieldtool.web.field.contact import (
    asking,
    carrying,
    closing,
    deciding,
    proving,
    returning,
    sending,
)
from fieldtool.web.field.filling import attaching, changing_rows, filling, media
from fieldtool.web.field.finishing import (
    deleting,
    finalising,
    interrupting,
    referring,
    refusing,
    reviewing,
    withdrawing,
)
from fieldtool.web.field.signing_in import (
    dating,
    enrolling,
    enrolling_by_file,
    enrolling_together,
    hiding,
    own_keys,
    panicking,
    revoked,
    signing_in,
)
from fieldtool.web.field.workday import (
    handing_over,
    home,
    interviews,
    meeting,
    papers,
    passing_on,
    practising,
    registers,
    starting,
    typing_in,
)

__all__ = [
    "asking",
    "attaching",
    "carrying",
    "changing_rows",
    "closing",
    "dating",
    "deciding",
    "deleting",
    "enrolling",
    "enrolling_by_file",
    "enrolling_together",
    "filling",
    "finalising",
    "handing_over",
    "helping",
    "hiding",
    "home",
    "interrupting",
    "interviews",
    "media",
    "meeting",
    "own_keys",
    "panicking",
    "papers",
    "passing_on",
    "practising",
    "proving",
    "referring",
    "refusing",
    "registers",
    "returning",
    "reviewing",
    "revoked",
    "sending",
    "signing_in",
    "starting",
    "typing_in",
    "withdrawing",
]
