/** Reads a zip by its central directory, as archivers do, and checks every sum: it shares nothing with what packed it. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';

export interface Entry {
  readonly name: string;
  readonly content: Buffer;
  /** Unix permissions. */
  readonly mode: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

function readEntry(zip: Buffer, at: number): { entry: Entry; next: number } {
  if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('the central directory is broken');
  const method = zip.readUInt16LE(at + 10);
  const packedSize = zip.readUInt32LE(at + 20);
  const nameLength = zip.readUInt16LE(at + 28);
  const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
  const local = zip.readUInt32LE(at + 42);
  if (zip.readUInt32LE(local) !== LOCAL) throw new Error(`${name} has no local header`);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + packedSize);
  const content = method === 0 ? Buffer.from(packed) : inflateRawSync(packed);
  if (crc32(content) !== zip.readUInt32LE(at + 16)) throw new Error(`${name} has another checksum`);
  if (content.length !== zip.readUInt32LE(at + 24)) throw new Error(`${name} has another length`);
  const next = at + 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  return { entry: { name, content, mode: (zip.readUInt32LE(at + 38) >>> 16) & 0o777 }, next };
}

export function readZip(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new Error('there is no end of central directory');
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const { entry, next } = readEntry(zip, at);
    entries.push(entry);
    at = next;
  }
  return entries;
}

export async function unzipTo(folder: string, zip: Buffer): Promise<void> {
  for (const { name, content, mode } of readZip(zip)) {
    const path = join(folder, normalize(name));
    if (!path.startsWith(folder)) throw new Error(`${name} points out of the folder`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode });
  }
}
