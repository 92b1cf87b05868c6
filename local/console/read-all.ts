/** Reads arguments and settings to the end before anything is refused, so that all faults are told at once. */

import { HuadanError, isHuadanError } from '../../shared/errors.ts';

type Readers = Readonly<Record<string, () => unknown>>;

/** The variables a fault is about; none for one about arguments. */
function variablesOf({ facts }: HuadanError): string[] {
  return typeof facts['variables'] === 'string' ? facts['variables'].split(',') : [];
}

/** Programs share settings: a fault about variables that were all told of already says nothing new. */
function newFaults(faults: readonly HuadanError[]): string[] {
  const told = new Set<string>();
  return faults.flatMap((fault) => {
    const names = variablesOf(fault);
    const isNew = names.length === 0 ? !told.has(fault.message) : names.some((name) => !told.has(name));
    for (const name of [fault.message, ...names]) told.add(name);
    return isNew ? [fault.message] : [];
  });
}

/**
 * Calls all readers and returns what each returned.
 * @throws HuadanError `config` that tells the faults of all of them at once
 */
export function readAll<T extends Readers>(readers: T): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const faults: HuadanError[] = [];
  const read = Object.entries(readers).map(([name, reader]): [string, unknown] => {
    try {
      return [name, reader()];
    } catch (error) {
      if (!isHuadanError(error, 'config')) throw error;
      faults.push(error);
      return [name, undefined];
    }
  });
  if (faults.length > 0) {
    const variables = [...new Set(faults.flatMap(variablesOf))].join(',');
    throw new HuadanError('config', newFaults(faults).join('\n'), variables === '' ? {} : { facts: { variables } });
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every reader returned
  return Object.fromEntries(read) as { [K in keyof T]: ReturnType<T[K]> };
}

/** One fault of the arguments. */
export function argumentFault(message: string): HuadanError {
  return new HuadanError('config', message);
}
