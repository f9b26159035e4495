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

  test('are exactly the files of functions/', () => {
    const files = readdirSync(new URL('../../../functions', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
    deepEqual([...functions.keys()].sort(), files.sort());
    equal(resources('AWS::Lambda::Function').length, files.length); // and no functions of CDK
  });

  test('run on Node 24 and arm64, from one module without layers', () => {
    for (const { properties } of functions.values()) {
      const { Runtime, Architectures, Handler, Layers, PackageType } = properties;
      deepEqual(
        { Runtime, Architectures, Handler },
        { Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' },
      );
      deepEqual([Layers, PackageType], [undefined, undefined]);
    }
  });

  test('have a log each, which is retained for three months and deleted with the stack', () => {
    const logs = [...functions.values()].map(({ properties }) => spell(properties.LoggingConfig.LogGroup));
    equal(new Set(logs).size, functions.size);
    for (const path of logs) {
      const { properties, deletionPolicy } = resource('AWS::Logs::LogGroup', path);
      deepEqual([properties.RetentionInDays, deletionPolicy], [90, 'Delete']);
    }
  });

  test('reserve no concurrency, of which a new account has ten', () => {
    for (const { properties } of functions.values()) equal(properties.ReservedConcurrentExecutions, undefined);
  });

  test('have the memory, timeout and description of the table', () => {
    for (const [name, { properties }] of functions) {
      const { memoryMb, timeoutSeconds, description } = functionSizes[name];
      const { MemorySize, Timeout, Description } = properties;
      deepEqual([MemorySize, Timeout, Description], [memoryMb, timeoutSeconds, description]);
    }
  });

  test('have timeouts below the one of API Gateway, or of Lambda if they stream', () => {
    const behindRoutes = routes.map((route) => ({ name: route.function, streams: route.streams ?? false }));
    for (const { name, streams } of [...behindRoutes, { name: 'unrouted', streams: false } as const]) {
      ok(functionSizes[name].timeoutSeconds <= (streams ? 15 * 60 : 29), name);
    }
  });

  test('end an upload before retention checks it for a crash', () => {
    ok(functionSizes.upload.timeoutSeconds < adoptionDelaySeconds);
  });

  test('have at least twice the timeout of the scanner', () => {
    ok(2 * scanMillis <= functionSizes.upload.timeoutSeconds * 1000);
    const { BatchSize } =
      resources('AWS::Lambda::EventSourceMapping').find(({ properties }) =>
        spell(properties.FunctionName).startsWith('Arrivals'),
      )?.properties ?? {};
    ok(BatchSize * scanMillis < functionSizes.arrivals.timeoutSeconds * 1000);
  });
});
