/** `npm run status`: what it tells, what it ends with, and what a person can decide by it. */

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { changeState } from '../../local/status/change-state.ts';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { readPullState, writePullState, type PullState } from '../../shared/archive/pull-state.ts';
import { CATALOGUE_NAME } from '../../shared/days/layout.ts';
import { archiveFolder, type ArchiveFolder } from '../support/archive-folder.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { startCos } from '../support/cos/index.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { at, createPuller } from '../support/pulling.ts';
import { startVendorServer } from '../../local/simulator/server.ts';

const STATE = '_state/pull.json';
const NOW = '2019-01-23T18:30:00';
const LAYOUT = { slotSeconds: 600, utcOffsetSeconds: 8 * 3600 };

const window = (from: string, to: string): { from: number; to: number } => ({
  from: at(`2019-01-23T${from}`),
  to: at(`2019-01-23T${to}`),
});

/** A pull that ran five minutes ago and is as far as it can be. */
const SOUND: PullState = {
  asOf: at('2019-01-23T18:25:00'),
  since: at('2019-01-23T00:00:00'),
  passes: [
    { ageSeconds: 300, cursor: at('2019-01-23T18:20:00') },
    { ageSeconds: 5400, cursor: at('2019-01-23T16:50:00') },
    { ageSeconds: 43_200, cursor: at('2019-01-23T06:20:00') },
  ],
  gaps: [],
  lost: [],
  blockedUntil: null,
  blocks: 0,
  notBefore: null,
  rehearsal: false,
};

const GAP = { window: window('17:10', '17:20'), tries: 3, nextTry: at('2019-01-23T19:00:00'), why: '-501' };
const LOST = { window: window('10:00', '11:00'), why: 'asked for too late' };

function archive(state: Partial<PullState> = {}): ArchiveFolder {
  const folder = archiveFolder(NOW);
  folder.put(STATE, writePullState({ ...SOUND, ...state }, LAYOUT));
  return folder;
}

const stateOf = async (folder: ArchiveFolder): ReturnType<typeof readPullState> =>
  readPullState(Buffer.from(folder.read(STATE)));

const CLOSED_DAY = {
  day: '2019-01-20',
  generation: 0,
  complete: false,
  incomplete: [],
  closedAt: '2019-01-21T13:00:00+08:00',
  manifest: '0'.repeat(64),
  parts: 1,
  files: [],
  calls: 1,
  answered: 1,
  billedSeconds: 60,
  withRecording: 0,
  rejects: 2,
  changes: null,
};

