// Comfort only: the form sends all files at once without this file.
// Each file goes by itself: what is sent stays, and a long one shows how far it is.

for (const form of document.querySelectorAll("form[data-files]:not([data-ready])")) {
  form.dataset.ready = "yes";
  form.addEventListener("submit", (event) => {
    const files = [...form.elements.files.files];
    event.preventDefault();
    event.stopPropagation(); // the page does not go away: nothing is to be locked
    if (form.classList.contains("is-busy")) return;
    if (files.length) sendAll(form, files);
    else sayNone(form);
  });
}

async function sendAll(form, files) {
  const lines = show(form, files);
  setBusy(form, true);
  let failed = 0;
  for (const [index, file] of files.entries()) {
    const said = await send(form, file, lines[index]);
    finish(lines[index], said === null ? form.dataset.stored : said, said === null);
    if (said !== null) failed += 1;
  }
  setBusy(form, false);
  form.elements.files.value = "";
  if (!failed) location.assign(form.elements.back.value);
}

// Resolves to null when the file was stored, else to what is wrong.
function send(form, file, line) {
  const data = new FormData(form);
  data.delete("files");
  data.append("files", file);
  const asked = new XMLHttpRequest();
  asked.open("POST", form.action);
  asked.setRequestHeader("Accept", "text/plain");
  asked.upload.addEventListener("progress", (event) => {
    const part = event.lengthComputable ? event.loaded / event.total : 0;
    line.querySelector("progress").value = part;
    const words = part < 1 ? form.dataset.sending : form.dataset.checking;
    line.querySelector("small").textContent = words.replace("{n}", `${Math.floor(part * 100)}%`);
  });
  return new Promise((resolve) => {
    asked.addEventListener("load", () => {
      // After signing out somewhere else the answer is another page: let the browser go there.
      if (asked.responseURL !== form.action) location.reload();
      else resolve(asked.status === 204 ? null : said(asked, form));
    });
    asked.addEventListener("error", () => resolve(form.dataset.failed));
    asked.send(data);
  });
}

function said(asked, form) {
  const type = asked.getResponseHeader("Content-Type") || "";
  return type.startsWith("text/plain") ? asked.responseText : form.dataset.failed;
}

function show(form, files) {
  const list = form.querySelector(".upload-list");
  list.hidden = false;
  list.setAttribute("role", "status");
  list.replaceChildren(
    ...files.map((file) => {
      const line = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = file.name;
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      const words = document.createElement("small");
      words.textContent = form.dataset.waiting;
      line.append(name, bar, words);
      return line;
    }),
  );
  return [...list.children];
}

function finish(line, words, isStored) {
  line.classList.add(isStored ? "stored" : "failed");
  line.querySelector("progress").value = 1;
  line.querySelector("small").textContent = words;
}

function sayNone(form) {
  const list = form.querySelector(".upload-list");
  list.hidden = false;
  list.setAttribute("role", "status");
  list.textContent = form.dataset.none;
}
