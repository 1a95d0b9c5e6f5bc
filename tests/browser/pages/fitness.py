"""What every page must be beyond what axe looks at: narrow, big enough to tap, well titled."""

from collections.abc import Iterator

from playwright.sync_api import Page, ViewportSize

#: The least width and height of what is tapped, in CSS pixels.
LEAST = 44

#: What is tapped, as people see it: an input inside a label is as large as its label. Links in
#: running text and in table cells are as large as their words.
_TAPPED = """
(least) => {
  const shown = { visibilityProperty: true, opacityProperty: true };
  const isSeen = (element) => element.checkVisibility(shown)
    && !element.closest(".visually-hidden, .skip, details:not([open]) > :not(summary)");
  const isInText = (link) => link.matches("p a, td a, th a, dd a, li p a, .trail a, figcaption a")
    && !link.matches(".btn");
  const isTile = (element) => ["radio", "checkbox"].includes(element.type);
  // A link that is stretched over its box is as large as the box.
  const isStretched = (element) => getComputedStyle(element, "::after").position === "absolute";
  const place = (element) => isTile(element) ? element.labels?.[0]
    : isStretched(element) ? element.offsetParent : element;
  const area = (element) => (place(element) ?? element).getBoundingClientRect();
  const tapped = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  return [...document.querySelectorAll(tapped)]
    .filter((element) => isSeen(element) && !(element.matches("a") && isInText(element)))
    .map((element) => [element, area(element)])
    .filter(([, box]) => box.width > 1 && (box.height < least || box.width < least))
    .map(([element, box]) => `${element.outerHTML.replace(/<svg.*?<\\/svg>/gs, "").slice(0, 90)} `
      + `${Math.round(box.width)}×${Math.round(box.height)}`);
}
"""


def faults_of(page: Page, size: ViewportSize) -> Iterator[str]:
    """Yield what is wrong with the page as it stands."""
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > size["width"]:
        yield f"scrolls sideways, {width} wide"
    heading = page.locator("h1").all_inner_texts()
    title = page.title().partition(" · ")[0]
    if heading != [title]:
        yield f"is called {title} and headed {heading}"
    if size["width"] < 500:
        small = page.evaluate(_TAPPED, LEAST)
        yield from (f"too small to tap: {each}" for each in small)