describe('what it tells', () => {
  it('of an archive that is well: one screen, and exit code 0', async () => {
    const { code, stdout, stderr } = await archive().run('status', []);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Lag +10 min$/m);
    expect(stdout).toMatch(/^Last pull +2019-01-23T18:25:00\+08:00 \(5 min ago\)$/m);
    expect(stdout).toMatch(/^Passes +calls of 5 min ago: pulled until 2019-01-23T18:20:00\+08:00$/m);
    expect(stdout).toMatch(/^Gaps +none\nLost +none\nVendor +may be asked$/m);
    expect(stdout).toMatch(/^Days +none closed yet\n +2019-01-23 {2}not every pass has gone over it yet$/m);
    expect(stdout).toMatch(/\nAll is well\.\n$/);
    expect(stdout.split('\n').length).toBeLessThan(25);
  });

  it('as JSON: what GET /status answers, and what a person must do', async () => {
    const { code, stdout } = await archive({ gaps: [GAP], lost: [LOST] }).run('status', ['--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      now: '2019-01-23T18:30:00+08:00',
      asOf: '2019-01-23T18:25:00+08:00',
      lagSeconds: 600,
      gaps: [{ from: '2019-01-23T17:10:00+08:00', to: '2019-01-23T17:20:00+08:00', why: '-501', tries: 3 }],
      lost: [{ from: '2019-01-23T10:00:00+08:00', why: 'asked for too late' }],
      openDays: [{ day: '2019-01-23', waitsFor: 'passes' }],
      openRejects: 0,
      problems: ['gaps', 'lost'],
    });
  });

  it.each<[string, keyof typeof COMMAND_WORDS.en.status.problems, Partial<PullState>]>([
    ['a clock ahead', 'clock', { asOf: at('2019-01-24T00:00:00') }],
    ['no pull for hours', 'silent', { asOf: at('2019-01-23T17:00:00') }],
    ['a first pass far behind', 'lag', { passes: [{ ageSeconds: 300, cursor: at('2019-01-23T17:00:00') }] }],
    ['a block', 'blocked', { blockedUntil: at('2019-01-23T19:00:00'), blocks: 1 }],
    ['an old gap', 'gaps', { gaps: [GAP] }],
    ['a loss', 'lost', { lost: [LOST] }],
    ['a day that is late', 'close', { since: at('2019-01-20') }],
  ])('of %s: what to do, and exit code 1', async (_what, problem, state) => {
    const { code, stdout } = await archive(state).run('status', []);
    expect(code).toBe(1);
    const { problems, needed } = COMMAND_WORDS.en.status;
    expect(stdout.slice(stdout.indexOf(`${needed}\n`))).toBe(`${needed}\n  ${problems[problem]}\n`);
  });

  it('of a wish to wait: until when, and nobody is needed', async () => {
    const { code, stdout } = await archive({ notBefore: at('2019-01-23T19:25:00'), asOf: at('2019-01-23T17:00') }).run(
      'status',
      [],
    );
    expect(stdout).toContain('asked for no request before 2019-01-23T19:25:00+08:00');
    expect(code).toBe(0);
  });

  it('of days: how many are closed, and what each other one waits for', async () => {
    const folder = archive({
      since: at('2019-01-20'),
      gaps: [{ ...GAP, window: { from: at('2019-01-21T10:00'), to: at('2019-01-21T10:10') } }],
      passes: SOUND.passes.map((pass) => ({ ...pass, cursor: at('2019-01-23T18:20:00') })),
    });
    folder.put(CATALOGUE_NAME, JSON.stringify({ version: 1, utcOffset: '+08:00', days: [CLOSED_DAY] }));
    const { stdout } = await folder.run('status', []);
    expect(stdout).toContain('1 day closed, 0 complete, 1 not (npm run report tells why); the last is 2019-01-20');
    expect(stdout).toContain('2019-01-23  not every pass has gone over it yet');
    expect(stdout).toContain('2019-01-22  due: the next close does it');
    expect(stdout).toContain('2019-01-21  a gap in it is still tried');
    expect(JSON.parse((await folder.run('status', ['--json'])).stdout)).toMatchObject({ rejects: 2 });
  });

  it('of days that are incomplete, though nobody is needed', async () => {
    const folder = archive({});
    const days = [{ ...CLOSED_DAY, complete: false }];
    folder.put(CATALOGUE_NAME, JSON.stringify({ version: 1, utcOffset: '+08:00', days }));
    const { code, stdout } = await folder.run('status', []);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Calls may be missing from 1 closed day')]);
    expect(stdout).not.toContain('All is well');
  });

  it('of many gaps: the first, and how many more there are', async () => {
    const gaps = Array.from({ length: 40 }, (_, i) => ({
      ...GAP,
      window: { from: GAP.window.from + i * 10, to: GAP.window.from + i * 10 + 1 },
    }));
    const { stdout } = await archive({ gaps }).run('status', []);
    expect(stdout).toContain('… and 35 more: --json shows all');
    expect(stdout.split('\n').length).toBeLessThan(30);
  });

  it('in Chinese, in columns', async () => {
    const { code, stdout } = await archive({ gaps: [GAP] }).run('status', ['--lang', 'zh']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^延迟 {8}10 分钟$/m);
    expect(stdout).toMatch(/^各轮进度 {4}5 分钟前的通话：已拉取至 2019-01-23T18:20:00\+08:00$/m);
    expect(stdout).toMatch(/^缺口 {8}2019-01-23T17:10:00\+08:00\/.*，?.*已试 3 次，下次 2019-01-23T19:00:00\+08:00$/m);
    expect(stdout).toContain(`需要人工处理：\n  ${COMMAND_WORDS.zh.status.problems.gaps}\n`);
  });

  it('with what others wrote into the state escaped and masked', async () => {
    const why = '\u001b[2J\u001b]0;owned\u0007 138-1234-0001\nAll is well.';
    const { stdout } = await archive({ gaps: [{ ...GAP, why }], lost: [{ ...LOST, why }] }).run('status', []);
    // oxlint-disable-next-line no-control-regex -- it is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(stdout).not.toContain('138-1234-0001');
    expect(stdout).not.toMatch(/^All is well/m);
    expect(stdout).toContain(String.raw`\u001b[2J`);
  });
});

describe('it cannot tell, and ends with 2', () => {
  test('without a state', async () => {
    const { code, stdout } = await archiveFolder(NOW).run('status', []);
    expect(code).toBe(2);
    expect(stdout).toContain('The status is not known: there is no state.');
  });

  test('when nothing of the state can be read', async () => {
    const folder = archiveFolder(NOW);
    folder.put(STATE, '\0\0\0');
    const { code, stdout } = await folder.run('status', []);
    expect(code).toBe(2);
    expect(stdout).toContain('cannot be read at all');
  });

  test('when the archive cannot be read', async () => {
    const folder = archiveFolder(NOW);
    folder.put('file', 'where a folder should be');
    const { code, stderr } = await folder.run('status', ['--env', 'other.env']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('other.env: there is no such file')]);
    writeFileSync(`${folder.folder}/other.env`, `ARCHIVE_URL=file:${folder.folder}/file\n`);
    const ended = await folder.run('status', ['--env', 'other.env']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^The status is not known: .*file/);
  });
});

