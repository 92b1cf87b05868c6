import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDeflate, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeBetweenMarkers } from '../../bench/markdown.ts';
import { nodeProgram } from '../../bench/measure.ts';
import { replyText, WINDOW } from '../../bench/reply.ts';
import { lineOfRow } from '../support/lines.ts';

const BENCH = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));
const ROWS = 500;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huadan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const runBench = async (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', BENCH, ...args], {
    env: { ...process.env, npm_command: 'run', npm_lifecycle_event: 'bench' },
  });

/** The cells of the table rows that begin with `name`. */
function cells(markdown: string, name: string): string[] {
  const line = markdown.split('\n').find((text) => text.startsWith(`| ${name}`));
  return (line ?? '')
    .slice(2 + name.length)
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

const time = expect.stringMatching(/^[\d ]+ ms$/) as string;
const memory = expect.stringMatching(/^\d+ MB$/) as string;
const ratio = expect.stringMatching(/^\d+\.\d\d$/) as string;

test('one command measures every row of the tables', { timeout: 600_000 }, async () => {
  const { stdout, stderr } = await runBench('--quick');

  for (const [rows, decoded] of [
    ['2 000', '0.8 MB'],
    ['20 000', '7.9 MB'],
  ] as const) {
    const rate = expect.stringMatching(/^[\d ]+$/) as string;
    const perRow = expect.stringMatching(/^\d+\.\d µs$/) as string;
    expect(cells(stdout, rows)).toEqual([decoded, time, perRow, rate, rate, memory, time, ratio, time, ratio]);
    expect(stderr).toMatch(new RegExp(`^${rows} rows: pull [\\d ]+ ms, \\d+ MB$`, 'm'));
  }

  const compared = ['the pull', 'the pull once more, all calls known', 'the limit', 'the obvious Node', 'stream-json'];
  for (const name of compared) expect(cells(stdout, `${name} `)).toEqual([time, memory, ratio, ratio]);
  const missing = ['not on this machine', '–', '–', '–'];
  expect([[time, memory, ratio, ratio], missing]).toContainEqual(cells(stdout, "Python's json"));
  expect(stdout).toMatch(/^\| inflate \\\| jq -c '\.cdr\[\]' \\\| gzip -6 \| +([\d ]+ ms|not on this machine) \|/m);

  expect(stdout.match(/^- (met|\*\*not met\*\*|not measured): /gm)).toHaveLength(6);

  expect(cells(stdout, 'first pull')).toEqual(['3', '1', '1', '1', '6', '9']);
  expect(cells(stdout, 'again, unchanged')).toEqual(['2', '0', '1', '1', '4', '8']);
  expect(cells(stdout, 'again, some calls changed')).toEqual(['4', '1', '1', '1', '7', '8']);

  expect(cells(stdout, 'bundle')).toEqual([expect.stringMatching(/^\d+\.\d KB$/)]);
  for (const name of ['loading it, over', 'loading it and', 'a warm lookup']) {
    expect(stdout).toMatch(new RegExp(`^\\| ${name}[^|]+\\| +-?\\d+\\.\\d\\d ms \\|$`, 'm'));
  }
});

test('--help teaches, and a size that is none is refused with exit code 2', async () => {
  const { stdout } = await runBench('--help');
  expect(stdout).toContain('npm run bench -- --rows 50000');
  await expect(runBench('--rows', '0')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--rows must be a number from 1') as string,
  });
});

test('the obvious Node makes the very records the archive would hold', async () => {
  const [reply, out] = [join(folder, 'reply.zlib'), join(folder, 'out.jsonl.gz')];
  await pipeline(Readable.from(replyText(ROWS)), createDeflate(), createWriteStream(reply));
  await nodeProgram('obvious.cjs', [reply, out])();
  const { cdr } = JSON.parse(Buffer.concat([...replyText(ROWS)]).toString()) as { cdr: object[] };
  const lines = cdr.map((row) => `${lineOfRow(row)},"rev":0}\n`);
  expect(lines).toHaveLength(ROWS);
  expect(gunzipSync(readFileSync(out)).toString()).toBe(lines.join(''));
});

test('the replies to the halves of the window hold together the calls of the whole', () => {
  const callIds = (from: number, to: number): string[] => {
    const { cdr } = JSON.parse(Buffer.concat([...replyText(ROWS, { from, to })]).toString()) as {
      cdr: { callId: string }[];
    };
    return cdr.map(({ callId }) => callId);
  };
  const middle = (WINDOW.from + WINDOW.to) / 2;
  const whole = callIds(WINDOW.from - 1, WINDOW.to);
  const halves = [callIds(WINDOW.from - 1, middle), callIds(middle - 1, WINDOW.to)];
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
