// The one IndexedDB of the app: its stores, and changes that are on the disk before they answer.

const NAME = "openevac-crew";
const VERSION = 1;

/**
 * Every store has keys of its own beside its values. What lies here is readable in an image of the phone: no person.
 * People pages have a database of their own (store/people.js), so that dropping them cannot touch the way.
 */
const STORES = {
  device: "who this phone is, and its signing keys (keys/signing.js)",
  ops: "operations, ours and heard, with what the base answered (store/outbox.js)",
  marks: "counters and clock, which never go back (store/outbox.js)",
  missions: "what the base sent of a mission: codes, places, times; no person",
  witness: "the newest checkpoint of the ledger (sync/witness.js)",
  settings: "what people chose on this phone",
};

/** @typedef {keyof typeof STORES} Store */

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** Gives the open database. @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const name of Object.keys(STORES)) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name);
      }
      // Only rows that have this property stand in the index: what the base has not answered yet.
      /** @type {IDBTransaction} */ (request.transaction).objectStore("ops").createIndex("waits", "waits");
    };
    request.onsuccess = () => {
      // A newer page of the app may need newer stores; and a browser may close the database by itself.
      request.result.onversionchange = () => leave(request.result);
      request.result.onclose = () => leave(request.result);
      resolve(request.result);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error);
    };
  });
  return opened;
}

/** @param {IDBDatabase} database */
function leave(database) {
  database.close();
  opened = null;
}

/**
 * Turns one request of a transaction into a promise.
 * @template T @param {IDBRequest<T>} request @returns {Promise<T>}
 */
export const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Does some work in one transaction: all of it happens or nothing. It resolves when the change is on the disk.
 *
 * The work may wait for its own requests (`asked`) and for nothing else: a transaction ends when nothing is asked of
 * it. Two tabs that change one store do so one after the other.
 * @template T
 * @param {Store[]} names @param {"readonly" | "readwrite"} mode
 * @param {(store: (name: Store) => IDBObjectStore) => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function within(names, mode, work) {
  const transaction = (await open()).transaction(names, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    /** @type {{value: T} | null} */
    let done = null;
    /** @type {unknown} */
    let fault = null;
    transaction.oncomplete = () => (done ? resolve(done.value) : reject(new Error("work outlived its transaction")));
    transaction.onabort = () => reject(fault ?? transaction.error);
    new Promise((given) => given(work((name) => transaction.objectStore(name)))).then(
      (value) => {
        done = { value };
      },
      (told) => {
        fault = told;
        // A request that failed has ended the transaction already.
        if (transaction.error === null) transaction.abort();
      },
    );
  });
}

/** Gives one value, or undefined. @param {Store} name @param {IDBValidKey} key @returns {Promise<any>} */
export const read = (name, key) => within([name], "readonly", (store) => asked(store(name).get(key)));

/**
 * Gives all values, or those of a range of keys.
 * @param {Store} name @param {IDBKeyRange} [range] @returns {Promise<any[]>}
 */
export const readAll = (name, range) => within([name], "readonly", (store) => asked(store(name).getAll(range)));

/** Writes one value. @param {Store} name @param {IDBValidKey} key @param {unknown} value @returns {Promise<void>} */
export const write = (name, key, value) =>
  within([name], "readwrite", (store) => asked(store(name).put(value, key)).then(() => {}));

/**
 * Removes one value, or a range. The disk may still hold it: what must not be found is sealed before it comes here.
 * @param {Store} name @param {IDBValidKey | IDBKeyRange} key @returns {Promise<void>} */
export const remove = (name, key) => within([name], "readwrite", (store) => asked(store(name).delete(key)));

/** Asks the browser not to clear this storage when its disk is full; tells whether it will keep it. */
export const keepForGood = () => navigator.storage.persist();
