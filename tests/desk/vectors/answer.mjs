// Answers questions about the keeper's modules: [{"do": name, "given": [...]}] on standard input, answers on output.
// Bytes go in and out as base64 under {"bytes": "..."}.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const modules = ["stretching", "keys", "records", "identities", "pins", "spelling", "tags", "phones", "bytes"];
const known = Object.assign(
  {}, ...(await Promise.all(modules.map((name) => import(pathToFileURL(join(folder, `${name}.js`)).href)))),
);
const inside = (value) => {
  if (value && typeof value === "object" && "bytes" in value) return Uint8Array.from(Buffer.from(value.bytes, "base64"));
  return value;
};
const outside = (value) => {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(outside);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, outside(v)]));
  return value;
};
let read = "";
for await (const part of process.stdin.setEncoding("utf8")) read += part;
const answers = [];
for (const { do: name, given } of JSON.parse(read)) {
  try {
    const asked = known[name];
    const answer = typeof asked === "function" ? await asked(...given.map(inside)) : asked;
    answers.push({ answer: outside(answer) });
  } catch (fault) {
    answers.push({ reason: fault.reason ?? `${fault}` });
  }
}
process.stdout.write(JSON.stringify(answers));
