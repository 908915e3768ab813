// Keeps the page up to date over one connection: the server sends the elements that changed, as it
// rendered and escaped them. Without this script the page is whole, and loads itself again.

const byId = (id) => document.getElementById(id);
const MAX_LINES = 100;
const LEVELS = ["debug", "info", "warn", "error"];

let events;
let isPaused = false;
let page = document.body.dataset.page;

/** The element that stands in a text of HTML; a template runs nothing of it. */
function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** Puts new elements in place of old ones, unless nothing can be seen to have changed. */
function replace(old, html) {
  const next = elementOf(html);
  if (!old || !next) return;
  const scroll = old.querySelector(".scroll")?.scrollLeft;
  const focused = old.contains(document.activeElement) ? pathOf(document.activeElement, old) : null;
  old.replaceWith(next);
  if (scroll) next.querySelector(".scroll").scrollLeft = scroll;
  if (focused) focused.reduce((at, index) => at?.children[index], next)?.focus();
}

/** The way from an element down to one within it. */
function pathOf(element, top) {
  const path = [];
  for (let at = element; at !== top; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}

/** Puts new sections in place of the old ones; the log, with what was typed into it, stays. */
function replaceSections(html) {
  const log = byId("log");
  const template = document.createElement("template");
  template.innerHTML = html;
  byId("main").replaceChildren(template.content, log);
}

function onUpdate({ data, lastEventId }) {
  const { title, icon, state, updated, parts, lines } = JSON.parse(data);
  page = lastEventId;
  document.title = title;
  byId("icon").href = icon;
  // Only what differs: it is read aloud.
  const oldState = byId("state");
  if (elementOf(state).textContent !== oldState.textContent) {
    oldState.className = elementOf(state).className;
    oldState.replaceChildren(...elementOf(state).childNodes);
  }
  byId("updated").replaceChildren(elementOf(updated));
  for (const [id, html] of Object.entries(parts)) {
    if (id === "main") replaceSections(html);
    else replace(byId(id), html);
  }
  const list = byId("log-lines");
  if (list && lines.length > 0) {
    list.prepend(...lines.map(elementOf).filter(({ id }) => !byId(id)).reverse());
    while (list.children.length > MAX_LINES) list.lastElementChild.remove();
    filterLines();
  }
  writeAges();
}

/** Reads the whole page again: what changed meanwhile is not known. */
async function resync({ lastEventId }) {
  const response = await fetch("/", { cache: "no-store" });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  page = lastEventId;
  document.title = fresh.title;
  for (const id of ["state", "updated"]) byId(id).replaceWith(fresh.getElementById(id));
  byId("icon").href = fresh.getElementById("icon").href;
  const lines = fresh.getElementById("log-lines");
  const log = byId("log");
  if (lines) byId("log-lines")?.replaceWith(lines);
  fresh.getElementById("log").remove();
  byId("main").replaceChildren(...fresh.getElementById("main").childNodes, log);
  filterLines();
  writeAges();
}

function connect() {
  events?.close();
  events = new EventSource(`/api/v1/events?page=${encodeURIComponent(page)}`);
  events.addEventListener("update", onUpdate);
  events.addEventListener("resync", (event) => void resync(event));
  events.addEventListener("open", () => say(""));
  events.addEventListener("error", () => {
    say("No answer: what stands here is old. Trying again.");
    // After an answer that is none, such as a 503, the browser does not try by itself.
    if (events.readyState === EventSource.CLOSED) setTimeout(followWhenSeen, 30_000);
  });
}

function say(text) {
  if (byId("notice").textContent !== text) byId("notice").textContent = text;
}

/** Follows while somebody can see it, and did not pause it. */
function followWhenSeen() {
  if (document.hidden || isPaused) events?.close();
  else connect();
}

/** How long ago, in a few characters. */
function ago(ms) {
  const seconds = Math.max(Math.round(ms / 1000), 0);
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} days ago`;
}

/** Clocks differ: ages count from the server's own. */
const skew = Date.now() - Date.parse(byId("updated").querySelector("time").dateTime);

function writeAges() {
  const now = Date.now() - skew;
  for (const time of document.querySelectorAll("time")) {
    const ms = now - Date.parse(time.dateTime);
    const isSince = time.closest(".since");
    const text = isSince ? `${time.dateTime.slice(11, 16)} UTC, ${ago(ms)}` : ago(ms);
    if (!time.closest(".log") && time.textContent !== text) time.textContent = text;
    if (!time.title) time.title = time.dateTime;
  }
}

function filterLines() {
  const form = byId("log-form");
  if (!form) return;
  const { level, source, q } = Object.fromEntries(new FormData(form));
  for (const line of byId("log-lines").children) {
    const { level: own, plugin } = line.dataset;
    const isShown = LEVELS.indexOf(own) >= LEVELS.indexOf(level) &&
      (!source || plugin === source) &&
      line.textContent.toLowerCase().includes(q.toLowerCase());
    line.hidden = !isShown;
  }
}

byId("controls").hidden = false;
byId("pause").addEventListener("click", () => {
  isPaused = !isPaused;
  byId("pause").setAttribute("aria-pressed", String(isPaused));
  byId("pause").textContent = isPaused ? "Resume" : "Pause";
  followWhenSeen();
});
byId("log-form")?.addEventListener("input", filterLines);

const theme = byId("theme");
/** Storage may be forbidden; the theme then lasts as long as the page. */
function stored(change) {
  try {
    return change(localStorage);
  } catch {
    return null;
  }
}
theme.value = stored((storage) => storage.getItem("theme")) ?? "";
document.documentElement.dataset.theme = theme.value;
theme.addEventListener("change", () => {
  document.documentElement.dataset.theme = theme.value;
  stored((storage) => storage.setItem("theme", theme.value));
});

document.addEventListener("visibilitychange", followWhenSeen);
setInterval(writeAges, 1_000);
writeAges();
followWhenSeen();
