// Handing out on a phone: each tap is kept here until the house has it, however bad the network.
// Comfort only: without this file the boxes are ticked and sent with one button.
(() => {
  // Rows by name or village, on the page alone: what is looked for is sent nowhere.
  const find = document.querySelector("[data-find]");
  if (find) {
    find.hidden = false;
    find.addEventListener("input", () => {
      const sought = find.querySelector("input").value.trim().toLowerCase();
      for (const row of document.querySelectorAll("[data-find-row]")) {
        row.hidden = sought !== "" && !row.textContent.toLowerCase().includes(sought);
      }
    });
  }

  const list = document.querySelector("[data-hand-list]");
  if (!list || !window.fetch) return;
  const say = list.dataset;
  const memory = `casework.hand.${say.who}.${say.batch}`;
  const rows = new Map(
    [...list.querySelectorAll("[data-child]")].map((row) => [row.dataset.child, row]),
  );
  const DAY = 86400000;
  const day = () => Math.floor((Date.now() + 8 * 3600000) / DAY);
  const openedOn = day();
  let waiting = [];
  let sending = false;
  let pause = 1000;

  try {
    waiting = JSON.parse(localStorage.getItem(memory)) || [];
  } catch {
    // A browser that keeps nothing: what is not sent is lost with the page.
  }

  function keep() {
    try {
      if (waiting.length) localStorage.setItem(memory, JSON.stringify(waiting));
      else localStorage.removeItem(memory);
    } catch {
      // Holds for this page.
    }
    const note = document.querySelector("[data-waiting]");
    note.querySelector("[data-waiting-number]").textContent = waiting.length;
    note.hidden = pause === 1000 || !waiting.length;
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // The house's day, counted on from when the page was made: a phone's clock may be wrong.
  function today() {
    const made = new Date(`${say.today}T00:00:00Z`).getTime();
    return new Date(made + (day() - openedOn) * DAY).toISOString().slice(0, 10);
  }

  function show(row, state, words) {
    if (!row) return;
    row.classList.toggle("is-given", state === "given");
    row.classList.toggle("is-lost", state === "lost");
    row.querySelector("input").checked = state === "given" || state === "sending";
    row.querySelector("output").textContent = words;
    row.querySelector(".hand-undo").hidden = true;
  }

  function count(answer) {
    const box = document.querySelector("[data-counter]");
    box.querySelector("[data-handed]").textContent = answer.handed;
    box.querySelector("[data-quantity]").textContent = answer.quantity;
    box.querySelector("[data-rest]").textContent = answer.rest;
  }

  function settle(tap, answer) {
    const row = rows.get(tap.child);
    count(answer);
    if (!row) return;
    row.dataset.share = answer.share || "";
    const words = answer.doubt ? `${say.given} · ${answer.doubt}` : say.given;
    show(row, answer.given ? "given" : "open", answer.given ? words : "");
  }

  async function deliver(tap) {
    const told = new URLSearchParams({ csrf_token: list.elements.csrf_token.value, ...tap });
    const answer = await fetch(say.url, { method: "POST", body: told, redirect: "manual" });
    if (answer.ok) return settle(tap, await answer.json());
    if (answer.status === 404) return show(rows.get(tap.child), "lost", say.gone);
    if (answer.status >= 500 || answer.status === 429) throw new Error("again");
    // Signed out, or a form that is too old: kept, and sent when the page is opened anew.
    show(rows.get(tap.child), "lost", say.refused);
    return "stop";
  }

  async function send() {
    if (sending) return;
    sending = true;
    while (waiting.length) {
      try {
        if ((await deliver(waiting[0])) === "stop") break;
        waiting.shift();
        pause = 1000;
        keep();
      } catch {
        pause = Math.min(pause * 2, 30000);
        keep();
        await new Promise((done) => {
          setTimeout(done, pause);
          window.addEventListener("online", done, { once: true });
        });
      }
    }
    sending = false;
  }

  function put(tap) {
    waiting.push(tap);
    keep();
    send();
  }

  for (const [child, row] of rows) {
    const box = row.querySelector("input");
    box.disabled = false;
    if (row.dataset.share) row.classList.add("is-given");
    box.addEventListener("change", () => {
      if (box.checked) {
        show(row, "sending", say.sending);
        put({ child, client: newId(), on: today() });
      } else {
        // A second tap asks; a double one by mistake takes nothing back.
        box.checked = true;
        row.querySelector(".hand-undo").hidden = !row.dataset.share;
      }
    });
    row.querySelector("[data-keep]").addEventListener("click", () => {
      row.querySelector(".hand-undo").hidden = true;
    });
    row.querySelector("[data-undo]").addEventListener("click", () => {
      show(row, "sending", say.sending);
      put({ child, undo: row.dataset.share });
    });
  }
  list.querySelector("[data-without-script]").hidden = true;
  list.addEventListener("submit", (event) => event.preventDefault());
  for (const tap of waiting) show(rows.get(tap.child), "sending", say.sending);
  send();
})();
