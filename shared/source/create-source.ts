/** The source that `CDR_SOURCE` names. */

import type { SourceConfig } from '../config/read.ts';
import type { Deps } from '../deps.ts';
import { createGetcdr } from './getcdr/client.ts';
import { createNpp } from './npp/client.ts';
import type { Source } from './source.ts';

export function createSource(config: SourceConfig, deps: Deps): Source {
  return config.source === 'npp' ? createNpp(config, deps) : createGetcdr(config, deps);
}
