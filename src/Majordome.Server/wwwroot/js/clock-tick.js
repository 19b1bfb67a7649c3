// Moves the clocks of the page once a minute, from what the server wrote on them:
//   data-clock="left|late"   counts down what is left, or up what is over
//   data-left                service seconds left (or over) when the page was computed
//   data-counts-for          seconds during which the clock counts without a break; it stands still after
//   data-promise, data-attention, data-day, data-due   promise and warning threshold in service seconds, length of a
//                            day of service in seconds, wall time of the breach as words
// Only elapsed time is measured here, so a wrong clock on this machine does not matter. Crossing into attention or late
// is said politely, once; the minutes are not.

const french = !(globalThis.document?.documentElement.lang ?? "fr").startsWith("en");
const noBreak = "\u00a0";
const started = new WeakMap();

/** Service time as words, whole minutes rounded down: the same words as the server writes. */
export function duration(seconds, day = 86400, inFrench = french) {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) {
    return inFrench ? `moins d’1${noBreak}min` : `under 1${noBreak}min`;
  }
  if (minutes < 60) {
    return `${minutes}${noBreak}min`;
  }
  const rest = minutes % 60;
  if (minutes < 1440) {
    const hours = `${Math.floor(minutes / 60)}${noBreak}h`;
    return rest === 0 ? hours : `${hours}${noBreak}${String(rest).padStart(2, "0")}`;
  }
  const length = Math.floor(day / 60);
  const days = `${Math.floor(minutes / length)}${noBreak}${inFrench ? "j" : "d"}`;
  const hours = Math.floor((minutes % length) / 60);
  return hours === 0 ? days : `${days} ${hours}${noBreak}h`;
}

/** What a clock shows after some seconds: pure, for tests. */
export function after(clock, elapsed) {
  const counted = Math.min(Math.max(elapsed, 0), clock.countsFor);
  if (clock.late) {
    return { state: "late", seconds: clock.left + counted, ratio: 1 };
  }
  const left = clock.left - counted;
  if (left < 0) {
    return { state: "late", seconds: -left, ratio: 1 };
  }
  return {
    state: left <= clock.attention ? "attention" : "running",
    seconds: left,
    ratio: clock.promise > 0 ? Math.min(1, 1 - left / clock.promise) : 1,
  };
}

function read(element) {
  const number = (name, missing) => element.dataset[name] === undefined ? missing : Number(element.dataset[name]);
  return {
    late: element.dataset.clock === "late",
    left: number("left", 0),
    countsFor: number("countsFor", 0),
    promise: number("promise", 0),
    attention: number("attention", -1),
  };
}

function show(element) {
  const clock = read(element);
  const face = after(clock, (Date.now() - started.get(element)) / 1000);
  const before = ["late", "attention"].find(state => element.classList.contains(`is-${state}`)) ?? "running";
  const value = element.querySelector(".m-clock-value time");
  const text = (face.state === "late" ? `+${noBreak}` : "") + duration(face.seconds, Number(element.dataset.day ?? 86400));
  if (value.textContent !== text) {
    value.textContent = text;
    value.dateTime = `PT${Math.floor(face.seconds / 3600)}H${Math.floor((face.seconds % 3600) / 60)}M`;
    element.querySelector(".m-clock-fill")?.setAttribute("width", String(Math.round(84 * face.ratio * 100) / 100));
  }
  if (face.state !== before && !(before === "attention" && face.state === "running")) {
    element.classList.remove(`is-${before}`);
    element.classList.add(`is-${face.state}`);
    if (face.state === "late") {
      const caption = element.querySelector(".m-clock-caption");
      caption.textContent = `${french ? "depuis" : "since"} ${element.dataset.due ?? ""}`;
    }
    announce(element, face.state);
  }
}

let region;
export function announce(element, state) {
  if (!region) {
    region = document.createElement("div");
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  const subject = element.closest("[data-subject]")?.dataset.subject
    ?? element.closest("tr")?.querySelector(".m-cover")?.textContent.trim()
    ?? document.querySelector("h1")?.textContent.trim() ?? "";
  const kind = element.querySelector(".m-clock-kind")?.textContent.trim() ?? "";
  const word = state === "late" ? (french ? "dépassé" : "overdue") : (french ? "à surveiller" : "needs attention");
  region.textContent = `${subject}${french ? noBreak : ""}: ${kind} ${word}`;
}

/** Clocks read from the page for the first time were computed just now. */
function begin() {
  for (const element of document.querySelectorAll("[data-clock]")) {
    if (!started.has(element)) {
      started.set(element, Date.now());
    }
  }
}

function tick() {
  for (const element of document.querySelectorAll("[data-clock]")) {
    show(element);
  }
}

if (typeof document !== "undefined") {
  begin();
  setInterval(tick, 60_000);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
  document.addEventListener("house:swapped", begin);
}
