import { readScanUrl } from '../config.ts';
import { openHttpScan } from '../scanning/http-scan.ts';
import { scanNothing } from '../scanning/scan.ts';
import type { Part } from './service.ts';

export const scanner: Part<'scan'> = (read) => {
  const url = readScanUrl(read);
  return { scan: url === undefined ? scanNothing : openHttpScan(url) };
};
