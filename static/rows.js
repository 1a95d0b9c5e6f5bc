// Through rows without a mouse. Comfort only: every row has a link that works without this file.
(() => {
  const help = document.querySelector("[data-keys]");
  const links = () =>
    [...document.querySelectorAll("[data-row]")]
      .map((row) => row.querySelector("a"))
      .filter((link) => link && link.offsetParent);
  const memory = "casework.single-keys";
  let single = true;
  try {
    single = localStorage.getItem(memory) !== "off";
  } catch {
    // A browser that keeps nothing: as it comes.
  }

  if (help) {
    help.hidden = false;
    const box = help.querySelector("[data-keys-on]");
    box.checked = single;
    box.addEventListener("change", () => {
      single = box.checked;
      try {
        localStorage.setItem(memory, single ? "on" : "off");
      } catch {
        // Holds for this page.
      }
    });
  }

  // From the row that has the focus, else from the edge of the list.
  function step(by) {
    const all = links();
    const here = document.activeElement.closest("[data-row]");
    const at = here ? all.indexOf(here.querySelector("a")) : by > 0 ? -1 : all.length;
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.closest("[data-row]").scrollIntoView({ block: "nearest" });
  }

  const does = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => {
      const first = document.querySelector("[data-filter]");
      if (first) first.focus();
    },
    "?": () => {
      if (!help) return;
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
    u: () => {
      const back = document.querySelector("a.back");
      if (back) back.click();
    },
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    // Arrows go on from row to row; elsewhere they scroll, as everywhere.
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && target.closest("[data-row]")) {
      event.preventDefault();
      step(arrow);
    } else if (single && does[event.key.toLowerCase()]) {
      event.preventDefault();
      does[event.key.toLowerCase()]();
    }
  });
})();
