import { part } from '../core/part.ts';
import { openHttpScan } from '../photos/http-scan.ts';
import { type ScanPart, scanNothing } from '../photos/scan.ts';
import { readScanUrl } from '../photos/settings.ts';

/** The configured content scan. */
export const scanner = part<ScanPart>(['SCAN_URL'], (read) => {
  const url = readScanUrl(read);
  return { scan: url === undefined ? scanNothing : openHttpScan(url) };
});
