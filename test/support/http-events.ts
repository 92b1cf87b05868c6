/** HTTP events as the platform sends them: the fixtures whole, with what a test is about put in its place. */

import apiGateway from '../fixtures/events/api-gateway.json' with { type: 'json' };
import functionUrl from '../fixtures/events/function-url.json' with { type: 'json' };

export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Header names are lower-case here. */
function functionUrlEvent({ method = 'GET', path = functionUrl.path, query, token, headers }: Asked): object {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    ...functionUrl,
    httpMethod: method,
    path,
    queryString: query ?? functionUrl.queryString,
    headers: { ...functionUrl.headers, ...authorization, ...headers },
  };
}

function apiGatewayEvent({ method = 'GET', path = apiGateway.path, query, token, headers }: Asked): object {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return {
    ...apiGateway,
    requestContext: { ...apiGateway.requestContext, httpMethod: method },
    httpMethod: method,
    path,
    queryString: query ?? apiGateway.queryString,
    headers: { ...apiGateway.headers, ...authorization, ...headers },
  };
}

export const EVENT_SHAPES = [
  ['Function URL', functionUrlEvent],
  ['API Gateway', apiGatewayEvent],
] as const;

export { apiGatewayEvent, functionUrlEvent };
