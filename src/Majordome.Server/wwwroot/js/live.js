// Keeps parts of the page fresh: <div id="work" data-live="/events" data-live-on="ticket check">…</div>.
// On a named server-sent event the page is asked again (header X-Fragment names the part wanted, a server that does not
// know it answers the whole page) and the part is put in place; focus, scroll and what is being typed stay. A part that holds
// [data-busy] is left alone. Other modules ask for parts with the event house:refresh, when they changed the address.

const sources = new Map();

function watch() {
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const url = part.dataset.live;
    if (!sources.has(url)) {
      sources.set(url, { source: new EventSource(url), names: new Set(), pending: new Set(), timer: 0 });
    }
    const feed = sources.get(url);
    for (const name of (part.dataset.liveOn ?? "message").split(/\s+/)) {
      if (!feed.names.has(name)) {
        feed.names.add(name);
        feed.source.addEventListener(name, () => ask(feed, name));
      }
    }
  }
}

// Events that come together ask once.
function ask(feed, name) {
  for (const part of document.querySelectorAll("[data-live][id]")) {
    if ((part.dataset.liveOn ?? "message").split(/\s+/).includes(name)) {
      feed.pending.add(part.id);
    }
  }
  clearTimeout(feed.timer);
  feed.timer = setTimeout(() => {
    const ids = [...feed.pending];
    feed.pending.clear();
    refresh(ids);
  }, 250);
}

export async function refresh(ids) {
  let page;
  try {
    const response = await fetch(location.href, { headers: { "X-Fragment": ids.join(" ") }, credentials: "same-origin" });
    if (!response.ok || response.redirected) {
      return false;
    }
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return false;
  }
  for (const id of ids) {
    const old = document.getElementById(id);
    const fresh = page.getElementById(id);
    if (old && fresh && !typing(old) && !old.querySelector("[data-busy]")) {
      swap(old, fresh);
    }
  }
  return true;
}

function typing(part) {
  const field = document.activeElement;
  return part.contains(field) && field.matches("input, textarea, select, [contenteditable]");
}

function swap(old, fresh) {
  const path = focusPath(old);
  const seen = new Set([...old.querySelectorAll("[data-row]")].map(row => row.dataset.row));
  const open = [...old.querySelectorAll("details[open][id]")].map(details => details.id);
  const [left, top] = [scrollX, scrollY];
  old.replaceWith(document.adoptNode(fresh));
  for (const id of open) {
    document.getElementById(id)?.setAttribute("open", "");
  }
  if (path) {
    fresh.querySelector(path)?.focus({ preventScroll: true });
  }
  scrollTo(left, top);
  const arrived = [...fresh.querySelectorAll("[data-row]")].filter(row => !seen.has(row.dataset.row));
  if (seen.size > 0 && arrived.length > 0) {
    say(arrived.map(row => row.querySelector(".m-cover")?.textContent.trim()).filter(Boolean).join(", "));
  }
  document.dispatchEvent(new CustomEvent("house:swapped", { detail: { id: fresh.id } }));
}

function focusPath(part) {
  const element = document.activeElement;
  if (!element || !part.contains(element)) {
    return null;
  }
  if (element.id) {
    return `#${CSS.escape(element.id)}`;
  }
  const row = element.closest("[data-row]");
  const own = element.matches(".m-cover") ? ".m-cover" : element.getAttribute("href") ? `[href="${CSS.escape(element.getAttribute("href"))}"]` : null;
  return own ? (row ? `[data-row="${CSS.escape(row.dataset.row)}"] ${own}` : own) : null;
}

let region;
function say(text) {
  if (!region) {
    region = document.createElement("div");
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}

watch();
document.addEventListener("house:swapped", watch);
document.addEventListener("house:refresh", event => refresh(event.detail.ids).then(done => done || location.reload()));
addEventListener("pagehide", () => { for (const feed of sources.values()) feed.source.close(); });
addEventListener("pageshow", event => { if (event.persisted) { sources.clear(); watch(); } });
