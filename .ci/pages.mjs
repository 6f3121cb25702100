// Has the pages of a build judged by validators: Nu and html-validate read them, axe looks at them in Chromium.
//
// Usage: node pages.mjs OUT [PAGE…]. Reports, the fragments to paste (set into an empty page), the report at a glance, the
// lists and the site, and PAGEs besides (a roll-up, a comparison): no error, no warning; axe finds nothing against WCAG
// 2.2 AA at 375 and 1280 px, light and dark, with all that opens opened. A page that is wrong shows first that each of the
// three can complain.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const tools = process.env.NIANBAO_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME, '.cache'), 'nianbao-ci');
const require = createRequire(join(tools, 'package.json'));
const { chromium } = require('playwright-core');
const { HtmlValidate } = require('html-validate');
const vnu = join(tools, 'node_modules/vnu-jar/build/dist/vnu.jar');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [out, ...besides] = process.argv.slice(2);

const folder = mkdtempSync(join(tmpdir(), 'nianbao-pages-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

// Every page under a plain name, and by it what it is called.
const names = new Map();
const add = (name, html) => {
  const file = `${names.size}.html`;
  writeFileSync(join(folder, file), html);
  names.set(file, name);
  return file;
};
const paged = (fragment) =>
  `<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>正文</title></head>\n<body><main>\n${fragment}\n</main></body></html>\n`;
let fragments = 0;
for (const year of readdirSync(out).filter((name) => /^\d{4}$/.test(name)).sort()) {
  for (const name of readdirSync(join(out, year)).filter((one) => one.endsWith('.html')).sort()) {
    const html = readFileSync(join(out, year, name), 'utf8');
    const fragment = /\.(fragment|body)\.html$/.test(name);
    const heading = name.endsWith('.body.html') ? '<h1>标题</h1>\n' : '';
    fragments += fragment;
    add(`${year}/${name}`, fragment ? paged(heading + html) : html);
  }
}
for (const name of ['index.html', ...['lists', 'units'].flatMap((folder) => readdirSync(join(out, folder)).map((one) => join(folder, one)))]) add(name, readFileSync(join(out, name), 'utf8'));
for (const page of besides) add(page, readFileSync(page, 'utf8'));
if (names.size < 60 || fragments < 36) throw new Error(`only ${names.size} pages, ${fragments} fragments`);
const bad = add(
  'a page that is wrong',
  readFileSync(join(folder, '0.html'), 'utf8')
    .replace('<title>', '<title lang="zh"><b>').replace('</main>', '<p style="color:#eee;background:#fff" id="overview">浅</p><img src="data:,"></main>'),
);

const faults = new Map();
const fault = (file, who, text) => {
  faults.set(`${file} ${who}`, true);
  if (file !== bad) console.log(`${names.get(file)}: ${who}: ${text}`);
};

// One run of Java for all.
const files = [...names.keys()].map((file) => join(folder, file));
try {
  execFileSync('java', ['-jar', vnu, '--also-check-css', '--format', 'json', ...files], { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 26 });
} catch (failed) {
  for (const { url, lastLine, message } of JSON.parse(failed.stderr.toString()).messages) {
    fault(decodeURI(url).split('/').pop(), 'Nu', `${lastLine}: ${message}`);
  }
}

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    'no-inline-style': 'off', // what the fragment is for
    'long-title': 'off', // a title is as long as the name of its unit
    'no-trailing-whitespace': 'off', // text of the data
    'tel-non-breaking': 'off', // a number is copied as it was written
  },
});
for (const [file, name] of names) {
  const report = await validator.validateString(readFileSync(join(folder, file), 'utf8'), name);
  for (const { messages } of report.results) {
    for (const { ruleId, message, line } of messages) fault(file, 'html-validate', `${line}: ${ruleId}: ${message}`);
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
for (const [width, colorScheme] of [[375, 'light'], [1280, 'light'], [375, 'dark'], [1280, 'dark']]) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  for (const file of names.keys()) {
    await page.goto(pathToFileURL(join(folder, file)).href);
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
    await page.evaluate(axe);
    const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), tags);
    for (const { id, help, nodes } of violations) {
      fault(file, 'axe', `${width} ${colorScheme}: ${id}: ${help} (${nodes.length}, ${nodes[0].target})`);
    }
  }
  await page.close();
}
await browser.close();

for (const who of ['Nu', 'html-validate', 'axe']) {
  if (!faults.delete(`${bad} ${who}`)) {
    faults.set(who, true);
    console.log(`${who} passes a page that is wrong`);
  }
}
if (!faults.size) console.log(`${names.size - 1} pages: Nu, html-validate and axe find nothing`);
process.exit(faults.size ? 1 : 0);
