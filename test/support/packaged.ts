/** What `serverless package` puts into a function's zip: its `index.js`, made of the project's sources. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createService } from './cloud/cli.ts';
import { readZip } from './cloud/unzip.ts';

export async function packaged(name: 'pull' | 'lookup'): Promise<Buffer> {
  const service = await createService();
  try {
    const { code, all } = await service.run(['package']);
    if (code !== 0) throw new Error(all);
    const [entry] = readZip(await readFile(join(service.path, '.serverless', `${name}.zip`)));
    if (entry === undefined) throw new Error(`the zip of ${name} is empty`);
    return entry.content;
  } finally {
    await service.remove();
  }
}
