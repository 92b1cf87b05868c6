/**
 * The page's style and script, made of the sources beside this file. `npm run page` keeps them in `page.json`, which is
 * what the function hands out: it must be there without a build, and load only when it is asked for.
 */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { PageParts } from './html.ts';

export interface Page extends PageParts {
  /** The Content-Security-Policy: nothing but this script, this style, and questions to where the page came from. */
  readonly policy: string;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path(entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome97', 'firefox104', 'safari15.4'],
    charset: 'utf8',
    legalComments: 'none',
  });
  const text = (outputFiles[0]?.text ?? '').trim();
  // Such a text ends at the first of these, wherever it stands.
  if (/<\/(script|style)/i.test(text)) throw new Error('The page: its script or style holds an end tag.');
  return text;
}

/** https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export async function buildPage(): Promise<Page> {
  const script = await bundle('client/main.ts');
  const style = await bundle('page.css');
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return { style, script, policy: policy.join('; ') };
}
