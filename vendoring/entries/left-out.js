// Stands in for the kinds of keys age knows beside X25519, which nobody here has: half of its weight.
const leftOut = () => {
  throw new Error("this build of age knows X25519 only");
};
const scheme = { keygen: leftOut, getPublicKey: leftOut, encapsulate: leftOut, decapsulate: leftOut };
export const MLKEM768P256 = scheme;
export const MLKEM768X25519 = scheme;
export const scrypt = leftOut;
export const p256 = { Point: { fromBytes: leftOut } };
