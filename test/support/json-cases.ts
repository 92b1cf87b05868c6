/**
 * JSON as RFC 8259 allows and forbids it, case by case, each as the text of one value. Numbers in brackets are the
 * RFC's sections.
 */

const repeat = (count: number, open: string, close: string): string => open.repeat(count) + close.repeat(count);

/** Allowed, and what is read can be written again unchanged. */
export const ALLOWED: readonly string[] = [
  // (3) literals
  ['true', 'false', 'null'],
  // (6) numbers
  ['0', '-0', '1', '-1', '10', '1.5', '-1.5', '0.1', '0.0', '1e5', '1E5', '1e+5', '1E-5', '1.25e3', '0e0', '-0.5e-3'],
  ['9007199254740991', '-9007199254740991', '100000000000000000e-3'],
  // (7) strings
  ['""', '"a"', '"\u007f"', '"é"', '"中"', '"😀"', '"\u2028\u2029"', '"\uffff"', '"\u{10ffff}"', '"\ufeff"', '"/"'],
  ['"\\""', '"\\\\"', '"\\/"', '"\\b"', '"\\f"', '"\\n"', '"\\r"', '"\\t"'],
  ['"\\u0000"', '"\\u001F"', '"\\u0041"', '"\\u00e9"', '"\\u4E2d"', '"\\uD83D\\uDE00"'],
  // strings that look like structure
  ['"]"', '"}"', '"[{"', '"]}]}"', '",{"', '"\\"]}"', '"\\\\\\"]"', '"\\"rev\\":5}"', '",\\"rev\\":9}"', '"\\\\"'],
  // (4, 5) structures
  ['[]', '{}', '[[]]', '[{}]', '{"":0}', '{"a":{"b":[1,2,{"c":null}]}}', '[1,"2",true,null,[3]]', '[""]'],
  // (4) equal names: the last one counts here
  ['{"a":1,"a":2}', '{"a":{"b":1},"a":{}}'],
  ['{"__proto__":1}', '{"constructor":{"prototype":1}}', '{"toString":1}', '{"\\u0061":1}', '{"1":2,"0":1}'],
  // (2) white space
  [' 1', '\t1', '\n1', '\r1', ' \t\r\n1\n\r\t ', '[ ]', '{ }', '[ 1 , 2 ]', '{ "a" : 1 }', '[\n\t1\r\n]'],
  // (9) nesting
  [repeat(64, '[', ']'), repeat(500, '[', ']'), repeat(100, '{"a":', '}').replace('}', '1}')],
].flat();

/** (8.2) Allowed, but half of a surrogate pair is no text: nobody says what it means. */
export const HALF_PAIRS: readonly string[] = [
  ['"\\uD83D"', '"\\uDE00"', '"\\uDE00\\uD83D"', '"\\uD83Dx"', '"\\uD83D\\uD83D\\uDE00"', '"\\\\\\udfff"'],
].flat();

/** Allowed, but a double holds another number: written again it would be another value. */
export const UNKEEPABLE: readonly string[] = [
  ['9007199254740993', '-9007199254740993', '123456789012345678901234567890', '1e21', '1e400', '-1e400'],
  ['[1e400]', '{"a":[9007199254740993]}'],
].flat();

/** Forbidden, with quotes and brackets still in pairs: where the value ends is plain. */
export const FORBIDDEN: readonly string[] = [
  ['+1', '01', '-01', '00', '1.', '.5', '-.5', '1.e5', '1e', '1e+', '1E-', '-', '--1', '1-', '1e5.5', '0x10', '0b1'],
  ['1_000', '1a', '1 2', 'NaN', 'Infinity', '-Infinity', '１', '٣', '1.2.3', '0e', '1ee2', '$1'],
  ['True', 'FALSE', 'tru', 'nul', 'nulll', 'undefined', 'none', 'a', 'true false', "'a'", '`a`', 'é'],
  ['"\\x41"', '"\\a"', '"\\0"', '"\\u12"', '"\\u"', '"\\u123g"', '"\\U0041"', '"\\\'"', '"\\ "', '"\\u{41}"', '"\\é"'],
  // (7) U+0000 to U+001F must be escaped
  Array.from({ length: 32 }, (_, code) => `"a${String.fromCharCode(code)}b"`),
  [
    '[1,]',
    '[,1]',
    '[1,,2]',
    '[,]',
    '[1 2]',
    '[1:2]',
    '[a]',
    '["a" "b"]',
    '[1;2]',
    '{"a":1,}',
    '{,}',
    '{"a"}',
    '{"a":}',
  ],
  [
    '{a:1}',
    '{1:1}',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{"a":1,,"b":2}',
    '{"a":1:2}',
    '{:1}',
    '{"a"=1}',
    '{null:1}',
    '[}',
    '{]',
  ],
  ['1/**/', '/**/1', '1//', '#1', '1;', '(1)', '<1>', '\u000b1', '\u000c1', '\u00a01', '\u20031', '\ufeff1', '\u00001'],
  ['"a"b', '"a""b"', '""""', '[]1', '{}{}', '[][]'],
].flat();

/** Forbidden, and where the value ends is anybody's guess. */
export const UNBALANCED: readonly string[] = [
  ['"', '"abc', '"\\"', '"\\', '[', '[[]', '{', '{"a":1', '{"a":"', ']', '}', ']]', '}}', '[]]', '{}}', '"a"b"', '[{]'],
].flat();

/** (8.1) JSON is UTF-8: these are bytes within a string that are neither that nor GB 18030. */
export const NOT_UTF8: readonly (readonly [string, readonly number[]])[] = [
  ['a byte that never occurs', [0xff]],
  ['two bytes, the second missing', [0xc3]],
  ['four bytes, the fourth missing', [0xf0, 0x9f, 0x98]],
  ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80, 0xff]],
  ['Latin-1', [0xe9, 0x20]],
];

/** Bytes within a string that are no UTF-8, but text in GB 18030. */
export const GB_18030: readonly (readonly [string, readonly number[], string])[] = [
  ['two characters of GB 2312', [0xd6, 0xd0, 0xce, 0xc4], '中文'],
  ['one that ends in a backslash', [0xd5, 0x5c], '\u8aa0'],
  ['two that end in a backslash', [0xd5, 0x5c, 0xd5, 0x5c], '\u8aa0\u8aa0'],
  ['one, and an escape behind it', [0xd6, 0xd0, 0x5c, 0x6e], '中\n'],
  ['one that ends in a backslash, and an escaped quote', [0xd5, 0x5c, 0x5c, 0x22], '\u8aa0"'],
  ['one that ends in a bracket', [0x81, 0x5d], '\u4e5a'],
  ['one of four bytes', [0x81, 0x30, 0x84, 0x36], '\u00a5'],
];
