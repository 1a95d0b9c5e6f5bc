// Comfort only: every page works without this file.

// A second tap on a button must not send the form a second time.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-repeatable")) return; // downloads: the page stays
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Only later: a disabled button would not be part of what is sent.
  setTimeout(() => setBusy(form, true));
});

// Coming back with the browser's own button, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    setBusy(form, false);
  }
});

function setBusy(form, busy) {
  for (const button of form.querySelectorAll("button")) {
    button.disabled = busy;
  }
  form.classList.toggle("is-busy", busy);
}

// How many characters are left, counted as the server does: 𰻝 is one.
for (const field of document.querySelectorAll("[data-limit]")) {
  const counter = document.createElement("p");
  counter.className = "counter";
  field.after(counter);
  const count = () => {
    const left = Number(field.dataset.limit) - [...field.value].length;
    const words = left < 0 ? field.dataset.over : field.dataset.left;
    counter.textContent = words.replace("{n}", Math.abs(left));
    counter.classList.toggle("over", left < 0);
  };
  field.addEventListener("input", count);
  count();
}

// A filter applies as soon as it is changed.
for (const field of document.querySelectorAll("[data-submit-on-change]")) {
  // Engines before Chromium 76 have no requestSubmit; nothing listens to a filter's submit.
  const apply = () => (field.form.requestSubmit ? field.form.requestSubmit() : field.form.submit());
  field.addEventListener("change", apply);
}

// "Print" does what the browser's menu does.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A part of the page that is fetched when the rest stands; without it, its link leads there.
for (const part of document.querySelectorAll("[data-part]")) {
  fetch(part.dataset.part).then(async (answer) => {
    if (answer.ok && !answer.redirected) part.innerHTML = await answer.text();
  }).catch(() => null);
}

// Work under way: look again every second, and open the result when it is over.
for (const box of document.querySelectorAll("[data-poll]")) {
  const again = setInterval(async () => {
    const answer = await fetch(box.dataset.poll).catch(() => null);
    if (!answer) return; // no network for a moment
    if (answer.ok && !answer.redirected) box.innerHTML = await answer.text();
    if (!answer.ok || answer.redirected || box.querySelector("[data-over]")) {
      clearInterval(again);
      location.reload();
    }
  }, 1000);
}
