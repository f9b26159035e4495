/** Random numbers from a seed, the same on every machine (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One run of real code, which waits before each call until the schedule releases it. */
export class Process {
  readonly name: string;
  readonly #waiting: { readonly call: string; readonly go: () => void }[] = [];
  #state: 'running' | 'ended' | 'crashed' = 'running';
  #error: unknown;

  constructor(name: string, body: (process: Process) => Promise<void>) {
    this.name = name;
    body(this).then(
      () => this.#end(),
      (error: unknown) => {
        this.#error = error;
        this.#end();
      },
    );
  }

  /** Every call of these ports waits for the schedule; after a crash no call returns. */
  gate<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) =>
          new Promise((resolve, reject) => {
            const go = () => {
              // the call is atomic; only its answer can get lost
              Promise.resolve(Reflect.apply(method, target, args)).then(
                (value) => this.#state === 'crashed' || resolve(value),
                (error: unknown) => this.#state === 'crashed' || reject(error),
              );
            };
            this.#waiting.push({ call: String(property), go });
          });
      },
    });
  }

  get ended(): boolean {
    return this.#state !== 'running';
  }

  get error(): unknown {
    return this.#error;
  }

  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  /** Releases one waiting call, and runs to the next. */
  async step(random: () => number): Promise<string> {
    const [next] = this.#waiting.splice(Math.floor(random() * this.#waiting.length), 1);
    next?.go();
    await idle();
    return `${this.name}: ${next?.call}`;
  }

  /** Ends the process between two calls; some of the waiting calls still take effect. */
  async crash(random: () => number): Promise<void> {
    this.#state = 'crashed';
    for (const { go } of this.#waiting.splice(0)) if (random() < 0.5) go();
    await idle();
  }

  #end(): void {
    if (this.#state === 'running') this.#state = 'ended';
  }
}

/** Waits until all code has run that needs no further call. */
export function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
