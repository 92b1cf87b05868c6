// The obvious way in Node: everything in memory, and the language's own JSON. It makes the very records of the archive.
const { readFileSync, writeFileSync } = require('node:fs');
const { gzipSync, inflateSync } = require('node:zlib');

const BEIJING_MS = 8 * 3600 * 1000;

const text = (value) => (value === '' ? null : value);
const integer = (value) => (value === '' ? null : Number(value));
const time = (value) =>
  value === '0' ? null : `${new Date(Number(value) * 1000 + BEIJING_MS).toISOString().slice(0, 19)}+08:00`;

function record(row) {
  return {
    callId: row.callId,
    src: text(row.src),
    dst: text(row.dst),
    startSrcCallTime: time(row.startSrcCallTime),
    startSrcRingTime: time(row.startSrcRingTime),
    srcAcceptTime: time(row.srcAcceptTime),
    startDstCallTime: time(row.startDstCallTime),
    startDstRingTime: time(row.startDstRingTime),
    dstAcceptTime: time(row.dstAcceptTime),
    endCallTime: time(row.endCallTime),
    callEndStatus: integer(row.callEndStatus),
    duration: integer(row.duration),
    recordUrl: text(row.recordUrl),
    callType: integer(row.callType),
    bizId: text(row.bizId),
    orderId: text(row.orderId),
    rev: 0,
  };
}

exports.tick = ({ reply, out }) => {
  const { cdr } = JSON.parse(inflateSync(readFileSync(reply)));
  const lines = cdr.map((row) => `${JSON.stringify(record(row))}\n`);
  writeFileSync(out, gzipSync(lines.join('')));
};
