/* The search over everything ("/" or Ctrl-K) and the phone's menu sheet. */
export function listenForDialogs() {
  const search = document.querySelector("dialog[data-search]");
  const menu = document.querySelector("dialog[data-menu]");
  for (const button of document.querySelectorAll("[data-open-search]")) button.addEventListener("click", () => open(search));
  for (const button of document.querySelectorAll("[data-open-menu]")) button.addEventListener("click", () => open(menu));
  for (const dialog of [search, menu]) dialog?.addEventListener("click", (event) => event.target === dialog && dialog.close());
  if (!search) return;
  document.addEventListener("keydown", (event) => {
    if (asksForSearch(event)) {
      event.preventDefault();
      open(search);
    }
  });
  search.addEventListener("keydown", (event) => walk(event, search));
  search.addEventListener("htmx:afterSwap", () => tellHits(search));
}

function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
  dialog?.querySelector("input[type=search]")?.select();
}

function asksForSearch(event) {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) return true;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  return event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/* A combobox: the focus stays in the field, the chosen hit is told by aria-activedescendant. */
function walk(event, search) {
  if (event.key === "Escape") {
    event.preventDefault(); // the browser would first empty the field
    search.close();
  }
  const hits = [...search.querySelectorAll("[data-search-hit]")];
  const input = search.querySelector("input[type=search]");
  if (event.target !== input || !hits.length) return;
  const chosen = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  if (event.key === "Enter") {
    event.preventDefault();
    hits[Math.max(chosen, 0)].click();
  }
  const next = { ArrowDown: Math.min(chosen + 1, hits.length - 1), ArrowUp: chosen - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  choose(input, hits, next);
}

function choose(input, hits, next) {
  hits.forEach((hit, place) => hit.setAttribute("aria-selected", String(place === next)));
  if (next < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", hits[next].id);
  hits[next]?.scrollIntoView({ block: "nearest" });
}

/* After each answer: nothing is chosen, and a screen reader hears how many there are. */
function tellHits(search) {
  const input = search.querySelector("input[type=search]");
  const any = search.querySelector("[data-search-hit]") !== null;
  input.setAttribute("aria-expanded", String(any));
  input.removeAttribute("aria-activedescendant");
  search.querySelector("[data-search-status]").textContent = search.querySelector("[data-search-count]")?.textContent ?? "";
}
