"""The form engine: XLSForm in, interviews out; pure, without files, clock or locale of its own."""

from __future__ import annotations

from fieldtool.forms.collecting import nothing_collected
from fieldtool.forms.comparing import differences
from fieldtool.forms.compile import compile_form
from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.read_tree import form_from_tree
from fieldtool.forms.definition.write_tree import form_to_tree
from fieldtool.forms.difference import Difference, Differences, Kind
from fieldtool.forms.external import list_document
from fieldtool.forms.instance.changes import Changes
from fieldtool.forms.instance.choices import Choice
from fieldtool.forms.instance.entities import Entity
from fieldtool.forms.instance.rows import REMOVED
from fieldtool.forms.instance.states import NodeState, Violation
from fieldtool.forms.instance.types import is_on_scale
from fieldtool.forms.instance.world import Registers, no_register
from fieldtool.forms.interview import Interview
from fieldtool.forms.languages import Language
from fieldtool.forms.pages import Page
from fieldtool.forms.text import Output, Text, plain
from fieldtool.forms.version import ENGINE_VERSION, form_hash
from fieldtool.forms.workbook import Conversion, convert_workbook

__all__ = [
    "ENGINE_VERSION",
    "REMOVED",
    "Changes",
    "Choice",
    "Conversion",
    "Difference",
    "Differences",
    "Entity",
    "Form",
    "Interview",
    "Kind",
    "Language",
    "NodeState",
    "Output",
    "Page",
    "Registers",
    "Text",
    "Violation",
    "compile_form",
    "convert_workbook",
    "differences",
    "form_from_tree",
    "form_hash",
    "form_to_tree",
    "is_on_scale",
    "list_document",
    "no_register",
    "nothing_collected",
    "plain",
]
