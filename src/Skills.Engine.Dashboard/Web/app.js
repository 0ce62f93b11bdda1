import { h, replace } from './dom.js';
import { openSession, session } from './api.js';
import { skillsPage } from './pages/skills.js';
import { skillPage } from './pages/skill.js';
import { runsPage } from './pages/runs.js';
import { runPage } from './pages/run.js';
import { routingPage } from './pages/routing.js';
import { cachePage } from './pages/cache.js';
import { findingsPage } from './pages/findings.js';
import { comparePage } from './pages/compare.js';
import { testsPage } from './pages/tests.js';
import { batchPage, batchesPage } from './pages/batches.js';

// Addresses are in the fragment: a view can be linked and reloaded whatever path the host serves the page under.
const pages = [
  { name: 'Skills', path: 'skills', open: skillsPage, refresh: ['catalog', 'runs'] },
  { path: 'skills/:name', open: skillPage },
  { name: 'Runs', path: 'runs', open: runsPage, refresh: ['runs'] },
  { path: 'runs/:id', open: runPage },
  { name: 'Compare', path: 'compare', open: comparePage },
  { name: 'Tests', path: 'tests', open: testsPage },
  { name: 'Routing & cost', path: 'routing', open: routingPage, refresh: ['runs'] },
  { name: 'Cache', path: 'cache', open: cachePage, refresh: ['runs'] },
  { name: 'Batches', path: 'batches', open: batchesPage, refresh: ['batches'], when: (s) => s.batches },
  { path: 'batches/:id', open: batchPage, refresh: ['batches'] },
  { name: 'Findings', path: 'findings', open: findingsPage, refresh: ['catalog'] },
];

const main = document.getElementById('main');
let current = { leave: new AbortController() };

function match(path) {
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  for (const page of pages) {
    const wanted = page.path.split('/');
    if (wanted.length !== parts.length) continue;
    const values = {};
    if (wanted.every((w, i) => (w.startsWith(':') ? ((values[w.slice(1)] = parts[i]), true) : w === parts[i]))) return { page, values };
  }
  return null;
}

async function show(keepPlace = false) {
  const [path, search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const found = match(path || 'skills');
  current.leave.abort();
  const view = { leave: new AbortController(), page: found?.page };
  current = view;
  markNav(found?.page);
  main.setAttribute('aria-busy', 'true');
  let content;
  try {
    content = found
      ? await found.page.open({ ...found.values, query: new URLSearchParams(search), signal: view.leave.signal, onLive: (f) => (view.live = f), refresh: () => show(true) })
      : [h('h1', {}, 'There is no such page'), h('p', {}, h('a', { href: '#/skills' }, 'Show the skills'))];
  } catch (e) {
    if (e.name === 'AbortError') return;
    content = [h('h1', {}, 'This cannot be shown'), h('p', { role: 'alert' }, e.message)];
  }
  if (current !== view) return;
  replace(main, content);
  main.setAttribute('aria-busy', 'false');
  document.title = `${main.querySelector('h1')?.textContent ?? 'Skills'} · Skills`;
  if (!keepPlace) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

function markNav(page) {
  const top = page?.path.split('/')[0];
  replace(document.getElementById('nav'), pages.filter((p) => p.name && (p.when?.(session) ?? true)).map((p) =>
    h('li', {}, h('a', { href: `#/${p.path}`, 'aria-current': p.path === top ? 'page' : null }, p.name))));
}

function showBadges() {
  replace(document.getElementById('badges'),
    session.readOnly && h('span', { class: 'badge' }, 'read-only'),
    !session.content && h('span', { class: 'badge', title: session.hiddenBecause }, 'content hidden'),
    session.user && h('span', { class: 'badge' }, session.user));
}

function listen() {
  const events = new EventSource('api/events');
  const told = document.getElementById('live');
  const sentences = { runs: 'New runs.', catalog: 'Skill files changed.', batches: 'Batches went on.' };
  for (const name of Object.keys(sentences)) {
    events.addEventListener(name, (e) => {
      told.textContent = sentences[name];
      current.live?.(name, JSON.parse(e.data));
      // What is typed in must not be lost: such a page follows by itself.
      if (current.page?.refresh?.includes(name) && !main.contains(document.activeElement?.closest('form'))) show(true);
    });
  }
  // The browser opens a broken stream again by itself, but not after a refusal.
  events.onopen = () => document.documentElement.setAttribute('data-live', 'on');
  events.onerror = () => document.documentElement.removeAttribute('data-live');
  window.addEventListener('pagehide', () => events.close());
}

const themes = ['auto', 'light', 'dark'];
function setTheme(theme) {
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
  document.getElementById('theme').textContent = `Theme: ${theme}`;
  try { localStorage.setItem('skills-ui-theme', theme); } catch { /* A browser may forbid storage. */ }
}
let theme = 'auto';
try { theme = themes.includes(localStorage.getItem('skills-ui-theme')) ? localStorage.getItem('skills-ui-theme') : 'auto'; } catch { /* As above. */ }
setTheme(theme);
document.getElementById('theme').addEventListener('click', () => setTheme((theme = themes[(themes.indexOf(theme) + 1) % themes.length])));
document.querySelector('.skip').addEventListener('click', (e) => { e.preventDefault(); main.focus(); });

try {
  await openSession();
  showBadges();
  window.addEventListener('hashchange', () => show());
  await show();
  listen();
} catch (e) {
  replace(main, h('h1', {}, 'The dashboard cannot be shown'), h('p', { role: 'alert' }, e.message));
  main.setAttribute('aria-busy', 'false');
}
