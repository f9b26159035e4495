import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSchedule } from './schedule.ts';

const schedules = Number(process.env.SCHEDULES ?? 1000);
const firstSeed = Number(process.env.SEED ?? 1);

test(`keeps both invariants through ${schedules} random schedules`, async () => {
  let staleMarks = 0;
  let crashes = 0;
  for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
    const outcome = await runSchedule(seed);
    assert.deepEqual(outcome.problems, [], `SEED=${seed} SCHEDULES=1\n${outcome.steps.join('\n')}`);
    if (outcome.crashes === 0)
      assert.equal(outcome.staleMarks, 0, `SEED=${seed} SCHEDULES=1: a mark lags without a crash`);
    staleMarks += outcome.staleMarks;
    crashes += outcome.crashes;
  }
  assert.ok(schedules < 1000 || crashes > schedules / 10, 'the schedules contain crashes');
  console.log(`${schedules} schedules, ${crashes} crashes, ${staleMarks} marks that lag behind one`);
});
