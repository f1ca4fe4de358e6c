"""Hands that never touch a mouse."""

from __future__ import annotations

from playwright.sync_api import Page

# What each reader's keyboard writes for 0 to 9; Pashto has the Arabic ones on many layouts.
DIGITS = {"fa_AF": "۰۱۲۳۴۵۶۷۸۹", "ps": "٠١٢٣٤٥٦٧٨٩", "en": "0123456789", "it": "0123456789"}
MOST_TABS = 150


class Keyboard:
    """The keyboard of a laptop with the layout of one language."""

    def __init__(self, page: Page, locale_code: str) -> None:
        self._page = page
        self._digits = DIGITS[locale_code]
        self._session = page.context.new_cdp_session(page)

    def press(self, key: str) -> None:
        """Press one key by its name."""
        self._page.keyboard.press(key)

    def follow(self, key: str = "Enter") -> None:
        """Press a key that leads to another page, and wait for that page."""
        with self._page.expect_navigation(wait_until="load"):
            self.press(key)

    def write(self, text: str) -> None:
        """Type *text*."""
        self._page.keyboard.type(text)

    def write_number(self, number: str) -> None:
        """Type *number* in the digits of this keyboard."""
        self._page.keyboard.type("".join(self._digits[int(digit)] for digit in number))

    def press_digits(self, number: str) -> None:
        """Press the keys of *number* outside of a text field: what arrives is the native digit."""
        for digit in number:
            native = self._digits[int(digit)]
            key = {"key": native, "code": f"Digit{digit}", "windowsVirtualKeyCode": 48 + int(digit)}
            self._session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": native, **key})
            self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    def tab_to(self, selector: str) -> None:
        """Press Tab until what fits *selector* has the focus; fail where it is never reached."""
        for _pressed in range(MOST_TABS):
            if self.is_at(selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab on {self._page.url}")

    def is_at(self, selector: str) -> bool:
        """Tell whether what fits *selector* has the focus."""
        # A page that is only coming has nothing yet that could have the focus.
        here = "s => document.activeElement?.matches(s) ?? false"
        return bool(self._page.evaluate(here, selector))
