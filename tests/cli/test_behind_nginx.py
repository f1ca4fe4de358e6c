"""A hub behind nginx, set up as docs/hub.md says: a real proxy, a real hub, TLS between."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from fieldtool.app import hub_client
from fieldtool.cli.processes import Child
from fieldtool.log.clock import SystemClock
from fieldtool.problems import Code, Problem
from fieldtool.storage import roots
from fieldtool.storage.queries import interviews
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.laptop import node
from fieldtool.sync.laptop.enrol import Invitation, enrol
from fieldtool.sync.wire import exchange
from tests.clocks import KABUL
from tests.desk.world import CHEAP, COORDINATOR, FARIBA, PASSPHRASE, PASSWORD, World
from tests.power.witness import only_on_linux
from tests.security.test_transport import ROOT, TLS

pytestmark = [only_on_linux, pytest.mark.processes]

PAGE = Path(__file__).parents[2] / "docs" / "hub.md"
SECONDS = 60
FOREIGN = (TLS / "other.pem").read_text(encoding="ascii")
# What stands around the example on a server; the folders are those of a package.
FRAME = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {example}
}}
"""


@dataclass(frozen=True)
class Behind:
    """A hub and the proxy in front of it; `direct` is the hub's own door."""

    address: str
    direct: str
    folder: Path
    code: str

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @contextmanager
    def browser(self, local: str = "127.0.0.1") -> Iterator[httpx.Client]:
        """Give somebody who believes the hub's certificate, at an address of this computer."""
        way = httpx.HTTPTransport(
            verify=ssl.create_default_context(cafile=TLS / "root.pem"), local_address=local
        )
        with httpx.Client(base_url=self.address, transport=way, timeout=SECONDS) as client:
            yield client


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def example(port: int, hub: int) -> str:
    """Return the example of the page with this computer's names, and a patience of one second."""
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    text = found[1]
    for documented, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("hub.example.org", "localhost"),
        ("/etc/ssl/hub/fullchain.pem", str(TLS / "good.pem")),
        ("/etc/ssl/hub/key.pem", str(TLS / "server.key")),
        ("http://127.0.0.1:8480", f"http://127.0.0.1:{hub}"),
        ("client_header_timeout 15s", "client_header_timeout 1s"),
        ("client_body_timeout   60s", "client_body_timeout   1s"),
    ):
        assert documented in text, documented
        text = text.replace(documented, here)
    return text


@contextmanager
def nginx(folder: Path, port: int, hub: int) -> Iterator[None]:
    folder.mkdir()
    path = folder / "nginx.conf"
    # Its workers would be somebody who may not look into our folder.
    user = "user root;" if os.geteuid() == 0 else ""
    text = FRAME.format(folder=folder, example=example(port, hub), user=user)
    path.write_text(text, encoding="utf-8")
    command = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert command, "nginx is not installed: python3 -m tests does that"
    with subprocess.Popen([command, "-e", folder / "error.log", "-c", path]) as process:
        try:
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                with closing(socket.socket()) as door:
                    if door.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, (folder / "error.log").read_text("utf-8")
                time.sleep(0.02)
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("behind")
    port, own = free_port(), free_port()
    world = World("", folder, SystemClock(KABUL))  # type: ignore[arg-type]  # nobody turns it
    world.begin()
    world.publish()
    world.add(FARIBA)
    with world.services.database.work() as session:
        code = invite(session, world.project, FARIBA.code, now=world.clock.now().wall).code
    world.close()
    address = f"https://localhost:{port}"
    environ = {
        "FIELDTOOL_PUBLIC_URL": address,
        "FIELDTOOL_ROOTS": str(TLS / "root.pem"),
        "FIELDTOOL_PROXY": "127.0.0.1",
        "FIELDTOOL_RESERVE": "0",
    }
    command = ("hub", "start", "--port", str(own), "--data", str(folder / "hub"))
    with ExitStack() as stack:
        hub = stack.enter_context(Child(command, environ))
        stack.enter_context(nginx(folder / "nginx", port, own))
        yield Behind(address, hub.address.rstrip("/"), folder, code)


