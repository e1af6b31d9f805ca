// Pasted messages into rows, each with what could be read without guessing: what two readings could mean stays empty.
// No word leaves the browser for it: places are looked up in a list that came with the page. Pure: no page, no keys.

import { foldName, kinName, plainName } from "../keeper/spelling.js";
import { readPhone } from "./phone-words.js";
import { findPositions } from "./positions.js";

const LONGEST_MESSAGE = 4000;
const DAY = "(?<day>\\d{1,2}[./]\\d{1,2}[./]\\d{4}),?\\s+(?<time>\\d{1,2}:\\d{2})(?::\\d{2})?";
const HEADS = [
  new RegExp(`^\\s*(?<sender>[^\\n:\\[\\]]{1,60}?),\\s*\\[${DAY}\\]:?\\s*(?<text>.*)$`, "u"),
  new RegExp(`^\\s*\\[\\s*${DAY}\\s*\\]\\s*(?<sender>[^\\n:\\[\\]]{1,60}?)\\s*:\\s?(?<text>.*)$`, "u"),
  new RegExp(`^\\s*${DAY}\\s*[-–—]\\s*(?<sender>[^\\n:\\[\\]]{1,60}?)\\s*:\\s(?<text>.*)$`, "u"),
];
const NUMBERS = {
  "один": 1, "одна": 1, "два": 2, "дві": 2, "двоє": 2, "двое": 2, "три": 3, "троє": 3, "трое": 3, "чотири": 4, "четверо": 4,
  "п'ять": 5, "п'ятеро": 5, "пятеро": 5, "шість": 6, "шестеро": 6, "сім": 7, "семеро": 7,
};
const N = `(?<n>\\d{1,2}|${Object.keys(NUMBERS).join("|")})`;
const L = "[\\p{L}\\p{N}_]";
const word = (source) => new RegExp(`(?<!${L})(?:${source})(?!${L})`, "giu");
const PEOPLE = [
  word(`(?:нас|їх|их|всього|усього|всего)\\s*[:=–—-]?\\s*${N}(?!\\s*(?:рок|рік|лет|год|поверх|этаж|кг|км|лежач|діт|дет|дорос))`),
  word(`${N}\\s*(?:людин[аи]?|людей|осіб|особи?|чол\\.?|чоловік|человека?|people)`),
  word(`(?:людей|осіб|кількість)\\s*[:=–—-]\\s*${N}`),
];
const MOVES = {
  stretchers: word(`(?:${N}\\s+)?лежач[\\p{L}]+`),
  wheelchairs: word(`(?:${N}\\s+)?(?:на\\s+(?:інвалідному\\s+)?(?:візку|візочку|кріслі(?:\\s+колісному)?|колясці)|(?:в|на)\\s+коляске)`),
};
const PLURAL = /лежач(?:і|их|ие|ими)$/iu;
const PETS = word(`(?:${N}\\s+)?(?:кіт|кота|кішка|кошка|кот|собака|собаку|пес|песик|кішку)`);
const FLOOR = word("(?<f>\\d{1,2})(?:[-\\s]?(?:й|му|ий|ому))?\\s*(?:поверх|поверсі|пов\\.?|этаж|этаже|эт\\.?)");
const NO_LIFT = /без\s+(?:робочого\s+|рабочего\s+)?(?:ліфт|лифт)|(?:ліфт|лифт)\p{L}*\s+(?:немає|нема|нет|не\s*працює|не\s*работает)/iu;
const URGENT = word("терміново|негайно|срочно");
const CALM = /не\s+(?:терміново|срочно)/iu;
const ASKS = /евакуац|эвакуац|забер|вивез|вывез|виїха|выеха|виїзд|выезд|вибратис/iu;
const STREET = /(?<!\p{L})(?:вул(?:иця|\.)?|ул(?:ица|\.)?|пров\.?|просп\.?)\s*(?<street>[\p{L}'’.-]+(?:\s\p{Lu}[\p{L}'’-]+)?)\s*,?\s*(?:буд\.?|д\.?|№)?\s*(?<house>\d{1,3}\s?[а-гА-Г]?(?:\/\d{1,3})?)?/u;
const FLAT = /(?<!\p{L})кв(?:артира|\.)?\s*№?\s*(?<flat>\d{1,3})/iu;
const NAME = "[\\p{L}][\\p{L}'’ʼ`-]{2,}";
const NAMED = new RegExp(`(?<!\\p{L})(?:с|сел|смт|пгт|м)\\.\\s?(?<name>${NAME}(?: ${NAME})?)|(?<!\\p{L})(?:село|селі|села|смт|місто|місті|селище|селищі)\\s*:?\\s+(?<other>${NAME}(?: ${NAME})?)`, "giu");
const CAPITAL = new RegExp(`(?<!\\p{L})(?<name>\\p{Lu}[\\p{L}'’ʼ\`-]{3,}(?:[ -]\\p{Lu}[\\p{L}'’ʼ\`-]{2,})?)`, "gu");

/** @typedef {{straight: [string, string][], into: [string, string][]}} Endings */

/**
 * Makes the look-up of places: name in a sentence -> codes.
 * @param {Record<string, string[]>} names code -> all names @param {Endings} endings
 */
