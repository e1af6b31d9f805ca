// Sends random bytes over lossy screens, many times: {"seed", "trials", "most_bytes", "lost"} in, what happened out.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const at = (name) => import(pathToFileURL(join(process.argv[2], "sync", name)).href);
const { cut, gathering } = await at("frames.js");
const { fromBase45, toBase45 } = await at("base45.js");
const { crc32 } = await at("crc32.js");
let read = "";
for await (const part of process.stdin.setEncoding("utf8")) read += part;
const asked = JSON.parse(read);
let state = asked.seed >>> 0;
const draw = () => {
  state = (state + 0x9e3779b9) >>> 0;
  let value = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return ((value ^ (value >>> 15)) >>> 0) / 2 ** 32;
};
const bytesOf = (length) => Uint8Array.from({ length }, () => Math.floor(draw() * 256));
const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

async function readAll(sending, { from = 0, lost = asked.lost, shuffled = false, spoil = (text) => text }) {
  const reader = gathering();
  const shown = Math.ceil(((sending.count + 30) / (1 - lost)) * 1.5) + 60;
  const order = Array.from({ length: shown }, (_, place) => from + place);
  if (shuffled) order.sort(() => draw() - 0.5);
  let seen = 0;
  for (const index of order) {
    if (draw() < lost) continue;
    seen += 1;
    const answer = await reader.take(spoil(sending.frame(index)));
    if (answer.is === "whole") return { bytes: answer.bytes, seen };
  }
  return { bytes: null, seen };
}

const trials = {
  async lossy() {
    const told = { whole: 0, worst_over: 0, over: 0 };
    for (let trial = 0; trial < asked.trials; trial += 1) {
      const bytes = bytesOf(1 + Math.floor(draw() * asked.most_bytes));
      const sending = await cut(bytes);
      const joined = trial % 3 === 1 ? Math.floor(draw() * sending.count * 3) : trial % 7 === 0 ? 2 ** 31 : 0;
      const got = await readAll(sending, { from: joined, shuffled: trial % 3 === 2 });
      if (got.bytes && same(got.bytes, bytes)) told.whole += 1;
      told.over += (got.seen - sending.count) / asked.trials;
      told.worst_over = Math.max(told.worst_over, got.seen - sending.count);
    }
    return told;
  },
  async flipped() {
    const told = { broken: 0, other: 0 };
    const sending = await cut(bytesOf(3000));
    for (let trial = 0; trial < asked.trials; trial += 1) {
      const reader = gathering();
      const raw = fromBase45(sending.frame(trial % 40));
      raw[Math.floor(draw() * raw.length)] ^= 1 << Math.floor(draw() * 8);
      const { is } = await reader.take(toBase45(raw));
      told[is] = (told[is] ?? 0) + 1;
    }
    return told;
  },
  async nonsense() {
    const told = {};
    const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:Їé\u0000";
    for (let trial = 0; trial < asked.trials; trial += 1) {
      const length = Math.floor(draw() * 650);
      const text = Array.from({ length }, () => signs[Math.floor(draw() * signs.length)]).join("");
      const { is } = await gathering().take(text);
      told[is] = (told[is] ?? 0) + 1;
    }
    return told;
  },
  async mixed() {
    const [ours, theirs] = [await cut(bytesOf(9000)), await cut(bytesOf(9000))];
    const reader = gathering();
    const told = {};
    for (let index = 0; ; index += 1) {
      for (const sending of [ours, theirs]) {
        const answer = await reader.take(sending.frame(index));
        told[answer.is] = (told[answer.is] ?? 0) + 1;
        if (answer.is === "whole") return { ...told, same: same(answer.bytes.slice(0, 8), await firstOf(ours)) };
      }
    }
  },
  async forged() {
    const sending = await cut(bytesOf(4000));
    const reader = gathering();
    const answers = [];
    for (let index = 0; index < sending.count; index += 1) {
      const raw = fromBase45(sending.frame(index));
      if (index === 2) {
        raw[40] ^= 1;
        new DataView(raw.buffer).setUint32(raw.length - 4, crc32(raw.subarray(0, raw.length - 4)));
      }
      answers.push((await reader.take(toBase45(raw))).is);
    }
    const again = [];
    for (let index = 0; index < sending.count; index += 1) again.push((await reader.take(sending.frame(index))).is);
    return { first: answers.at(-1), again: again.at(-1) };
  },
  async letters() {
    const longest = await cut(bytesOf(376 * 3));
    return longest.frame(7).length;
  },
};

async function firstOf(sending) {
  return fromBase45(sending.frame(0)).slice(19, 27);
}

process.stdout.write(JSON.stringify(await trials[asked.do]()));
