import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, noBrowser } from '../support/chromium.ts';

/** A page of another origin than the service's in a browser, for the calling tests; undefined without a browser. */
export function useForeignPage(html: string): () => Page {
  const site = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
  });
  let browser: Browser | undefined;
  let page: Page | undefined;
  before(async () => {
    if (noBrowser) return;
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  });
  after(async () => {
    await browser?.close();
    site.close();
  });
  return () => {
    if (page === undefined) throw new Error('The page exists only while tests run');
    return page;
  };
}
