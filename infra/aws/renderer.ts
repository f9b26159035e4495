import type { PhotoStorage } from './photo-storage.ts';
import type { PortraitFunction } from './portrait-function.ts';

/** The function that makes renditions, for the functions that call it. */
export class Renderer {
  readonly #function: PortraitFunction;
  readonly #storage: PhotoStorage;

  get functionName(): string {
    return this.#function.functionName;
  }

  constructor(render: PortraitFunction, storage: PhotoStorage) {
    this.#function = render;
    this.#storage = storage;
  }

  /** Lets a function read renditions, and invoke the renderer for missing ones. */
  give(to: PortraitFunction): void {
    this.#storage.giveReadingRenditions(to);
    to.allow(['lambda:InvokeFunction'], [this.#function.functionArn]);
  }
}
