import { startCos } from '../support/cos/index.ts';
import { describeStore } from '../support/store-contract.ts';

describeStore('COS', async () => {
  const cos = await startCos();
  return { store: cos.store(), reader: cos.reader(), close: async () => cos.close() };
});

describeStore('COS, at the top of the bucket, in pages of two names', async () => {
  const cos = await startCos({ pageSize: 2 });
  return { store: cos.store(''), reader: cos.reader(''), close: async () => cos.close() };
});
