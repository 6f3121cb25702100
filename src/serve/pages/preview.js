// What the pages of the preview do: take up changes in place, mark the figures in the frame, go from a finding to its
// cell and back. Without it the pages are still whole; they only do not follow.
'use strict';

const frame = document.getElementById('report');
const second = document.getElementById('second');
const where = document.getElementById('where');
let version = document.querySelector('meta[name=version]').content;

const MARKS = `
td[headers] { cursor: default; }
td[headers]:focus-visible { outline: 3px solid #2a6fdb; outline-offset: -3px; }
td.nianbao-error { outline: 3px solid #c00000; outline-offset: -3px; background: #c0000022; }
td.nianbao-warning { outline: 3px solid #bf8f00; outline-offset: -3px; background: #bf8f0022; }
td.nianbao-part { box-shadow: inset 0 -3px #2a6fdb; }
.nianbao-shown { outline: 3px solid #2a6fdb !important; outline-offset: 1px; }
`;

const marks = () => {
  const json = document.getElementById('marks');
  return json ? JSON.parse(json.textContent) : { cells: [], findings: [] };
};
const figures = () => [...(frame?.contentDocument?.querySelectorAll('td[headers]') ?? [])];

// Marks the cells that something was found in.
function mark() {
  const doc = frame?.contentDocument;
  if (!doc?.body) return;
  const { cells, findings } = marks();
  const all = figures();
  if (all.length !== cells.length) return; // a template that draws other tables
  const style = doc.createElement('style');
  style.id = 'nianbao-marks';
  style.textContent = MARKS;
  doc.getElementById(style.id)?.remove();
  doc.head.append(style);
  all.forEach((cell, index) => {
    cell.classList.remove('nianbao-error', 'nianbao-warning', 'nianbao-part');
    cell.tabIndex = index === 0 ? 0 : -1;
    cell.removeAttribute('aria-description');
    cell.dataset.nianbao = index;
  });
  findings.forEach(({ level, clause, cell }, number) => {
    const found = all[cell];
    if (!found || level === 'waived') return;
    if (level === 'error') found.classList.remove('nianbao-warning');
    if (!found.classList.contains('nianbao-error')) found.classList.add(`nianbao-${level}`);
    found.tabIndex = 0;
    found.setAttribute('aria-description', clause);
    found.dataset.finding ??= number;
  });
}

function tell(cell) {
  const index = cell?.dataset?.nianbao;
  const { cells, findings } = marks();
  if (index === undefined || !cells[index]) return;
  const found = findings.filter((finding) => String(finding.cell) === index).map((finding) => finding.clause);
  where.textContent = [`${cells[index].place}　${cells[index].address} = ${cell.textContent.trim()}`, ...found].join('　·　');
}

function show(number) {
  const finding = marks().findings[number];
  const doc = frame.contentDocument;
  const all = figures();
  if (!doc?.body || !finding) return;
  doc.querySelectorAll('.nianbao-part, .nianbao-shown').forEach((node) => node.classList.remove('nianbao-part', 'nianbao-shown'));
  finding.parts.forEach((index) => all[index]?.classList.add('nianbao-part'));
  const target = all[finding.cell] ?? (finding.section && doc.getElementById(finding.section));
  if (!target) return;
  if (!target.matches('td')) target.tabIndex = -1;
  target.classList.add('nianbao-shown');
  frame.scrollIntoView({ block: 'nearest' });
  target.scrollIntoView({ block: 'center', inline: 'nearest' });
  target.focus({ preventScroll: true });
  tell(target);
}

// Arrow keys go from figure to figure, as in a sheet.
function move(event) {
  const all = figures();
  const at = all.indexOf(event.target);
  if (at < 0) return;
  const box = event.target.getBoundingClientRect();
  const beside = (cell) => {
    const other = cell.getBoundingClientRect();
    return other.left < box.right - 1 && other.right > box.left + 1;
  };
  const next = {
    ArrowLeft: () => all[at - 1],
    ArrowRight: () => all[at + 1],
    ArrowUp: () => all.slice(0, at).reverse().find((cell) => cell.getBoundingClientRect().bottom <= box.top + 1 && beside(cell)),
    ArrowDown: () => all.slice(at + 1).find((cell) => cell.getBoundingClientRect().top >= box.bottom - 1 && beside(cell)),
    Enter: () => document.querySelector(`[data-finding="${event.target.dataset.finding}"]`),
  }[event.key]?.();
  if (!next) return;
  event.preventDefault();
  if (next.matches('td')) next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  next.focus();
}

