/** Thrown for bytes that are not a whole image of the format that they begin as. The message says what is wrong. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}
