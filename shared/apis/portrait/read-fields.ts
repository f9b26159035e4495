import { PhotoFailure } from '../../core/failure.ts';

const maxCharacters = 255;

/** A string of a JSON body: 1 to 255 characters without control characters. Refuses with `bad-request`. */
export function readText(field: string, value: unknown): string {
  if (typeof value !== 'string' || !value.isWellFormed()) throw invalid(`${field} must be a string`);
  const characters = [...value].length;
  if (characters < 1 || characters > maxCharacters) {
    throw invalid(`${field} must have 1 to ${maxCharacters} characters`);
  }
  if (/\p{Cc}/u.test(value)) throw invalid(`${field} must not contain control characters`);
  return value;
}

/** Refuses unknown fields, since a misspelt field would otherwise be ignored. */
export function refuseUnknownFields(body: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(body).filter((field) => !known.includes(field));
  if (unknown.length > 0) {
    throw invalid(
      `Unknown fields: ${unknown.slice(0, 5).join(', ').slice(0, 200)}; known fields are ${known.join(', ')}`,
    );
  }
}

/** A refusal of a field, with `bad-request`. */
export function invalid(reason: string): PhotoFailure {
  return new PhotoFailure('bad-request', { reason });
}
