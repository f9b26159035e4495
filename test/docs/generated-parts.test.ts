import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateDocuments } from '../../infra/docs/generated-documents.ts';
import { replacePart } from '../../infra/docs/generated-part.ts';
import { markdownTable } from '../../infra/docs/markdown-table.ts';

const generated = await generateDocuments();

describe('the generated part of', () => {
  for (const document of generated) {
    it(`${document.path} is up to date`, () => {
      assert.ok(document.stored === document.generated, `${document.path} is stale: run npm run docs`);
    });
  }
});

describe('a generated part', () => {
  const part = { name: 'routes', content: 'new' };

  it('replaces what stands between its marker lines, and nothing else', () => {
    const document = 'a\n<!-- routes -->\nold\n<!-- /routes -->\nb\n';
    const replaced = 'a\n<!-- routes -->\n\nnew\n\n<!-- /routes -->\nb\n';
    assert.equal(replacePart(document, part), replaced);
    assert.equal(replacePart(replaced, part), replaced);
  });

  it('is refused if a marker line is missing', () => {
    for (const document of ['', '<!-- routes -->\n', '<!-- /routes -->\n', '<!-- /routes -->\n<!-- routes -->\n']) {
      assert.throws(() => replacePart(document, part), /no marker lines <!-- routes -->/);
    }
  });
});

it('a Markdown table escapes the bars in its cells, and has a dash for an empty one', () => {
  assert.equal(markdownTable(['a', 'b'], [['`x|y`', '']]), '| a | b |\n|---|---|\n| `x\\|y` | – |');
});
