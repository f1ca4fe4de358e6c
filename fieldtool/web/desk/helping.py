"""Help for coordinators, without a network."""

from __future__ import annotations

from flask import render_template

from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.help_topics import TOPICS
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import guide


@desk.get("/help")
@permitted("about.read")
def help(_visit: Visit) -> Answer:  # noqa: A001 - the page's address
    """List what coordinators do seldom, each with a page of its own."""
    return render_template("desk/help.html", topics=guide.listing(TOPICS, "desk.help_with"))


@desk.get("/help/<topic>")
@permitted("about.read")
def help_with(_visit: Visit, topic: str) -> Answer:
    """Show one of them."""
    return render_template("desk/help_topic.html", topic=guide.topic(TOPICS, topic))
