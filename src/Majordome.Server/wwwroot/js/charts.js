// Draws the charts of a page again, with a cursor and a zoom: <figure data-chart="{…}"> holds what the server drew as SVG (ChartSketch.Json),
// and <div id="charts" data-charts data-out="…"> around the figures is what a zoom asks anew. The stretch shown is in the page's address
// (?from=…&to=…): dragging goes to another address, a double click to that of data-out, and the links between them do the same without a mouse.
// Charts of one page share their cursor.

import uPlot from "../lib/uplot/uPlot.esm.js";

const french = !document.documentElement.lang.startsWith("en");
const language = french ? "fr-FR" : "en-GB";
const noBreak = "\u00a0";
const [left, top, bottom] = [38, 6, 22];
const shortest = 120;
const drawn = new Map();
let colours = {};

/** A reading as words, as the server writes it. */
function write(value, { unit, decimals }) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: decimals }).format(value).replace("-", "−");
  return unit === "" ? number : unit === "%" && !french ? `${number}%` : `${number}${noBreak}${unit}`;
}

/** An instant on the reader's wall clock; its day where the chart shows several, seconds where it shows minutes. */
function clock(chart) {
  const day = chart.length > 86400 ? { weekday: "short", day: "numeric", month: "short" } : {};
  const second = chart.length < 1800 ? { second: "2-digit" } : {};
  const format = new Intl.DateTimeFormat(language, { timeZone: chart.zone, ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...second });
  return seconds => format.format(chart.start + seconds * 1000);
}

// Canvases know no variables: an element that is given the colour says what it comes to.
function readColours() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = colour => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  colours = {
    line: read("var(--m-counted)"),
    ground: read("var(--m-surface)"),
    area: read("color-mix(in srgb, var(--m-counted) 8%, transparent)"),
    rule: read("var(--m-line)"),
    text: read("var(--m-text-2)"),
    event: read("var(--m-text-3)"),
    warning: read("var(--m-attention-fill)"),
    critical: read("var(--m-late-fill)"),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
  probe.remove();
}

function draw(figure) {
  const chart = JSON.parse(figure.dataset.chart);
  const svg = figure.querySelector("svg");
  const plot = document.createElement("div");
  plot.className = "m-plot";
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", svg.getAttribute("aria-label"));
  const read = document.createElement("span");
  read.className = "m-chart-read";
  read.setAttribute("aria-hidden", "true");
  figure.querySelector("figcaption").append(read);
  svg.after(plot);
  drawn.set(figure, new uPlot(options(chart, figure, read), [chart.x, chart.y], plot));
}

