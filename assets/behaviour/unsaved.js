/* Asks before what was typed is lost, and counts the letters of long texts. */
export function unsaved() {
  return {
    init() {
      const form = this.$el;
      if (form.method !== "post") return;
      let changed = false;
      form.addEventListener("input", () => (changed = true));
      form.addEventListener("submit", () => (changed = false));
      window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
      for (const text of form.querySelectorAll("textarea[maxlength]")) countLetters(text);
    },
  };
}

function countLetters(text) {
  const counter = document.createElement("p");
  counter.className = "wc-count-letters";
  const show = () => (counter.textContent = `${text.value.length} / ${text.maxLength}`);
  text.addEventListener("input", show);
  text.after(counter);
  show();
}
