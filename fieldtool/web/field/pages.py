"""All pages of the field, named once, so that they are on the blueprint before it is used."""

from __future__ import annotations

from fieldtool.web.field import (
    asking,
    attaching,
    carrying,
    changing_rows,
    deciding,
    deleting,
    enrolling,
    filling,
    finalising,
    helping,
    home,
    interviews,
    media,
    own_keys,
    proving,
    returning,
    reviewing,
    sending,
    signing_in,
    starting,
)

__all__ = [
    "asking",
    "attaching",
    "carrying",
    "changing_rows",
    "deciding",
    "deleting",
    "enrolling",
    "filling",
    "finalising",
    "helping",
    "home",
    "interviews",
    "media",
    "own_keys",
    "proving",
    "returning",
    "reviewing",
    "sending",
    "signing_in",
    "starting",
]
