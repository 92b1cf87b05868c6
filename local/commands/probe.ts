/** `probe`: how does this tenant's interface behave where the vendor's documents say nothing? */

import { readLookupConfig } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { createSource } from '../../shared/source/create-source.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { askPerson } from '../console/confirm.ts';
import { waitUnlessStopped } from '../console/shutdown.ts';
import { createAsker } from '../probe/asker.ts';
import { findingsOf } from '../probe/findings.ts';
import { answerMs, probe } from '../probe/probe.ts';
import { probedJson } from '../probe/json.ts';
import { findingsTable } from '../probe/table.ts';
import { watchCall, watchedText } from '../probe/watch.ts';

const DONE = 0;
const NOTHING_SEEN = 3;
const NOT_CONFIRMED = 2;

export const command = defineCommand({
  args: {
    watch: { type: 'boolean' },
    yes: { type: 'boolean' },
    json: { type: 'boolean' },
    ...SETTINGS_ARGS,
  },
  help: (words) => words.probe.help,

  async run(context) {
    const { args, environment, stdout, stderr, clock, stopSignal, words } = context;
    const say = words.probe;
    const { vendor } = readLookupConfig(environment);
    stderr.write(`${say.announced}\n`);
    if (!args.yes && (await askPerson(say.question, context)) !== 'yes') {
      stderr.write(`${say.notAsked}\n`);
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
          say: say.watch,
          tell: (text) => void stderr.write(`${text}\n`),
        });
        stdout.write(args.json ? `${JSON.stringify(watched)}\n` : watchedText(watched, say.watch));
        return watched.row === undefined ? NOTHING_SEEN : DONE;
      }
      const probed = await probe(vendor, deps);
      stdout.write(
        args.json ? `${JSON.stringify(probedJson(probed))}\n` : findingsTable(findingsOf(probed, words), say.heads),
      );
      stderr.write(`${say.put(probed.questions)}\n`);
      return probed.filter === undefined ? NOTHING_SEEN : DONE;
    } finally {
      deps.close();
    }
  },
});
