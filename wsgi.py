"""WSGI entry point: `app` is a node or a hub, as FIELDTOOL_FACE says."""

from __future__ import annotations

import os

from fieldtool.app import create_app
from fieldtool.config import load

app = create_app(load(os.environ))
