import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stackOf, variantNames, variants } from './template.ts';

for (const variant of variantNames) {
  describe(`Of cdk-nag's AwsSolutions findings, deployed with ${variant},`, () => {
    test('none stands that is not acknowledged', () => {
      deepEqual(findingsOf(stackOf(variants[variant])), []);
    });

    test('each that is acknowledged is one, of that very resource', (t) => {
      const acknowledged: string[] = [];
      t.mock.method(Validations.prototype, 'acknowledge', function (this: object, { id, reason }: Acknowledged) {
        // The class keeps what it is for to itself.
        acknowledged.push(`${id} ${(this as { scope: Scope }).scope.node.path}`);
        match(reason, /^\p{Lu}.*[^.]{10}\. Instead: \p{Lu}.*\w\.$/u);
      });
      const findings = findingsOf(stackOf(variants[variant]));
      deepEqual(acknowledged.sort(), findings.sort());
      equal(new Set(acknowledged).size, acknowledged.length);
    });
  });
}

type Acknowledged = Parameters<Validations['acknowledge']>[0];
type Scope = ReturnType<typeof stackOf>;

/** Each as `rule path`. */
function findingsOf(stack: Scope): string[] {
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}
