// What the keeper of keys uses of age: X25519 identities, sealing and opening.
export { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
export { chacha20poly1305 } from "@noble/ciphers/chacha.js";
