// Prints the pages of a build to PDF as a browser does, for layout.py.
//
// Usage: node print.mjs OUT PRINTED.
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const tools = process.env.NIANBAO_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME, '.cache'), 'nianbao-ci');
const { chromium } = createRequire(join(tools, 'package.json'))('playwright-core');
const [out, printed] = process.argv.slice(2);
mkdirSync(printed, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
for (const year of readdirSync(out).filter((name) => /^\d{4}$/.test(name)).sort()) {
  const names = readdirSync(join(out, year)).filter((name) => name.endsWith('.html') && !/\.(fragment|body|brief)\.html$|^index\.html$/.test(name));
  for (const name of names.sort()) {
    await page.goto(pathToFileURL(resolve(out, year, name)).href);
    await page.pdf({ path: join(printed, `${year}-${name.replace(/html$/, 'pdf')}`), preferCSSPageSize: true });
  }
}
await browser.close();
