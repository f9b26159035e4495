import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import type { Resource, SynthesizedStack } from './template.ts';

/** A right of a function: one action on one resource, which is named by its construct's path. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** A statement of a policy document, as it stands in the template. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** The role of a function. */
export function roleOf(stack: SynthesizedStack, name: DeployedFunctionName): Resource {
  const path = stack.spell(stack.functions.get(name)?.properties.Role);
  return stack.resource('AWS::IAM::Role', path);
}

/** Every statement of the policies that are attached to a role. */
export function statementsOf(stack: SynthesizedStack, role: Resource): readonly Statement[] {
  return stack
    .resources('AWS::IAM::Policy')
    .filter(({ properties }) => properties.Roles.some((attached: unknown) => stack.spell(attached) === role.path))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement as Statement[]);
}

/** The rights of a function. */
export function grantsTo(stack: SynthesizedStack, name: DeployedFunctionName): readonly Grant[] {
  return statementsOf(stack, roleOf(stack, name)).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((each) => ({ action, resource: stack.spell(each) }))),
  );
}

/** Whether a grant covers an action on a resource, which it may name with wildcards. */
export function covers(grant: Grant, { action, resource }: Grant): boolean {
  const pattern = grant.resource.replaceAll(/[^\w*]/g, '\\$&').replaceAll('*', '.*');
  return grant.action === action && new RegExp(`^${pattern}$`).test(resource);
}
