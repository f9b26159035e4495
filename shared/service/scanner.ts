import { openHttpScan } from '../photos/http-scan.ts';
import { scanNothing } from '../photos/scan.ts';
import { readScanUrl } from './config.ts';
import type { Part } from './service.ts';

export const scanner: Part<'scan'> = (read) => {
  const url = readScanUrl(read);
  return { scan: url === undefined ? scanNothing : openHttpScan(url) };
};
