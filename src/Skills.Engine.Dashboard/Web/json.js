import { h } from './dom.js';

const escape = (name) => String(name).replaceAll('~', '~0').replaceAll('/', '~1');

/** JSON as a tree. Marks are by JSON Pointer: { kind: 'repair' | 'violation', text }. */
export function jsonTree(value, marks = new Map()) {
  return h('div', { class: 'json scroll', tabindex: 0, role: 'region', 'aria-label': 'JSON' }, node(value, '', undefined, marks, 0));
}

function node(value, path, name, marks, depth) {
  const here = marks.get(path) ?? [];
  const label = name === undefined ? [] : [h('span', { class: 'key' }, typeof name === 'number' ? `${name}` : JSON.stringify(name)), ': '];
  const notes = here.map((m) => h('span', { class: `mark ${m.kind}` }, `${m.kind}: ${m.text}`));
  if (value === null || typeof value !== 'object') {
    return h('div', { class: here.length ? `line marked ${here[0].kind}` : 'line' }, label, h('span', { class: `v-${value === null ? 'null' : typeof value}` }, JSON.stringify(value)), notes);
  }
  const entries = Array.isArray(value) ? value.map((v, i) => [i, v]) : Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return h('div', { class: here.length ? `line marked ${here[0].kind}` : 'line' }, label, open + close, notes);
  const missing = [...marks.entries()].filter(([p]) => p.startsWith(`${path}/`) && !p.slice(path.length + 1).includes('/') && !entries.some(([k]) => `${path}/${escape(k)}` === p));
  return h('details', { open: depth < 4 || [...marks.keys()].some((p) => p.startsWith(path)), class: here.length ? `marked ${here[0].kind}` : null },
    h('summary', {}, label, open, h('span', { class: 'muted' }, ` ${entries.length} `), close, notes),
    h('div', { class: 'inside' },
      entries.slice(0, 1000).map(([k, v]) => node(v, `${path}/${escape(k)}`, k, marks, depth + 1)),
      entries.length > 1000 && h('div', { class: 'line muted' }, `… ${entries.length - 1000} more`),
      missing.map(([p, all]) => h('div', { class: 'line marked violation' }, h('span', { class: 'key' }, JSON.stringify(p.slice(path.length + 1))), ' ', all.map((m) => h('span', { class: `mark ${m.kind}` }, `${m.kind}: ${m.text}`))))));
}

export function marksOf(run) {
  const marks = new Map();
  const add = (path, mark) => marks.set(path ?? '', [...(marks.get(path ?? '') ?? []), mark]);
  for (const e of run.edits ?? []) {
    add(e.path, { kind: 'repair', text: `${e.name}${e.before !== undefined && e.after !== undefined ? ` ${e.before} → ${e.after}` : ''}${e.kind === 'lossy' ? ' (lossy)' : ''}` });
  }
  for (const e of run.errors ?? []) {
    if (['validate_output', 'run_rules'].includes(e.step)) add(e.path, { kind: 'violation', text: e.message || e.code });
  }
  return marks;
}
