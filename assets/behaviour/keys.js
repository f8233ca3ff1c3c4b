/* allauth's scripts for passkeys tell of a failure by an event; here the person reads it. */
export function listenForKeys() {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const words of document.querySelectorAll("[data-key-failed]")) words.hidden = false;
  });
}
