/** COS's answers as it writes them. */

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function errorXml(code: string, message: string, resource: string, requestId: string): string {
  return (
    `${HEAD}<Error>\n\t<Code>${code}</Code>\n\t<Message>${escapeXml(message)}</Message>\n` +
    `\t<Resource>${escapeXml(resource)}</Resource>\n\t<RequestId>${requestId}</RequestId>\n\t<TraceId>trace</TraceId>\n</Error>\n`
  );
}

export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  readonly marker: string;
  readonly maxKeys: number;
  readonly encoded: boolean;
  readonly objects: readonly { key: string; size: number; etag: string }[];
  readonly truncated: boolean;
}

export function listingXml(listing: Listing): string {
  const name = (key: string): string => escapeXml(listing.encoded ? encodeURIComponent(key) : key);
  const contents = listing.objects.map(
    ({ key, size, etag }) =>
      `\t<Contents>\n\t\t<Key>${name(key)}</Key>\n\t\t<LastModified>2026-01-01T00:00:00.000Z</LastModified>\n` +
      `\t\t<ETag>${escapeXml(etag)}</ETag>\n\t\t<Size>${size}</Size>\n\t\t<StorageClass>STANDARD</StorageClass>\n\t</Contents>\n`,
  );
  const last = listing.objects.at(-1)?.key ?? '';
  return (
    `${HEAD}<ListBucketResult>\n\t<Name>${listing.bucket}</Name>\n` +
    (listing.encoded ? '\t<EncodingType>url</EncodingType>\n' : '') +
    `\t<Prefix>${name(listing.prefix)}</Prefix>\n\t<Marker>${name(listing.marker)}</Marker>\n` +
    `\t<MaxKeys>${listing.maxKeys}</MaxKeys>\n\t<IsTruncated>${String(listing.truncated)}</IsTruncated>\n` +
    (listing.truncated ? `\t<NextMarker>${name(last)}</NextMarker>\n` : '') +
    `${contents.join('')}</ListBucketResult>\n`
  );
}

export function versioningXml(status: 'Enabled' | 'Suspended' | undefined): string {
  const inner = status === undefined ? '' : `<Status>${status}</Status>`;
  return `${HEAD}<VersioningConfiguration>${inner}</VersioningConfiguration>\n`;
}
