/** Where a run of the tests keeps the programs it has built; removed at its end. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    builtFolder: string;
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'huadan-built-'));
  project.provide('builtFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
