/** Which language a person reads. */

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `zh-CN`, `zh_CN.UTF-8`, `zh` are Chinese; anything else is English, which most can read. */
export function languageOf(tag: string | undefined): Language {
  return /^zh\b/i.test((tag ?? '').replaceAll('_', '-')) ? 'zh' : 'en';
}
