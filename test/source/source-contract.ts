/** What every source must do, whatever its vendor's interface looks like: run once for each of them. */

import { afterEach, describe, expect, it } from 'vitest';
import type { VendorReply, VendorServer } from '../../local/simulator/server.ts';
import type { Deps } from '../../shared/deps.ts';
import { isHuadanError } from '../../shared/errors.ts';
import type { Answer, Source } from '../../shared/source/source.ts';
import { calls } from '../../shared/source/split-window.ts';
import { linesOf, WINDOW } from '../support/asking.ts';
import { at } from '../support/pulling.ts';
import { vendorRow } from '../support/vendor-rows.ts';

/** What a vendor answers, before it is put into the words of an interface; or the very bytes. */
export type Scripted =
  | {
      readonly rows?: readonly unknown[] | object | null;
      readonly code?: string | number;
      readonly said?: string;
      readonly offset?: string | null;
    }
  | VendorReply;

/** What a vendor was asked, as strings. */
export interface Asked {
  readonly callId?: string;
  readonly src?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface SourceUnderTest {
  /** Starts a vendor of this interface. */
  readonly start: (answer: (asked: Asked) => Scripted) => Promise<VendorServer>;
  readonly create: (endpoint: string, deps: Deps) => Source;
  readonly deps: (changes: Partial<Deps>) => Deps & { close: () => void };
}

function isLong({ from, to }: Asked): boolean {
  return Number(to) - Number(from) > 400;
}

export function describeSource(name: string, { start, create, deps }: SourceUnderTest): void {
  const open: { close: () => unknown }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map(async (one) => one.close()));
  });

  /** Asks one question of a vendor that answers so. */
  async function ask(
    answer: (asked: Asked) => Scripted,
    question: 'range' | 'callId' = 'range',
  ): Promise<{ answer?: Answer; error?: unknown; requests: number; asked: Asked[]; waits: number[] }> {
    const asked: Asked[] = [];
    const waits: number[] = [];
    const vendor = await start((one) => (asked.push(one), answer(one)));
    const bent = deps({ sleep: async (ms) => void waits.push(ms), random: () => 0.5 });
    open.push(vendor, bent);
    const source = create(vendor.endpoint, bent);
    let requests = 0;
    const options = { deadlineMs: Date.now() + 60_000, onRequest: () => void requests++ };
    try {
      const came =
        question === 'range'
          ? await source.calls({ src: '', window: WINDOW }, options)
          : await source.call('a', options);
      return { answer: came, requests, asked, waits };
    } catch (error) {
      if (!isHuadanError(error)) throw error;
      return { error, requests, asked, waits };
    }
  }

  describe(`the source ${name}`, () => {
    it('asks for a range from a second before it, with every value a string', async () => {
      const { asked } = await ask(() => ({ rows: [] }));
      expect(asked).toEqual([{ src: '', from: String(WINDOW.from - 1), to: String(WINDOW.to) }]);
    });

    it('asks for a call by its id alone', async () => {
      const { asked } = await ask(() => ({ rows: [vendorRow('a', WINDOW.from)] }), 'callId');
      expect(asked).toEqual([{ callId: 'a' }]);
    });

    it('reads rows into the lines that every source reads them into', async () => {
      const row = vendorRow('a', at('2019-01-23T17:17:39'));
      const { answer } = await ask(() => ({ rows: [row, row] }));
      expect(linesOf(answer!.rows)).toEqual([
        '{"callId":"a","src":"008613500000000","dst":"008613631234568","startSrcCallTime":"2019-01-23T17:17:39+08:00","startSrcRingTime":"2019-01-23T17:17:41+08:00","srcAcceptTime":"2019-01-23T17:17:47+08:00","startDstCallTime":"2019-01-23T17:17:48+08:00","startDstRingTime":"2019-01-23T17:17:51+08:00","dstAcceptTime":"2019-01-23T17:17:59+08:00","endCallTime":"2019-01-23T17:19:09+08:00","callEndStatus":1,"duration":70,"recordUrl":null,"callType":3,"bizId":null,"orderId":null',
      ]);
      expect(answer?.received).toBe(2);
    });

    it('sets rows aside that cannot be read', async () => {
      const rows = [vendorRow('a', WINDOW.from), 7, { ...vendorRow('', WINDOW.from) }];
      const { answer } = await ask(() => ({ rows }));
      expect([answer?.rows.size, answer?.received]).toEqual([1, 3]);
      expect(answer?.rejects.map(({ reason }) => reason)).toEqual(['not an object', 'no callId']);
    });

    it('sets a row of more than 64 KiB aside by its head', async () => {
      const { answer } = await ask(() => ({ rows: [{ ...vendorRow('a', WINDOW.from), bizId: 'x'.repeat(70_000) }] }));
      expect(answer?.rejects).toMatchObject([{ reason: 'larger than 65536 bytes' }]);
    });

    it.each([[[]], [null], [{}]])('takes %j for an empty list', async (rows) => {
      const { answer } = await ask(() => ({ rows }));
      expect([answer?.received, answer?.cutShort]).toEqual([0, false]);
    });

    it.each([
      ['0', false],
      ['', false],
      [null, false],
      ['1548235059', true],
    ])('takes an offset of %j for a list cut short: %s', async (offset, cutShort) => {
      const { answer } = await ask(() => ({ rows: [], offset }));
      expect(answer?.cutShort).toBe(cutShort);
    });

    it.each<[string | number, 'range' | 'callId', string, number]>([
      ['-203', 'range', 'retry', 5],
      ['-501', 'callId', 'retry', 5],
      ['-201', 'callId', 'miss', 1],
      ['-201', 'range', 'unknown', 5],
      ['-202', 'range', 'window', 1],
      [-2, 'range', 'window', 1],
      ['-1', 'range', 'operator', 1],
      ['-401', 'range', 'operator', 1],
      ['-423', 'range', 'blocked', 1],
      ['-777', 'range', 'unknown', 5],
    ])('classes %j for a %s as %s, after %i requests', async (code, question, reason, requests) => {
      const came = await ask(() => ({ code, said: 'no 13812340001' }), question);
      expect(came.error).toMatchObject({ reason, facts: { vendorCode: String(code) } });
      expect(String(came.error)).toContain('in its words "no ');
      expect(String(came.error)).not.toContain('13812340001');
      expect(came.requests).toBe(requests);
    });

    it.each<[string, Scripted]>([
      ['HTTP 503', { status: 503, body: '' }],
      ['no JSON', { body: '<html>' }],
      ['JSON that breaks off', { body: '{"errorCode":"0"' }],
      ['JSON of somebody else', { body: '{"message":"no Route matched"}' }],
      ['a connection that is reset', { body: '', fault: 'reset' }],
    ])('asks five times where it gets %s, with growing waits', async (_, reply) => {
      const { error, requests, waits } = await ask(() => reply);
      expect(error).toMatchObject({ reason: 'retry' });
      expect([requests, waits]).toEqual([5, [300, 600, 1200, 2400]]);
    });

    it.each<[string, Scripted]>([
      ['504', { status: 504, body: '' }],
      ['a list that cannot be read', { rows: { a: 1 } }],
    ])('asks in halves where it gets %s for the whole', async (_, tooMuch) => {
      const all = [vendorRow('early', WINDOW.from), vendorRow('late', WINDOW.to - 1)];
      const vendor = await start((asked) =>
        isLong(asked)
          ? tooMuch
          : {
              rows: all.filter(
                (row) =>
                  Number(row['startSrcCallTime']) >= Number(asked.from) &&
                  Number(row['startSrcCallTime']) <= Number(asked.to),
              ),
            },
      );
      const bent = deps({});
      open.push(vendor, bent);
      const ids: string[] = [];
      const source = create(vendor.endpoint, bent);
      for await (const piece of calls(source, WINDOW, { deadlineMs: Date.now() + 60_000 })) {
        if ('error' in piece) throw piece.error;
        ids.push(...linesOf(piece.answer.rows).map((line) => (JSON.parse(`${line}}`) as { callId: string }).callId));
      }
      expect([ids, vendor.requests.length]).toEqual([['early', 'late'], 3]);
    });

    it('ends by the deadline when there is no answer', async () => {
      const vendor = await start(() => ({ body: '', fault: 'hang' }));
      const bent = deps({});
      open.push(vendor, bent);
      const asking = create(vendor.endpoint, bent).call('a', { deadlineMs: Date.now() + 200 });
      await expect(asking).rejects.toMatchObject({ reason: 'deadline' });
    });

    it('says that a vendor cannot be reached', async () => {
      const bent = deps({ sleep: async () => undefined });
      open.push(bent);
      const asking = create('http://127.0.0.1:1', bent).call('a', { deadlineMs: Date.now() + 60_000 });
      await expect(asking).rejects.toMatchObject({ reason: 'retry', facts: { code: 'ECONNREFUSED' } });
    });
  });
}
