/** Chinese for the commands that print documents made from the code. */

import type { Words } from '../en/index.ts';

export const schema: Words['schema'] = {
  help: {
    summary: '输出存档中一行的，或已结账日子清单的 JSON Schema（2020-12）。',
    args: { of: 'record（话单）或 manifest（清单），默认 record' },
    examples: {
      '': '输出到 stdout；`npm run --silent schema` 去掉 npm 自己的行',
      '--of manifest': 'days/dt=*/_manifest.json 的 Schema',
      '--write': '两个都写入随项目发布的文件；之后运行 `npm run format`',
    },
    exitCodes: { 0: '完成' },
  },
};

export const openapi: Words['openapi'] = {
  help: {
    summary: '输出查询函数的 OpenAPI 3.1 文档。',
    args: {},
    examples: {
      '': '输出到 stdout；`npm run --silent openapi` 去掉 npm 自己的行',
      '--write': '写入函数所提供的 functions/lookup/openapi.json；之后运行 `npm run format`',
    },
    exitCodes: { 0: '完成' },
  },
};

export const settingsTable: Words['settingsTable'] = {
  help: {
    summary: '列出全部设置：默认值、使用者、含义和写法。',
    args: {},
    examples: {
      '': 'Markdown 表格',
      '--write': '写入 docs/settings.md、docs/zh/settings.md 和 .env.example',
    },
    exitCodes: { 0: '完成' },
  },
};
