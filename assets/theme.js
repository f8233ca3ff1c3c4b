/* Before the first paint: the light a person chose. Without a choice the device's own counts. */
const root = document.documentElement;

function show(choice) {
  if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  else delete root.dataset.theme;
}

try {
  show(localStorage.getItem("theme"));
} catch {
  /* storage is switched off: the device's own light */
}
