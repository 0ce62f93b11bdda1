import { h, status } from '../dom.js';
import { get } from '../api.js';

export function finding(f) {
  return h('article', { class: 'finding' },
    h('p', {}, status(f.severity, f.severity === 'error' ? 'bad' : f.severity === 'warning' ? 'warn' : 'plain'), ' ', h('code', {}, f.code), ` ${f.file}:${f.line}:${f.column} `, f.skill && h('a', { href: `#/skills/${encodeURIComponent(f.skill)}` }, f.skill)),
    f.text ? h('pre', { class: 'message', tabindex: 0 }, f.text) : h('p', { class: 'muted' }, 'The sentence can quote the file, so it is hidden.'));
}

export async function findingsPage({ signal, query }) {
  const data = await get('skills', signal);
  const skill = query.get('skill');
  const found = data.findings.filter((f) => !skill || f.skill === skill);
  return [
    h('h1', {}, 'Findings'),
    skill && h('p', {}, `Of ${skill}. `, h('a', { href: '#/findings' }, 'Show all')),
    found.length === 0 ? h('p', {}, 'Nothing is wrong in the skill files.') : found.map(finding),
  ];
}
