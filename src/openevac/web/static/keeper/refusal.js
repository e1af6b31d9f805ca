// Why the keeper does not do something: a word that pages turn into a sentence. Never what was typed or opened.

export class Refusal extends Error {
  /** @param {string} reason @param {Record<string, unknown>} [facts] */
  constructor(reason, facts = {}) {
    super(reason);
    this.reason = reason;
    this.facts = facts;
  }
}
