// The sound of an alarm, made here: no file is loaded and no other program is asked. It lives as long as the tab.

const PATTERNS = {
  amber: { every: 4000, tones: [[660, 0, 0.18], [660, 0.28, 0.18]] },
  red: { every: 2000, tones: [[740, 0, 0.16], [932, 0.2, 0.16], [1175, 0.4, 0.3]] },
  no_answer: { every: 1600, tones: [[932, 0, 0.2], [622, 0.24, 0.2], [932, 0.48, 0.2], [622, 0.72, 0.3]] },
  blind: { every: 5000, tones: [[220, 0, 0.5], [185, 0.6, 0.7]] },
};
const KEPT = "openevac-sound";
const LOUD = 0.35;

class AlarmSound extends EventTarget {
  /** @type {AudioContext | null} */
  #context = null;
  #level = "not_due";
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #wanted = sessionStorage.getItem(KEPT) === "on";

  /** Whether somebody turned it on in this tab. */
  get wanted() {
    return this.#wanted;
  }

  /** Whether this browser lets it ring now. */
  get rings() {
    return this.#wanted && this.#context?.state === "running";
  }

  get level() {
    return this.#level;
  }

  /** Called by a click: browsers ring only after one. */
  async turnOn() {
    this.#wanted = true;
    sessionStorage.setItem(KEPT, "on");
    await this.wake();
  }

  turnOff() {
    this.#wanted = false;
    sessionStorage.removeItem(KEPT);
    this.#context?.suspend();
    this.#changed();
  }

  /** Rings on with the click that was given before in this tab; a page that was loaded anew waits for one touch. */
  async wake() {
    if (!this.#wanted) return;
    if (navigator.userActivation && !navigator.userActivation.hasBeenActive) {
      this.#changed();
      return;
    }
    try {
      this.#context ??= new AudioContext();
      // A browser that wants a click first leaves this open for ever: it is not waited for.
      this.#context.resume().then(() => this.#changed(), () => {});
      await new Promise((done) => setTimeout(done, 150));
    } catch {
      this.#context = null;
    }
    this.#changed();
  }

  /** @param {string} level */
  ring(level) {
    if (level === this.#level) return;
    this.#level = level;
    clearInterval(this.#timer);
    const pattern = PATTERNS[/** @type {keyof typeof PATTERNS} */ (level)];
    if (pattern) {
      this.play(level);
      this.#timer = setInterval(() => this.play(level), pattern.every);
    }
    this.#changed();
  }

  /** @param {string} level */
  play(level) {
    const context = this.#context;
    if (!context || !this.rings) return;
    for (const [hertz, after, length] of PATTERNS[/** @type {keyof typeof PATTERNS} */ (level)].tones) {
      const from = context.currentTime + after;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.type = "triangle";
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.0001, from);
      volume.gain.exponentialRampToValueAtTime(LOUD, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + length);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + length + 0.05);
    }
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** One for the tab: pages come and go in it, the sound stays. */
export const sound = new AlarmSound();
