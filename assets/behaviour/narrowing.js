/* A type of listing leaves some units and some prices to choose. The others are hidden; the server refuses them too. */
export function narrowByType(form) {
  const types = JSON.parse(form.dataset.types || "{}");
  const unit = form.elements.namedItem("unit");
  if (!unit || !form.elements.namedItem("type")) return;
  let isChosen = form.dataset.unitChosen !== undefined;
  unit.addEventListener("change", () => (isChosen = true));
  const narrow = () => {
    const type = types[form.elements.namedItem("type").value];
    if (!type) return;
    for (const option of unit.options) option.hidden = option.disabled = !type.units.includes(option.value);
    if (!isChosen || !type.units.includes(unit.value)) unit.value = type.unit;
    narrowPrices(form, type.prices);
    form.dispatchEvent(new Event("input")); // what follows from the price is asked, or not, anew
  };
  form.addEventListener("change", (event) => event.target.name === "type" && narrow());
  narrow();
}

function narrowPrices(form, prices) {
  const radios = [...form.querySelectorAll('input[name="price_type"]')];
  for (const radio of radios) {
    radio.disabled = !prices.includes(radio.value);
    radio.closest("label").hidden = radio.disabled;
  }
  const chosen = radios.find((radio) => radio.checked && !radio.disabled) ?? radios.find((radio) => !radio.disabled);
  if (chosen && !chosen.checked) chosen.checked = true;
}
