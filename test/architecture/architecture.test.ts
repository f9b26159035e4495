import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apis } from '../../shared/apis/apis.ts';
import { misplacedImports } from './layers.ts';
import { findCycle, importsIn, reachedByValue, readSourceFiles, roomOf, type SourceFile } from './source-files.ts';

const source = readSourceFiles('functions', 'shared', 'infra');
const tests = readSourceFiles('test');

describe('the source', () => {
  it('imports from lower layers only, and no API imports another', () => {
    assert.deepEqual(misplacedImports(source), []);
  });

  it('has no cycle of imports between files, type-only imports included', () => {
    assert.equal(findCycle(source)?.join(' → '), undefined);
  });

  it('imports only files that exist', () => {
    const missing = [...source.values()].flatMap(({ path, imports }) =>
      imports.filter((imported) => !source.has(imported.path)).map((imported) => `${path}: ${imported.path}`),
    );
    assert.deepEqual(missing, []);
  });

  it('has at most 12 rooms in shared/, and one per API', () => {
    const rooms = new Set([...source.keys()].filter((path) => path.startsWith('shared/')).map(roomOf));
    assert.ok(rooms.size <= 12 + apis.length, [...rooms].sort().join(', '));
  });

  it('has no file of more than 250 lines, and no test file of more than 350', () => {
    const long = [
      ...[...source.values()].filter(({ lines }) => lines > 250),
      ...[...tests.values()].filter(({ lines }) => lines > 350),
    ];
    assert.deepEqual(
      long.map(({ path, lines }) => `${path}: ${lines}`),
      [],
    );
  });

  it('lets `unrouted`, which answers 404, load fewer than 30 files: two or three of each API, and few others', () => {
    const reached = [...reachedByValue('functions/unrouted.ts', source)];
    const ofApis = reached.filter((path) => /^shared\/apis\/\w+\//.test(path));
    const others = reached.filter((path) => !ofApis.includes(path));
    assert.ok(others.length <= 16, others.join(', '));
    assert.ok(ofApis.length <= 2 * apis.length + 1, ofApis.join(', '));
  });
});

describe('the check of the architecture', () => {
  const file = (path: string, text: string): [string, SourceFile] => [
    path,
    { path, lines: 1, imports: importsIn(text, path) },
  ];

  it('reports an import from a lower layer to a higher one, of a type too', () => {
    const files = new Map([
      file('shared/core/a.ts', "import type { B } from '../http/b.ts';"),
      file('shared/photos/c.ts', "import { d } from '../uploads/d.ts';"),
    ]);
    assert.deepEqual(misplacedImports(files), [
      'shared/core/a.ts imports shared/http/b.ts',
      'shared/photos/c.ts imports shared/uploads/d.ts',
    ]);
  });

  it('reports an import from one API to another, and from an API to the list of APIs', () => {
    const files = new Map([
      file('shared/apis/box/a.ts', "import { b } from '../akana/b.ts';\nimport { apis } from '../apis.ts';"),
    ]);
    assert.deepEqual(misplacedImports(files), [
      'shared/apis/box/a.ts imports shared/apis/akana/b.ts',
      'shared/apis/box/a.ts imports shared/apis/apis.ts',
    ]);
  });

  it('reports a room that no layer lists', () => {
    assert.deepEqual(misplacedImports(new Map([file('shared/misc/a.ts', '')])), [
      'shared/misc/a.ts is in a room that no layer lists',
    ]);
  });

  it('reports a cycle within a room', () => {
    const files = new Map([
      file('shared/core/a.ts', "import type { B } from './b.ts';"),
      file('shared/core/b.ts', "import { c } from './c.ts';"),
      file('shared/core/c.ts', "import {\n  type A,\n} from './a.ts';"),
    ]);
    assert.deepEqual(findCycle(files), [
      'shared/core/a.ts',
      'shared/core/b.ts',
      'shared/core/c.ts',
      'shared/core/a.ts',
    ]);
  });

  it('knows which imports only name types', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import { type B, type C } from './b.ts';",
      "import { type D, e } from './c.ts';",
      "import './d.ts';",
      "export { f } from './e.ts';",
      "const g = await import('./f.ts');",
    ].join('\n');
    assert.deepEqual(
      importsIn(text, 'shared/core/x.ts').map(({ path, typeOnly }) => `${path} ${typeOnly}`),
      ['a true', 'b true', 'c false', 'd false', 'e false', 'f false'].map((each) => {
        const [name, type] = each.split(' ');
        return `shared/core/${name}.ts ${type}`;
      }),
    );
  });
});
