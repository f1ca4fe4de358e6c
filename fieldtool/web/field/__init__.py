"""The facilitator's pages on a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.web.field.blueprint import blueprint
from fieldtool.web.parts import csrf

if TYPE_CHECKING:
    from flask import Flask

HOME = "field.home"


def install(app: Flask) -> None:
    """Add the field's pages to *app*, whose `fieldtool` extension is a NodeServices."""
    from fieldtool.web.field import pages  # noqa: F401 - adds the pages to the blueprint
    from fieldtool.web.field.finishing import interrupting
    from fieldtool.web.field.signing_in import hiding, signing_in
    from fieldtool.web.field.workday import practising

    app.register_blueprint(blueprint)
    practising.install(app)
    app.jinja_env.globals["problem_frame"] = "field/_base.html"
    for at_once in (hiding.hide, interrupting.interrupt, signing_in.lock):
        # In a window that stood open while work was locked and opened in another one, too.
        csrf.exempt(app, at_once)


def prepare(app: Flask) -> None:
    """Compile all templates of these pages, so that the first interview opens as fast as others.

    What was compiled is not kept on the disk: bytecode in the folder of data would let whoever can
    write there, on a memory stick for one, run a program of their own.
    """
    env = app.jinja_env
    for name in env.list_templates(filter_func=lambda name: name.startswith("field/")):
        env.get_template(name)
