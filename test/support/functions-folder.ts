/** Where a run of the tests keeps the packaged functions; away with its end. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    functionsFolder: string;
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'huadan-functions-'));
  project.provide('functionsFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
