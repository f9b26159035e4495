export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is missing or makes no sense; the message names it and never shows its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A secret as it stands in the environment, or where it is kept. */
export type SecretSource = { readonly text: string } | { readonly arn: string };

/** What the documents say of a variable. */
export interface VariableEntry {
  /** The value if the variable is not set, in Markdown; a dash if there is none. */
  readonly default: string;
  /** What it sets, in Markdown. */
  readonly meaning: string;
  /** Whether a deployment can be given it by `-c NAME=value`. */
  readonly deploys?: true;
}

/** The variables that a room reads, each with its entry for the documents. */
export type VariableTable = Readonly<Record<string, VariableEntry>>;

/** Environment variables, each read as what it has to be. An empty one counts as not set. */
export class Variables {
  readonly #environment: Environment;
  readonly #names: ReadonlySet<string> | undefined;

  constructor(environment: Environment, names?: ReadonlySet<string>) {
    this.#environment = environment;
    this.#names = names;
  }

  /** The same environment, of which only these variables can be read; reading any other throws a TypeError. */
  only(names: readonly string[]): Variables {
    return new Variables(this.#environment, new Set(names));
  }

  optional(name: string): string | undefined {
    if (this.#names?.has(name) === false)
      throw new TypeError(`The variable ${name} is not listed by the part that reads it`);
    return this.#environment[name]?.trim() || undefined;
  }

  text(name: string, fallback?: string): string {
    const value = this.optional(name) ?? fallback;
    if (value === undefined) throw new ConfigError(`${name} is not set`);
    return value;
  }

  /** A secret of at least 32 characters, or under the same name with `_ARN` the one in Secrets Manager that holds it. */
  secret(name: string): SecretSource {
    const arn = this.optional(`${name}_ARN`);
    if (arn !== undefined) {
      if (this.optional(name) !== undefined) throw new ConfigError(`${name} and ${name}_ARN exclude each other`);
      return { arn };
    }
    const text = this.text(name);
    if (text.length < 32) throw new ConfigError(`${name} must have at least 32 characters`);
    return { text };
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name, fallback);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new ConfigError(`${name} must be one of ${choices.join(', ')}`);
    return found;
  }

  flag(name: string, fallback: boolean): boolean {
    return this.choice(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  count(name: string, fallback: number): number {
    const value = this.text(name, String(fallback));
    if (!/^[1-9]\d{0,9}$/.test(value)) throw new ConfigError(`${name} must be a whole number above zero`);
    return Number(value);
  }

  /** An http or https URL, without a trailing slash. */
  url(name: string, fallback?: string): string {
    const value = this.text(name, fallback);
    if (!/^https?:\/\//i.test(value) || !URL.canParse(value))
      throw new ConfigError(`${name} must be an http or https URL`);
    return value.replace(/\/+$/, '');
  }

  list(name: string, fallback: readonly string[], choices?: readonly string[]): readonly string[] {
    const value = this.optional(name);
    const words =
      value === undefined
        ? fallback
        : value
            .split(',')
            .map((word) => word.trim())
            .filter((word) => word !== '');
    if (words.length === 0) throw new ConfigError(`${name} lists nothing`);
    const odd = choices && words.find((word) => !choices.includes(word));
    if (odd !== undefined) throw new ConfigError(`${name} may list ${choices?.join(', ')}`);
    return words;
  }
}
