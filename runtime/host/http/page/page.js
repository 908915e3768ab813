// Keeps the status page up to date: fetches the page itself again and takes over its <main>, so
// that what is shown, and how it is escaped, is decided in one place, on the server.

const EVERY_MS = 5_000;

/** The <main> of the page as the server has it now; DOMParser runs nothing that stands in it. */
async function fetchMain() {
  const response = await fetch("/", { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS) });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("main");
}

/** Opens in the new part what the reader had opened in the old. */
function keepOpen(oldMain, newMain) {
  for (const details of oldMain.querySelectorAll("details[open]")) {
    const same = newMain.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = true;
  }
}

async function refresh() {
  const notice = document.querySelector("#notice");
  try {
    const newMain = await fetchMain();
    const oldMain = document.querySelector("main");
    if (newMain && oldMain) {
      const focusedId = document.activeElement?.closest("details[id]")?.id;
      keepOpen(oldMain, newMain);
      if (oldMain.innerHTML !== newMain.innerHTML) {
        oldMain.replaceWith(newMain);
        if (focusedId) document.getElementById(focusedId)?.querySelector("summary")?.focus();
      }
    }
    if (notice.textContent !== "") notice.textContent = "";
  } catch (error) {
    notice.textContent = `No answer, what stands here is old: ${error.message}`;
  }
}

async function refreshForever() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (!document.hidden) await refresh();
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void refresh();
});
void refreshForever();
