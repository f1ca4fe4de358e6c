"""How often a password may be tried."""

from __future__ import annotations

from fieldtool.web.desk.accounts.throttle import (
    TRIES_PER_ADDRESS,
    TRIES_PER_LOGIN,
    WINDOW,
    Throttle,
)


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_ninth_try_of_one_login_has_to_wait() -> None:
    seconds = Seconds()
    throttle = Throttle(seconds)
    for _ in range(TRIES_PER_LOGIN):
        assert throttle.wait("maryam", "10.0.0.7") == 0
        throttle.failed("maryam", "10.0.0.7")

    assert throttle.wait("maryam", "10.0.0.99") == WINDOW
    assert throttle.wait("karim", "10.0.0.7") == 0


def test_after_a_quarter_of_an_hour_another_try_is_allowed() -> None:
    seconds = Seconds()
    throttle = Throttle(seconds)
    for _ in range(TRIES_PER_LOGIN):
        throttle.failed("maryam", "10.0.0.7")
    seconds.now += WINDOW

    assert throttle.wait("maryam", "10.0.0.7") == 0


def test_one_address_cannot_try_many_logins() -> None:
    throttle = Throttle(Seconds())
    for number in range(TRIES_PER_ADDRESS):
        throttle.failed(f"login{number}", "10.0.0.7")

    assert throttle.wait("somebody-else", "10.0.0.7") > 0
    assert throttle.wait("somebody-else", "10.0.0.8") == 0


def test_signing_in_forgets_the_tries_of_the_login_and_not_those_of_the_address() -> None:
    throttle = Throttle(Seconds())
    for _ in range(TRIES_PER_ADDRESS):
        throttle.failed("maryam", "10.0.0.7")
    throttle.succeeded("maryam")

    assert throttle.wait("maryam", "10.0.0.8") == 0
    assert throttle.wait("maryam", "10.0.0.7") > 0
