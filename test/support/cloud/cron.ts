/** The timer's seven fields (cloud.tencent.com/document/product/583/9708), as far as serverless.yml uses them. */

function holds(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    const [, range = '', step = '1'] = /^(\*|\d+)(?:\/(\d+))?$/.exec(part) ?? [];
    if (range === '*') return value % Number(step) === 0;
    return Number(range) === value;
  });
}

/** Whether the cron is due in this second; times are Beijing's, as people report. */
export function isDue(cron: string, timeMs: number): boolean {
  const time = new Date(timeMs + 8 * 3_600_000);
  const values = [
    time.getUTCSeconds(),
    time.getUTCMinutes(),
    time.getUTCHours(),
    time.getUTCDate(),
    time.getUTCMonth() + 1,
    time.getUTCDay(),
    time.getUTCFullYear(),
  ];
  const fields = cron.split(' ');
  return values.every((value, index) => holds(fields[index] ?? '*', value));
}
