"""A membership as enrolment would make it."""

from __future__ import annotations

from fieldtool.security.keys import new_identity
from fieldtool.security.workspace import Membership


def membership(project: str, workspace: str = "k3f2qa7m") -> Membership:
    """Return that of a trained woman in Herat, at a hub whose keys nobody has."""
    hub = new_identity()
    return Membership(
        project_id=project,
        workspace=workspace,
        person="HRT-07",
        sex="female",
        trained=True,
        language="fa_AF",
        device="b2c4d6f7ha",
        title="هرات امن‌تر",
        zone="Asia/Kabul",
        hub_url="https://hub.example.org",
        hub_key=hub.verify_key,
        hub_box_key=hub.box_key,
        identity=new_identity(),
    )
