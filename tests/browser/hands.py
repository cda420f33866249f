"""What a person does on the page of the local Slack."""

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

PICTURES = os.environ.get("SCREENSHOTS", "")

expect.set_options(timeout=40_000)  # a busy machine is slow, not wrong


class Hands:
    """What a person does on the page, acting as someone."""

    def __init__(self, browser: Browser, address: str, who: str, width: int = 1280, height: int = 860) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(f"{address}{'&' if '?' in address else '/?'}as={who}")

    @property
    def form(self):  # type: ignore[no-untyped-def]
        return self.page.get_by_role("dialog")

    def enter_room(self) -> None:
        self.page.locator("nav, aside").get_by_text(re.compile(r"^[a-z]+-[a-z]+$")).first.click()
        expect(self.page.get_by_role("heading", name=re.compile(r"^[a-z]+-[a-z]+$")).first).to_be_visible()

    def says(self, line: str) -> None:
        expect(self.form).to_have_count(0)
        box = self.page.locator("#compose")
        box.fill(line)
        expect(box).to_have_value(line)
        box.press("Escape")
        box.press("Enter")
        expect(box).to_have_value("")

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).last).to_be_visible()

    def presses(self, name: str, *, beside: str | None = None) -> None:
        """The newest button of this name, or the one in the newest message that holds `beside`."""
        place = self.page.locator("#log > li").filter(has_text=beside).last if beside else self.page.locator("#log")
        place.get_by_role("button", name=name, exact=True).last.click()

    def opens_thread(self, beside: str | re.Pattern[str]) -> None:
        """Of the newest message in the channel that holds `beside`."""
        message = self.page.locator("#log > li").filter(has_text=beside).last
        message.get_by_role("button", name=re.compile(r"^\d+ repl")).click()
        expect(self.page.get_by_role("log", name="Thread")).to_be_visible()

    def presses_in_thread(self, name: str, *, beside: str) -> None:
        reply = (
            self.page.get_by_role("log", name="Thread").locator("li.message ~ li.message").filter(has_text=beside).last
        )
        reply.get_by_role("button", name=name, exact=True).click()

    def sends(self, name: str) -> None:
        """The form closes: what it did is told in the channel."""
        self.form.get_by_role("button", name=name, exact=True).click()
        expect(self.form).to_have_count(0)

    def picture(self, name: str) -> None:
        if PICTURES:
            self.page.wait_for_timeout(600)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")

    def done(self) -> None:
        assert self.faults == []
        self.page.close()
