import { part } from '../core/part.ts';
import type { Variables, VariableTable } from '../core/variables.ts';

/** The origins whose pages may read answers (CORS); `*` stands for every origin. */
export interface OriginsPart {
  readonly allowedOrigins: readonly string[];
}

/** Reads `ALLOWED_ORIGINS`. */
export function readAllowedOrigins(read: Variables): readonly string[] {
  return read.list('ALLOWED_ORIGINS', { fallback: ['*'] });
}

export const crossOrigin = part<OriginsPart>(['ALLOWED_ORIGINS'], (read) => ({
  allowedOrigins: readAllowedOrigins(read),
}));

/** The headers of an answer that pages of other origins may read, besides those that CORS always exposes. */
export const exposedHeaders = ['ETag', 'Retry-After', 'Accept-Ranges', 'Content-Range'];

export const crossOriginVariables = {
  ALLOWED_ORIGINS: { default: '`*`', meaning: 'Origins that CORS allows, separated by commas.', deploys: true },
} satisfies VariableTable;
