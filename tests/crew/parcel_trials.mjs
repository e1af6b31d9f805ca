// Packs the ops it is given and unpacks them again; then gives the unpacker what is no parcel.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";

const at = (name) => import(pathToFileURL(join(process.argv[2], "sync", name)).href);
const { packOps, unpackOps } = await at("parcel.js");
const { cut } = await at("frames.js");
let read = "";
for await (const part of process.stdin.setEncoding("utf8")) read += part;
const { ops } = JSON.parse(read);
const named = (asked) => asked.then(() => "taken", (fault) => fault.constructor.name);
const packed = await packOps(ops);
const again = await packOps([...ops].reverse());
const words = (text) => {
  const deflated = deflateRawSync(text);
  return Uint8Array.from([1, 0, 0, ...deflated]);
};
const short = packed.slice(0, -9);
const flipped = packed.slice();
flipped[0] = 2;
const refused = [
  new Uint8Array(), Uint8Array.from([1]), Uint8Array.from([1, 255, 255]), short, flipped, words("{}"), words("[1]"),
  words("nonsense"), words(Buffer.from([0xff, 0xfe])), Uint8Array.from([1, 0, 0, 7, 7, 7, 7]),
];
process.stdout.write(
  JSON.stringify({
    ops: await unpackOps(packed),
    bytes: packed.length,
    pictures: (await cut(packed)).count,
    same_bytes: Buffer.compare(Buffer.from(packed), Buffer.from(again)) === 0,
    refused: await Promise.all(refused.map((bytes) => named(unpackOps(bytes)))),
    bomb: await named(unpackOps(words(Buffer.alloc(64 * 1024 * 1024, 32)))),
    unsigned: await named(packOps([{ ...ops[0], signature: "AAAA" }])),
  }),
);
