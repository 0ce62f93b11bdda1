import { h } from '../dom.js';
import { get, session } from '../api.js';
import { runView } from '../runview.js';

export async function runPage({ id, signal }) {
  const run = await get(`runs/${encodeURIComponent(id)}`, signal);
  const again = `#/skills/${encodeURIComponent(run.skill_name)}${run.inputs === undefined ? '' : `?from=${encodeURIComponent(id)}`}`;
  return [
    h('h1', {}, `Run of ${run.skill_name}`),
    h('p', {}, h('a', { href: `#/runs?skill=${encodeURIComponent(run.skill_name)}` }, 'All runs of the skill'), ' · ',
      h('a', { href: again }, run.inputs === undefined ? 'Open in the playground' : 'Run again with the current file')),
    run.content_hidden && h('p', { class: 'box warn' }, session.hiddenBecause),
    runView(run),
  ];
}
