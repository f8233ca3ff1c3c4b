/* Asks only what follows from the answers so far. A part with data-when={"other": ["value", …]} is hidden until the other
   question has one of these answers; an empty list means any answer. The server forgets what was not asked. */
import { narrowByType } from "./narrowing.js";

export function asking() {
  return {
    init() {
      const form = this.$el.querySelector("form");
      const show = () => {
        const answers = new FormData(form);
        for (const part of form.querySelectorAll("[data-when]")) part.hidden = !isAsked(JSON.parse(part.dataset.when), answers);
        for (const fold of form.querySelectorAll("[data-fold]")) fold.hidden = !fold.querySelector("[data-question]:not([hidden])");
      };
      form.addEventListener("input", show);
      form.addEventListener("change", show);
      chooseUsualUnit(form);
      narrowByType(form);
      show();
    },
  };
}

function isAsked(conditions, answers) {
  return Object.entries(conditions).every(([name, wanted]) => {
    const answer = answers.get(name) ?? "";
    return wanted.length ? wanted.includes(answer) : answer !== "";
  });
}

/* Hours for a service, pieces for goods: until somebody chooses a unit themselves. */
function chooseUsualUnit(form) {
  const unit = form.elements.namedItem("unit");
  if (!form.dataset.units || !unit) return;
  const usual = JSON.parse(form.dataset.units);
  let isChosen = form.dataset.unitChosen !== undefined;
  unit.addEventListener("change", () => (isChosen = true));
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind" && !isChosen) unit.value = usual[event.target.value] ?? unit.value;
  });
}
