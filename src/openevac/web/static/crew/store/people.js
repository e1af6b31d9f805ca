// Rows about people pages: sealed stops, tries, the phone's own clock. A database of its own, so that dropping people
// pages cannot touch the way. Nothing here can be read without the slot; deleting a row erases nothing from a disk.

const NAME = "openevac-crew-people";
const VERSION = 1;
/** Sealed people parts by row id. */
const STOPS = "stops";
/** Mission and code of stops that were closed: a pack that is sent again does not bring them back. */
const CLOSED = "closed";
/** Single rows: `tries` (wrong PINs), `clock` (the phone's own time), `way` (chip or words). */
const SINGLE = "single";

/**
 * @typedef {{row: string, stop: string, sealed: Uint8Array, wrap: Uint8Array}} StopRow
 * `row` is 32 hexadecimal digits drawn anew whenever the wrap changes, so that a row is never changed, only replaced
 * @typedef {"tries" | "clock" | "way"} Single
 */

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(STOPS, { keyPath: "row" });
      asked.result.createObjectStore(CLOSED);
      asked.result.createObjectStore(SINGLE);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => {
      opening = null;
      reject(asked.error);
    };
  });
  return opening;
}

/**
 * Does something in one transaction that stands on the disk when this resolves.
 * @param {string[]} stores @param {(transaction: IDBTransaction) => void} doing
 */
async function written(stores, doing) {
  const transaction = (await database()).transaction(stores, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error);
  });
  doing(transaction);
  await done;
}

/** @param {string} store @param {(store: IDBObjectStore) => IDBRequest} asking @returns {Promise<any>} */
async function read(store, asking) {
  const asked = asking((await database()).transaction(store).objectStore(store));
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export const people = {
  /** @returns {Promise<StopRow[]>} */
  stops: () => read(STOPS, (store) => store.getAll()),
  /** @param {StopRow[]} rows */
  addStops: (rows) =>
    written([STOPS], (transaction) => {
      for (const row of rows) transaction.objectStore(STOPS).put(row);
    }),
  /** @param {string[]} rows ids of rows nobody can open any more */
  removeStops: (rows) =>
    written([STOPS], (transaction) => {
      for (const row of rows) transaction.objectStore(STOPS).delete(row);
    }),
  /** @param {string} mission @returns {Promise<Set<string>>} codes of stops */
  closed: async (mission) => {
    const keys = await read(CLOSED, (store) => store.getAllKeys());
    return new Set(keys.filter(([of]) => of === mission).map(([, stop]) => stop));
  },
  /** @param {string} mission @param {string} stop */
  markClosed: (mission, stop) =>
    written([CLOSED], (transaction) => transaction.objectStore(CLOSED).put(true, [mission, stop])),
  /** @param {Single} name @returns {Promise<any>} */
  single: (name) => read(SINGLE, (store) => store.get(name)),
  /** @param {Single} name @param {unknown} value */
  setSingle: (name, value) => written([SINGLE], (transaction) => transaction.objectStore(SINGLE).put(value, name)),
  /** Forgets every stop and which were closed. What opens them has to be gone already. */
  forgetMission: () =>
    written([STOPS, CLOSED], (transaction) => {
      transaction.objectStore(STOPS).clear();
      transaction.objectStore(CLOSED).clear();
    }),
};
