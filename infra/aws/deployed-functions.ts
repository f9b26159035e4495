import type { Construct } from 'constructs';
import { variablesOf } from './function-parts.ts';
import { type DeployedFunctionName, functionSizes } from './function-sizes.ts';
import { grants, type Resources } from './grants.ts';
import { PortraitFunction } from './portrait-function.ts';
import type { Settings } from './settings.ts';

/** The functions of the stack: `door` only with the wide door, and `arrivals` only if S3 stores the photos. */
export class DeployedFunctions {
  readonly #functions: ReadonlyMap<DeployedFunctionName, PortraitFunction>;

  constructor(scope: Construct, { wideDoor, storesInR2 }: Pick<Settings, 'wideDoor' | 'storesInR2'>) {
    const leftOut = new Set([...(wideDoor ? [] : ['door']), ...(storesInR2 ? ['arrivals'] : [])]);
    const names = Object.keys(functionSizes) as DeployedFunctionName[];
    const deployed = names.filter((name) => !leftOut.has(name));
    this.#functions = new Map(deployed.map((name) => [name, new PortraitFunction(scope, name)]));
  }

  /** Throws if the settings leave the function out. */
  get(name: DeployedFunctionName): PortraitFunction {
    const found = this.#functions.get(name);
    if (found === undefined) throw new TypeError(`The stack has no function ${name}`);
    return found;
  }

  /** Gives each function its rights to these resources. */
  grant(resources: Resources): void {
    for (const [name, each] of this.#functions) for (const grant of grants[name]) grant(each, resources);
  }

  /** Gives each function those of these variables that have a value and that it reads. */
  setVariables(variables: Readonly<Record<string, string | undefined>>): void {
    for (const [name, each] of this.#functions) each.set(variables, variablesOf(name));
  }
}
