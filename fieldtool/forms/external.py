"""Attached files as nodes: CSV, XML and GeoJSON lists that questions choose from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping

from fieldtool.forms.nodes import ELEMENT, ROOT, Node
from fieldtool.forms.xmltext import read_xml, trim
from fieldtool.problems import Code, Problem

MAX_ROWS = 500_000


def read_file(name: str, content: bytes) -> Node:
    """Return the document of an attached file; raises Problem when it is of no use."""
    kind = name.lower().rpartition(".")[2]
    if kind == "csv":
        return _read_csv(name, content)
    if kind in ("geojson", "json"):
        return _read_geojson(name, content)
    document = read_xml(content, name)
    trim(document)
    return document


def list_document(rows: Iterable[Mapping[str, str]]) -> Node:
    """Return the document of a list that is no file, such as a register, row by row."""
    return _document([_item(row) for row in rows])


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _problem(name, "it is not UTF-8 text") from None


def _problem(name: str, reason: str) -> Problem:
    return Problem(Code.FORM_FILE_NOT_VALID, {"file": name, "reason": reason})


def _read_csv(name: str, content: bytes) -> Node:
    text = _text(name, content)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        header = [column.strip() for column in next(rows, [])]
        if not any(header):
            raise _problem(name, "its first row has no column names")
        return _document(_items(name, header, rows))
    except csv.Error as error:
        raise _problem(name, f"row {rows.line_num}: {error}") from None


def _items(name: str, header: list[str], rows: Iterable[list[str]]) -> list[Node]:
    items: list[Node] = []
    for row in rows:
        if len(items) >= MAX_ROWS:
            raise _problem(name, f"it has more than {MAX_ROWS} rows")
        if any(row):
            items.append(
                _item(dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False)))
            )
    return items


def _item(cells: Mapping[str, str]) -> Node:
    item = Node(ELEMENT, "item")
    for column, cell in cells.items():
        if column:
            item.append(Node(ELEMENT, column, value=cell))
    return item


def _document(items: list[Node]) -> Node:
    document, root = Node(ROOT), Node(ELEMENT, "root")
    document.append(root)
    for item in items:
        root.append(item)
    return document


def _read_geojson(name: str, content: bytes) -> Node:
    try:
        collection = json.loads(_text(name, content))
        features = collection["features"]
        return _document([_item(_feature(each)) for each in features])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _problem(name, "it is not a GeoJSON FeatureCollection") from None


def _feature(feature: dict[str, object]) -> dict[str, str]:
    cells: dict[str, str] = {}
    geometry = feature.get("geometry")
    if isinstance(geometry, dict):
        cells["geometry"] = _geometry(str(geometry.get("type")), geometry.get("coordinates"))
    if "id" in feature:
        cells["id"] = _scalar(feature["id"])
    properties = feature.get("properties")
    if isinstance(properties, dict):
        cells.update({str(key): _scalar(value) for key, value in properties.items()})
    return cells


def _scalar(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _geometry(kind: str, coordinates: object) -> str:
    """Return coordinates in the order of XForms: latitude before longitude."""
    if not isinstance(coordinates, list):
        raise TypeError(kind)
    points = {"Point": [coordinates], "LineString": coordinates, "Polygon": coordinates[0]}[kind]
    return "; ".join(
        f"{point[1]} {point[0]} {point[2] if len(point) > 2 else 0} 0" for point in points
    )
