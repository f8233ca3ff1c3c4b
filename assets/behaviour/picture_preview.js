/* Shows a chosen picture before it is sent. The element holds a file input and an <img hidden>. */
export function picturePreview() {
  return {
    init() {
      const input = this.$el.querySelector("input[type=file]");
      const picture = this.$el.querySelector("img");
      input?.addEventListener("change", () => {
        const file = input.files[0];
        if (!file) return;
        const reader = new FileReader();
        reader.addEventListener("load", () => {
          picture.src = reader.result;
          picture.hidden = false;
        });
        reader.readAsDataURL(file);
      });
    },
  };
}
