/** The parts of an HTTP request, from wherever they came, as a `Request`. */

export interface RequestParts {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A header that no request can have is left out: it may be about anything. */
function appendIfPossible(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch {
    // Not a header name, or a value beyond Latin-1.
  }
}

/** Undefined for a method that no `Request` can have. The body is left out: nothing here reads one. */
export function toRequest({ method, path, query, headers: given }: RequestParts): Request | undefined {
  // Set part by part: a path such as `//elsewhere` must not become a host.
  const url = new URL('http://lookup.invalid');
  url.pathname = path;
  url.search = query.toString();
  const headers = new Headers();
  for (const [name, values] of Object.entries(given)) {
    for (const value of [values ?? []].flat()) appendIfPossible(headers, name, value);
  }
  try {
    return new Request(url, { method, headers });
  } catch {
    return undefined;
  }
}
