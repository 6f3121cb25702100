// Opens the pages of a build in headless Chromium, narrow and wide, light and dark.
//
// Usage: node browser.mjs OUT [PICTURES]. Looks that nothing is loaded from outside, nothing overflows the
// window, every figure is tied to headers that exist, merged cells leave no hole, and text has contrast enough. The
// lists of reports lead to every page, and no link leads nowhere. On a phone the heads of 表三 stay in view, and 表四
// says that it scrolls.
// With PICTURES it also leaves screenshots there.
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const tools = process.env.NIANBAO_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME, '.cache'), 'nianbao-ci');
const { chromium } = createRequire(join(tools, 'package.json'))('playwright-core');
const [out, pictures] = process.argv.slice(2);
if (pictures) mkdirSync(pictures, { recursive: true });

const pages = [];
for (const year of readdirSync(out).filter((name) => /^\d{4}$/.test(name)).sort()) {
  for (const file of readdirSync(join(out, year)).filter((name) => name.endsWith('.html') && name !== 'index.html').sort()) pages.push(join(year, file));
}
if (pages.length < 18) throw new Error(`only ${pages.length} pages`);

// Runs in the page.
function inspect() {
  const wrong = [];
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`wider than the window: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  const tables = [...document.querySelectorAll('table')];
  if (tables.length !== 3) wrong.push(`${tables.length} tables`);
  for (const table of tables) {
    if (!table.caption?.textContent.trim()) wrong.push('a table without caption');
    const rows = [...table.rows];
    const width = Math.max(...rows.map((row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0)));
    const covered = rows.map(() => new Array(width).fill(0));
    rows.forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (covered[y][x]) x += 1;
        for (let dy = 0; dy < cell.rowSpan; dy += 1) for (let dx = 0; dx < cell.colSpan; dx += 1) covered[y + dy][x + dx] += 1;
      }
    });
    if (covered.some((row) => row.some((count) => count !== 1))) wrong.push(`${table.caption.textContent}: a hole or an overlap`);
  }
  const figures = [...document.querySelectorAll('td[headers]')];
  for (const figure of figures) {
    const ids = figure.getAttribute('headers').split(' ').filter(Boolean);
    if (ids.length === 0 || ids.some((id) => !document.getElementById(id))) wrong.push(`a figure without headers: ${figure.textContent}`);
  }
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map(Number).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!/, 0\)$/.test(color) && color !== 'transparent') return color;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const node of document.querySelectorAll('h1, h2, h3, p, th, td')) {
    const [a, b] = [luminance(getComputedStyle(node).color), luminance(ground(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) wrong.push(`contrast of ${node.tagName} ${(a + 0.05) / (b + 0.05)}`);
  }
  const headings = [...document.querySelectorAll('h1, h2')].map((heading) => heading.textContent);
  return { wrong: [...new Set(wrong)], figures: figures.length, headings: headings.length };
}

// On a narrow screen.
function phones() {
  const wrong = [];
  const row = document.querySelector('.labels-3 tbody tr:nth-child(12)');
  scrollTo(0, row.getBoundingClientRect().top + scrollY - 200);
  const head = document.querySelector('.labels-3 thead').getBoundingClientRect();
  if (!document.querySelector('.wide .labels-3') && (head.top < -1 || head.top > 1)) wrong.push(`the heads of 表三 are at ${head.top}`);
  for (const scroll of document.querySelectorAll('.scroll')) {
    const says = getComputedStyle(scroll, '::before').content.length > 6;
    if ((scroll.scrollWidth > scroll.clientWidth + 1) !== says) wrong.push(`${scroll.getAttribute('aria-label')} scrolls, or says so, but not both`);
  }
  scrollTo(0, 0);
  return wrong;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const lists = ['index.html', ...['lists', 'units'].flatMap((folder) => readdirSync(join(out, folder)).sort().map((name) => join(folder, name))),
  ...readdirSync(out).filter((name) => /^\d{4}$/.test(name)).sort().map((year) => join(year, 'index.html'))];
const linked = new Set();
let faults = 0;
const fault = (page, text) => { faults += 1; console.log(`${page}: ${text}`); };
for (const [width, colorScheme] of [[375, 'light'], [1280, 'light'], [375, 'dark'], [1280, 'dark']]) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  for (const name of [...pages, ...lists]) {
    const asked = [];
    page.removeAllListeners();
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => fault(name, `console: ${message.text()}`));
    page.on('pageerror', (error) => fault(name, `script: ${error}`));
    const url = pathToFileURL(resolve(out, name)).href;
    await page.goto(url);
    if (asked.some((other) => other !== url)) fault(name, `loads ${asked.filter((other) => other !== url)}`);
    const links = await page.$$eval('a[href^="file:"], a[href]:not([href*=":"])', (all) => all.map((link) => link.href));
    links.filter((link) => !existsSync(fileURLToPath(link))).forEach((link) => fault(name, `leads nowhere: ${link}`));
    if (lists.includes(name)) {
      links.forEach((link) => linked.add(fileURLToPath(link)));
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) fault(`${name} at ${width}`, 'wider than the window');
      continue;
    }
    if (!links.some((link) => link.endsWith('.pdf')) || !links.some((link) => link.endsWith('/index.html'))) fault(name, 'does not lead to the PDF and the list');
    if (width < 400) {
      const phone = await page.evaluate(phones);
      phone.forEach((text) => fault(`${name} at ${width}`, text));
    }
    const seen = await page.evaluate(inspect);
    seen.wrong.forEach((text) => fault(`${name} at ${width} ${colorScheme}`, text));
    if (seen.figures < 198 || seen.headings !== 7) fault(name, `${seen.figures} figures, ${seen.headings} headings`);
    if (pictures && name.startsWith('2024')) await page.screenshot({ path: join(pictures, `${name.slice(5)}-${width}-${colorScheme}.png`), fullPage: true });
  }
  await page.close();
}
await browser.close();
for (const name of pages) if (!linked.has(resolve(out, name))) fault(name, 'no list leads to it');
console.log(faults ? `${faults} faults` : `${pages.length} pages and the lists are sound at 375 and 1280 px, light and dark`);
process.exit(faults ? 1 : 0);
