import type { DeployedFunctionName } from './function-sizes.ts';
import type { PortraitFunction } from './portrait-function.ts';

/** The functions of a stack, by name. */
export class DeployedFunctions {
  readonly #functions: ReadonlyMap<DeployedFunctionName, PortraitFunction>;

  constructor(functions: Iterable<readonly [DeployedFunctionName, PortraitFunction]>) {
    this.#functions = new Map(functions);
  }

  /** Throws if the stack's settings leave the function out. */
  get(name: DeployedFunctionName): PortraitFunction {
    const found = this.#functions.get(name);
    if (found === undefined) throw new TypeError(`The stack has no function ${name}`);
    return found;
  }

  [Symbol.iterator](): IterableIterator<[DeployedFunctionName, PortraitFunction]> {
    return this.#functions.entries();
  }
}
