// Joins the sheets of the house, in the order given, into the one file that pages load; comments stay in the sources.
//
//   node join-css.mjs OUT tokens.css ground.css …
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const [output, ...sheets] = process.argv.slice(2);
const text = sheets.map(sheet => readFileSync(sheet, "utf8").replace(/\/\*[\s\S]*?\*\//g, "")).join("\n").replace(/\n\s*\n+/g, "\n").trim();
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, text + "\n");
