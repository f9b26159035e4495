import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stackOf, variantNames, variants } from './template.ts';

for (const variant of variantNames) {
  describe(`cdk-nag's AwsSolutions findings with ${variant}`, () => {
    test('are all acknowledged', () => {
      deepEqual(findingsOf(stackOf(variants[variant])), []);
    });

    test('are acknowledged once each, for the resource of the finding, and no others are', (t) => {
      const acknowledged: string[] = [];
      t.mock.method(Validations.prototype, 'acknowledge', function (this: object, { id, reason }: Acknowledged) {
        // The scope of the class is private.
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

/** The findings, each as `rule path`. */
function findingsOf(stack: Scope): string[] {
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}
