// A phone that begins anew: to the base it is a stranger, and after a PIN under force nothing of a mission lies on it.

import { DEVICE } from "../keys/signing.js";
import { asked, within } from "../store/database.js";
import { newToken } from "./enrol.js";

/**
 * Forgets every mission in one stroke: way, sealed people, what was recorded and heard, what was opened; and the token,
 * in whose place stands another one that opens nothing. So the base sends nothing here, and no row says that somebody
 * asked for that: it is what a phone has that was let in once and is known no more. A new square brings all of it back
 * that the base has.
 */
export const forgetMissions = () =>
  within(["device", "missions", "ops", "marks", "settings"], "readwrite", async (store) => {
    for (const name of /** @type {const} */ (["missions", "ops", "marks"])) store(name).clear();
    store("settings").delete(IDBKeyRange.bound([""], [[]]));
    await strange(store("device"));
  });

/** Throws the token away, so that a PIN chosen anew cannot ask the base for anything before the base lets it in. */
export const forgetToken = () => within(["device"], "readwrite", (store) => strange(store("device")));

/** @param {IDBObjectStore} devices */
async function strange(devices) {
  const own = await asked(devices.get(DEVICE));
  if (own) devices.put({ ...own, token: newToken() }, DEVICE);
}
