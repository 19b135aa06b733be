// What a choice decides is seen at once: questions that are asked or not, and the choice that
// excludes all others. Without this script it is seen after saving.

const form = document.getElementById("write-form");

const chosen = (place) => {
  const boxes = form.querySelectorAll(`[name="${place}-choices"]:checked`);
  return [...boxes].map((box) => box.value).filter(Boolean);
};

function isAsked({ condition, choice, nothing }) {
  const choices = chosen(condition);
  if (!choices.length) return true;
  if (choice) return choices.includes(choice);
  const excluding = nothing.split(" ");
  return choices.some((id) => !excluding.includes(id));
}

function showWhatIsAsked() {
  for (const card of form.querySelectorAll("[data-condition]")) {
    if (!form.querySelector(`[name="${card.dataset.condition}-choices"]`)) continue;
    const asked = isAsked(card.dataset);
    card.querySelector(".asked").hidden = !asked;
    card.querySelector(".not-asked").hidden = asked;
  }
}

// "It does not apply" and everything else take turns.
function excludeOthers(box) {
  const boxes = [...form.elements].filter((other) => other.name === box.name && other !== box);
  for (const other of boxes) {
    if (excludes(box) || excludes(other)) other.checked = false;
  }
}

const excludes = (box) => box.dataset.none === "1";

form.addEventListener("change", ({ target }) => {
  if (target.type === "checkbox" && target.checked) excludeOthers(target);
  if (["checkbox", "radio"].includes(target.type)) showWhatIsAsked();
});
showWhatIsAsked();
