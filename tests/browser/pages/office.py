"""The pages of supervisors and county on a desk."""

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.pages.anybody import Tab


class Desk(Tab):
    """A desk with a large screen."""

    def hands_in(self, ledger: Path) -> "Desk":
        """Upload a ledger and wait for the dry run."""
        self.opens("/roster/")
        self.page.get_by_label("台账文件").set_input_files(ledger)
        self.taps("上传并试算")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("试算结果", timeout=60_000)
        return self

    def imports(self) -> "Desk":
        """Import what the dry run has shown."""
        self.taps("导入这")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("导入完成", timeout=60_000)
        return self

    def figure(self, label: str) -> int:
        """Read a figure by its label."""
        box = self.page.locator(".figure", has_text=label).first.locator(".figure-value")
        return int(box.inner_text().replace(",", ""))

    def report_of(self, region: str, month: str) -> "Desk":
        """Open the report of a region and a month."""
        return self.opens(f"/reports/coverage?region={region}&month={month}")

    def drills_down_to(self, place: str) -> "Desk":
        """Follow the row of a place."""
        table = self.page.locator(".region-table").first
        table.get_by_role("link", name=place, exact=True).click()
        expect(self.page.locator(".subtitle")).to_contain_text(place)
        return self

    def total_of(self, measure: str) -> Locator:
        """The link behind the total of a measure, as its list's address tells it."""
        links = f".region-table tfoot a[href*='measure={measure}']"
        return self.page.locator(links).first

    def opens_the_list_behind(self, measure: str) -> "Desk":
        """Follow the total of a measure to those it counts."""
        with self.page.expect_navigation():
            self.total_of(measure).click()
        return self

    def lines(self) -> int:
        """Count the lines of a list over all its pages."""
        count = self.page.locator("main tbody tr").count()
        while (following := self.page.get_by_role("link", name="下一页")).count():
            with self.page.expect_navigation():
                following.click()
            count += self.page.locator("main tbody tr").count()
        return count
