// The steps of an assessment: how many questions are answered, counted as they are tapped.
const form = document.querySelector("form[data-assess]");
const progress = document.querySelector("[data-answered]");

function answeredHere() {
  return form.querySelectorAll(".answers > input:checked").length;
}

const before = Number(progress.dataset.answered) - form.querySelectorAll("[checked]").length;

function count() {
  const answered = before + answeredHere();
  progress.querySelector("progress").value = answered;
  progress.querySelector("b").textContent = answered;
}

form.addEventListener("change", count);
window.addEventListener("pageshow", count);
