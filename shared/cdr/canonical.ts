/** JSON in one spelling, so that what is the same is the same bytes. */

const TOKEN = /\s*("[^"\\]*(?:\\.[^"\\]*)*"|[^\s"[\]{},:]+|[[\]{},:])/y;

/**
 * The members of an object that `JSON.parse` takes, by name: each value without white space, with the members of nested
 * objects sorted, and with numbers as they came, for a double does not hold each of them. Of equal names the last counts.
 * @throws RangeError when it is nested deeper than the stack
 */
export function canonicalMembers(text: string): Map<string, string> {
  let at = 0;

  function next(): string {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[1] ?? '';
    at = TOKEN.lastIndex;
    return token;
  }

  function members(): Map<string, string> {
    const found = new Map<string, string>();
    for (let token = next(); token !== '}' && token !== ''; token = next()) {
      if (token === ',') continue;
      const name: string = JSON.parse(token);
      next();
      found.set(name, value(next()));
    }
    return found;
  }

  function items(): string[] {
    const found: string[] = [];
    for (let token = next(); token !== ']' && token !== ''; token = next()) {
      if (token !== ',') found.push(value(token));
    }
    return found;
  }

  function value(token: string): string {
    if (token === '[') return `[${items().join(',')}]`;
    if (token.startsWith('"')) return JSON.stringify(JSON.parse(token));
    return token === '{' ? writeMembers(members()) : token;
  }

  next();
  return members();
}

/** The text of an object with these members, sorted by name. */
function writeMembers(members: ReadonlyMap<string, string>): string {
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}
