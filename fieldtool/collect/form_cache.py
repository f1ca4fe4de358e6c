"""Compiled forms, in memory and on the disk, named by form version and engine version."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from fieldtool.forms import (
    ENGINE_VERSION,
    Form,
    compile_form,
    form_from_tree,
    form_to_tree,
    nothing_collected,
)
from fieldtool.problems import Problem
from fieldtool.security import caches
from fieldtool.storage import files
from fieldtool.storage.queries.forms import FormSource

_IN_MEMORY = 4


class FormCache:
    """Compiled forms of all workspaces of a laptop, or of a hub.

    A form may hold lists of people who are to be asked. On a laptop each person's are sealed under
    that person's key, and their names tell nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._forms: OrderedDict[str, Form] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, form_hash: str, source: Callable[[], FormSource], key: bytes = b"") -> Form:
        """Return the compiled form; *source* is called only where it must be compiled.

        *key* seals it on the disk; without one it lies there in clear.

        Raises:
            Problem: the source is not here, or (Problems) it cannot be compiled.
        """
        with self._lock:
            form = self._forms.pop(form_hash, None)
            if form is None:
                form = self._from_disk(form_hash, key) or self._compiled(source(), key)
            self._forms[form_hash] = form
            while len(self._forms) > _IN_MEMORY:
                self._forms.popitem(last=False)
            return form

    def _path(self, form_hash: str, key: bytes) -> Path:
        name = f"{form_hash}-{ENGINE_VERSION}"
        return self._folder / (caches.name_of(key, name) if key else f"{name}.json")

    def _from_disk(self, form_hash: str, key: bytes) -> Form | None:
        try:
            raw = self._path(form_hash, key).read_bytes()
        except OSError:
            return None
        seal, _, tree = ((caches.opened(key, raw) or b"") if key else raw).partition(b"\n")
        # A cut or changed file would give other questions than the interviewer is to ask.
        if seal != _seal(tree):
            return None
        try:
            with nothing_collected():
                return form_from_tree(json.loads(tree))
        except Problem:
            return None

    def _compiled(self, source: FormSource, key: bytes) -> Form:
        attached = {name: text.encode("utf-8") for name, text in source.files.items()}
        form = compile_form(source.xform, attached)
        text = json.dumps(form_to_tree(form), ensure_ascii=False, separators=(",", ":"))
        tree = text.encode("utf-8")
        content = _seal(tree) + b"\n" + tree
        try:
            raw = caches.sealed(key, content) if key else content
            files.write_atomically(self._path(source.hash, key), raw)
        except Problem:
            # Without room on the disk the form is compiled again next time.
            return form
        return form


def _seal(tree: bytes) -> bytes:
    return hashlib.sha256(tree).hexdigest().encode("ascii")
