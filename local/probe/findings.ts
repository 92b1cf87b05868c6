/** What was probed as rows for a person: the question, what was seen, what it means, which setting it suggests. */

import type { Words } from '../words/index.ts';
import type { Filter } from './filter.ts';
import type { Probed } from './probe.ts';
import { suggestCompress, suggestMaxReply, suggestPasses, suggestRetention } from './settings.ts';
import type { Wire } from './wire.ts';

export interface Finding {
  readonly question: string;
  readonly seen: string;
  readonly means: string;
  readonly setting?: string | undefined;
}

type Seen = readonly [seen: string, means: string];

function filterSeen({ kind, names, afterHangUpSeconds, why }: Filter, { probe, span }: Words): Seen {
  const { row, touch, arrival, ...say } = probe.filter;
  if (kind === 'row') return [row.seen(names), row.means(names)];
  if (kind === 'touch') return [touch.seen, touch.means];
  if (kind === 'arrival') return [arrival.seen(span(afterHangUpSeconds ?? 0)), arrival.means];
  return [say.why(why), probe.untold];
}

function lateness({ filter }: Probed, { probe }: Words): string {
  if (filter?.kind !== 'row' && filter?.kind !== 'arrival') return '';
  const early = filter.kind === 'row' && !filter.names.includes('endCallTime');
  return early ? probe.filter.early : probe.filter.late;
}

function filterRow(probed: Probed, words: Words): Finding {
  const { filter } = probed;
  const [seen, means] = filter === undefined ? [words.probe.noCall, words.probe.untold] : filterSeen(filter, words);
  return {
    question: words.probe.filter.question,
    seen,
    means: `${means}${lateness(probed, words)}`,
    setting: suggestPasses(probed),
  };
}

function boundRows({ filter }: Probed, { bound: say }: Words['probe']): Finding[] {
  return (['lower', 'upper'] as const).map((side) => {
    const bound = filter?.[side] ?? 'unknown';
    const name = side === 'lower' ? 'startTimeStamp' : 'endTimeStamp';
    return { question: say.question(name), seen: say.seen[bound], means: say.means[bound] };
  });
}

function capRow({ cap }: Probed, { cap: say }: Words['probe']): Finding {
  return {
    question: say.question,
    seen: say.seen(cap.rows, say.halves[cap.kind]),
    means: `${say.means[cap.kind]}${cap.markMeansNothing ? say.noMark : ''}`,
    setting: cap.kind === 'silent' ? 'SLOT_MINUTES' : undefined,
  };
}

function retentionRow(probed: Probed, { probe, span }: Words): Finding {
  const { question, ...say } = probe.retention;
  const { atLeastSeconds, atMostSeconds, refused } = probed.retention;
  const old = refused === undefined ? '' : say.refused(probe.failure(refused.reason, refused.vendorCode));
  if (atLeastSeconds === 0) return { question, seen: `${say.noneCame}${old}`, means: probe.untold };
  const least = span(atLeastSeconds);
  const most = atMostSeconds === undefined ? undefined : span(atMostSeconds);
  return {
    question,
    seen: `${say.oldest(least, most === undefined ? '' : say.none(most))}${old}`,
    means: most === undefined ? say.longer : say.kept(least, most),
    setting: suggestRetention(probed),
  };
}

function compressRows(probed: Probed, { compress: say }: Words['probe']): Finding[] {
  const { compress } = probed;
  if (compress === undefined) return [];
  const told = (wire: Wire | undefined): string => (wire === undefined ? say.nothing : say.wire(wire.form, wire.bytes));
  return [
    {
      question: say.question,
      seen: `0: ${told(compress.plain)}; 1: ${told(compress.compressed)}`,
      means: say.means[compress.kind],
      setting: suggestCompress(probed),
    },
  ];
}

function widthRows({ widths }: Probed, { probe, span }: Words): Finding[] {
  const { width: say, failure: tellFailure } = probe;
  return widths.map(({ seconds, seen: { failure, received, cutShort }, wire }) => ({
    question: say.question(span(seconds)),
    seen: failure === undefined ? say.seen(received, wire?.bytes) : tellFailure(failure.reason, failure.vendorCode),
    means: failure === undefined ? (cutShort ? say.cutShort : say.answered) : say.notAnswered,
  }));
}

function sizeRows(probed: Probed, { size }: Words['probe']): Finding[] {
  const setting = suggestMaxReply(probed);
  return setting === undefined ? [] : [{ ...size, setting }];
}

export function findingsOf(probed: Probed, words: Words): Finding[] {
  const { probe } = words;
  const { question, seen, means } = probe.byId;
  return [
    filterRow(probed, words),
    ...boundRows(probed, probe),
    capRow(probed, probe),
    retentionRow(probed, words),
    ...compressRows(probed, probe),
    { question, seen: seen[probed.byId], means: means[probed.byId] },
    ...widthRows(probed, words),
    ...sizeRows(probed, probe),
  ];
}
