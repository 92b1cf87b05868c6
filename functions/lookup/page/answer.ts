/** GET /: the page, open to all, for it holds nothing but itself; it asks the JSON routes with the reader's token. */

import { pageHtml } from './html.ts';

/** Its text is loaded only when somebody asks for it. */
export async function pageAnswer(): Promise<Response> {
  const { default: page } = await import('./page.json', { with: { type: 'json' } });
  return new Response(pageHtml(page), {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': page.policy,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    },
  });
}
