/** What was probed as rows for a person: the question, what was seen, what it means, which setting it suggests. */

import { count, tellSeconds } from '../console/format-counters.ts';
import { failureText } from './asker.ts';
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

const NO_CALL = 'no call of the last day with times that can be told apart; probe again when there was one';

const BY_ID = {
  same: ['the same row as by its range', 'lookups by id work'],
  differs: ['another row than by its range', 'rows change, or the two answers are written in different ways'],
  missing: ['no row, though a range gives the call', 'the vendor knows a call by its range before it does by its id'],
  failed: ['no answer', 'it cannot be told'],
  none: [NO_CALL, 'it cannot be told'],
} as const;

function filterMeans({ kind, names, afterHangUpSeconds, why }: Filter): readonly [seen: string, means: string] {
  if (kind === 'row')
    return [`ranges around ${names.join(', ')} alone give the call`, `a range goes by ${names.join(' or ')}`];
  if (kind === 'touch')
    return ['ranges around several of its times give the call', 'a range gives every call that was going on in it'];
  if (kind === 'arrival') {
    const after = `${tellSeconds(afterHangUpSeconds ?? 0)} after hang-up`;
    return [
      `only ranges that hold a second ${after} give the call`,
      'a range goes by the time the row arrived at the vendor',
    ];
  }
  return [why ?? 'no range gave the call', 'it cannot be told'];
}

function lateness({ filter }: Probed): string {
  if (filter?.kind !== 'row' && filter?.kind !== 'arrival') return '';
  const early = filter.kind === 'row' && !filter.names.includes('endCallTime');
  return early
    ? '; a call comes into a range that is long past when it hangs up: one pass must be older than the longest call'
    : '; a call is there soon after its range: later passes bring recordings and corrections';
}

const BOUND_MEANS = {
  inclusive: 'the second itself is given',
  exclusive: 'the second itself is not given',
  unknown: 'it cannot be told; Huadan asks from a second earlier, which is right for both',
} as const;

function boundRows({ filter }: Probed): Finding[] {
  return (['lower', 'upper'] as const).map((side) => {
    const bound = filter?.[side] ?? 'unknown';
    const name = side === 'lower' ? 'startTimeStamp' : 'endTimeStamp';
    return { question: `Is ${name} part of its range?`, seen: bound, means: BOUND_MEANS[bound] };
  });
}

const CAP_SEEN = {
  none: ', its halves hold no others',
  marked: ', its halves hold others',
  silent: ', its halves hold others',
  unknown: '',
} as const;

const CAP_MEANS = {
  none: 'no cap up to there',
  marked: 'a cap, which an offset tells of; Huadan asks for such a range in halves',
  silent: 'a cap that nothing tells of: SLOT_MINUTES must be so short that a busy slot has far fewer calls',
  unknown: 'it cannot be told: too few calls, or no answer',
} as const;

function capRow({ cap }: Probed): Finding {
  const mark = cap.markMeansNothing ? '; its offset is not 0 all the same, and means nothing' : '';
  return {
    question: 'Is a long list cut?',
    seen: `the longest has ${count(cap.rows, 'row')}${CAP_SEEN[cap.kind]}`,
    means: `${CAP_MEANS[cap.kind]}${mark}`,
    setting: cap.kind === 'silent' ? 'SLOT_MINUTES' : undefined,
  };
}

function retentionRow(probed: Probed): Finding {
  const question = 'How far back are there calls?';
  const { atLeastSeconds, atMostSeconds, refused } = probed.retention;
  const old = refused === undefined ? '' : `; old ranges: ${failureText(refused)}`;
  if (atLeastSeconds === 0) return { question, seen: `no call came${old}`, means: 'it cannot be told' };
  const none = atMostSeconds === undefined ? '' : `, none of ${tellSeconds(atMostSeconds)} or older`;
  return {
    question,
    seen: `the oldest is ${tellSeconds(atLeastSeconds)} old${none}${old}`,
    means:
      atMostSeconds === undefined
        ? 'kept for longer than was asked'
        : `kept for ${tellSeconds(atLeastSeconds)} to ${tellSeconds(atMostSeconds)}, or nobody called before`,
    setting: suggestRetention(probed),
  };
}

function wireText(wire: Wire | undefined): string {
  return wire === undefined ? 'nothing' : `${wire.form}, ${wire.bytes} bytes`;
}

const COMPRESS_MEANS = {
  works: 'compression works',
  ignored: 'it saves nothing',
  differs: 'not the same rows: do not use it',
  unknown: 'it cannot be told: there was no row to compare',
} as const;

function compressRows(probed: Probed): Finding[] {
  const { compress } = probed;
  if (compress === undefined) return [];
  const seen = `0: ${wireText(compress.plain)}; 1: ${wireText(compress.compressed)}`;
  return [
    {
      question: 'What does compress=1 bring?',
      seen,
      means: COMPRESS_MEANS[compress.kind],
      setting: suggestCompress(probed),
    },
  ];
}

function widthRows({ widths }: Probed): Finding[] {
  return widths.map(({ seconds, seen, wire }) => ({
    question: `The last ${tellSeconds(seconds)} in one range?`,
    seen:
      seen.failure === undefined
        ? `${count(seen.received, 'row')}${wire === undefined ? '' : `, ${wire.bytes} bytes`}`
        : failureText(seen.failure),
    means: seen.failure === undefined ? (seen.cutShort ? 'answered, with an offset' : 'answered') : 'not answered',
  }));
}

function sizeRows(probed: Probed): Finding[] {
  const setting = suggestMaxReply(probed);
  if (setting === undefined) return [];
  const means = 'four times the largest fits';
  return [{ question: 'How large is a reply?', seen: 'the ranges of up to one hour above', means, setting }];
}

export function findingsOf(probed: Probed): Finding[] {
  const { byId, filter } = probed;
  const [seenById, meansById] = BY_ID[byId];
  const [seen, means] = filter === undefined ? [NO_CALL, 'it cannot be told'] : filterMeans(filter);
  return [
    {
      question: 'Which time does a range go by?',
      seen,
      means: `${means}${lateness(probed)}`,
      setting: suggestPasses(probed),
    },
    ...boundRows(probed),
    capRow(probed),
    retentionRow(probed),
    ...compressRows(probed),
    { question: 'The same call by its id?', seen: seenById, means: meansById },
    ...widthRows(probed),
    ...sizeRows(probed),
  ];
}
