"""What tests of pages look for is found."""

from __future__ import annotations

import html5lib
import pytest

from tests import markup

PAGE = "<!DOCTYPE html><html><head><title>x</title></head><body><main>{}</main></body></html>"


@pytest.mark.parametrize(
    "piece",
    [
        '<p id="name"></p><p id="name"></p>',
        '<a href="#name"></a>',
        '<p aria-describedby="name"></p>',
        '<p id="name" aria-labelledby="name other"></p>',
        '<button aria-controls="name"></button>',
        '<input id="name">',
        "<select></select>",
        '<label for="other"></label><textarea id="name"></textarea>',
        '<form method="get"></form>',
        '<form method="post" action="/people"></form>',
        '<a href="https://example.org/"></a>',
        '<a href="//example.org/"></a>',
        '<p style="color: red"></p>',
        "<script>alert(1)</script>",
        '<button onclick="go()"></button>',
        '<form action="/people" onsubmit="go()"></form>',
    ],
)
def test_a_fault_of_a_page_is_found(piece: str) -> None:
    assert len(markup.faults(markup.valid(PAGE.format(piece)))) == 1


def test_a_good_page_has_no_faults() -> None:
    good = """
        <a href="#name">1</a> <script src="/page.js"></script>
        <form method="post" action="/people"><input type="hidden" name="csrf_token">
        <label for="name">2</label><input id="name" aria-describedby="error">
        <p id="error">3</p><input type="checkbox"></form>
    """
    assert markup.faults(markup.valid(PAGE.format(good))) == []


@pytest.mark.parametrize("piece", ["<p", "<p></div>", '<p id="a" id="b"></p>', "<b><i></b>"])
def test_what_a_browser_would_have_to_guess_is_no_page(piece: str) -> None:
    with pytest.raises(html5lib.html5parser.ParseError):
        markup.valid(PAGE.format(piece))
