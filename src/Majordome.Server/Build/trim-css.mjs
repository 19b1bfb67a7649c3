// Keeps of a style sheet what the pages use: rules without any class (the reset) and rules all of whose classes are
// on the list. Dead custom properties, unused animations, comments and data: addresses (the pages' policy allows
// images from the house only) are dropped.
//
//   node trim-css.mjs IN OUT "form-control,form-select,…"
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

const [input, output, list] = process.argv.slice(2);
const kept = new Set(list.split(",").map(name => name.trim()).filter(Boolean));
const source = readFileSync(input, "utf8");
const licence = source.match(/\/\*![\s\S]*?\*\//)?.[0] ?? "";

const nodes = read(source.replace(/\/\*[\s\S]*?\*\//g, ""));
let rules = select(nodes);
const text = write(rules);
const animations = new Set([...text.matchAll(/animation(?:-name)?:([^;}]*)/g)].flatMap(m => m[1].match(/[\w-]+/g) ?? []));
rules = rules.filter(rule => !rule.head.startsWith("@keyframes") || animations.has(rule.head.split(/\s+/)[1]));
for (let before = -1, size = write(rules).length; size !== before; before = size, size = write(rules).length) {
  const used = new Set([...write(rules).matchAll(/var\(\s*(--[\w-]+)/g)].map(m => m[1]));
  dropUnused(rules, used);
}
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, licence + "\n" + write(rules) + "\n");

/** Reads blocks: { head, body } for declarations, { head, children } for a group such as @media. */
function read(css) {
  const found = [];
  let at = 0, head = "";
  while (at < css.length) {
    const c = css[at];
    if (c === '"' || c === "'") { const end = closing(css, at, c); head += css.slice(at, end); at = end; continue; }
    if (c === ";") { head = ""; at++; continue; }
    if (c !== "{") { head += c; at++; continue; }
    const end = block(css, at);
    const inner = css.slice(at + 1, end - 1);
    const name = head.trim().replace(/\s+/g, " ");
    found.push(/^@(media|supports|container|layer)/.test(name) ? { head: name, children: read(inner) }
      : name.startsWith("@") ? { head: name, raw: inner }
      : { head: name, body: declarations(inner) });
    head = ""; at = end;
  }
  return found;
}

function closing(css, at, quote) {
  for (at++; css[at] !== quote; at++) if (css[at] === "\\") at++;
  return at + 1;
}

function block(css, at) {
  let depth = 0;
  for (; at < css.length; at++) {
    if (css[at] === '"' || css[at] === "'") { at = closing(css, at, css[at]) - 1; continue; }
    if (css[at] === "{") depth++;
    if (css[at] === "}" && --depth === 0) return at + 1;
  }
  throw new Error(`${input}: a block is not closed`);
}

function declarations(body) {
  const found = [];
  let start = 0, depth = 0;
  for (let at = 0; at <= body.length; at++) {
    const c = body[at];
    if (c === '"' || c === "'") { at = closing(body, at, c) - 1; continue; }
    if (c === "(") depth++;
    if (c === ")") depth--;
    if (at === body.length || (c === ";" && depth === 0)) {
      const one = body.slice(start, at).trim();
      if (one) found.push([one.slice(0, one.indexOf(":")).trim(), one.slice(one.indexOf(":") + 1).trim()]);
      start = at + 1;
    }
  }
  return found.filter(([, value]) => !value.includes("data:"));
}

function select(list) {
  return list.flatMap(node => {
    if (node.children) {
      const children = /print/.test(node.head) ? [] : select(node.children);
      return children.length ? [{ head: node.head, children }] : [];
    }
    if (node.head.startsWith("@")) return node.head.startsWith("@keyframes") ? [node] : [];
    const selectors = split(node.head).filter(wanted);
    return selectors.length && node.body.length ? [{ head: selectors.join(","), body: node.body }] : [];
  });
}

function split(head) {
  const parts = [];
  let depth = 0, start = 0;
  for (let at = 0; at <= head.length; at++) {
    if (head[at] === "(" || head[at] === "[") depth++;
    if (head[at] === ")" || head[at] === "]") depth--;
    if (at === head.length || (head[at] === "," && depth === 0)) { parts.push(head.slice(start, at).trim()); start = at + 1; }
  }
  return parts;
}

function wanted(selector) {
  if (/data-bs-theme|::-webkit-(calendar|search|color)|\[dir=/.test(selector)) return false;
  return [...selector.matchAll(/\.(-?[A-Za-z_][\w-]*)/g)].every(m => kept.has(m[1]));
}

function dropUnused(list, used) {
  for (const node of list) {
    if (node.children) dropUnused(node.children, used);
    else if (node.body) node.body = node.body.filter(([name]) => !name.startsWith("--") || used.has(name));
  }
}

function write(list) {
  return list.map(node => node.children ? `${node.head}{${write(node.children)}}`
    : node.raw !== undefined ? `${node.head}{${node.raw.replace(/\s+/g, " ").trim()}}`
    : node.body.length ? `${node.head}{${node.body.map(([n, v]) => `${n}:${v.replace(/\s+/g, " ")}`).join(";")}}` : "").join("\n");
}
