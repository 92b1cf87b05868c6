/** The JSON routes of the lookup, asked with the token of this tab. */

/** What an answer that is none says (RFC 9457); `status` 0 when there was no answer at all. */
export interface Problem {
  readonly status: number;
  readonly detail?: string;
  readonly hint?: string;
  readonly vendorCode?: string;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
}

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`problem ${problem.status}`);
    this.problem = problem;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

async function problemOf(response: Response): Promise<Problem> {
  // A gateway on the way may answer with anything.
  const body: unknown = await response.json().catch(() => undefined);
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const text = (name: string): object => {
    const value = isObject(body) ? body[name] : undefined;
    return typeof value === 'string' ? { [name]: value } : {};
  };
  const facts = Object.assign({}, ...['detail', 'hint', 'vendorCode', 'requestId'].map(text));
  return { ...facts, status: response.status, ...(seconds > 0 && { retryAfterSeconds: seconds }) };
}

export type Ask = <T>(path: string) => Promise<T>;

/** @throws ProblemError for anything but an answer in JSON */
export function createAsk(token: string, signal: AbortSignal): Ask {
  return async function ask<T>(path: string): Promise<T> {
    let response: Response;
    try {
      const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
      response = await fetch(path, { headers, signal, cache: 'no-store', credentials: 'omit', redirect: 'error' });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ProblemError({ status: 0 });
    }
    if (!response.ok) throw new ProblemError(await problemOf(response));
    try {
      // The page comes from the app that answers: what is JSON has the shape it tells of.
      const body: T = await response.json();
      return body;
    } catch {
      throw new ProblemError({ status: 0 });
    }
  };
}
