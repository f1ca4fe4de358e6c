"""From the XML of an XForm to a compiled form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fieldtool.forms.collecting import nothing_collected
from fieldtool.forms.definition.findings import Findings
from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Action, Attribute, Bind, Definition, Secondary
from fieldtool.forms.definition.read_actions import read_actions
from fieldtool.forms.definition.read_body import BodyReader, Places, repeat_paths
from fieldtool.forms.definition.read_entities import entities_version
from fieldtool.forms.definition.read_model import (
    OPENROSA,
    attribute,
    is_attribute_name,
    read_attribute,
    read_bind,
    read_definitions,
    read_itext,
    with_meta,
    without_templates,
)
from fieldtool.forms.definition.texts import Texts
from fieldtool.forms.external import read_file
from fieldtool.forms.formulas import graph_of
from fieldtool.forms.languages import language
from fieldtool.forms.nodes import ROOT, Node
from fieldtool.forms.version import form_hash
from fieldtool.forms.xmltext import in_scope, read_xml, trim
from fieldtool.problems import Code, Problem, Problems


@nothing_collected()
def compile_form(xform: str, files: Mapping[str, bytes] | None = None) -> Form:
    """Return the compiled form; raises Problems with everything that is wrong with it.

    Args:
        xform: the XML of the XForm, as pyxform makes it.
        files: attached lists by file name, such as `project.csv`.
    """
    attached = files or {}
    try:
        document = read_xml(xform)
        trim(document)
        return _Compilation(document, attached).form(form_hash(xform, attached))
    except Problem as problem:
        raise Problems((problem,)) from None


def _descend(node: Node, *names: str) -> Node | None:
    for name in names:
        found = next((each for each in node.elements() if each.local_name == name), None)
        if found is None:
            return None
        node = found
    return node


class _Compilation:
    """One form being compiled."""

    def __init__(self, document: Node, files: Mapping[str, bytes]) -> None:
        html = next(document.elements())
        model = _descend(html, "head", "model")
        if model is None:
            raise Problem(Code.FORM_PART_MISSING, {"part": "model"})
        self.html = html
        self.model = model
        self.files = files
        self.body = _descend(html, "body")
        self.namespaces = _namespaces(html)
        self.findings = Findings(self.namespaces)
        self.attributes: list[Attribute] = []
        self.sizes: dict[str, str] = {}  # longest side of pictures, by path

    def form(self, name: str) -> Form:
        """Return the form, or raise Problems."""
        instance = self._primary()
        made, edited = with_meta(instance, self.namespaces)
        repeats = repeat_paths(self.body, f"/{instance.name}")
        definitions = read_definitions(instance, repeats, self.findings)
        by_path = {each.path: each for each in definitions}
        names = self._read_binds(definitions, by_path)
        if made:
            index = by_path[made].index
            definitions[index] = replace(definitions[index], bind=Bind(preload="uid"))
        by_path = {each.path: each for each in definitions}
        table, languages, default = read_itext(self.model.first("itext"), self.findings)
        places = Places(by_path, self.findings)
        reader = BodyReader(places, names, self.sizes)
        body = () if self.body is None else reader.controls(self.body, definitions[0].path)
        actions = read_actions(self.model, self.body, replace(places, names=names))
        self._keep_set_attributes(actions)
        secondaries = self._secondaries(reader.searched)
        graph = graph_of(
            (definitions, body, actions, table, self.attributes),
            self.namespaces,
            secondaries,
            self.findings,
        )
        entities = entities_version(self.model, definitions, self.findings)
        self.findings.raise_if_any()
        title = _descend(self.html, "head", "title")
        return Form(
            form_id=instance.attribute("id") or instance.uri or instance.name,
            version=_version(instance),
            title="" if title is None else title.text(),
            hash=name,
            languages=tuple(map(language, languages)) or (language(""),),
            default_language=default,
            definitions=tuple(definitions),
            blank=_blank(instance, edited),
            body=body,
            actions=tuple(actions),
            secondaries=secondaries,
            texts=Texts(table, default, self.namespaces),
            namespaces=self.namespaces,
            graph=graph,
            attributes=tuple(self.attributes),
            submission=self._submission(),
            entities_version=entities,
            warnings=tuple(self.findings.warnings),
        )

    def _submission(self) -> dict[str, str]:
        found = self.model.first("submission")
        return {} if found is None else {each.name: each.value for each in found.attributes}

    def _primary(self) -> Node:
        first = self.model.first("instance")
        root = None if first is None else next(first.elements(), None)
        if root is None:
            raise Problem(Code.FORM_PART_MISSING, {"part": "instance"})
        return root

    def _read_binds(
        self, definitions: list[Definition], by_path: Mapping[str, Definition]
    ) -> dict[str, str]:
        """Put logic into the definitions; return paths by the ids of binds."""
        names: dict[str, str] = {}
        root = definitions[0].path
        places = Places(by_path, self.findings)
        for node in self.model.elements("bind"):
            path = places.path(node.attribute("nodeset") or node.attribute("ref"), root)
            question = path.rpartition("/")[2]
            if node.has_attribute("id"):
                names[node.attribute("id")] = path
            path, _, name = path.partition("/@")
            index = places.node(path, "binds")
            if name:
                if index >= 0 and is_attribute_name(name):
                    self.attributes.append(read_attribute(node, index, name, self.findings))
                continue
            if index >= 0:
                bind = read_bind(node, question, self.findings)
                size = attribute(node, OPENROSA, "max-pixels")
                self.sizes |= {path: size} if size else {}
                definitions[index] = replace(definitions[index], bind=bind)
        return names

    def _keep_set_attributes(self, actions: list[Action]) -> None:
        """Remember also the attributes that are only set by actions."""
        known = {(each.node, each.name) for each in self.attributes}
        for each in actions:
            if each.attribute and (each.target, each.attribute) not in known:
                self.attributes.append(Attribute(each.target, each.attribute))

    def _secondaries(self, searched: list[str]) -> dict[str, Secondary]:
        found: dict[str, Secondary] = {}
        for node in list(self.model.elements("instance"))[1:]:
            name = node.attribute("id")
            source = node.attribute("src")
            document = self._attached(source) if source else _inline(node)
            found[name] = Secondary(name, source, document)
        for file in [*self.files, *(f"{name}.csv" for name in searched)]:
            name = file.rpartition("/")[2].rpartition(".")[0]
            if file.lower().endswith(".csv") and name not in found:
                # pulldata() and search() name files that no instance declares.
                found[name] = Secondary(name, f"jr://file-csv/{file}", self._attached(file))
        return found

    def _attached(self, source: str) -> Node | None:
        file = source.rpartition("/")[2]
        if file not in self.files:
            return None
        try:
            return read_file(file, self.files[file])
        except Problem as problem:
            self.findings.keep(problem)
            return None


def _version(instance: Node) -> str:
    found = (each.value for each in instance.attributes if each.local_name == "version")
    return instance.attribute("version") or next(found, "")


def _namespaces(html: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = [html]
    while waiting:
        node = waiting.pop()
        found = {**(node.namespaces or {}), **found}
        waiting.extend(node.elements())
    return {**found, **in_scope(html)}


def _blank(instance: Node, edited: str) -> Node:
    """Return what a new interview begins with: no templates, and no id of an earlier version."""
    blank = without_templates(instance)
    for meta in blank.elements():
        if edited.startswith(f"/{instance.name}/{meta.name}/"):
            meta.children = [each for each in meta.children if not edited.endswith(f"/{each.name}")]
    return blank


def _inline(node: Node) -> Node | None:
    document = Node(ROOT)
    inner = next(node.elements(), None)
    if inner is None:
        return None
    copy = inner
    copy.parent = document
    document.children.append(copy)
    return document
