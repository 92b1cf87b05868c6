export { startCos, type CosOptions, type CosRecord, type CosStandIn } from './start.ts';
export type { Chances, Fault } from './faults.ts';
export { violations } from './violations.ts';
