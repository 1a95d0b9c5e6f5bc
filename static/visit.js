// The visit form: asks only what follows from the answers so far. Without it everything is shown.
const form = document.querySelector("form[data-visit]");

function answers(name) {
  return [...form.querySelectorAll(`[name="${name}"]:checked`)].map((input) => input.value);
}

function isAsked(question) {
  const when = Object.entries(JSON.parse(question.dataset.when));
  return when.every(([name, values]) => answers(name).some((value) => values.includes(value)));
}

function showWhatIsAsked() {
  for (const question of form.querySelectorAll("[data-when]")) {
    question.hidden = !isAsked(question);
  }
  for (const part of form.querySelectorAll(".visit-part")) {
    part.hidden = !part.querySelector(".question:not([hidden])");
  }
}

// "No trouble" goes with no other answer, and the other way round.
function settle(input) {
  if (input.type !== "checkbox" || !input.checked) return;
  const alone = input.hasAttribute("data-alone");
  for (const other of form.querySelectorAll(`[name="${input.name}"]:checked`)) {
    const isSame = other === input;
    if (!isSame && (alone || other.hasAttribute("data-alone"))) other.checked = false;
  }
}

form.addEventListener("change", (event) => {
  settle(event.target);
  showWhatIsAsked();
});
window.addEventListener("pageshow", showWhatIsAsked);
showWhatIsAsked();
