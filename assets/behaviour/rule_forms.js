/* Adds one more rule to the form of a revenue model: a copy of the empty one, numbered on. */
export function ruleForms() {
  return {
    init() {
      const form = this.$el;
      const total = form.querySelector("[name=rules-TOTAL_FORMS]");
      const add = () => {
        const copy = form.querySelector("[data-rule-template]").innerHTML.replaceAll("__prefix__", total.value);
        form.querySelector("[data-rules]").insertAdjacentHTML("beforeend", copy);
        total.value = Number(total.value) + 1;
        form.querySelector("[data-rules] > :last-child input[type=text]")?.focus();
      };
      form.querySelector("[data-add-rule]").addEventListener("click", add);
    },
  };
}
