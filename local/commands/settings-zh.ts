/** The table of settings in Chinese. */

import type { CONDITIONS, SETTINGS } from '../../shared/config/settings.ts';
import { settingHint } from '../words/zh/errors.ts';
import type { TableWords } from './settings-text.ts';

const ABOUT: Readonly<Record<keyof typeof SETTINGS, string>> = {
  CDR_SOURCE: '话单来源：`getcdr`（服务商提供的接口地址）或 `npp`（云 API 3.0）',
  CDR_ENDPOINT: '服务商提供的协议和主机名；除本机外必须是 https',
  CDR_ID: '服务商提供的账号 id',
  CDR_APP_ID: '服务商提供的 appId',
  CDR_ALLOW_HTTP: '`1` 允许用 `http://` 访问其他机器；账号 id 会以明文传输',
  CDR_COMPRESS: '`1` 请求 zlib 压缩；无论如何都按收到的字节判断格式',
  CDR_TIMEOUT: '单次请求的超时；超时的时间窗会分成两半再请求',
  CDR_MAX_REPLY: '解压后的上限；更大的应答会放弃，并分成两半再请求',
  CDR_RATE: '每秒最多向服务商请求的次数；`unlimited` 只用于自己的服务',
  NPP_APP_ID: '控制台显示的应用（`BizAppId`）',
  NPP_ENDPOINT: '代替云 API 3.0 的 `http(s)://host:port`（测试用）',
  ARCHIVE_URL: '`cos://<bucket-appid>/<folder>` 或 `file:<folder>`；lookup 不设置时只查服务商',
  COS_REGION: '存储桶所在地域；不设置时使用 `TENCENTCLOUD_REGION`',
  COS_ENDPOINT: '代替 COS 的 `http(s)://host:port`（测试、私有云）',
  TENCENTCLOUD_SECRETID: '在 SCF 上由平台按函数的角色设置',
  TENCENTCLOUD_SECRETKEY: '同上',
  TENCENTCLOUD_SESSIONTOKEN: '同上；临时密钥才有',
  UTC_OFFSET: '存档中的时间和文件名所用的时区；存档开始后不能改',
  SLOT_MINUTES: '一个时段的分钟数，须能整除 60；存档开始后不能改',
  PASSES: '每段时间在多久之后拉取，从小到大',
  LOOKBACK: '新存档从多久以前开始；应小于 `RETENTION`',
  RETENTION: '服务商保留话单的时间；到那时还没有拉取的会报告为丢失',
  ALERT_WEBHOOK: '企业微信、钉钉或飞书的机器人地址，或任何接收 JSON 的地址；不设置则不发送',
  ALERT_LAG: '存档落后超过这个时间就告警',
  ALERT_CLOSE: '最后一轮拉取之后这么久还没有结账的日子会告警',
  LOOKUP_TOKENS: '`name:sha256hex,…`（用 `npm run token` 生成）；不设置则拒绝所有查询',
  LOG_LEVEL: '日志级别：`debug`、`info`、`warn` 或 `error`',
  HTTPS_PROXY: '访问服务商、COS 和 webhook 的代理；函数需要时写在 serverless.yml 的 `environment:` 里',
  NO_PROXY: '不经过代理的主机',
  HOST: '`npm start` 监听的地址；令牌和话单在那里以明文传输',
  PORT: '`npm start` 监听的端口；被占用时报错',
  TENCENTCLOUD_SECRET_ID: '部署所用账号的密钥（console.cloud.tencent.com/cam/capi）',
  TENCENTCLOUD_SECRET_KEY: '同上',
  TENCENTCLOUD_TOKEN: '同上；临时密钥才有',
  TENCENTCLOUD_REGION: '函数所在地域；最好与存储桶相同',
  TENCENTCLOUD_API_ENDPOINT: '代替腾讯云 API 的 `http(s)://host:port`（测试用）',
  PULL_ROLE: 'pull 函数的角色',
  CLOSE_ROLE: 'close 函数的角色',
  LOOKUP_ROLE: 'lookup 函数的角色',
};

const WHEN: Readonly<Record<keyof typeof CONDITIONS, string>> = {
  getcdr: 'CDR_SOURCE=getcdr',
  npp: 'CDR_SOURCE=npp',
  cos: '存档在 COS',
};

export const zh: TableWords = {
  head: ['变量', '默认值', '使用者', '说明', '写法'],
  about: (name) => Object.entries(ABOUT).find(([known]) => known === name)?.[1] ?? '',
  when: (conditions) => `（${conditions.map((name) => WHEN[name]).join(' 或 ')} 时）`,
  required: (readers) => (readers === undefined ? '必填' : `${readers.join('、')} 必填`),
  form: (hint) =>
    settingHint(hint)
      .replace(/^(?:要写成|必须是) ?/, '')
      .replaceAll('<', String.raw`\<`),
};
