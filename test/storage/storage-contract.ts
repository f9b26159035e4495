import { describe } from 'node:test';
import { contractScene, type OpenedStorage } from './contract-scene.ts';
import { rangeContract, readingContract } from './reading-contract.ts';
import { concurrencyContract, crashContract, replacingContract } from './replacing-contract.ts';
import { creatingContract, removingContract, storingContract } from './storing-contract.ts';

export { bytesOf, newObject, type OpenedStorage } from './contract-scene.ts';

/**
 * The tests that every storage provider must pass. They remove their objects, so that they can run against a real store.
 */
export function storageContract(name: string, open: () => Promise<OpenedStorage>): void {
  describe(name, () => {
    const scene = contractScene(open);
    readingContract(scene);
    rangeContract(scene);
    storingContract(scene);
    replacingContract(scene);
    concurrencyContract(scene);
    crashContract(scene);
    creatingContract(scene);
    removingContract(scene);
  });
}
