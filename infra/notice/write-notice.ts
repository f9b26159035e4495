// `npm run notice`: rewrites NOTICE.
import { writeFile } from 'node:fs/promises';
import { makeNotice, noticeFile } from './notice.ts';

await writeFile(noticeFile, await makeNotice());