function follow() {
  const doc = frame.contentDocument;
  if (!doc || doc.nianbaoFollowed) return;
  doc.nianbaoFollowed = true;
  doc.addEventListener('mouseover', (event) => tell(event.target.closest?.('td[headers]')));
  doc.addEventListener('focusin', (event) => tell(event.target));
  doc.addEventListener('keydown', move);
  doc.addEventListener('click', (event) => {
    const cell = event.target.closest?.('td[data-finding]');
    if (cell) document.querySelector(`.finding[data-finding="${cell.dataset.finding}"]`)?.focus();
  });
}

// Puts what is new in the place of what is shown; what the reader looks at stays where it is.
async function refresh() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
  const old = document.getElementById('content');
  const now = page.getElementById('content');
  if (!now || !old || page.body.className !== document.body.className) return location.reload();
  const focused = document.activeElement?.dataset?.finding;
  const scroll = old.scrollTop;
  old.innerHTML = now.innerHTML;
  old.scrollTop = scroll;
  if (focused !== undefined) document.querySelector(`.finding[data-finding="${focused}"]`)?.focus({ preventScroll: true });
  if (filter) choose();
  if (frame) await refreshFrames();
}

async function refreshFrames() {
  const doc = frame.contentDocument;
  if (doc?.contentType === 'text/html') {
    const html = await (await fetch(frame.src)).text();
    const page = new DOMParser().parseFromString(html, 'text/html');
    const root = doc.scrollingElement;
    const place = [root.scrollLeft, root.scrollTop];
    const scrolls = [...doc.querySelectorAll('.scroll')].map((node) => node.scrollLeft);
    const focused = doc.activeElement?.dataset?.nianbao;
    doc.head.innerHTML = page.head.innerHTML;
    doc.body.innerHTML = page.body.innerHTML;
    [root.scrollLeft, root.scrollTop] = place;
    [...doc.querySelectorAll('.scroll')].forEach((node, index) => { node.scrollLeft = scrolls[index] ?? 0; });
    mark();
    if (focused !== undefined) figures()[focused]?.focus({ preventScroll: true });
  } else {
    frame.contentWindow.location.reload();
  }
  if (!second.hidden) second.contentWindow.location.reload();
  document.body.dataset.version = version;
}

// The first page: what the reader looks for, by name and by state.
const filter = document.getElementById('filter');
function choose() {
  const unit = filter.elements.unit.value.trim();
  const state = filter.elements.state.value;
  const rows = [...document.querySelectorAll('.reports li')];
  rows.forEach((row) => {
    const fits = (!state || row.dataset.state === state) && row.querySelector('.unit').textContent.includes(unit);
    row.hidden = !fits;
  });
  document.querySelectorAll('#content section').forEach((year) => { year.hidden = !year.querySelector('li:not([hidden])'); });
  document.getElementById('none').hidden = !rows.length || rows.some((row) => !row.hidden);
}
if (filter) {
  filter.hidden = false;
  filter.addEventListener('input', choose);
  filter.addEventListener('submit', (event) => event.preventDefault());
  choose();
}

const events = new EventSource('/events');
events.addEventListener('version', ({ data }) => {
  document.getElementById('lost').hidden = true;
  if (data === version) return;
  version = data;
  refresh();
});
events.addEventListener('error', () => { document.getElementById('lost').hidden = false; });

if (frame) {
  const ready = () => { follow(); mark(); };
  frame.addEventListener('load', ready);
  if (frame.contentDocument?.readyState === 'complete') ready();
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.finding) return show(button.dataset.finding);
    if (button.id === 'beside') {
      const on = second.hidden;
      second.hidden = !on;
      second.src = on ? `${frame.dataset.base}pdf` : 'about:blank';
      button.setAttribute('aria-pressed', String(on));
      if (on) second.scrollIntoView({ block: 'start' });
    } else if (button.dataset.format) {
      frame.src = `${frame.dataset.base}${button.dataset.format}`;
      document.querySelectorAll('[data-format]').forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
      frame.scrollIntoView({ block: 'start' });
    }
  });
}
