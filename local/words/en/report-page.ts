/** What only the report's page says. `../zh` has the same in Chinese. */

export const reportPage = {
  strip: {
    title: 'The days at a glance',
    explained: 'A row is a day from midnight to midnight. The darker, the more calls began then.',
    few: 'few calls',
    many: 'many calls',
    missing: 'calls are missing, or may be',
    open: 'not closed yet',
  },

  report: {
    title: (span: string): string => `Call report ${span}`,
    made: (time: string, offset: string): string => `Made ${time}; all times at UTC${offset}.`,
    days: 'Days',
    daysClosed: (closed: string, days: string): string => `${closed} of ${days}`,
    closed: 'Days closed',
    complete: 'Days complete',
    qualityByDay: 'Quality by day',
    legOf: (leg: string, name: string): string => `${name}, ${leg}`,
  },
};
