/* A <details> that closes on Escape, on a click elsewhere, and when focus leaves it. */
export function dropdown() {
  return {
    init() {
      const box = this.$el;
      const close = () => box.removeAttribute("open");
      document.addEventListener("click", (event) => box.contains(event.target) || close());
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        close();
        box.querySelector("summary").focus();
      });
      box.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !box.contains(event.relatedTarget)) close();
      });
    },
  };
}
