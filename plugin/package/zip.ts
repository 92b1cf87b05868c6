/**
 * A zip with one file, the same bytes for the same content: no clock, no user, no file order. The format is
 * PKWARE's APPNOTE (pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), sections 4.3.7, 4.3.12 and 4.3.16.
 */

import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01T00:00, the first moment a zip can name: the date word counts years from 1980, months and days from 1. */
const DOS_DATE = 0x0021;
const DEFLATE = 8;
const VERSION = 20;
const MADE_ON_UNIX = 3 << 8;
/** The platform runs the function as another user: everyone may read. */
const MODE = 0o100644;

/** The fields that the local header and the central directory share, bytes 4 to 30 of one and 6 to 32 of the other. */
function describe(name: Buffer, content: Buffer, packed: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(DEFLATE, 4);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function centralDirectory(name: Buffer, fields: Buffer): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(MADE_ON_UNIX | VERSION);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((MODE << 16) >>> 0, 6);
  return Buffer.concat([signature(0x02014b50), madeBy, fields, rest, name]);
}

function endOfDirectory(offset: number, size: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([signature(0x06054b50), end]);
}

/** Packs `content` under `fileName` at the zip's root. */
export function zipOneFile(fileName: string, content: Buffer): Buffer {
  const name = Buffer.from(fileName);
  const packed = deflateRawSync(content, { level: 9 });
  const fields = describe(name, content, packed);
  const file = Buffer.concat([signature(0x04034b50), fields, name, packed]);
  const directory = centralDirectory(name, fields);
  return Buffer.concat([file, directory, endOfDirectory(file.length, directory.length)]);
}