def test_pages_come_with_their_headers_and_over_tls_alone(behind: Behind) -> None:
    with behind.browser() as browser:
        answer = browser.get("/sign-in")

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    cookies = answer.headers.get_list("Set-Cookie")
    assert cookies
    assert all("Secure" in one and "HttpOnly" in one for one in cookies)


def test_another_name_is_not_answered(behind: Behind) -> None:
    with behind.browser() as browser:
        answer = browser.get("/sign-in", headers={"Host": "elsewhere.example"})

    assert answer.status_code == 403
    assert "password" not in answer.text


def test_more_than_the_largest_form_is_refused_before_it_reaches_the_hub(behind: Behind) -> None:
    with behind.browser() as browser:
        answer = browser.post("/sync", content=bytes(81 << 20))

    assert answer.status_code == 413
    assert "nginx" in answer.text


def test_what_is_too_large_for_one_door_is_refused_by_the_hub_with_a_problem(
    behind: Behind,
) -> None:
    with behind.browser() as browser:
        answer = browser.post("/enrol", content=bytes(1 << 20))

    assert answer.status_code == 413
    assert "nginx" not in answer.text
    assert Code.CONTAINER_TOO_LARGE.reference in answer.text


def test_who_sends_byte_after_byte_keeps_nobody_waiting(behind: Behind) -> None:
    """More of them than the hub has threads; they never reach it, and are let go."""
    trusted = ssl.create_default_context(cafile=TLS / "root.pem")
    with ExitStack() as stack:
        slow = []
        for _ in range(12):
            raw = socket.create_connection(("127.0.0.1", behind.port), SECONDS)
            door = stack.enter_context(trusted.wrap_socket(raw, server_hostname="localhost"))
            door.sendall(b"POST /sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx")
            slow.append(door)
        with behind.browser() as browser:
            assert browser.get("/sign-in").status_code == 200
        # Nothing more comes from them: nginx ends each with a word or without one.
        assert all(b"200" not in door.recv(1024) for door in slow)


def test_who_guesses_is_slowed_down_by_the_own_address_and_not_by_a_made_up_one(
    behind: Behind,
) -> None:
    """All come from the proxy; the hub believes what it says, and it says who really asked."""
    with behind.browser() as guesser:
        # Codes of invitations are tried without Argon2; all tries of an address count together.
        for number in range(44):
            typed = {"code": f"{number}", "password": PASSWORD, "again": PASSWORD}
            assert sent(guesser, "/join", typed, f"203.0.113.{number}").status_code == 404
        typed = {"login": COORDINATOR, "password": PASSWORD}
        assert sent(guesser, "/sign-in", typed, "203.0.113.99").status_code == 429
    with behind.browser(local="127.0.0.2") as another:
        assert sent(another, "/sign-in", typed).status_code == 303


def sent(
    browser: httpx.Client, address: str, typed: dict[str, str], made_up: str = ""
) -> httpx.Response:
    """Send a form of the hub as a browser does, with an address that somebody made up."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(address).text)
    assert token is not None
    headers = {"Referer": f"{browser.base_url}{address}"}
    if made_up:
        headers["X-Forwarded-For"] = made_up
    return browser.post(address, data={"csrf_token": token[1], **typed}, headers=headers)


def test_a_laptop_enrols_and_syncs_and_believes_the_hubs_own_roots_alone(behind: Behind) -> None:
    folder = behind.folder / "laptop"
    roots.keep(folder, behind.address, ROOT)
    clock = SystemClock(KABUL)
    with hub_client(behind.address, folder) as client:
        invitation = Invitation(behind.address, behind.code, roots=ROOT)
        workspace = enrol(client, invitation, PASSPHRASE, folder, CHEAP)
        node.sync(workspace, client, clock)
    with workspace.database.read() as session:
        assert interviews.count(session, workspace.project_id) == 0
    workspace.close()

    roots.keep(folder, behind.address, FOREIGN)
    with hub_client(behind.address, folder) as client, pytest.raises(Problem) as raised:
        exchange.post(client, f"{behind.address}/sync", b"x", "application/octet-stream")
    assert raised.value.code is Code.HUB_CERTIFICATE_WRONG
