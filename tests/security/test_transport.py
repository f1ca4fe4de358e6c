"""TLS with a real server: the hub's own roots are believed whatever the clock says, no others."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from fieldtool.app import hub_client
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security import transport
from fieldtool.storage import roots
from fieldtool.sync.wire import exchange

TLS = Path(__file__).parent / "tls"
ROOT = (TLS / "root.pem").read_text(encoding="ascii")
OTHER = (TLS / "other.pem").read_text(encoding="ascii")
KIND = "application/octet-stream"


@contextmanager
def hub(certificate: str) -> Iterator[str]:
    """Serve with *certificate* over TLS; give the address."""
    app = Flask("hub")
    app.add_url_rule("/sync", view_func=_echo, methods=["POST"])
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(TLS / f"{certificate}.pem", TLS / "server.key")
    server = make_server("127.0.0.1", 0, app, ssl_context=made)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _echo() -> tuple[bytes, int, dict[str, str]]:
    return b"here", 200, {"Content-Type": KIND}


def speak(address: str, folder: Path) -> bytes | ProblemKind:
    """Return what the hub at *address* answers, or why nothing was sent."""
    with hub_client(address, folder) as client:
        try:
            return exchange.post(client, f"{address}/sync", b"x", KIND)
        except Problem as problem:
            return problem.code


@pytest.mark.parametrize("certificate", ["good", "expired", "early"])
def test_the_pinned_hub_is_believed_also_when_a_clock_is_wrong(
    tmp_path: Path, certificate: str
) -> None:
    with hub(certificate) as address:
        roots.keep(tmp_path, address, ROOT)

        assert speak(address, tmp_path) == b"here"


def test_a_root_that_has_ended_is_believed_too(tmp_path: Path) -> None:
    with hub("good") as address:
        roots.keep(tmp_path, address, (TLS / "root-old.pem").read_text(encoding="ascii"))

        assert speak(address, tmp_path) == b"here"


def test_the_certificate_of_the_hub_itself_can_be_the_root(tmp_path: Path) -> None:
    with hub("good") as address:
        roots.keep(tmp_path, address, (TLS / "good.pem").read_text(encoding="ascii"))

        assert speak(address, tmp_path) == b"here"


@pytest.mark.parametrize("certificate", ["foreign", "elsewhere"])
def test_another_root_or_another_name_is_not_believed(tmp_path: Path, certificate: str) -> None:
    with hub(certificate) as address:
        roots.keep(tmp_path, address, ROOT)

        assert speak(address, tmp_path) is Code.HUB_CERTIFICATE_WRONG


def test_without_a_pin_the_roots_of_the_system_are_asked(tmp_path: Path) -> None:
    with hub("good") as address:
        assert speak(address, tmp_path) is Code.HUB_CERTIFICATE_WRONG
        # What one hub named is not believed of another.
        roots.keep(tmp_path, "https://elsewhere.example", ROOT)
        assert speak(address, tmp_path) is Code.HUB_CERTIFICATE_WRONG


def test_two_roots_let_a_hub_change_from_one_to_the_other(tmp_path: Path) -> None:
    for certificate in ("good", "foreign"):
        with hub(certificate) as address:
            roots.keep(tmp_path, address, ROOT + OTHER)

            assert speak(address, tmp_path) == b"here"


def test_a_server_without_tls_is_not_spoken_to_as_though_it_had_it(tmp_path: Path) -> None:
    server = make_server("127.0.0.1", 0, Flask("hub"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    found = speak(f"https://127.0.0.1:{server.server_port}", tmp_path)
    server.shutdown()
    server.server_close()
    thread.join(5)

    assert found is Code.HUB_UNREACHABLE


@pytest.mark.parametrize("text", ["x", "-----BEGIN CERTIFICATE-----", "é", "A" * 40_000])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(Problem) as raised:
        transport.check(text)
    assert raised.value.code is Code.ROOTS_NOT_READABLE


def test_old_versions_of_tls_are_not_spoken() -> None:
    made = transport.context(ROOT)

    assert made.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert made.check_hostname
    assert made.verify_mode is ssl.CERT_REQUIRED
