// Lets the phone's witness judge rounds: [{memory, answer, at_s}] in; what it found, line by line, out.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const at = (name) => import(pathToFileURL(join(process.argv[2], "sync", name)).href);
const { look, newMemory } = await at("witness.js");
const { witnessOnce } = await at("witnessing.js");
const { COSIGNATURE, keyOf, keyText, openCheckpoint, parseKey } = await at("note.js");
let read = "";
for await (const part of process.stdin.setEncoding("utf8")) read += part;
const asked = JSON.parse(read);
const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
const sign = async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, bytes));
const phone = { witness: asked.witness, publicKey, sign };

async function rounds() {
  const told = [];
  for (const { seen, answer, at_s } of asked.rounds) {
    const memory = { ...newMemory(asked.log), checkpoint: seen };
    const found = await look(memory, answer, { ...phone, at_s });
    told.push({ is: found.is, line: found.line ?? "", proofs: found.memory.proofs, checkpoint: found.memory.checkpoint });
  }
  return told;
}

async function notes() {
  const key = await parseKey(asked.log);
  return Promise.all(asked.notes.map((note) => openCheckpoint(note, key).then((one) => one.size, (fault) => fault.constructor.name)));
}

async function steps() {
  const done = [];
  let kept = newMemory(asked.log);
  const answers = [...asked.answers];
  const ask = async (method, path, body) => {
    done.push(`${method} ${path}`);
    return method === "GET" ? answers.shift() : { status: 200, json: { new: Boolean(body.line) } };
  };
  const keep = async (memory) => {
    done.push(`keep ${memory.checkpoint.split("\n")[1]} proofs ${memory.proofs.length}`);
    kept = memory;
  };
  for (const _ of asked.answers) {
    done.push((await witnessOnce({ read: async () => kept, keep, ask, phone, now_ms: () => 1763000000999 })).is);
  }
  return done;
}

const given = await { rounds, notes, steps }[asked.do]();
process.stdout.write(JSON.stringify({ given, key: keyText(await keyOf(asked.witness, COSIGNATURE, publicKey)) }));
