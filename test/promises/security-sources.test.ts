import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every source file below these folders, by its name from the root. */
function sources(...folders: string[]): { name: string; text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[cm]?[jt]s$/.test(name))
      .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(join(ROOT, folder, name), 'utf8') })),
  );
}

function filesWith(pattern: RegExp, ...folders: string[]): string[] {
  const found = sources(...folders).filter(({ text }) => pattern.test(text));
  return found.map(({ name }) => name).sort();
}

describe('the environment', () => {
  const environment = /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|import\.meta\.env|\benv\s*\}\s*=\s*process\b/;

  it('is read at the three edges alone, and there given to the configuration whole', () => {
    const edges = ['functions/close/index.ts', 'functions/lookup/index.ts', 'functions/pull/index.ts'];
    expect(filesWith(environment, 'shared', 'functions')).toEqual(edges);
    for (const edge of edges) {
      const lines = readFileSync(join(ROOT, edge), 'utf8').split('\n');
      const uses = lines.filter((line) => environment.test(line)).map((line) => line.trim());
      const configs = uses.filter((use) =>
        /^const config = read(?:Close|Pull|Lookup)Config\(process\.env\);$/.test(use),
      );
      expect(configs).toHaveLength(1);
      // What is misspelt is told by its name, and by no value.
      expect(uses.filter((use) => !configs.includes(use) && !use.includes('misspeltWarnings(process.env)'))).toEqual(
        [],
      );
    }
  });

  it('is read in one place of the commands and in one of the plugin', () => {
    expect(filesWith(environment, 'local', 'plugin')).toEqual(['local/console/main.ts', 'plugin/plugin.ts']);
  });
});

describe('what runs in the cloud', () => {
  it('starts no process and runs no text as code', () => {
    const running = /child_process|node:vm|node:repl|\beval\s*\(|\bnew Function\b|\brequire\s*\(/;
    expect(filesWith(running, 'shared', 'functions')).toEqual([]);
  });

  it('speaks to the network in two places: to the vendor and to COS', () => {
    const network =
      /from 'node:(?:https?|http2|net|tls|dgram)'|\b(?:globalThis\.)?fetch\s*\(|import\('cos-nodejs-sdk-v5'\)/;
    const places = filesWith(network, 'shared', 'functions').filter(
      (name) => !/^functions\/lookup\/(?:index\.ts|page\/)/.test(name),
    );
    expect(places).toEqual(['shared/http.ts', 'shared/store/cos-sdk.ts']);
    // The page runs in a browser. The lookup hands its request to its own app by a method of that name.
    const edge = readFileSync(join(ROOT, 'functions/lookup/index.ts'), 'utf8');
    expect(edge.match(/.{12}\bfetch\(/g)).toEqual([expect.stringMatching(/\}\)\.fetch\($/)]);
  });

  it('never turns off the checks of TLS, and neither do the commands or the plugin', () => {
    const off = /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity|insecureHTTPParser/;
    expect(filesWith(off, 'shared', 'functions', 'local', 'plugin')).toEqual([]);
  });
});

describe('dependencies', () => {
  const manifest: Record<'dependencies' | 'devDependencies', Record<string, string>> = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  const lock: { packages: Record<string, { integrity?: string; link?: boolean }> } = JSON.parse(
    readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
  );
  const all = { ...manifest.dependencies, ...manifest.devDependencies };

  it.each(Object.entries(all))('%s is pinned to one version: %s', (_name, version) => {
    expect(version).toMatch(/^(?:npm:[@\w/-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/);
  });

  it('are locked with the hash of each package', () => {
    const packages = Object.entries(lock.packages).filter(([name, { link }]) => name !== '' && link !== true);
    expect(packages.length).toBeGreaterThan(Object.keys(all).length);
    const without = packages.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true);
    expect(without.map(([name]) => name)).toEqual([]);
  });

  it('that are not for development alone are imported by what runs', () => {
    const code = sources('shared', 'functions', 'local').map(({ text }) => text);
    const unused = Object.keys(manifest.dependencies).filter((name) => !code.some((text) => text.includes(`'${name}`)));
    expect(unused).toEqual([]);
  });
});
