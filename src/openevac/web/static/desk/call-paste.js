// The paste page: read in the browser, shown row by row, mended, sealed, and handed over one request after the other.

import { keeper } from "../keeper/connection.js";
import { readChat, placeFinder } from "./paste-chat.js";
import { pastedForm, wordsOfRow } from "./paste-rows.js";
import { readSheet } from "./paste-sheet.js";
import { readPhone } from "./phone-words.js";
import { coarse } from "./positions.js";

const DOOR = /[\d№].*|(?<!\p{L})(?:вул|ул|пров|пер|просп|буд)\p{L}*\b.*/u;

/** @param {HTMLElement} page */
export function mount(page) {
  const $ = (query) => page.querySelector(query);
  const say = page.dataset;
  const { sheet: words, endings } = JSON.parse(say.reading);
  const box = $("textarea");
  const body = $("tbody");
  const token = $("[name=csrfmiddlewaretoken]").value;
  /** @type {any[]} */
  let rows = [];
  /** @type {Map<string, Promise<any[]>>} */
  const sought = new Map();
  /** @type {Promise<Record<string, string[]>> | null} */
  let names = null;

  const post = (address, fields) => fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": token } });
  const search = (name) => {
    if (!sought.has(name)) sought.set(name, post("/places/search/", { q: name }).then((one) => one.json()).then((one) => one.places));
    return sought.get(name);
  };
  const allNames = () => (names ??= fetch("/call/paste/places/").then((one) => one.json()).then((one) => one.places));

  async function readAll() {
    const text = box.value;
    const read = readSheet(text, words);
    const remarks = [];
    if (read) {
      rows = read.rows;
      if (read.never.length) remarks.push(say.never.replace("@", read.never.join(", ")));
      if (read.ignored.length) remarks.push(say.ignored.replace("@", read.ignored.join(", ")));
      await Promise.all(rows.map(readPeople));
    } else if (text.split("\n", 1)[0].includes("\t")) {
      rows = [];
      remarks.push(say.noHeadings);
    } else {
      const known = await allNames();
      const chat = readChat(text, placeFinder(known, endings));
      rows = chat.rows;
      for (const row of rows) row.places = row.codes.map((code) => ({ code, name: known[code][0], area: "" }));
      if (chat.unused) remarks.push(say.unused.replace("@", String(chat.unused)));
    }
    rows.forEach(settle);
    $("[data-remarks]").replaceChildren(...remarks.map((one) => element("li", one)));
    show();
  }

  /** Reads place and phones of a row of a sheet. @param {any} row */
  async function readPeople(row) {
    row.phones = readPhone(row.values.phones ?? "");
    const { lon, lat } = row.values;
    row.pin = lon && lat ? [Number(lon), Number(lat)] : null;
    const name = (row.values.place ?? "").replace(DOOR, "").trim();
    const code = (row.values.katottg ?? "").toUpperCase().replaceAll("У", "U").replaceAll("А", "A");
    if (/^UA\d{17}$/.test(code)) row.places = [{ code, name: row.values.place || code, area: "" }];
    else row.places = name.length > 1 ? await search(name) : [];
  }

  /** Says what a row still lacks. @param {any} row */
  function settle(row) {
    row.code ??= row.places.length === 1 ? row.places[0].code : "";
    const own = (row.faults ?? []).filter((one) => !["place", "phones"].includes(one.field));
    const lacks = [];
    if (!row.code && !(row.pin && row.places.length === 0)) lacks.push({ field: "place", why: row.places.length > 1 ? "places" : "place" });
    if (row.phones.bad || (!row.phones.numbers.length && !row.phones.none)) lacks.push({ field: "phones", why: "phone" });
    row.faults = [...own, ...lacks];
  }

  function show() {
    body.replaceChildren(...rows.map(line));
    $("[data-preview]").hidden = rows.length === 0;
    tell();
  }

  function tell() {
    const mend = rows.filter((row) => row.faults.length).length;
    if (rows.length) $("[data-told]").textContent = say.counts.replace("@", String(rows.length)).replace("#", String(mend));
    $("[data-keep-all]").hidden = rows.length === mend;
  }

  /** @param {any} row */
  function line(row) {
    const made = document.createElement("tr");
    const state = element("td", "");
    row.says = () => {
      const twin = rows.find((one) => one !== row && one.number < row.number && one.phones.numbers.some((phone) => row.phones.numbers.includes(phone)));
      const lacks = row.faults.map((fault) => say[`why${fault.why[0].toUpperCase()}${fault.why.slice(1)}`].replace("@", fault.field));
      state.textContent = row.done ?? [...(lacks.length ? lacks : [say.good]), ...(twin ? [say.samePhone.replace("@", String(twin.number))] : [])].join("; ");
      state.className = row.faults.length && !row.done ? "amber" : "";
    };
    made.append(element("td", String(row.number)), placeCell(row), peopleCell(row), phoneCell(row), element("td", row.values.name ?? row.values.told_by ?? ""), element("td", gist(row, say)), state);
    row.says();
    return made;
  }

  /** @param {any} row */
  function placeCell(row) {
    if (row.places.length > 1) return choice(row);
    return field(row, row.places[0]?.name ?? row.values.place ?? "", "place", async (text) => {
      row.code = undefined;
      row.values.place = text;
      row.values.katottg = "";
      row.places = await search(text.replace(DOOR, "").trim());
    });
  }

  /** @param {any} row */
  function choice(row) {
    const cell = element("td", "");
    const select = document.createElement("select");
    select.setAttribute("aria-label", `${say.choose} ${row.number}`);
    select.append(new Option(say.choose, ""), ...row.places.map((one) => new Option(`${one.name} ${one.area}`.trim(), one.code)));
    select.value = row.code;
    select.addEventListener("change", () => mended(row, () => (row.code = select.value)));
    cell.append(select);
    return cell;
  }

  /** @param {any} row */
  function peopleCell(row) {
    return field(row, row.values.people ?? "", "people", (text) => {
      row.values.people = text;
      row.faults = row.faults.filter((one) => one.field !== "people");
      if (!/^\d{1,3}$/.test(text) || !Number(text)) row.faults.push({ field: "people", why: "people" });
    });
  }

  /** @param {any} row */
  function phoneCell(row) {
    return field(row, row.phones.numbers.join("; ") || (row.phones.none ? say.noPhone : ""), "phones", (text) => {
      row.phones = readPhone(text);
    });
  }

  /** @param {any} row @param {string} value @param {string} name @param {(text: string) => unknown} change */
  function field(row, value, name, change) {
    const cell = element("td", "");
    const input = document.createElement("input");
    input.value = value;
    input.setAttribute("aria-label", `${name} ${row.number}`);
    input.dataset.cell = name;
    input.addEventListener("change", () => mended(row, () => change(input.value.trim())));
    cell.append(input);
    return cell;
  }

  /** @param {any} row @param {() => unknown} change */
  async function mended(row, change) {
    await change();
    settle(row);
    const at = rows.indexOf(row);
    if (row.places.length > 1) body.children[at].replaceWith(line(row));
    const place = body.children[at].querySelector("[data-cell=place]");
    if (place && row.places.length === 1) place.value = row.places[0].name;
    row.says();
    tell();
  }

  async function keepAll() {
    const state = await keeper.state().catch(() => null);
    if (!state?.open || !state.canTag) {
      $("[data-told]").textContent = say.closed;
      return;
    }
    $("[data-keep]").disabled = true;
    const seen = new Map();
    for (const row of rows) {
      const told = wordsOfRow(row);
      seen.set(told, (seen.get(told) ?? 0) + 1);
      if (row.faults.length || row.kept) continue;
      try {
        const form = await pastedForm(row, `${told}\n${seen.get(told)}`, row.pin ? coarse(row.pin[0], row.pin[1]) : null);
        const answer = await post("/call/paste/keep/", form);
        done(row, await answer.json());
      } catch (fault) {
        row.done = fault?.reason ? say.sealed : say.unanswered;
      }
      row.says();
    }
    $("[data-keep]").disabled = false;
  }

  /** @param {any} row @param {any} told */
  function done(row, told) {
    row.kept = Boolean(told.receipt || told.again);
    const like = (told.similar ?? []).map((one) => say.alike.replace("@", one));
    row.done = told.receipt ? [say.kept.replace("@", told.receipt), ...like].join("; ") : told.again ? say.again : told.fault ?? told.problem ?? say.unanswered;
  }

  $("[data-read]").addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    readAll();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) readAll();
  });
  $("[data-keep]").addEventListener("click", keepAll);
  page.dataset.ready = "";
}

/** Gives what is read beside place, people and phone, in words. @param {any} row @param {DOMStringMap} say */
function gist(row, say) {
  const told = ["stretchers", "wheelchairs", "walks_with_help", "pets", "bulky", "carry_floors"]
    .filter((name) => Number(row.values[name]))
    .map((name) => `${say[`gist_${name}`]}: ${row.values[name]}`);
  return [...told, say[`turn_${row.values.priority}`]].filter(Boolean).join(", ");
}

/** @param {string} kind @param {string} text */
function element(kind, text) {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}
