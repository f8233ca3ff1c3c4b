/* On a phone a row of tabs is wider than the screen: the one we are on comes into sight. */
export function showCurrentTabs() {
  for (const tab of document.querySelectorAll(".wc-tab[aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
  }
}
