"""Metadata that fills itself in: start, end, today, device, person."""

from __future__ import annotations

from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.world import InterviewWorld
from fieldtool.forms.xpath.moments import iso_datetime


def at_start(node: AnswerNode, world: InterviewWorld, instance_id: str) -> str | None:
    """Return what a new interview puts into *node*, None when nothing."""
    bind = node.definition.bind
    kind, parameter = bind.preload, bind.preload_parameter
    if kind == "timestamp" and parameter == "start":
        return iso_datetime(world.now())
    if kind == "date" and parameter == "today":
        return world.now().date().isoformat()
    if kind == "property":
        return world.property(parameter)
    if kind == "uid":
        return f"uuid:{instance_id}" if instance_id else None
    return None


def at_end(node: AnswerNode, world: InterviewWorld, instance_id: str) -> str | None:
    """Return what finalising puts into *node*, None when nothing."""
    bind = node.definition.bind
    if not node.value and node.is_instance_id:
        return f"uuid:{instance_id}"
    if bind.preload == "timestamp" and bind.preload_parameter == "end":
        return iso_datetime(world.now())
    return None
