import { h } from './dom.js';

const most = 2000;

/** Lines that two texts share and do not share, by their longest common subsequence. */
export function lineDiff(before, after) {
  const [a, b] = [before.split('\n').slice(0, most), after.split('\n').slice(0, most)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { lines.push([' ', a[i++]]); j++; }
    else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) lines.push(['-', a[i++]]);
    else lines.push(['+', b[j++]]);
  }
  return lines;
}

export function diffView(title, before, after) {
  const lines = lineDiff(before, after);
  const changed = lines.filter(([k]) => k !== ' ').length;
  return h('section', {},
    h('h3', {}, title),
    h('p', { class: 'muted' }, changed === 0 ? 'No difference.' : `${lines.filter(([k]) => k === '+').length} added, ${lines.filter(([k]) => k === '-').length} removed.`),
    h('pre', { class: 'diff', tabindex: 0, 'aria-label': title }, lines.map(([kind, text]) => h('span', { class: kind === '+' ? 'added' : kind === '-' ? 'removed' : null }, `${kind} ${text}\n`))));
}
