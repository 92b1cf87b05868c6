import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Served } from '../../local/commands/serve.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { CHROME, launchChromium } from '../support/browser/chromium.ts';
import { openTab, serveLookupAt, TOKEN, type Tab, type TabOptions } from '../support/browser/page.ts';
import { buildDaysArchive, type DaysArchive } from '../support/days-archive.ts';
import { archiveRecords } from '../support/pulling.ts';

/** The first day and the one with the outage. */
const MONTH = '2026-03';
const COMPLETE = '2026-03-02';
const INCOMPLETE = '2026-03-03';

const textOf = async ({ page }: Tab, selector = 'main'): Promise<string> => page.locator(selector).innerText();

describe.skipIf(CHROME === undefined)('the page in a browser', () => {
  let folder: string;
  let archive: DaysArchive;
  let lookup: Served;
  let browser: Browser;
  let call: CdrRecord;
  /** Of whoever has signed in, which most tests start from. */
  let shared: Tab;
  const tabs: Tab[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huadan-page-'));
    archive = await buildDaysArchive({ folder });
    const records = await archiveRecords(createFolderStore(folder));
    call = records.find(({ dstAcceptTime, startSrcCallTime }) => {
      return dstAcceptTime !== null && startSrcCallTime?.startsWith(COMPLETE) === true;
    })!;
    lookup = await serveLookupAt(archive.env, archive.now * 1000);
    browser = await launchChromium();
    shared = await openTab(browser, lookup.url);
  });
  afterEach(async () => {
    const faults = [shared, ...tabs].flatMap((tab) => tab.faults.splice(0));
    await Promise.all(tabs.splice(0).map(async ({ context }) => context.close()));
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
  afterAll(async () => {
    await browser?.close();
    await lookup?.close();
    await archive?.vendor.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The shared tab, at the first view. */
  async function home(): Promise<Tab> {
    await shared.home();
    return shared;
  }

  async function open(options: TabOptions = {}, url = lookup.url): Promise<Tab> {
    const tab = await openTab(browser, url, options);
    tabs.push(tab);
    return tab;
  }

  it('asks for the token once, keeps it in the tab alone, and forgets it when told', async () => {
    const { page, context, ...tab } = await open({ signedIn: false });
    await page.getByLabel('Access token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'What happened to a call?' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'What happened to a call?' }).waitFor();
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, document.cookie, location.href])');
    expect(kept).not.toContain(TOKEN);
    const other = await context.newPage();
    await other.goto(lookup.url);
    await other.getByLabel('Access token').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access token').waitFor();
    await page.reload();
    await page.getByLabel('Access token').waitFor();
    expect(tab.faults).toEqual([]);
  });

  it('says that a token is wrong', async () => {
    const { page } = await open({ signedIn: false });
    await page.getByLabel('Access token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/^This token is not accepted\./);
  });

  it('takes the token of a link, and leaves it nowhere in the address', async () => {
    const { page } = shared;
    expect(page.url()).toBe(`${lookup.url}/`);
    expect(await page.locator('h1').innerText()).toBe('What happened to a call?');
  });

  it('finds a call by its id: its end, both legs as a picture and in steps, and what it costs', async () => {
    const tab = await home();
    await tab.page.getByLabel('Call ID or phone number').fill(call.callId);
    await tab.page.getByRole('button', { name: 'Look up' }).click();
    await tab.page.getByRole('heading', { name: 'Call', exact: true }).waitFor();
    const text = await textOf(tab);
    expect(text).toMatch(/Normal call\s+They talked for/);
    expect(text).toContain(`${COMPLETE}, times at UTC+08:00`);
    for (const time of [call.startSrcCallTime, call.dstAcceptTime, call.endCallTime]) {
      expect(text).toContain(time?.slice(11, 19));
    }
    expect(text).toMatch(/From the archive, as of 2026-03-05/);
    const picture = await tab.page.getByRole('img').getAttribute('aria-label');
    expect(picture).toMatch(/^Caller calling \d.*; Caller ringing .*; Callee talking \d/);
    // What was asked about stays with the reader: after the `#`.
    expect(new URL(tab.page.url()).search).toBe('');
    expect(new URL(tab.page.url()).hash).toBe(`#call/${call.callId}`);
  });

  it('finds the calls of a number, however it is written, and leads on to each', async () => {
    const tab = await home();
    const national = call.dst!.replace(/^0086/, '');
    await tab.page.getByLabel('Call ID or phone number').fill(`+86 ${national.slice(0, 3)}-${national.slice(3)}`);
    await tab.page.getByLabel('From').fill('2026-03-01');
    await tab.page.getByLabel('To').fill('2026-03-05');
    await tab.page.getByRole('button', { name: 'Look up' }).click();
    await tab.page.getByRole('heading', { name: 'Calls of' }).waitFor();
    expect(await textOf(tab)).toMatch(/2026-03-01 to 2026-03-05 · \d+ calls? found/);
    await tab.page
      .locator('.calls a', { hasText: call.startSrcCallTime!.slice(11, 19) })
      .first()
      .click();
    await tab.page.getByRole('heading', { name: 'Call', exact: true }).waitFor();
    expect(await textOf(tab, '.id')).toBe(call.callId);
  });

  it('says so when a number has no calls, and when the days make no sense', async () => {
    const tab = await home();
    await tab.open('number/13999999999/2026-03-01/2026-03-02');
    expect(await textOf(tab)).toContain('No calls of this number were found in these days.');
    await tab.page.getByLabel('From').fill('2026-03-04');
    await tab.page.getByRole('button', { name: 'Look up' }).click();
    await tab.page.getByRole('alert').filter({ hasText: 'The last day lies before the first.' }).waitFor();
  });

  it('says so when there is no such call', async () => {
    const tab = await home();
    await tab.open('call/12-260302-none');
    expect(await textOf(tab)).toMatch(/There is no such call\.\s+Check the ID\./);
    await tab.page.getByLabel('Call ID or phone number').fill(call.callId);
    await tab.page.getByRole('button', { name: 'Look up' }).click();
    await tab.page.getByRole('heading', { name: 'Call', exact: true }).waitFor();
  });

  it('shows what the server says when the vendor is down and there is no archive, and asks again when told', async () => {
    const { ARCHIVE_URL: _, ...env } = archive.env;
    const alone = await serveLookupAt({ ...env, CDR_ENDPOINT: 'http://127.0.0.1:9' }, archive.now * 1000);
    const tab = await open({}, alone.url);
    expect(await textOf(tab)).toContain('No archive is configured.');
    await tab.open(`call/${call.callId}`);
    const text = await textOf(tab);
    expect(text).toContain('There is no answer at the moment.');
    expect(text).toContain('The server says: The vendor cannot be reached or is in trouble.');
    expect(text).toMatch(/Try again in \d+ s\./);
    const asked = tab.page.waitForRequest(/cdr\/12-/);
    await tab.page.getByRole('button', { name: 'Try again' }).click();
    await asked;
    await alone.close();
  });

  it('shows the days of a month, their states and sums', async () => {
    const tab = await home();
    await tab.page.getByRole('link', { name: 'Days' }).click();
    await tab.page.getByRole('heading', { name: 'March 2026' }).waitFor();
    const row = async (day: string): Promise<string> => textOf(tab, `tr:has(a[href="#day/${day}"])`);
    expect(await row(COMPLETE)).toMatch(/02 Mon\s+✓ Complete\s+\d+\s+\d+\.\d%\s+[\d,.]+/);
    expect(await row(INCOMPLETE)).toMatch(
      /! Incomplete\s+2026-03-03 \d\d:\d0 – \d\d:\d0: the vendor no longer had these calls/,
    );
    expect(await row('2026-03-05')).toMatch(/Not closed\s+—\s+—\s+—/);
    expect(await textOf(tab)).toContain('3 of 4');
    expect(await textOf(tab)).toContain('Of the days that have ended, 1 is not complete');
  });

  it('shows a day: whether it is complete, its figures, its hours, its quality with definitions', async () => {
    const tab = await home();
    await tab.open(`day/${INCOMPLETE}`);
    expect(await textOf(tab, 'h1')).toBe('2026-03-03 Tue');
    expect(await textOf(tab)).toContain('Calls may be missing from these figures:');
    expect(await tab.page.locator('svg.hours rect.answered').count()).toBe(24);
    await tab.page.getByText('As a table').click();
    expect(await tab.page.getByRole('row', { name: /^13:00 0 0 0\.0$/ }).count()).toBe(1);
    await tab.page.getByText('What these figures mean').click();
    expect(await textOf(tab)).toContain('ITU-T E.411');
    await tab.page.getByRole('link', { name: 'Day after' }).click();
    await tab.page.getByRole('heading', { name: '2026-03-04 Wed' }).waitFor();
    expect(await textOf(tab)).toContain('Every call that the vendor returned is in these figures.');
  });

  it('says at a glance whether it is running and what yesterday was', async () => {
    const tab = await home();
    const text = await textOf(tab);
    expect(text).toMatch(/Is it running\?\s+! It is running, but some calls are missing\./);
    expect(text).toMatch(/Yesterday, 2026-03-04\s+✓ Complete/);
    await tab.page.getByRole('link', { name: 'Status', exact: true }).click();
    await tab.page.getByRole('heading', { name: 'Lost: the vendor no longer has these' }).waitFor();
    expect(await textOf(tab)).toMatch(/2026-03-03 \d\d:\d0 – \d\d:\d0/);
  });

  it('speaks the language of the browser, and the other one when told, also next time', async () => {
    const tab = await open({ locale: 'zh-CN' });
    expect(await textOf(tab, 'h1')).toBe('一通电话发生了什么？');
    expect(await tab.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await tab.open(`call/${call.callId}`);
    expect(await textOf(tab)).toMatch(/正常通话\s+双方通话/);
    await tab.page.getByRole('button', { name: 'English' }).click();
    await tab.page.getByRole('heading', { name: 'Call', exact: true }).waitFor();
    await tab.page.reload();
    await tab.page.getByRole('heading', { name: 'Call', exact: true }).waitFor();
  });

  it('is used by keyboard alone', async () => {
    const { page } = await open({ signedIn: false });
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = async (): Promise<string> => page.evaluate<string>('document.activeElement.outerHTML.slice(0, 60)');
    await press('Tab');
    expect(await focused()).toContain('class="skip"');
    await press('Enter', 'Tab');
    expect(await focused()).toContain('id="token"');
    await page.keyboard.type(TOKEN);
    await press('Enter');
    await page.getByRole('heading', { name: 'What happened to a call?' }).waitFor();
    expect(await focused()).toContain('<h1');
    await press('Tab');
    expect(await focused()).toContain('id="text"');
    await page.keyboard.type(call.callId);
    await press('Enter');
    await page.getByRole('heading', { name: 'Call', exact: true }).waitFor();
    expect(await focused()).toContain('<h1');
    await press('Shift+Tab', 'Shift+Tab', 'Shift+Tab');
    expect(await focused()).toContain('#status');
    await press('Enter');
    await page.getByRole('heading', { name: 'Is it running?' }).waitFor();
  });

  it('takes whatever stands in a record for text', async () => {
    const tab = await home();
    const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const odd = {
      ...call,
      src: markup,
      bizId: markup,
      recordUrl: 'javascript:alert(3)',
      dst: null,
      startDstRingTime: null,
    };
    await tab.page.route('**/cdr/odd', async (route) => route.fulfill({ json: { cdr: [odd], source: 'vendor' } }));
    await tab.open('call/odd');
    expect(await textOf(tab)).toContain(`bizId\n${markup}`);
    expect(await tab.page.locator('main img, main script, a[href^="javascript"]').count()).toBe(0);
    await tab.page.unrouteAll();
  });

  it.each([
    [360, false, 'en-GB'],
    [1280, true, 'zh-CN'],
  ] as const)('has room at %i px, and nothing that axe-core finds (dark: %s, %s)', async (width, dark, locale) => {
    const tab = await open({ width, dark, locale, signedIn: false });
    const found: Record<string, unknown> = {};
    const look = async (view: string): Promise<void> => {
      const faults = await tab.axe();
      const wider = await tab.overflow();
      if (faults.length > 0 || wider > 0) found[view] = { faults, wider };
    };
    await look('sign in');
    await tab.page.evaluate(`sessionStorage.setItem('huadan-token', '${TOKEN}')`);
    await tab.page.reload();
    await tab.page.locator('form.search').waitFor();
    await look('home');
    const number = `number/${call.dst}/2026-03-01/2026-03-05`;
    for (const view of [`call/${call.callId}`, 'call/none', number, `month/${MONTH}`, `day/${INCOMPLETE}`, 'status']) {
      await tab.open(view);
      await look(view);
    }
    expect(found).toEqual({});
  });
});
