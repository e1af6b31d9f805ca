// A row that was read into what is sent of it: planning fields, tags, sealed bytes. The twin of cli/client/household.py.

import { keeper } from "../keeper/connection.js";

const PLAIN = ["people", "walks_with_help", "wheelchairs", "stretchers", "over_100_kg", "needs_care", "carry_floors", "belongings_kg", "bulky", "pets", "priority", "received_at"];

/** Gives what makes a row the same row again, wherever it stands. @param {any} row */
export function wordsOfRow(row) {
  const cells = Object.entries(row.cells).sort(([one], [other]) => (one < other ? -1 : 1));
  return cells.map(([name, texts]) => `${name}=${texts.join("|")}`).join("\n");
}

/** Seals a row and gives the fields of its form. @param {any} row @param {string} told @param {{lon: number, lat: number} | null} rough */
export async function pastedForm(row, told, rough) {
  const { values, phones } = row;
  const alone = Number(values.people) === 1;
  const numbered = /\d/.test(values.house ?? "");
  const plain = Object.fromEntries(PLAIN.filter((name) => values[name]).map((name) => [name, values[name]]));
  const tags = await Promise.all(phones.numbers.map((one) => keeper.phoneTag(one)));
  const house = row.code && values.street && numbered ? await keeper.houseTag(row.code, values.street, values.house, values.flat ?? "") : "";
  const person = alone && (values.name || values.health) ? await keeper.seal("evacuee", some({ name: values.name, health: values.health })) : "";
  const mobility = values.stretchers ? "lying" : values.wheelchairs ? "wheelchair" : values.walks_with_help ? "walks_with_help" : "walks";
  return {
    ...plain,
    number: String(row.number),
    key: await keeper.rowTag(told),
    command_id: crypto.randomUUID(),
    katottg: row.code ?? "",
    ...(rough ? { lon: String(rough.lon), lat: String(rough.lat) } : {}),
    phone_tags: tags.join(" "),
    ...(phones.numbers.length ? {} : { no_phone: "true" }),
    house_tag: house,
    household_sealed: await sealed(row, alone),
    people_sealed: person ? JSON.stringify([{ mobility, sealed: JSON.parse(person) }]) : "",
    channel: "chat" in row.cells ? "chat" : "sheet",
  };
}

/** Seals the household; the name of one among several belongs to nobody certain: it goes into the note. @param {any} row @param {boolean} alone */
async function sealed(row, alone) {
  const { values, phones, pin } = row;
  const notes = [values.note, values.address, alone ? "" : values.health, !alone && values.told_by ? values.name : ""];
  const record = {
    ...some({ asker: values.told_by || (alone ? "" : values.name), street: values.street, house: values.house, flat: values.flat, note: notes.filter(Boolean).join("\n").slice(0, 4000) }),
    ...(phones.numbers.length ? { phones: phones.numbers.slice(0, 10) } : {}),
    ...(pin ? { pin } : {}),
  };
  return Object.keys(record).length ? keeper.seal("household", record) : "";
}

/** @param {Record<string, string | undefined>} record */
function some(record) {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value));
}
