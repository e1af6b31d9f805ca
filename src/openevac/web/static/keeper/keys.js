// A person's own key, the keys of roles and the tag key: the twin of openevac/vault/keys.py and tags.py.

import { Decrypter, chacha20poly1305, identityToRecipient } from "../vendor/age.js";
import { text, utf8 } from "./bytes.js";
import { Refusal } from "./refusal.js";
import { stretch } from "./stretching.js";

const PERSONAL_MAGIC = "OEVPKEY1";
const COST_BYTES = 6;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const HEAD_BYTES = PERSONAL_MAGIC.length + COST_BYTES + SALT_BYTES + NONCE_BYTES;
const TAG_KEY_MAGIC = "OEVTAGK1";
const TAG_KEY_BYTES = 32;
const KEY_FILE_HEAD = "openevac-key-file/1";

/** Opens what was sealed to one identity. @param {Uint8Array} sealed @param {string} identity */
export async function openSealed(sealed, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(sealed);
  } catch {
    throw new Refusal("changed_or_not_ours");
  }
}

/** Opens a person's key with their passphrase. @param {Uint8Array} sealed @param {string} passphrase */
export async function openPersonalKey(sealed, passphrase) {
  if (sealed.length <= HEAD_BYTES || !startsWith(sealed, PERSONAL_MAGIC)) throw new Refusal("spoiled_key");
  const head = sealed.slice(0, HEAD_BYTES);
  const view = new DataView(head.buffer, PERSONAL_MAGIC.length);
  const cost = { memoryKib: view.getUint32(0), passes: view.getUint8(4), lanes: view.getUint8(5) };
  const saltAt = PERSONAL_MAGIC.length + COST_BYTES;
  const stretched = await stretch(passphrase, head.slice(saltAt, saltAt + SALT_BYTES), cost);
  try {
    return text(chacha20poly1305(stretched, head.slice(-NONCE_BYTES), head).decrypt(sealed.slice(HEAD_BYTES)));
  } catch {
    throw new Refusal("wrong_passphrase");
  } finally {
    stretched.fill(0);
  }
}

/**
 * Opens the wrap of a role's key; refuses one that is filed under another role or epoch.
 * @param {Uint8Array} wrap @param {string} identity @param {string} role @param {number} epoch
 */
export async function openRoleKey(wrap, identity, role, epoch) {
  let inside;
  try {
    inside = JSON.parse(text(await openSealed(wrap, identity)));
  } catch (fault) {
    throw fault instanceof Refusal ? fault : new Refusal("spoiled_key");
  }
  if (inside?.v !== 1 || inside.role !== role || inside.epoch !== epoch) throw new Refusal("spoiled_key");
  await identityToRecipient(inside.identity);
  return { role, epoch, identity: inside.identity };
}

/** Opens a wrapped tag key. @param {Uint8Array} wrap @param {string} identity */
export async function openTagKey(wrap, identity) {
  const inside = await openSealed(wrap, identity);
  if (!startsWith(inside, TAG_KEY_MAGIC) || inside.length !== TAG_KEY_MAGIC.length + TAG_KEY_BYTES) {
    throw new Refusal("spoiled_key");
  }
  return inside.slice(TAG_KEY_MAGIC.length);
}

/** Reads the secret of a key file, which stands for a passphrase. @param {string} content */
export function secretOfKeyFile(content) {
  const lines = content.split(/\s+/).filter(Boolean);
  if (lines.length !== 2 || lines[0] !== KEY_FILE_HEAD || lines[1].length !== 64) throw new Refusal("no_key_file");
  return lines[1];
}

/** @param {Uint8Array} bytes @param {string} magic */
function startsWith(bytes, magic) {
  return utf8(magic).every((byte, at) => bytes[at] === byte);
}
