import { addImaging } from './imaging.ts';

/** `node infra/aws/add-imaging.ts {folder of a bundle}`, as the bundling of a function runs it. */
const [, , folder] = process.argv;
if (folder === undefined) throw new Error('Which folder?');
await addImaging(folder);
