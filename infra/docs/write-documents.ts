// `npm run docs`: rewrites the generated parts of the documents.
import { writeFile } from 'node:fs/promises';
import { generateDocuments } from './generated-documents.ts';

for (const { path, url, stored, generated } of await generateDocuments()) {
  if (stored === generated) continue;
  await writeFile(url, generated);
  console.log(`${path} is rewritten`);
}
