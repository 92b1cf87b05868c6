/**
 * The numbers that call and are called. They look like Chinese numbers and can be nobody's: local numbers do not begin
 * with 9, and mobile numbers begin with 13 to 19.
 */

import { createRandom, type Random } from './random.ts';

export interface PhoneBook {
  /** The number of an agent: mostly a desk, sometimes a company mobile. */
  readonly agent: (random: Random) => string;
  /** The number of a customer: mostly a mobile. The same customers are called again and again. */
  readonly customer: (random: Random) => string;
}

/** Shenzhen, Guangzhou, Chengdu. */
const OFFICES = ['0755', '020', '028'] as const;
/** Beijing, Shanghai, Hangzhou, Wuhan. */
const CITIES = ['010', '021', '0571', '027'] as const;
const DESKS = 60;
const COMPANY_MOBILES = 8;
const CUSTOMERS = 20_000;

export function createPhoneBook(seed: string | number): PhoneBook {
  const mobile = (owner: string, index: number): string => `008612${createRandom(seed, owner, index).digits(9)}`;
  const landline = (areas: typeof OFFICES | typeof CITIES, owner: string, index: number): string => {
    const random = createRandom(seed, owner, index);
    return `0086${random.pick<string>(areas)}9${random.digits(7)}`;
  };
  return {
    agent: (random) =>
      random.chance(0.92)
        ? landline(OFFICES, 'desk', random.between(1, DESKS))
        : mobile('company mobile', random.between(1, COMPANY_MOBILES)),
    customer: (random) =>
      random.chance(0.94)
        ? mobile('customer', random.between(1, CUSTOMERS))
        : landline(CITIES, 'customer', random.between(1, CUSTOMERS)),
  };
}
