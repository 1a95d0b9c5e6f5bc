"""What everybody does on every page: sign in, look, and be counted while tapping."""

from typing import Self

from playwright.sync_api import ConsoleMessage, Page, expect

from tests.factories.accounts import PASSWORD

#: Counts real touches and key strokes, over all pages of a tab; needs no leave of the page.
_COUNTING = """
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, (event) => {
    if (event.isTrusted) {
      sessionStorage.setItem(kind, 1 + Number(sessionStorage.getItem(kind) ?? 0));
    }
  }, true);
}
"""


class Tab:
    """A browser's tab in somebody's hands."""

    def __init__(self, page: Page, address: str = "") -> None:
        self.page = page
        self.address = address
        #: What the browser itself complained of.
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.add_init_script(_COUNTING)

    def opens(self, path: str) -> Self:
        """Go to a page by its address."""
        self.page.goto(f"{self.address}{path}")
        return self

    def signs_in_as(self, login: str) -> Self:
        """Sign in and land where the role begins its day."""
        self.opens("/sign-in")
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("登录")
        return self

    def taps(self, words: str) -> Self:
        """Follow a link or press a button by its words."""
        self.page.get_by_role("link", name=words).or_(
            self.page.get_by_role("button", name=words)
        ).first.click()
        return self

    def starts_counting(self) -> Self:
        """Count touches and key strokes from now on."""
        self.page.evaluate("sessionStorage.clear()")
        return self

    @property
    def touches(self) -> int:
        """How often the screen was really touched since then."""
        return self._count("pointerdown")

    @property
    def strokes(self) -> int:
        """How many keys were really pressed since then."""
        return self._count("keydown")

    def _count(self, kind: str) -> int:
        return int(self.page.evaluate(f"Number(sessionStorage.getItem('{kind}') ?? 0)"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.page.get_by_role("heading", level=1).inner_text()
