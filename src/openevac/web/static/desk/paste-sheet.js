// Cells copied from a spreadsheet into rows: which column fills which field, what a cell holds, what is wrong with it.
// The column words come from openevac/feeds/intake_columns.py; nothing here knows a heading. Pure: no page, no keys.

const LETTER = "[\\p{L}\\p{N}_]";
const EDGE = `(?:(?<=${LETTER})(?!${LETTER})|(?<!${LETTER})(?=${LETTER}))`;
const LONGEST = 4000;
const PRIORITIES = {
  "терміново": "urgent", "першочергово": "first", "планово": "planned", urgent: "urgent", first: "first", planned: "planned",
};
const SHAPES = {
  whole: /^(?:\d{1,3}|[-–—])$/,
  number: /^-?\d{1,5}(?:[.,]\d{1,8})?$/,
  moment: /^(?:\d{1,2}\.\d{1,2}\.\d{4}(?:[ T,]+\d{1,2}:\d{2}(?::\d{2})?)?|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)$/,
};

/** @typedef {{columns: Record<string, string>, kinds: Record<string, string>, asker: string[], people: [string, string][], never: string, form: string[]}} Words */
/** @typedef {{number: number, cells: Record<string, string[]>, values: Record<string, string>, faults: {field: string, why: string}[]}} Row */

/** Gives the cells of pasted text: tabs, else semicolons, else commas; a cell in quotes may hold line ends. @param {string} text */
export function cellsOf(text) {
  const first = text.split("\n", 1)[0];
  const sign = ["\t", ";", ","].find((one) => first.includes(one)) ?? "\t";
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const row = rows[rows.length - 1];
    const last = row.length - 1;
    const letter = text[at];
    if (quoted && letter === '"' && text[at + 1] === '"') {
      row[last] += '"';
      at += 1;
    } else if (letter === '"' && (quoted || row[last] === "")) quoted = !quoted;
    else if (quoted) row[last] += letter;
    else if (letter === sign) row.push("");
    else if (letter === "\n") rows.push([""]);
    else if (letter !== "\r") row[last] += letter;
  }
  return rows.map((row) => row.map((cell) => cell.trim()));
}

/** Brings a heading into one form. @param {string} heading */
export function plainHeading(heading) {
  return heading.toLowerCase().replace(/[’ʼ`´]/g, "'").replace(/[,;:/\\_\-.*?!]+/g, " ").replace(/\s+/g, " ").trim();
}

/** Gives a function that names the field of a heading: "" for what is left out, "never" for what must not be read. @param {Words} words */
export function fieldsBy(words) {
  const pattern = (source) => new RegExp(source.replaceAll("\\b", EDGE).replaceAll("\\w", LETTER), "u");
  const never = pattern(words.never);
  const people = words.people.map(([field, source]) => [field, pattern(source)]);
  return (heading) => {
    const text = plainHeading(heading);
    if (Object.hasOwn(words.columns, text)) return words.columns[text];
    if (words.asker.includes(text)) return "asker";
    if (never.test(text)) return "never";
    return people.find(([, known]) => known.test(text))?.[0] ?? "";
  };
}

/**
 * Reads a pasted sheet; null where its first lines hold no headings we know.
 * @param {string} text @param {Words} words
 */
export function readSheet(text, words) {
  const fieldOf = fieldsBy(words);
  const table = cellsOf(text);
  const head = table.slice(0, 5).findIndex((row) => row.filter((cell) => cell && fieldOf(cell)).length >= 2);
  if (head < 0) return null;
  const fields = table[head].map((heading) => (heading ? fieldOf(heading) : ""));
  const named = (wanted) => table[head].filter((heading, number) => heading && fields[number] === wanted);
  const rows = table.slice(head + 1)
    .map((cells, number) => ({ cells, number: head + number + 2 }))
    .filter(({ cells }) => cells.some(Boolean))
    .map(({ cells, number }) => readRow(number, gathered(cells, fields), words.kinds));
  return { rows, never: named("never"), ignored: named("") };
}

/** @param {string[]} cells @param {string[]} fields */
function gathered(cells, fields) {
  /** @type {Record<string, string[]>} */
  const found = {};
  fields.forEach((field, number) => {
    if (field && field !== "never") (found[field] ??= []).push(...(cells[number] ? [cells[number]] : []));
  });
  return found;
}

/** Reads one row; a cell of another shape than its column stays where it is: it may hold somebody's number. @param {number} number @param {Record<string, string[]>} cells @param {Record<string, string>} kinds @returns {Row} */
export function readRow(number, cells, kinds) {
  /** @type {Row} */
  const row = { number, cells, values: {}, faults: [] };
  for (const [field, texts] of Object.entries(cells)) {
    const text = texts.join(field === "name" ? " " : "; ");
    if (!text) continue;
    const value = read(text, kinds[field] ?? "text");
    if (value === null || text.length > LONGEST) row.faults.push({ field, why: "cell" });
    else row.values[field] = value;
  }
  const counted = ["walks", "walks_with_help", "wheelchairs", "stretchers"].map((name) => Number(row.values[name] ?? 0));
  const total = counted.reduce((sum, one) => sum + one, 0);
  if (!row.values.people && total) row.values.people = String(total);
  if (!Number(row.values.people)) row.faults.push({ field: "people", why: "people" });
  else if (total > Number(row.values.people)) row.faults.push({ field: "people", why: "counts" });
  return row;
}

/** @param {string} text @param {string} kind */
function read(text, kind) {
  if (kind === "whole") return SHAPES.whole.test(text) ? String(Number(text.replace(/[-–—]/, "0"))) : null;
  if (kind === "number") {
    const bare = text.replace(/[\s\u00a0]/g, "");
    return SHAPES.number.test(bare) ? bare.replace(",", ".") : null;
  }
  if (kind === "moment" || kind === "day_or_moment") return SHAPES.moment.test(text) ? text : null;
  if (kind === "priority") return PRIORITIES[text.toLowerCase()] ?? null;
  return text;
}