function options(chart, figure, read) {
  const wall = clock(chart);
  const alone = chart.y.flatMap((y, i) => y !== null && (chart.y[i - 1] ?? null) === null && (chart.y[i + 1] ?? null) === null ? [i] : []);
  return {
    width: figure.clientWidth,
    height: 90 + top + bottom,
    padding: [top, 0, 0, 0],
    legend: { show: false },
    scales: { x: { time: false, range: [0, chart.length] }, y: { range: [chart.rules[0].at, chart.rules[2].at] } },
    axes: [
      { size: bottom, splits: () => [], grid: { show: false }, ticks: { show: false } },
      {
        size: left, gap: 6, font: colours.font, stroke: () => colours.text, ticks: { show: false }, grid: { stroke: () => colours.rule, width: 1 },
        splits: () => chart.rules.map(rule => rule.at), values: () => chart.rules.map(rule => rule.label),
      },
    ],
    series: [{}, {
      stroke: () => colours.line, fill: () => colours.area, width: 1.4, spanGaps: false,
      points: { show: () => false, filter: () => alone.length > 0 ? alone : null, size: 3, stroke: () => colours.line, fill: () => colours.line },
    }],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 7, width: 0, fill: () => colours.line, stroke: () => colours.line },
      sync: { key: "charts", filters: { pub: type => type !== "mousedown" && type !== "mouseup" && type !== "dblclick" } },
      bind: {
        mousedown: (_, __, handle) => event => { figure.dataset.busy = ""; return handle(event); },
        dblclick: () => () => { go(figure.closest("[data-charts]").dataset.out); return null; },
      },
    },
    hooks: {
      draw: [u => marks(u, chart)],
      setCursor: [u => { read.textContent = u.cursor.left < 0 || u.cursor.idx === null ? "" : say(chart, u.cursor.idx, wall); }],
      setSelect: [u => { if (u.select.width > 4) zoom(chart, u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")); }],
    },
  };
}

function say(chart, place, wall) {
  const value = chart.y[place];
  return `${wall(chart.x[place])}${noBreak}· ${value === null ? "–" : write(value, chart)}`;
}

/** Thresholds dashed, events dotted with their words where there is room, instants below. */
function marks(u, chart) {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.lineWidth = 1.4 * ratio;
  for (const limit of chart.limits) {
    const y = u.valToPos(limit.at, "y", true);
    line(ctx, limit.critical ? colours.critical : colours.warning, [4 * ratio, 3 * ratio], bbox.left, y, bbox.left + bbox.width, y);
  }
  ctx.lineWidth = ratio;
  ctx.font = colours.font.replace("11px", `${11 * ratio}px`);
  let free = -Infinity;
  for (const event of chart.events) {
    const x = u.valToPos(event.at, "x", true);
    line(ctx, colours.event, [2 * ratio, 2 * ratio], x, bbox.top, x, bbox.top + bbox.height);
    if (x >= free) {
      const atEnd = x > bbox.left + bbox.width * 0.75;
      words(ctx, event.label, x + (atEnd ? -4 : 4) * ratio, bbox.top + 9 * ratio, atEnd ? "end" : "start");
      free = x + bbox.width * 0.22;
    }
  }
  chart.ticks.forEach((tick, i) =>
    words(ctx, tick.label, u.valToPos(tick.at, "x", true), bbox.top + bbox.height + 15 * ratio, i === 0 ? "start" : i === chart.ticks.length - 1 ? "end" : "center"));
  ctx.restore();
}

function line(ctx, colour, dash, ...[fromX, fromY, toX, toY]) {
  ctx.strokeStyle = colour;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

// On a ground of its own, so that a line behind it does not strike it through.
function words(ctx, text, x, y, align) {
  ctx.fillStyle = colours.text;
  ctx.textAlign = align;
  ctx.textBaseline = "alphabetic";
  ctx.save();
  ctx.strokeStyle = colours.ground;
  ctx.setLineDash([]);
  ctx.lineWidth = 3 * uPlot.pxRatio;
  ctx.strokeText(text, x, y);
  ctx.restore();
  ctx.fillText(text, x, y);
}

/** The stretch between two places of a chart, in whole seconds and no shorter than the server shows. */
function stretch(start, from, to) {
  const missing = Math.max(0, shortest - (to - from)) / 2;
  const iso = milliseconds => new Date(Math.round(milliseconds / 1000) * 1000).toISOString().replace(".000", "");
  return { from: iso(start + (from - missing) * 1000), to: iso(start + (to + missing) * 1000) };
}

function zoom(chart, from, to) {
  const url = new URL(location.href);
  const { from: first, to: last } = stretch(chart.start, Math.max(0, from), Math.min(chart.length, to));
  url.searchParams.set("from", first);
  url.searchParams.set("to", last);
  go(url.href);
}

function go(url) {
  history.pushState(null, "", url);
  ask();
}

function ask() {
  const region = document.getElementById("charts");
  for (const figure of region.querySelectorAll("[data-busy]")) {
    delete figure.dataset.busy;
  }
  region.setAttribute("aria-busy", "true");
  document.dispatchEvent(new CustomEvent("house:refresh", { detail: { ids: ["charts"] } }));
}

function update() {
  for (const [figure, u] of drawn) {
    if (!figure.isConnected) {
      sizes.unobserve(figure);
      u.destroy();
      drawn.delete(figure);
    }
  }
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    if (!drawn.has(figure)) {
      draw(figure);
      sizes.observe(figure);
    }
  }
}

function repaint() {
  readColours();
  for (const u of drawn.values()) {
    u.redraw(false);
  }
}

const sizes = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const u = drawn.get(target);
    if (u && target.clientWidth > 0 && u.width !== target.clientWidth) {
      u.setSize({ width: target.clientWidth, height: u.height });
    }
  }
});

readColours();
document.fonts.ready.then(repaint);
update();
document.addEventListener("house:swapped", update);
document.addEventListener("mouseup", () => document.querySelectorAll("[data-busy]").forEach(figure => delete figure.dataset.busy));
document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-charts] .m-chart-controls a");
  if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    go(link.href);
  }
});
addEventListener("popstate", ask);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
