import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { command } from '../../bench/command.ts';
import { expectCalls } from '../../bench/expect-calls.ts';
import { writeBetweenMarkers } from '../../bench/markdown.ts';
import { replyText, windowOf } from '../../bench/reply.ts';
import { lineOfRow } from '../support/lines.ts';
import { runHere, type RanHere } from '../support/run-here.ts';

const ROWS = 500;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huadan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const runBench = async (...args: string[]): Promise<RanHere> =>
  runHere('bench', { args, folder, commands: { bench: async () => ({ command }) } });

/** The cells of all table rows with this name. */
function cells(markdown: string, name: string): string[][] {
  const rows = markdown.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.filter(([, first]) => first === name).map((row) => row.slice(2, -1));
}

const wallAndCpu = expect.stringMatching(/^[\d. ]+ \/ [\d. ]+ ms( \(of 2\))?$/) as string;
const memory = expect.stringMatching(/^\d+ MB$/) as string;
const time = expect.stringMatching(/^[\d. ]+ ms$/) as string;
// A busy machine may leave no time for a second tick.
const maybeWallAndCpu = expect.stringMatching(/^(–|[\d. ]+ \/ [\d. ]+ ms \(of 2\))$/) as string;
const maybeTime = expect.stringMatching(/^(–|[\d. ]+ ms)$/) as string;

test(
  'one command measures everyone, each with the calls of the reply, and writes the tables',
  { timeout: 600_000 },
  async () => {
    const document = join(folder, 'docs/benchmarks.md');
    mkdirSync(join(folder, 'docs'));
    writeFileSync(document, 'before\n<!-- bench -->\n<!-- /bench -->\nafter\n');
    const { stdout, stderr } = await runBench('--quick', '--rows', '21', '--write');

    for (const name of ['the pull', 'the pull once more, all calls known', 'the limit']) {
      expect(cells(stdout, name)).toEqual([[wallAndCpu], [wallAndCpu], [memory]]);
      expect(stderr).toMatch(new RegExp(`^21 rows: ${name}: cold .* ms, warm .* ms, \\d+ MB$`, 'm'));
    }
    const missing = /^Not on this machine: .*$/m.exec(stdout)?.[0] ?? '';
    for (const name of ['the obvious Node', '@streamparser/json', 'DuckDB', "Python's json", 'jq']) {
      if (missing.includes(name)) continue;
      expect(cells(stdout, name)).toEqual([[wallAndCpu], [maybeWallAndCpu], [memory]]);
    }
    expect(stdout).toMatch(/^- met: the pull stays within 256 MB of resident memory at any size \(at most \d+ MB\)$/m);

    expect(cells(stdout, 'first pull')).toEqual([['3', '1', '1', '1', '6', '9']]);
    expect(cells(stdout, 'again, unchanged')).toEqual([['2', '0', '1', '1', '4', '8']]);
    expect(cells(stdout, 'again, some calls changed')).toEqual([['4', '1', '1', '1', '7', '8']]);

    expect(cells(stdout, 'bundle')).toEqual([[expect.stringMatching(/^\d+\.\d KB$/)]]);
    expect(cells(stdout, 'loading it and the first lookup')).toEqual([[time]]);
    expect(cells(stdout, 'by an id that tells its day')).toEqual([['2', expect.stringMatching(/ KB$/), time, time]]);
    expect(cells(stdout, 'DuckDB, that day')).toEqual([['–', '–', time, maybeTime]]);

    expect(readFileSync(document, 'utf8')).toBe(
      `before\n<!-- bench -->\n\n${stdout.trimEnd()}\n\n<!-- /bench -->\nafter\n`,
    );
  },
);

test('--help teaches, and a size that is none is refused with exit code 2', async () => {
  const { stdout } = await runBench('--help');
  expect(stdout).toContain('--rows 50000');
  const { code, stderr } = await runBench('--rows', '0');
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--rows must be a number from 1') as string,
  });
});

test('a contender that leaves a call out, or brings one twice, has no time', () => {
  const [reply, out] = [join(folder, 'reply.zlib'), join(folder, 'out.jsonl.gz')];
  writeFileSync(reply, deflateSync(Buffer.concat([...replyText(3)])));
  const { cdr } = JSON.parse(Buffer.concat([...replyText(3)]).toString()) as { cdr: object[] };
  const write = (rows: readonly (object | undefined)[]): void =>
    writeFileSync(out, gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
  write([cdr[2], cdr[0], cdr[1]]);
  expect(() => expectCalls([out], reply)).not.toThrow();
  for (const rows of [cdr.slice(1), [cdr[0], cdr[1], cdr[1]]]) {
    write(rows);
    expect(() => expectCalls([out], reply)).toThrow(`${out} holds ${rows.length} calls`);
  }
});

test('the obvious Node makes the very records the archive would hold', () => {
  const [reply, out] = [join(folder, 'reply.zlib'), join(folder, 'out.jsonl.gz')];
  writeFileSync(reply, deflateSync(Buffer.concat([...replyText(ROWS)])));
  const obvious = createRequire(import.meta.url)('../../bench/programs/obvious.cjs') as {
    tick: (job: { reply: string; out: string }) => void;
  };
  obvious.tick({ reply, out });
  const { cdr } = JSON.parse(Buffer.concat([...replyText(ROWS)]).toString()) as { cdr: object[] };
  const lines = cdr.map((row) => `${lineOfRow(row)},"rev":0}\n`);
  expect(lines).toHaveLength(ROWS);
  expect(gunzipSync(readFileSync(out)).toString()).toBe(lines.join(''));
});

test('the replies to the halves of the window hold together the calls of the whole', () => {
  const callIds = (from: number, to: number): string[] => {
    const { cdr } = JSON.parse(Buffer.concat([...replyText(ROWS, 1, { from, to })]).toString()) as {
      cdr: { callId: string }[];
    };
    return cdr.map(({ callId }) => callId);
  };
  const { from, to } = windowOf(1);
  const middle = (from + to) / 2;
  const whole = callIds(from - 1, to);
  const halves = [callIds(from - 1, middle), callIds(middle - 1, to)];
  expect(whole).toHaveLength(ROWS);
  expect(halves[0]?.length).toBeLessThan(ROWS * 0.6);
  expect([...new Set(halves.flat())]).toEqual(whole);
});

test('only what stands between the markers of a file is replaced', () => {
  const file = join(folder, 'README.md');
  writeFileSync(file, 'before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n');
  writeBetweenMarkers(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('before\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nafter\n');
  writeFileSync(file, 'no markers');
  expect(() => writeBetweenMarkers(file, 'new')).toThrowError('There is no <!-- bench -->');
  expect(readFileSync(file, 'utf8')).toBe('no markers');
});