describe('a decision', () => {
  it('says what it means, and does nothing without a yes', async () => {
    const folder = archive({ lost: [LOST] });
    const before = folder.read(STATE);
    const args = ['--accept-loss', '2019-01-23T10:00/2019-01-23T10:20'];
    const alone = await folder.run('status', args);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain('These losses are accepted: 2019-01-23T10:00:00+08:00/2019-01-23T10:20:00+08:00\n');
    expect(alone.stderr).toContain('Add --yes');
    for (const stdin of ['no\n', '', '\n']) {
      expect((await folder.run('status', args, { terminal: true, stdin })).code).toBe(2);
    }
    expect(folder.read(STATE)).toBe(before);
  });

  it('--accept-loss takes out exactly what is named, after a yes typed at a terminal', async () => {
    const folder = archive({ lost: [LOST] });
    const args = ['--accept-loss', '2019-01-23T10:20/2019-01-23T10:30:01'];
    const ended = await folder.run('status', args, { terminal: true, stdin: 'yes\n' });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^Done\./);
    expect((await stateOf(folder))?.lost).toEqual([
      { window: window('10:00:00', '10:20:00'), why: LOST.why },
      { window: window('10:30:01', '11:00:00'), why: LOST.why },
    ]);
    expect(await stateOf(folder)).toMatchObject({
      asOf: SOUND.asOf,
      since: SOUND.since,
      passes: SOUND.passes,
      faults: [],
    });
  });

  it('--drop-gap turns the gap into a loss that tells why', async () => {
    const folder = archive({ gaps: [GAP] });
    const { from } = GAP.window;
    const ended = await folder.run('status', ['--drop-gap', `${from + 60}/${from + 120}`, '--yes']);
    expect(ended.code).toBe(0);
    const state = await stateOf(folder);
    expect(state?.gaps?.map((gap) => gap.window)).toEqual([
      { from, to: from + 60 },
      { from: from + 120, to: GAP.window.to },
    ]);
    expect(state?.lost).toEqual([{ window: { from: from + 60, to: from + 120 }, why: 'given up by a person' }]);
  });

  it('--unblock takes the block and the wish to wait out', async () => {
    const folder = archive({ blockedUntil: at('2019-01-23T19:00'), blocks: 4, notBefore: at('2019-01-23T19:10') });
    expect((await folder.run('status', ['--unblock', '--yes'])).code).toBe(0);
    expect(JSON.parse(folder.read(STATE))).toMatchObject({ blockedUntil: null, blocks: 0, notBefore: null });
  });

  it.each([
    [['--accept-loss', '2019-01-22/2019-01-23', '--yes'], 'Nothing in this stretch is lost'],
    [['--drop-gap', '2019-01-22/2019-01-23', '--yes'], 'There is no gap in this stretch'],
    [['--unblock', '--yes'], 'may be asked already'],
  ])('%j that concerns nothing changes nothing, and ends with 1', async (args, told) => {
    const folder = archive({ lost: [LOST], gaps: [GAP] });
    const before = folder.read(STATE);
    const { code, stderr } = await folder.run('status', args);
    expect(code).toBe(1);
    expect(stderr).toContain(told);
    expect(folder.read(STATE)).toBe(before);
  });

  it.each([
    [['--accept-loss', 'yesterday'], 'takes FROM/TO'],
    [['--accept-loss', '2019-01-23/soon'], '--accept-loss is not a time'],
    [['--drop-gap', '2019-01-23/2019-01-23'], 'its FROM is not before its TO'],
    [['--drop-gap', '1/2', '--unblock'], 'one of --accept-loss, --drop-gap and --unblock'],
    [['--yes'], '--yes belongs to'],
  ])('%j is refused', async (args, told) => {
    const { code, stderr } = await archive().run('status', args);
    expect(code).toBe(2);
    expect(stderr).toContain(told);
  });

  it('that a pull overwrites in the same moment is told', async () => {
    const store = createMemoryStore();
    const old = writePullState({ ...SOUND, lost: [LOST] }, LAYOUT);
    store.objects.set(STATE, old);
    const raced = { ...store, put: async () => store.put(STATE, old) };
    const { config } = createPuller('http://127.0.0.1:9', store);
    const decision = { kind: 'accept-loss', window: LOST.window } as const;
    const context = { passes: config.passes, now: at(NOW), log: () => undefined };
    expect(await changeState(decision, { store: raced, ...context })).toBe(false);
    expect(await changeState(decision, { store, ...context })).toBe(true);
  });

  it('that accepts a loss is not undone by a gap in it that is asked for once more', async () => {
    const old = { from: at('2019-01-22T10:00'), to: at('2019-01-22T11:00') };
    const folder = archive({ lost: [{ ...LOST, window: old }], gaps: [{ ...GAP, window: old, tries: 0 }] });
    expect((await folder.run('status', ['--accept-loss', '2019-01-22/2019-01-23', '--yes'])).code).toBe(0);
    const vendor = await startVendorServer(() => ({ body: '{"errorCode":"-501","result":"busy"}' }));
    const puller = createPuller(vendor.endpoint, createFolderStore(folder.folder));
    await puller.tick('2019-01-23T18:31:00').catch(() => undefined);
    puller.close();
    await vendor.close();
    expect((await stateOf(folder))?.lost).toEqual([]);
  });
});

