/** What the plugin uses of Serverless Framework (the osls fork): its own types describe AWS alone. */

import type { FunctionSettings, ProviderSettings } from './schema.ts';

export interface Service {
  readonly service: string;
  readonly provider: ProviderSettings;
  readonly package: { readonly path?: string };
  readonly functions: Record<string, FunctionSettings>;
}

export interface Serverless {
  readonly serviceDir: string;
  readonly service: Service;
  readonly pluginManager: { readonly plugins: readonly object[]; spawn: (command: string) => Promise<void> };
  readonly configSchemaHandler: { defineProvider: (name: string, schema: object) => void };
  readonly classes: { readonly Error: new (message: string, code: string, options?: ErrorOptions) => Error };
  /** What a YAML or JSON file holds. */
  readonly yamlParser: { parse: (path: string) => Promise<unknown> };
  setProvider: (name: string, provider: object) => void;
}

/** Command line options by name: text, or true for a switch. Left out when not given. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface Logging {
  /** For people, on stderr. */
  readonly log: { readonly notice: (text: string) => void };
  /** The command's result, on stdout. */
  readonly writeText: (text: string) => void;
}
