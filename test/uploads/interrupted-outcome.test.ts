import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HttpRequest } from '../../shared/http/message.ts';
import { logger } from '../../shared/telemetry/log.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';
import { filePart, openliftUpload } from '../support/upload-request.ts';
import { outcomeOf, uploadsByApi, type WideDoor, wideDoor } from '../support/wide-door.ts';

const fault = new Error('the network is gone');
const id = assetIdAt(now, 1);

type Moment = 'before' | 'after';

/** An upload whose body is stored, with ports of which one call fails once. */
async function failingAt(upload: HttpRequest, at: number, moment: Moment) {
  let asked = 0;
  const door = await wideDoor({
    interrupt: (_, when, number) => {
      if (asked === 1 && number === at && when === moment) throw fault;
    },
  });
  const request = await door.arrive(upload);
  const ask = () => {
    asked++;
    return outcomeOf(door.service, request);
  };
  return { door, ask };
}

/** What is stored of an upload: its object and its records, without the outcome and the counter. */
function kept({ objects, items }: WideDoor) {
  const files = [...objects.keys()].filter((name) => !name.startsWith('transient/inbox/'));
  const records = items().filter(({ sk }) => /^(PHOTO|ATTACHMENT)#/.test(sk));
  const owned = items().filter(({ sk, ...item }) => sk === 'OWNER' && id in item);
  return { files, records: records.length, owners: owned.length };
}

async function undisturbed(upload: HttpRequest) {
  const { door, ask } = await failingAt(upload, 0, 'before');
  const answer = await ask();
  return { answer, calls: [...door.calls], kept: kept(door) };
}

const refused = openliftUpload([filePart({ content: 'x' })]);
for (const [name, upload] of Object.entries({ ...uploadsByApi, 'openlift, refused': refused })) {
  describe(`if a call fails while an upload is answered: ${name}`, async () => {
    const whole = await undisturbed(upload);
    for (const [index, call] of whole.calls.entries()) {
      for (const moment of ['before', 'after'] as const) {
        it(`${moment} ${call} (${index + 1}), a retry answers, with one stored upload`, async (t) => {
          const { mock } = t.mock.method(logger(), 'error', () => {});
          const { door, ask } = await failingAt(upload, index + 1, moment);
          const isLast = call === 'storage.remove' && index === whole.calls.length - 1;
          if (isLast) await ask();
          else await assert.rejects(ask(), fault);
          assert.equal(mock.callCount(), isLast ? 1 : 0);
          const answer = await ask();
          assert.deepEqual(await ask(), answer, 'the answer is final');
          assert.deepEqual(kept(door), whole.kept);
          // A failed attempt may have used a picture number.
          assert.deepEqual({ ...answer, ...(name === 'akana' ? { body: '1001' } : {}) }, whole.answer);
        });
      }
    }
  });
}

describe('if a call fails before the outcome is stored', () => {
  it('there is no outcome, and the body is kept', async () => {
    const { calls } = await undisturbed(openliftUpload());
    const settled = calls.indexOf(`table.create UPLOAD#${id} OUTCOME`);
    assert.equal(settled, calls.length - 2);
    for (let number = 1; number <= settled; number++) {
      const { door, ask } = await failingAt(openliftUpload(), number, 'after');
      await assert.rejects(ask(), fault);
      assert.ok(door.objects.has(`transient/inbox/${id}`));
      assert.ok(!door.items().some(({ sk }) => sk === 'OUTCOME'));
    }
  });
});
