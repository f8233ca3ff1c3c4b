/* "Where I am": asks the browser on a press, and puts no more than about a kilometre of the answer in the address bar. */
import { chosenPoint } from "./points.js";

export function nearby() {
  return {
    init() {
      if (!("geolocation" in navigator)) return;
      const box = this.$el;
      const said = (name) => {
        for (const line of box.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== name;
      };
      box.querySelector("[data-offer]").hidden = false;
      box.querySelector("button").addEventListener("click", () => {
        said("asking");
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => search(box.closest("form"), coords),
          () => said("refused"),
          { maximumAge: 600000, timeout: 15000 },
        );
      });
    },
  };
}

function search(form, { latitude, longitude }) {
  form.elements.namedItem("at").value = chosenPoint(latitude, longitude);
  form.elements.namedItem("near").value = "point";
  form.requestSubmit();
}
