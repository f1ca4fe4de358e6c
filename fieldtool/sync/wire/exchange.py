"""One request to the hub over HTTP; every way it can fail becomes a Problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.problems import Code, Problem
from fieldtool.security import transport
from fieldtool.sync.wire import refusals
from fieldtool.sync.wire.container import MOST_BYTES, too_large

if TYPE_CHECKING:
    import httpx


def post(
    client: httpx.Client,
    url: str,
    content: bytes,
    content_type: str,
    answer_type: str = "",
    seconds: float | None = None,
) -> bytes:
    """Send *content* and return what the hub answers, of *answer_type* (else of the same type).

    It waits for *seconds*, or as long as *client* does.

    Raises:
        Problem: the hub is down or slow, or it refuses; the latter as the hub said it.
    """
    import httpx

    wait = client.timeout
    wait = httpx.Timeout(seconds, connect=wait.connect) if seconds is not None else wait
    try:
        with client.stream(
            "POST", url, content=content, headers={"Content-Type": content_type}, timeout=wait
        ) as response:
            body = _bounded(response, url)
            status, kind = response.status_code, response.headers.get("Content-Type", "")
    except httpx.ConnectTimeout as error:
        raise Problem(Code.HUB_UNREACHABLE, {"address": url}) from error
    except httpx.TimeoutException as error:
        raise Problem(Code.HUB_SLOW) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        is_other = transport.is_unproven(error)
        code = Code.HUB_CERTIFICATE_WRONG if is_other else Code.HUB_UNREACHABLE
        raise Problem(code, {"address": url}) from error
    except httpx.HTTPError as error:
        raise Problem(Code.HUB_ANSWER_WRONG, {"address": url}) from error
    if status == 413:
        raise too_large()
    if status != 200:
        raise refusals.of_bytes(body, status)
    if kind.partition(";")[0].strip() != (answer_type or content_type):
        # A network that wants a sign-in answers every address with its own page.
        raise Problem(Code.HUB_ANSWER_WRONG, {"address": url})
    return body


def _bounded(response: httpx.Response, url: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Problem(Code.HUB_ANSWER_WRONG, {"address": url})
    return bytes(body)
