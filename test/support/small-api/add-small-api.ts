import { registerHooks } from 'node:module';

/** The lines by which an API is added, here to the loaded text of the files: one per list, and one per handler. */
const edits: Readonly<Record<string, readonly (readonly [before: string, line: string])[]>> = {
  '/shared/apis/apis.ts': [
    ['export const apis = [', 'small, '],
    ['import ', `import { small } from '${here('small.ts')}';\n`],
  ],
  '/shared/apis/uploads.ts': [
    [
      'const uploads = {',
      [
        "'PUT /small/{id}/photo/$value': anyUpload(smallUpload)",
        "'POST /small/{id}/photo/$value': anyUpload(smallUpload)",
        "'PUT /small/{id}/photo': anyUpload(smallUpload)",
        "'POST /small/{id}/photo': anyUpload(smallUpload),",
      ].join(','),
    ],
    ['import ', `import { smallUpload } from '${here('upload.ts')}';\n`],
  ],
  '/functions/users.ts': [
    ["dispatch('users', {", "'GET /small/{id}': showSmallPhoto,"],
    ['import ', `import { showSmallPhoto } from '${here('show-photo.ts')}';\n`],
  ],
};

function here(file: string): string {
  return new URL(file, import.meta.url).href;
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const [, lines] = Object.entries(edits).find(([path]) => url.endsWith(path)) ?? [];
    if (lines === undefined) return loaded;
    return { ...loaded, source: lines.reduce(insert, String(loaded.source)) };
  },
});

function insert(text: string, [anchor, line]: readonly [string, string]): string {
  const at = text.indexOf(anchor);
  if (at < 0) throw new Error(`The file has no ${anchor}`);
  return anchor === 'import ' ? line + text : text.slice(0, at + anchor.length) + line + text.slice(at + anchor.length);
}
