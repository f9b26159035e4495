/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A setting is missing or invalid. The message names the variable and never contains its value, which may be secret.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A secret's text from the environment, or the ARN of the secret in Secrets Manager. */
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

interface ListChoice {
  readonly fallback: readonly string[];
  readonly choices?: readonly string[];
}

/** Reads typed settings from environment variables. An empty variable counts as not set. Throws `ConfigError`. */
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
    if (value === undefined) throw new ConfigError(`${name} is required but not set`);
    return value;
  }

  /** A secret of at least 32 characters in `name`, or the ARN of one in Secrets Manager in `{name}_ARN`. */
  secret(name: string): SecretSource {
    const arn = this.optional(`${name}_ARN`);
    if (arn !== undefined) {
      if (this.optional(name) !== undefined)
        throw new ConfigError(`${name} and ${name}_ARN are mutually exclusive; set only one of them`);
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
    if (!/^[1-9]\d{0,9}$/.test(value)) throw new ConfigError(`${name} must be an integer from 1 to 9999999999`);
    return Number(value);
  }

  /** An http or https URL, without a trailing slash. */
  url(name: string, fallback?: string): string {
    const value = this.text(name, fallback);
    if (!/^https?:\/\//i.test(value) || !URL.canParse(value))
      throw new ConfigError(`${name} must be an http or https URL`);
    return value.replace(/\/+$/, '');
  }

  /** A list separated by commas: `fallback` if it is not set; each value is one of `choices`, if there are any. */
  list(name: string, { fallback, choices }: ListChoice): readonly string[] {
    const value = this.optional(name);
    const words =
      value === undefined
        ? fallback
        : value
            .split(',')
            .map((word) => word.trim())
            .filter((word) => word !== '');
    if (words.length === 0) throw new ConfigError(`${name} must list at least one value`);
    const odd = choices && words.find((word) => !choices.includes(word));
    if (odd !== undefined)
      throw new ConfigError(`${name} lists an unknown value; known values are ${choices?.join(', ')}`);
    return words;
  }
}
