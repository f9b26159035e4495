import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** For `skip`: why no browser is tested; printed as a warning too. */
export const noBrowser = existsSync(executablePath)
  ? false
  : `There is no browser at ${executablePath}; set CHROMIUM_PATH to one`;
if (noBrowser) console.warn(`NOT TESTED IN A BROWSER. ${noBrowser}`);

export function launchChromium(...more: readonly string[]): Promise<Browser> {
  const quiet = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet, ...more] });
}
