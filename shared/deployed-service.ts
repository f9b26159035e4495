import { readConfig } from './config.ts';
import { openService, type Service } from './service.ts';

let opened: Service | undefined;

/** The service of this environment, opened at the first request and then kept. */
export function deployedService(): Service {
  opened ??= openService(readConfig(process.env));
  return opened;
}
