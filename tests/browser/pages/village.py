"""The pages of a 儿童主任 on her phone."""

from playwright.sync_api import Locator, expect

from tests.browser.pages.anybody import Tab

#: What she taps when everything is as it should be.
ROUTINE = ("见到孩子", "平稳开朗", "健康", "照护正常", "都没问题", "都看过，没有隐患")


class Phone(Tab):
    """Her phone."""

    def card_of(self, name: str, part: str = "") -> Locator:
        """The card of a child on the list of the day, in one of its parts."""
        place = self.page.locator(f"#{part}") if part else self.page.locator("main")
        return place.locator(".child-card", has_text=name)

    def visits(self, name: str) -> "Phone":
        """Tap a child on the list of the day."""
        self.card_of(name).locator("a").first.click()
        return self

    def answers(self, *words: str) -> "Phone":
        """Tap answers of the form, each by its words."""
        for word in words:
            self.page.locator("label.answer", has_text=word).first.click()
        return self

    def saves(self) -> "Phone":
        """Save the visit and see that it was received."""
        self.taps("保存走访")
        expect(self.page.get_by_text("走访已经收到")).to_be_visible()
        return self

    @property
    def receipt(self) -> str:
        """The number of the receipt."""
        return self.page.locator(".receipt-code").inner_text()
