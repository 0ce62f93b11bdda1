import { h, status, table } from '../dom.js';
import { get } from '../api.js';
import { count, money, ms, share } from '../fmt.js';
import { finding } from './findings.js';

export async function skillsPage({ signal, query }) {
  const data = await get('skills', signal);
  const broken = data.findings.filter((f) => f.severity === 'error');
  const search = query.get('q') ?? '';
  const shown = data.skills.filter((s) => !search || `${s.name} ${s.title} ${s.category} ${s.tags.join(' ')} ${s.description}`.toLowerCase().includes(search.toLowerCase()));
  const t = (s) => s.totals;
  return [
    h('h1', {}, 'Skills'),
    broken.length > 0 && h('section', { class: 'box bad', 'aria-label': 'Broken files' }, h('h2', {}, `${broken.length} ${broken.length === 1 ? 'error' : 'errors'} in skill files`), broken.map(finding)),
    h('form', { class: 'filters', role: 'search', onsubmit: (e) => { e.preventDefault(); location.hash = `#/skills?q=${encodeURIComponent(new FormData(e.target).get('q'))}`; } },
      h('label', { for: 'find' }, 'Find'), h('input', { id: 'find', name: 'q', value: search }), h('button', { type: 'submit' }, 'Find')),
    table('Skills', [
      { name: 'Skill', cell: (s) => [h('a', { href: `#/skills/${encodeURIComponent(s.name)}` }, s.name), h('div', { class: 'muted' }, s.title)] },
      { name: 'Version', cell: (s) => s.version },
      { name: 'Status', cell: (s) => status(s.status, s.status === 'active' ? 'good' : 'plain') },
      { name: 'Runs, 7 days', number: true, cell: (s) => (t(s) ? h('a', { href: `#/runs?skill=${encodeURIComponent(s.name)}` }, count(t(s).runs)) : '–') },
      { name: 'Success', number: true, cell: (s) => share(t(s)?.succeeded ?? 0, t(s)?.runs ?? 0) },
      { name: 'p50', number: true, cell: (s) => ms(t(s)?.p50Ms) },
      { name: 'p95', number: true, cell: (s) => ms(t(s)?.p95Ms) },
      { name: 'Cost', number: true, cell: (s) => (t(s)?.runs ? money(t(s).costUsd, t(s).costKind) : '–') },
      { name: 'Cached', number: true, cell: (s) => share(t(s)?.cacheHits ?? 0, t(s)?.runs ?? 0) },
      { name: 'Findings', cell: (s) => (s.errors + s.warnings === 0 ? 'none' : h('a', { href: `#/findings?skill=${encodeURIComponent(s.name)}` }, [s.errors && `${s.errors} errors`, s.warnings && `${s.warnings} warnings`].filter(Boolean).join(', '))) },
    ], shown, search ? 'No skill fits.' : 'No skills are loaded.'),
    h('p', { class: 'muted' }, `Runs from ${data.from} to ${data.to}, UTC. Percentiles are within 5 %. A cost with ≥ is a lower bound: some prices are unknown.`),
  ];
}
