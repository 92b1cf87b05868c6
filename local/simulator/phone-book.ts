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

const mobile = (random: Random): string => `008612${random.digits(9)}`;
const landline =
  (areas: typeof OFFICES | typeof CITIES) =>
  (random: Random): string =>
    `0086${random.pick<string>(areas)}9${random.digits(7)}`;

export function createPhoneBook(seed: string | number): PhoneBook {
  /** Each number is made when it is first needed. */
  function numbers(owner: string, make: (random: Random) => string): (index: number) => string {
    const made = new Map<number, string>();
    return (index) => {
      const number = made.get(index) ?? make(createRandom(seed, owner, index));
      made.set(index, number);
      return number;
    };
  }
  const desk = numbers('desk', landline(OFFICES));
  const companyMobile = numbers('company mobile', mobile);
  const customerMobile = numbers('customer', mobile);
  const customerLandline = numbers('customer', landline(CITIES));
  return {
    agent: (random) =>
      random.chance(0.92) ? desk(random.between(1, DESKS)) : companyMobile(random.between(1, COMPANY_MOBILES)),
    customer: (random) => (random.chance(0.94) ? customerMobile : customerLandline)(random.between(1, CUSTOMERS)),
  };
}
