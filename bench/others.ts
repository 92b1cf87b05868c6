/** What one could do instead: the same reply, cut into lines and gzipped at the same level, in other ways. */

import { join } from 'node:path';
import { expectLines, isInstalled, nodeProgram, programFile, pythonProgram, shellProgram } from './measure.ts';
import type { Program } from './measure.ts';

export interface Others {
  readonly jq: Program | undefined;
  readonly python: Program | undefined;
  readonly obvious: Program;
  readonly streamJson: Program;
}

const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`;

/** @param out where they write. Undefined are those whose program is not on this machine. */
export async function createOthers(rows: number, reply: string, out: string): Promise<Others> {
  const file = join(out, 'others.jsonl.gz');
  const checked =
    (program: Program): Program =>
    async () => {
      const measured = await program();
      await expectLines(file, rows);
      return measured;
    };
  const inflate = [process.execPath, programFile('inflate.cjs'), reply].map(quoted).join(' ');
  return {
    jq: (await isInstalled('jq'))
      ? checked(shellProgram(`${inflate} | jq -c '.cdr[]' | gzip -6 > ${quoted(file)}`))
      : undefined,
    python: (await isInstalled('python3')) ? checked(pythonProgram('rows.py', [reply, file])) : undefined,
    obvious: checked(nodeProgram('obvious.cjs', [reply, file])),
    streamJson: checked(nodeProgram('stream-json.mjs', [reply, file])),
  };
}
