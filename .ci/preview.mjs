// The preview in headless Chromium, as somebody uses it who edits a data file beside it.
//
// Usage: node preview.mjs [PICTURES]. Starts the program on a project of its own, edits and breaks its files, and looks
// that the page follows, keeps its place, marks the right cell, and is whole on a phone and in the dark. Prints how
// long an edit takes to be on the screen. With PICTURES it also leaves screenshots there.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const tools = process.env.NIANBAO_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME, '.cache'), 'nianbao-ci');
const { chromium } = createRequire(join(tools, 'package.json'))('playwright-core');
const [pictures] = process.argv.slice(2);
if (pictures) mkdirSync(pictures, { recursive: true });

const root = mkdtempSync(join(tmpdir(), 'nianbao-preview-'));
cpSync('data', join(root, 'data'), { recursive: true });
const unit = '西工区市场监督管理局';
const file = join(root, 'data/2024', `${unit}.yaml`);
const original = readFileSync(file, 'utf8');
const program = spawn(resolve('target/release/nianbao'), ['-C', root, 'serve', '--port', '0', '--lang', 'zh'], { stdio: ['ignore', 'pipe', 'ignore'] });
const address = await new Promise((done, failed) => {
  let said = '';
  program.stdout.on('data', (data) => { said += data; const found = said.match(/http:\S+/); if (found) done(found[0]); });
  program.on('exit', (code) => failed(new Error(`it ended with ${code}`)));
});

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const trouble = [];
let gone = false; // a report whose file is gone is not found
const assert = (holds, what) => { if (!holds) throw new Error(what); };

// Replaces the file as editors do: written beside, renamed.
function save(text, path = file) {
  writeFileSync(`${path}~`, text);
  renameSync(`${path}~`, path);
  return performance.now();
}

