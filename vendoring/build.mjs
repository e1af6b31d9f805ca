// Builds each npm library that the pages use into one file of web/static/vendor, with its licence beside it.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/openevac/web/static/vendor");
const libraries = join(here, "node_modules");
const LIBRARIES = ["age", "argon2", "chart", "drawing", "htmx", "map", "qr", "square-maker"];
const WEIGHTS = ["400", "600", "700"];
const SUBSETS = { cyrillic: "U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116", latin: "U+0000-00FF, U+0131, U+2000-206F, U+20AC, U+2122, U+2190-2193, U+2212" };

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: LIBRARIES.map((name) => join(here, "entries", `${name}.js`)),
  outdir: out,
  bundle: true,
  format: "esm",
  minify: true,
  legalComments: "linked",
  target: ["es2022"],
  logLevel: "warning",
  alias: {
    "@noble/post-quantum/hybrid.js": join(here, "entries/left-out.js"),
    "@noble/curves/nist.js": join(here, "entries/left-out.js"),
    "@noble/hashes/scrypt.js": join(here, "entries/left-out.js"),
  },
});
await copyFile(join(libraries, "maplibre-gl/dist/maplibre-gl-worker.mjs"), join(out, "map-worker.js"));
await copyFile(join(libraries, "maplibre-gl/dist/maplibre-gl.css"), join(out, "map.css"));
await copyFile(join(libraries, "uplot/dist/uPlot.min.css"), join(out, "chart.css"));

const faces = [];
for (const [subset, range] of Object.entries(SUBSETS)) {
  for (const weight of WEIGHTS) {
    const file = `noto-sans-${subset}-${weight}-normal.woff2`;
    await copyFile(join(libraries, "@fontsource/noto-sans/files", file), join(out, file));
    faces.push(
      `@font-face{font-family:"Noto Sans";font-style:normal;font-weight:${weight};font-display:swap;` +
        `src:url(${file}) format("woff2");unicode-range:${range}}`,
    );
  }
}
await writeFile(join(out, "fonts.css"), faces.join("\n"));
const lock = JSON.parse(await readFile(join(here, "package-lock.json"), "utf8"));
const listed = Object.entries(lock.packages)
  .filter(([path, one]) => path && !one.dev)
  .map(([path, one]) => `${path.replace(/^.*node_modules\//, "")} ${one.version} ${one.license}`);
await writeFile(join(out, "LIBRARIES.txt"), `${[...new Set(listed)].sort().join("\n")}\n`);