it('looks at an archive in COS, and changes its state there', async () => {
  const cos = await startCos();
  const key = `lake/${STATE}`;
  cos.objects.set(key, writePullState({ ...SOUND, lost: [LOST] }, LAYOUT));
  const folder = archiveFolder(NOW, cos.environment());
  const before = await folder.run('status', ['--json']);
  expect(before).toMatchObject({ code: 1, stderr: '' });
  const ended = await folder.run('status', ['--accept-loss', '2019-01-23/2019-01-24', '--yes']);
  expect(ended.code).toBe(0);
  expect((await readPullState(cos.objects.get(key)!))?.lost).toEqual([]);
  expect((await folder.run('status', [])).code).toBe(0);
  expect((await folder.run('rejects', ['--replay'])).code).toBe(0);
  await cos.close();
});

describe('a state that people edited', () => {
  const CASES = [
    ['blockedUntil-deleted', 'it lacks "blockedUntil"', null],
    ['blockedUntil-null', undefined, null],
    ['byte-order-mark', 'it begins with a byte order mark', '2019-01-23T18:35:00+08:00'],
    ['trailing-comma', 'it holds a trailing comma or a comment', '2019-01-23T18:35:00+08:00'],
  ] as const;

  it.each(CASES)(
    '%s: status, doctor and the next tick believe all the rest of it',
    async (name, fault, blockedUntil) => {
      const vendor = await startVendorServer(() => ({ body: '{"cdr":[],"errorCode":"0","offset":"0"}' }));
      const folder = archiveFolder('2019-01-23T18:21:00', { CDR_ENDPOINT: vendor.endpoint, PASSES: '5m' });
      folder.put(
        STATE,
        readFileSync(new URL(`../fixtures/cases/09-state-by-hand/input-${name}.json`, import.meta.url)),
      );

      const status = await folder.run('status', []);
      const told = JSON.parse((await folder.run('status', ['--json'])).stdout) as Record<string, unknown>;
      expect(told).toMatchObject({
        asOf: '2019-01-23T18:20:00+08:00',
        passes: [{ ageSeconds: 300, cursor: '2019-01-23T17:50:00+08:00' }],
        gaps: [{ from: '2019-01-23T17:00:00+08:00', to: '2019-01-23T17:10:00+08:00', why: '-202', tries: 1 }],
        blockedUntil,
      });
      if (fault !== undefined) expect(status.stdout).toContain(fault);
      const doctor = await folder.run('doctor', []);
      if (fault !== undefined) expect(doctor.stdout).toMatch(new RegExp(`! archive: the state .*\\n.*${fault}`));

      const puller = createPuller(vendor.endpoint, createFolderStore(folder.folder), { env: { PASSES: '5m' } });
      await puller.tick('2019-01-23T18:21:00');
      puller.close();
      await vendor.close();
      if (fault !== undefined) expect(puller.logged.join('\n')).toContain(JSON.stringify(fault).slice(1, -1));
      const asked = vendor.requests.map(({ body }) => Number(body['startTimeStamp']));
      if (blockedUntil !== null) {
        expect(asked.length).toBe(1); // the doctor's
        expect(await stateOf(folder)).toMatchObject({ gaps: [{ window: window('17:00:00', '17:10:00'), tries: 1 }] });
      } else {
        // From the gap and the cursor on, and nothing of the day before.
        expect(Math.min(...asked)).toBeGreaterThanOrEqual(at('2019-01-23T17:00:00') - 1);
        expect((await stateOf(folder))?.passes).toEqual([{ ageSeconds: 300, cursor: at('2019-01-23T18:10:00') }]);
      }
      expect((await stateOf(folder))?.faults).toEqual([]);
      expect(await createFolderStore(folder.folder).list('_state/')).toEqual([STATE]);
    },
  );
});