export function placeFinder(names, endings) {
  /** @type {Map<string, Set<string>>} */
  const known = new Map();
  for (const [code, all] of Object.entries(names)) {
    for (const name of all) for (const key of [plainName, foldName, kinName].map((make, at) => `${at}${make(name)}`)) {
      if (!known.has(key)) known.set(key, new Set());
      known.get(key).add(code);
    }
  }
  const exact = (name) => {
    for (const [at, make] of [plainName, foldName, kinName].entries()) {
      const codes = known.get(`${at}${make(name)}`);
      if (codes) return [...codes];
    }
    return [];
  };
  return (name) => {
    const straight = exact(name);
    if (straight.length) return straight;
    for (const [bent, whole] of endings.straight) {
      if (!name.toLowerCase().endsWith(bent)) continue;
      const codes = exact(name.slice(0, name.length - bent.length) + whole);
      if (codes.length) return codes;
    }
    return [];
  };
}

/** Reads a paste; `unused` counts the messages that are no request. @param {string} paste @param {(name: string) => string[]} find */
export function readChat(paste, find) {
  const requests = [];
  let unused = 0;
  for (const message of messages(paste)) {
    if (message.text.length > LONGEST_MESSAGE) unused += 1;
    else if (known(message.text, find) >= 2 || ASKS.test(message.text)) requests.push(message);
    else unused += 1;
  }
  return { rows: requests.map((one, number) => rowOf(number + 1, one, find)), unused };
}

/** @param {string} paste */
function messages(paste) {
  /** @type {{sender: string, at: string, text: string}[]} */
  const found = [];
  for (const block of paste.replace(/\r/g, "").split(/\n\s*\n/)) {
    let current = null;
    for (const line of block.split("\n")) {
      const head = HEADS.map((one) => one.exec(line)?.groups).find(Boolean);
      if (head) {
        current = { sender: head.sender ?? "", at: `${head.day.replaceAll("/", ".")} ${head.time}`, text: head.text };
        found.push(current);
      } else if (current) current.text += `\n${line}`;
      else if (line.trim()) found.push((current = { sender: "", at: "", text: line }));
    }
  }
  return found.filter((one) => one.text.trim());
}

/** @param {string} text @param {(name: string) => string[]} find */
function known(text, find) {
  const { numbers, none } = readPhone(text);
  const place = placesIn(text, find).length > 0 || findPositions(text).length > 0;
  return Number(place) + Number(peopleIn(text).length > 0) + Number(numbers.length > 0 || none);
}

/** @param {number} number @param {{sender: string, at: string, text: string}} message @param {(name: string) => string[]} find */
function rowOf(number, message, find) {
  const { text } = message;
  const phones = readPhone(text);
  const [position] = findPositions(text);
  const people = peopleIn(text);
  const places = placesIn(text, find);
  const street = STREET.exec(text)?.groups;
  const values = {
    ...(people.length === 1 ? { people: String(people[0]) } : {}),
    ...oneCount("stretchers", MOVES.stretchers, text, PLURAL),
    ...oneCount("wheelchairs", MOVES.wheelchairs, text, null),
    ...oneCount("pets", PETS, text, null),
    ...floors(text),
    ...(URGENT.test(text) && !CALM.test(text) ? { priority: "urgent" } : {}),
    ...(message.at ? { received_at: message.at } : {}),
    ...(street ? { street: street.street, ...(street.house ? { house: street.house.trim() } : {}) } : {}),
    ...(FLAT.exec(text)?.groups ?? {}),
    ...(message.sender ? { told_by: message.sender } : {}),
    note: text.trim(),
  };
  URGENT.lastIndex = 0;
  const faults = people.length === 1 ? [] : [{ field: "people", why: "people" }];
  const pin = position && !position.fault ? [position.lon, position.lat] : null;
  return { number, cells: { chat: [message.sender, message.at, text] }, values, faults, phones, pin, codes: places };
}

/** @param {string} text */
function peopleIn(text) {
  const bare = text.replace(/\+?\d[\d\s()-]{8,}\d/g, " ");
  return [...new Set(PEOPLE.flatMap((pattern) => [...bare.matchAll(pattern)].map((found) => countOf(found.groups.n))))];
}

/** @param {string} field @param {RegExp} pattern @param {string} text @param {RegExp | null} plural */
function oneCount(field, pattern, text, plural) {
  const found = [...text.matchAll(pattern)];
  if (found.length !== 1 || /(?:не|без|немає|нема)\s+$/iu.test(text.slice(0, found[0].index))) return {};
  const { n } = found[0].groups;
  if (!n && plural?.test(found[0][0])) return {};
  return { [field]: String(n ? countOf(n) : 1) };
}

/** @param {string} text */
function floors(text) {
  const found = [...text.matchAll(FLOOR)];
  return found.length === 1 && NO_LIFT.test(text) ? { carry_floors: String(Number(found[0].groups.f)) } : {};
}

/** Gives the codes a text can mean: what stands behind "с." or "село" first, else words with a capital. @param {string} text @param {(name: string) => string[]} find */
function placesIn(text, find) {
  const plain = text.replace(STREET, " ");
  const named = [...plain.matchAll(NAMED)].flatMap((one) => shorter(one.groups.name ?? one.groups.other, find));
  const codes = named.length ? named : [...plain.matchAll(CAPITAL)].flatMap((one) => shorter(one.groups.name, find));
  return [...new Set(codes)];
}

/** @param {string} name @param {(name: string) => string[]} find */
function shorter(name, find) {
  const whole = find(name);
  return whole.length || !name.includes(" ") ? whole : name.split(" ").flatMap((one) => (one.length > 3 ? find(one) : []));
}

/** @param {string} text */
function countOf(text) {
  return NUMBERS[text.toLowerCase().replace("’", "'")] ?? Number(text);
}
