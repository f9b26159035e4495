import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { functionSizes } from '../../../infra/aws/function-sizes.ts';
import { routes } from '../../../shared/apis/routes.ts';
import { scanMillis } from '../../../shared/photos/http-scan.ts';
import { adoptionDelaySeconds } from '../../../shared/photos/store-photo.ts';
import { synthesize } from './template.ts';

describe('The deployed functions', () => {
  const { functions, resources, resource, spell } = synthesize();

  test('are the files of functions/, each of them', () => {
    const files = readdirSync(new URL('../../../functions', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
    deepEqual([...functions.keys()].sort(), files.sort());
    equal(resources('AWS::Lambda::Function').length, files.length); // and CDK has added none
  });

  test('run on Node 24 and arm64, from one module and no layer', () => {
    for (const { properties } of functions.values()) {
      const { Runtime, Architectures, Handler, Layers, PackageType } = properties;
      deepEqual(
        { Runtime, Architectures, Handler },
        { Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' },
      );
      deepEqual([Layers, PackageType], [undefined, undefined]);
    }
  });

  test('have a log each, which is kept for three months and goes with the stack', () => {
    const logs = [...functions.values()].map(({ properties }) => spell(properties.LoggingConfig.LogGroup));
    equal(new Set(logs).size, functions.size);
    for (const path of logs) {
      const { properties, deletionPolicy } = resource('AWS::Logs::LogGroup', path);
      deepEqual([properties.RetentionInDays, deletionPolicy], [90, 'Delete']);
    }
  });

  test('reserve no executions, of which a new account has ten in all', () => {
    for (const { properties } of functions.values()) equal(properties.ReservedConcurrentExecutions, undefined);
  });

  test('have the memory and the time that they are said to have', () => {
    for (const [name, { properties }] of functions) {
      const { memoryMb, timeoutSeconds, description } = functionSizes[name];
      const { MemorySize, Timeout, Description } = properties;
      deepEqual([MemorySize, Timeout, Description], [memoryMb, timeoutSeconds, description]);
    }
  });

  test('end before API Gateway gives up on them, those aside that stream', () => {
    const behindRoutes = routes.map((route) => ({ name: route.function, streams: route.streams ?? false }));
    for (const { name, streams } of [...behindRoutes, { name: 'unrouted', streams: false } as const]) {
      ok(functionSizes[name].timeoutSeconds <= (streams ? 15 * 60 : 29), name);
    }
  });

  test('have an upload ended before anybody looks after what it has left', () => {
    ok(functionSizes.upload.timeoutSeconds < adoptionDelaySeconds);
  });

  test('outlive a scanner that does not answer, with as much time again for all else', () => {
    ok(2 * scanMillis <= functionSizes.upload.timeoutSeconds * 1000);
    const { BatchSize } =
      resources('AWS::Lambda::EventSourceMapping').find(({ properties }) =>
        spell(properties.FunctionName).startsWith('Arrivals'),
      )?.properties ?? {};
    ok(BatchSize * scanMillis < functionSizes.arrivals.timeoutSeconds * 1000);
  });
});
