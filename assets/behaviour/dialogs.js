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

function walk(event, search) {
  if (event.key === "Escape") {
    event.preventDefault(); // the browser would first empty the field
    search.close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const hits = [...search.querySelectorAll("[data-search-hit]")];
  const input = search.querySelector("input[type=search]");
  if (event.key === "Enter" && event.target === input && hits.length) {
    event.preventDefault();
    hits[0].click();
  }
  if (!step || !hits.length) return;
  event.preventDefault();
  const next = hits.indexOf(document.activeElement) + step;
  (next < 0 ? input : hits[Math.min(next, hits.length - 1)]).focus();
}