try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error' && !gone) trouble.push(`${message.text()} ${message.location().url}`); });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => { if (!request.url().startsWith(address) && !/^(about|blob|data|chrome|chrome-extension):/.test(request.url())) trouble.push(`asks for ${request.url()}`); });
  const picture = async (name) => { if (pictures) await page.screenshot({ path: join(pictures, `preview-${name}.png`) }); };
  const overflows = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

  await page.goto(address);
  assert(await page.locator('.reports li').count() === 18, 'the index lists 18 reports');
  await picture('index');
  const shown = () => page.locator('.reports li:visible').count();
  assert(/共 18 份报告：.*无问题 18 份/.test(await page.locator('.counts').textContent()), 'the reports are counted');
  await page.getByLabel('单位').fill('公安');
  assert(await shown() === 2, 'the list is filtered by the name of a unit');
  await page.getByLabel('有强制性问题').check();
  assert(await shown() === 0 && await page.getByText('没有符合条件的报告').isVisible(), 'and by state');
  await page.getByLabel('全部', { exact: true }).check();
  await page.getByLabel('单位').fill('');
  await page.getByRole('link', { name: unit }).first().click();
  const frame = page.frameLocator('#report');
  const cell = (address) => page.evaluate((address) => JSON.parse(document.getElementById('marks').textContent).cells.findIndex((cell) => cell.address === address), address);
  await frame.locator('td[data-nianbao="0"]').waitFor();
  const licences = await cell('表二.行政许可.本年处理决定数量').then((index) => (index < 0 ? cell('表二.行政许可') : index));
  assert(licences >= 0, 'the licences have a cell');
  const at = (index) => frame.locator(`td[data-nianbao="${index}"]`);
  await at(licences).hover();
  await page.waitForFunction((unit) => document.getElementById('where').textContent.includes(`data/2024/${unit}.yaml:`), unit);
  await picture('sound');

  // An edit is on the screen, and the reader's place stays.
  await page.evaluate(() => { document.getElementById('report').contentDocument.scrollingElement.scrollTop = 700; });
  const times = [];
  const pdfTimes = [];
  const digest = () => page.evaluate(async () => {
    const bytes = await (await fetch(`${document.getElementById('report').dataset.base}pdf`)).arrayBuffer();
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].join();
  });
  let pdf = await digest();
  for (const number of ['25461', '25463', '25464', '25465', '25466']) {
    const start = save(original.replaceAll('25462', number));
    await page.waitForFunction(([index, number]) => document.getElementById('report').contentDocument.querySelector(`td[data-nianbao="${index}"]`)?.textContent.trim() === number, [licences, number], { polling: 5, timeout: 5000 });
    times.push(performance.now() - start);
    while (await digest() === pdf) if (performance.now() - start > 5000) throw new Error('the PDF does not follow');
    pdfTimes.push(performance.now() - start);
    pdf = await digest();
  }
  const place = await page.evaluate(() => document.getElementById('report').contentDocument.scrollingElement.scrollTop);
  assert(place === 700, `the place is kept: ${place}`);

  // A wrong figure: the finding appears, and its cell is marked.
  const wrong = original.replace(/(本年新收: *\{? *\n? *自然人: *)\d+/, '$17');
  assert(wrong !== original, 'there is a figure to spoil');
  save(wrong);
  await page.locator('.findings li.error').first().waitFor();
  await frame.locator('td.nianbao-error').first().waitFor();
  assert(await page.locator('#state.error').count() === 1, 'the state says so');
  await page.locator('.findings li.error .finding').first().focus();
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.getElementById('report').contentDocument.activeElement?.dataset.nianbao);
  const marked = await focused();
  assert(marked !== undefined, 'a finding leads to its cell');
  assert(await at(marked).evaluate((node) => node.classList.contains('nianbao-error')), 'the cell is marked');
  await page.keyboard.press('ArrowRight');
  assert(await focused() === String(Number(marked) + 1), 'arrow keys go to the next figure');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  assert(await page.evaluate(() => document.activeElement?.dataset.finding) !== undefined, 'a cell leads back to its finding');
  assert(!await overflows(), 'no sideways scrolling');
  await picture('error');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture('error-dark');
  await page.setViewportSize({ width: 375, height: 740 });
  assert(!await overflows(), 'no sideways scrolling on a phone');
  await picture('error-phone');
  await page.getByRole('button', { name: '并排看 PDF' }).click();
  await page.waitForFunction(() => { const box = document.getElementById('second').getBoundingClientRect(); return box.height > 0 && box.top < innerHeight && box.bottom > 0; });
  await picture('pdf-phone');
  await page.getByRole('button', { name: '并排看 PDF' }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 860 });

  // Mended: it goes.
  save(original);
  await page.locator('.findings li.error').first().waitFor({ state: 'detached' });
  await frame.locator('td.nianbao-error').first().waitFor({ state: 'detached' });

  // A broken template says where, and the page comes back.
  const template = join(root, 'templates/report.html');
  mkdirSync(join(root, 'templates'));
  writeFileSync(template, '<p>\n{{ title | no_such_filter }}\n');
  await frame.locator('pre', { hasText: 'templates/report.html:2' }).waitFor();
  await picture('broken-template');
  rmSync(template);
  await frame.locator('td[data-nianbao="0"]').waitFor();

  // A file that is no data: said; the report of a file that is gone: said.
  save('单位: [\n');
  await page.locator('.findings li.error').first().waitFor();
  await picture('broken-data');
  gone = true;
  rmSync(file);
  await page.getByText('没有这份报告').waitFor();
  save(original);
  await frame.locator('td[data-nianbao="0"]').waitFor();

  await page.goto(address);
  await page.setViewportSize({ width: 375, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  assert(!await overflows(), 'no sideways scrolling of the index on a phone');
  await picture('index-phone');
  if (trouble.length) throw new Error(trouble.join('\n'));
  const middle = (all) => Math.round(all.sort((a, b) => a - b)[2]);
  const [html, pdfTime] = [middle(times), middle(pdfTimes)];
  console.log(`the preview follows: an edit is on the screen after ${html} ms, in the PDF after ${pdfTime} ms (medians of 5)`);
} finally {
  await browser.close();
  program.removeAllListeners('exit');
  program.kill();
  rmSync(root, { recursive: true, force: true });
}
