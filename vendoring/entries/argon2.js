// Stretching of passphrases; its WebAssembly lies inside, so it runs only where the page allows that.
export { argon2id } from "hash-wasm";
