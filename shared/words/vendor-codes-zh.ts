/** Chinese for the vendor's codes: what `source/error-codes.ts` says in English. */

interface Told {
  readonly meaning: string;
  readonly advice: string;
}

const WAIT = '如果自行恢复则无需处理；如果持续如此，请联系服务商。';

export const VENDOR_CODES_ZH: Readonly<Record<string, Told>> = {
  '-1': { meaning: '版本不支持', advice: '请与服务商核对 CDR_ENDPOINT。' },
  '-2': { meaning: '参数有误', advice: '请检查所查的号码或时间段。' },
  '-201': { meaning: 'callId 有误', advice: '请向服务商询问为何拒绝请求。' },
  '-202': { meaning: '时间段有误', advice: '这段时间可能早于服务商的保留期。' },
  '-203': { meaning: '服务商网络异常', advice: WAIT },
  '-401': { meaning: 'appId 有误', advice: '请与服务商核对 CDR_APP_ID。' },
  '-402': { meaning: 'URL 不匹配', advice: '请与服务商核对 CDR_ENDPOINT 和 CDR_ID。' },
  '-403': { meaning: '本机 IP 不在白名单中', advice: '请把本机或函数的公网 IP 地址告知服务商，加入白名单。' },
  '-423': { meaning: '账号被服务商封停', advice: '请停止使用同一账号的其他程序，并联系服务商解封。' },
  '-501': { meaning: '服务商服务器异常', advice: WAIT },
};
