import { roomOf, type SourceFile } from './source-files.ts';

/**
 * The layers, the lowest first. A file may import files of its own room and of lower layers. Rooms of one layer do not import
 * each other, so no API imports another.
 */
export const layers: readonly (readonly string[])[] = [
  ['shared/core'],
  ['shared/telemetry'],
  ['shared/http', 'shared/identity', 'shared/image'],
  ['shared/storage'],
  ['shared/assets', 'shared/renditions'],
  ['shared/photos'],
  ['shared/uploads'],
  ['shared/apis/*'],
  ['shared/apis'],
  ['shared/service'],
  ['functions'],
  ['infra/edge'],
  ['infra/local'],
  ['infra/aws', 'infra'],
];

/** The layer of a room; undefined if no layer lists it. */
function layerOf(room: string): number | undefined {
  const found = layers.findIndex((rooms) =>
    rooms.some((listed) => room === listed || (listed.endsWith('/*') && roomOf(room) === listed.slice(0, -2))),
  );
  if (found >= 0) return found;
  return room.startsWith('infra/') ? layers.length - 1 : undefined;
}

/** The imports that go up, or to another room of the same layer, each as a sentence. */
export function misplacedImports(files: ReadonlyMap<string, SourceFile>): readonly string[] {
  return [...files.values()].flatMap(({ path, imports }) => {
    const room = roomOf(path);
    const layer = layerOf(room);
    if (layer === undefined) return [`${path} is in a room that no layer lists`];
    return imports.flatMap(({ path: imported }) => {
      const target = layerOf(roomOf(imported));
      const isAllowed =
        roomOf(imported) === room || (target !== undefined && target < layer) || isInfra(room, imported);
      return isAllowed ? [] : [`${path} imports ${imported}`];
    });
  });
}

/** The rooms of infra/aws and the commands beside them build on each other. */
function isInfra(room: string, imported: string): boolean {
  return room.startsWith('infra') && imported.startsWith('infra/') && !/^infra\/(edge|local)/.test(room);
}
