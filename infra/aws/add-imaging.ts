import { addImaging } from './imaging.ts';

/** `node infra/aws/add-imaging.ts {folder of a bundle}`, which runs when a function is bundled. */
const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: node infra/aws/add-imaging.ts {folder of a bundle}');
await addImaging(folder);
