"""Clients that send byte after byte do not keep the others from being served."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from fieldtool.cli.processes import Child

pytestmark = pytest.mark.processes

# More than waitress would take by itself, and far more than there are threads.
SLOW = 160
BEGINNINGS = (
    b"GET /sign-in HTTP/1.1\r\nHost: ",
    b"POST /sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nFTC1",
    b"POST /sync HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nFT",
    b"",
)


def _open(stack: ExitStack, address: str, number: int) -> socket.socket:
    place = urlsplit(address)
    assert place.hostname
    assert place.port
    made = stack.enter_context(socket.create_connection((place.hostname, place.port), timeout=10))
    made.sendall(BEGINNINGS[number % len(BEGINNINGS)])
    return made


def test_others_are_served_while_many_send_byte_after_byte(tmp_path: Path) -> None:
    with (
        Child(("hub", "start", "--data", str(tmp_path))) as hub,
        ExitStack() as stack,
        httpx.Client(base_url=hub.address, timeout=15, trust_env=False) as client,
    ):
        slow = [_open(stack, hub.address, number) for number in range(SLOW)]
        for _round in range(3):
            for one in slow:
                one.sendall(b"x")
            assert client.get("/static/app.css").status_code == 200
            assert client.post("/sync", content=b"x").status_code == 422
            time.sleep(0.1)
        # A new caller, not only the connection that is open already.
        assert httpx.get(f"{hub.address}/about", timeout=15, trust_env=False).status_code < 600


def test_headers_without_end_are_refused(tmp_path: Path) -> None:
    with Child(("hub", "start", "--data", str(tmp_path))) as hub, ExitStack() as stack:
        made = _open(stack, hub.address, 3)
        made.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        sent = b"X-More: " + b"x" * 8000 + b"\r\n"
        try:
            for _time in range(40):
                made.sendall(sent)
            answer = made.recv(200)
        except ConnectionError:
            answer = b""

        assert answer == b"" or answer.split()[1] in {b"431", b"400"}
