/** `probe`: how does this tenant's interface behave where the vendor's documents say nothing? */

import { readLookupConfig } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { createSource } from '../../shared/source/create-source.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { askPerson } from '../console/confirm.ts';
import { waitUnlessStopped } from '../console/shutdown.ts';
import { createAsker, MOST_QUESTIONS } from '../probe/asker.ts';
import { findingsOf } from '../probe/findings.ts';
import { answerMs, probe } from '../probe/probe.ts';
import { probedJson } from '../probe/json.ts';
import { findingsTable } from '../probe/table.ts';
import { watchCall, watchedText } from '../probe/watch.ts';

const DONE = 0;
const NOTHING_SEEN = 3;
const NOT_CONFIRMED = 2;

export const command = defineCommand({
  summary: 'Asks the vendor how its interface behaves where the documents say nothing, and suggests settings.',
  args: {
    watch: { type: 'boolean', about: 'instead: follow the next call from hang-up until its recording is there' },
    yes: { type: 'boolean', about: 'begin without a question' },
    json: { type: 'boolean', about: 'print JSON' },
    ...SETTINGS_ARGS,
  },
  examples: [
    ['', 'says how many questions it will put, and waits for a typed yes'],
    ['--yes --json > probe.json', 'to attach to an issue'],
    ['--watch --yes', 'how late rows and recordings are'],
  ],
  notes: `At most ${MOST_QUESTIONS} questions are put, as fast as CDR_RATE allows: which time a range goes by, whether its bounds belong to it,
whether long lists are cut, how far back there are calls, what compress=1 brings. Run it when there were calls in
the last hour; an hour without any tells little. The archive is not touched and nothing is stored. The output holds
counts, sizes and seconds, and no number, id, time of day or address: it can be shown to anybody who may know how
many calls there are. docs/probe.md explains the rows.`,
  exitCodes: {
    [DONE]: 'the table is printed',
    1: 'the vendor refused; the message says what',
    [NOT_CONFIRMED]: 'nobody said yes; nothing was asked',
    [NOTHING_SEEN]: 'there were no calls to learn from',
  },

  async run(context) {
    const { args, environment, stdout, stderr, clock, stopSignal } = context;
    const { vendor } = readLookupConfig(environment);
    stderr.write(`This puts at most ${MOST_QUESTIONS} questions to the vendor, never more than CDR_RATE a second.\n`);
    if (!args.yes && (await askPerson('Begin? Type yes: ', context)) !== 'yes') {
      stderr.write('Nothing was asked: it takes a typed yes at a terminal, or --yes.\n');
      return NOT_CONFIRMED;
    }
    const deps = { ...createDeps(), clock };
    try {
      if (args.watch) {
        const stop = stopSignal();
        const watched = await watchCall({
          ask: createAsker(createSource(vendor, deps), deps, answerMs(vendor)),
          wait: async (ms) => waitUnlessStopped(ms, stop),
          stop,
          clock,
          tell: (text) => void stderr.write(`${text}\n`),
        });
        stdout.write(args.json ? `${JSON.stringify(watched)}\n` : watchedText(watched));
        return watched.row === undefined ? NOTHING_SEEN : DONE;
      }
      const probed = await probe(vendor, deps);
      stdout.write(args.json ? `${JSON.stringify(probedJson(probed))}\n` : findingsTable(findingsOf(probed)));
      stderr.write(`${probed.questions} questions were put.\n`);
      return probed.filter === undefined ? NOTHING_SEEN : DONE;
    } finally {
      deps.close();
    }
  },
});
