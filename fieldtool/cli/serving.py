"""Serving a Flask app with waitress until somebody stops it."""

from __future__ import annotations

import gc
import logging
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import click

from fieldtool.config import USUAL_PORTS, Config, Face
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from flask import Flask

    from fieldtool.cli.window import Window

# Waitress keeps at most this much of one request or reply, and keeps all of it in memory: beyond
# `inbuf_overflow` it would write what people attach to a temporary file in clear.
MOST_IN_MEMORY = 80 * 1024 * 1024
IN_MEMORY = {
    "max_request_body_size": MOST_IN_MEMORY,
    "inbuf_overflow": MOST_IN_MEMORY + 1,
    "outbuf_overflow": MOST_IN_MEMORY + 1,
}

# Who sends byte after byte keeps no thread busy, only a connection: there are many of those, and
# one that says nothing for a minute is closed. Windows cannot watch more than 512 at once.
CAN_POLL = hasattr(select, "poll")
MANY_CONNECTIONS = {
    "connection_limit": 900 if CAN_POLL else 400,
    "channel_timeout": 60,
    "cleanup_interval": 10,
    "max_request_header_size": 64 * 1024,
}

# The first page comes first: it has no need of other templates.
SECONDS_TO_FIRST_PAGE = 2.0


def listen(config: Config) -> socket.socket:
    """Return a listening socket: the port asked for, else the usual one, else any free one.

    Raises:
        Problem: the port asked for by number is taken.
    """
    if config.port:
        try:
            return _bind(config.host, config.port)
        except OSError as error:
            raise Problem(Code.PORT_TAKEN, {"port": config.port}) from error
    try:
        return _bind(config.host, USUAL_PORTS[config.face])
    except OSError:
        return _bind(config.host, 0)


def behind(config: Config) -> dict[str, object]:
    """Return what the server believes of a proxy: from its address alone, who asks.

    Otherwise everybody has the proxy's address, and one who guesses passwords shuts all out.
    """
    if config.face is not Face.HUB or not config.proxy:
        return {}
    return {"trusted_proxy": config.proxy, "trusted_proxy_headers": {"x-forwarded-for"}}


def serve(
    make_app: Callable[[Config], Flask],
    config: Config,
    *,
    stop_with_parent: bool,
    show: Callable[[str], Window | None] | None = None,
) -> None:
    """Serve until Ctrl-C, a polite signal, or (for a child process) the end of standard input.

    The first line on standard output is the address, so that a parent process can read it. *show*
    opens a window at it, which is closed at the end.
    """
    from waitress.server import create_server

    from fieldtool.app import hub_services, running

    door = listen(config)
    app = make_app(config)
    server = create_server(
        app,
        sockets=[door],
        threads=config.threads,
        clear_untrusted_proxy_headers=True,
        # Without it no more than a thousand doors could be watched, files of the program included.
        asyncore_use_poll=CAN_POLL,
        **behind(config),
        **IN_MEMORY,
        **MANY_CONNECTIONS,
    )
    # A request that waits a moment is no news for whoever looks at the window.
    logging.getLogger("waitress.queue").disabled = True
    # What a program is made of stays until it ends; to look it over for garbage holds up answers.
    gc.freeze()
    window: Window | None = None
    try:
        signal.signal(signal.SIGTERM, _stop)
        if config.face is Face.NODE:
            _prepare_later(app)
        elif (rounds := hub_services(app).rounds) is not None:
            rounds.start()
        if stop_with_parent:
            threading.Thread(target=_watch_parent, daemon=True).start()
        # Whoever reads the address may ask for the end in the same moment.
        address = f"http://{config.host}:{door.getsockname()[1]}/"
        window = _tell(config.face, address, show)
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        _ask_no_more()
        if window is not None:
            window.close()
        server.close()
        running(app).close()


def _tell(face: Face, address: str, show: Callable[[str], Window | None] | None) -> Window | None:
    click.echo(f"{face.value} {address}")
    sys.stdout.flush()
    return show(address) if show is not None else None


def _prepare_later(app: Flask) -> None:
    """Compile the templates of the next pages while a person types the passphrase."""
    from fieldtool.web import field

    preparing = threading.Timer(SECONDS_TO_FIRST_PAGE, field.prepare, (app,))
    preparing.daemon = True
    preparing.start()


def _ask_no_more() -> None:
    """Let nothing interrupt the closing: a second signal often follows the first."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # Elsewhere a second program could listen on the same port and receive the answers.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(64)
    except OSError:
        door.close()
        raise
    return door


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _watch_parent() -> None:
    # Works on Windows and Linux alike: the pipe ends when the parent closes it or dies.
    sys.stdin.buffer.read()
    signal.raise_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
