import { addImaging } from './imaging.ts';

/** `node infra/aws/add-imaging.ts FOLDER`, which the bundling of a function runs with the folder of its bundle. */
if (import.meta.main) {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error('usage: node infra/aws/add-imaging.ts FOLDER');
  await addImaging(folder);
}
