// The review's keys: every one presses a link or a button that is on the page.
const lines = [...document.querySelectorAll("tr[data-line]")];
const onPage = document.querySelector("div[data-line]"); // a visit's own page

function current() {
  return document.activeElement.closest("[data-line]") || onPage;
}

function go(step) {
  const here = lines.indexOf(document.activeElement.closest("[data-line]"));
  const next = lines[here < 0 ? 0 : here + step];
  if (next) next.querySelector("[data-open]").focus();
}

function press(selector) {
  const line = current();
  const target = line && line.querySelector(selector);
  if (target) target.click();
}

function on(selector, act) {
  const found = document.querySelector(selector);
  if (found) act(found);
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  ArrowDown: () => go(1),
  ArrowUp: () => go(-1),
  a: () => press("[data-accept]"),
  r: () => press("[data-return]"),
  x: () => press("[name=chosen]"),
  A: () => on("[data-key=A]", (button) => button.click()),
  "?": () => on("[data-help]", (help) => help.closest("details").toggleAttribute("open")),
};

document.addEventListener("keydown", (event) => {
  // In a form the arrows are the browser's.
  const typing = event.target.matches("textarea, select, input:not([type=checkbox])");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

// The first answer of a form, for the keyboard.
if (!document.querySelector(".error-summary")) {
  on("[data-first] input:not([type=hidden])", (input) => input.focus());
}
