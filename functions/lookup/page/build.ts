/**
 * The page as one text, made of the sources beside this file. `npm run page` keeps it in `page.json`, which is what the
 * function hands out: it must be there without a build, and load only when it is asked for.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Page {
  readonly html: string;
  /** The Content-Security-Policy: nothing but this script, this style, and questions to where the page came from. */
  readonly policy: string;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function bundle(entry: string | { readonly css: string }): Promise<string> {
  const input =
    typeof entry === 'string'
      ? { entryPoints: [path(entry)] }
      : { stdin: { contents: entry.css, loader: 'css' as const } };
  const { outputFiles } = await build({
    ...input,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: ['es2020', 'chrome97', 'firefox104', 'safari15.4'],
    charset: 'utf8',
    legalComments: 'none',
    tsconfigRaw: {},
  });
  const text = (outputFiles[0]?.text ?? '').trim();
  // Such a text ends at the first of these, wherever it stands.
  if (/<\/(script|style)/i.test(text)) throw new Error('The page: its script or style holds its own end tag.');
  return text;
}

/** https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export async function buildPage(): Promise<Page> {
  const [template, shared, own, script] = await Promise.all([
    readFile(path('template.html'), 'utf8'),
    readFile(path('../../../shared/view/style.css'), 'utf8'),
    readFile(path('page.css'), 'utf8'),
    bundle('client/main.ts'),
  ]);
  const style = await bundle({ css: `${shared}${own}` });
  const html = template
    .replaceAll(/>\s+</g, '><')
    .replace('<!--STYLE-->', () => style)
    .replace('<!--SCRIPT-->', () => script);
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
  return { html, policy: policy.join('; ') };
}
