// Makes the pictures of docs/img anew from the shipped sample: node .ci/pictures.mjs (after a release build).
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tools = process.env.NIANBAO_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME, '.cache'), 'nianbao-ci');
const { chromium } = createRequire(join(tools, 'package.json'))('playwright-core');
const program = join(process.env.CARGO_TARGET_DIR ?? 'target', 'release', 'nianbao');
const folder = mkdtempSync(join(tmpdir(), 'nianbao-'));

execFileSync(program, ['build', '-q', '-o', folder, '--unit', '西工区市场监督管理局', '--format', 'pdf', '--lang', 'zh']);
execFileSync('pdftoppm', ['-r', '64', '-png', join(folder, '2024', '西工区市场监督管理局.pdf'), join(folder, 'page')]);
const pages = readdirSync(folder).filter((name) => name.endsWith('.png')).sort();
const image = (name) => `<img src="data:image/png;base64,${readFileSync(join(folder, name)).toString('base64')}">`;
const shot = { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] };

const message = spawnSync(program, ['check', 'tests/rules/requests-row-total/bad.yaml', '--color', 'always', '--lang', 'zh'], { encoding: 'utf8' });
const colors = { 1: 'font-weight:bold', 91: 'color:#ff7b72', 94: 'color:#79c0ff', 33: 'color:#d29922', 92: 'color:#7ee787' };
// As on a terminal: a hanzi is two columns wide, whatever fonts are here.
const column = (c) => {
  const wide = /[\u2018-\u201d\u2014\u2026\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(c);
  const shown = { '&': '&amp;', '<': '&lt;', '>': '&gt;', ' ': '&nbsp;' }[c] ?? c;
  return c === '\n' ? c : `<i class="${wide ? 'w' : 'n'}">${shown}</i>`;
};
const html = message.stdout.trim().split(/\x1b\[([\d;]*)m/).map((part, index) => {
  if (index % 2 === 0) return [...part].map(column).join('');
  const style = part.split(';').map((code) => colors[Number(code)] ?? '').filter(Boolean).join(';');
  return part === '0' || part === '' ? '</span>'.repeat(4) : `<span style="${style}">`;
}).join('');

const browser = await chromium.launch(shot);
const page = await browser.newPage({ deviceScaleFactor: 1 });
await page.setContent(`<body style="margin:0;background:#8a8a8a"><div id="a" style="display:inline-flex;gap:14px;padding:14px">${image(pages[0])}${image(pages[2])}</div>
<style>i{display:inline-block;font-style:normal;text-align:center;width:.55em}i.w{width:1.1em}</style>
<pre id="b" style="display:inline-block;margin:0;padding:16px 20px;background:#0d1117;color:#e6edf3;font:15px/1.5 'Noto Sans SC Medium','Noto Sans SC',monospace">${html}</pre>`);
await page.locator('#a').screenshot({ path: 'docs/img/report.png' });
await page.locator('#b').screenshot({ path: 'docs/img/message.png' });

// The workbook that is handed out, and one that is given back, as LibreOffice shows them.
const office = (file, name) => {
  execFileSync('soffice', ['--headless', '--convert-to', 'pdf', '--outdir', folder, file], { stdio: 'ignore' });
  const pdf = file.replace(/^.*\//, '').replace(/\.xlsx$/, '.pdf');
  execFileSync('pdftoppm', ['-r', '96', '-png', join(folder, pdf), join(folder, name)]);
  return readdirSync(folder).filter((one) => one.startsWith(`${name}-`)).sort();
};
const unit = '示例县公安局';
execFileSync(program, ['form', '--unit', unit, '--year', '2025', '-o', join(folder, 'out'), '--lang', 'zh']);
execFileSync('python3', ['-c', `
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
sheet = book['表三']
for row in sheet.iter_rows(min_row=7, max_row=31, min_col=4, max_col=9):
    for cell in row:
        if cell.value is None: cell.value = 0
for name, value in dict(D7=31, E7=4, D9=20, E9=3, D16=6, D27=5).items(): sheet[name] = value
book.save(sys.argv[2])
sheet['E11'] = '约1'; sheet['D20'] = None; book.save(sys.argv[3])
`, join(folder, 'out', `${unit}.xlsx`), join(folder, 'filled.xlsx'), join(folder, `${unit}.xlsx`)]);
const filled = office(join(folder, 'filled.xlsx'), 'filled');
// openpyxl leaves formulas without results: LibreOffice computes them.
execFileSync('soffice', ['--headless', '--convert-to', 'xlsx', '--outdir', join(folder, 'back'), join(folder, `${unit}.xlsx`)], { stdio: 'ignore' });
spawnSync(program, ['return', join(folder, 'back'), '-o', join(folder, 'returned'), '--lang', 'zh', '-C', folder]);
const returned = office(join(folder, 'returned', `${unit}.xlsx`), 'returned');
const crop = (name, id, height) => `<div id="${id}" style="display:inline-block;overflow:hidden;height:${height}px;background:#fff">${image(name)}</div>`;
await page.setContent(`<body style="margin:0;background:#fff">${crop(filled[2], 'c', 640)}<br>
<div id="d" style="display:inline-flex;flex-direction:column;background:#fff">${crop(returned[0], 'f', 330)}${crop(returned.at(-3), 'e', 560)}</div>`);
await page.locator('#c').screenshot({ path: 'docs/img/form.png' });
await page.locator('#d').screenshot({ path: 'docs/img/returned.png' });
await browser.close();

execFileSync('node', ['.ci/preview.mjs', join(folder, 'preview')], { stdio: 'ignore' });
copyFileSync(join(folder, 'preview', 'preview-error.png'), 'docs/img/preview.png');
