import { field, h, replace, table } from '../dom.js';
import { get, post, session } from '../api.js';
import { count, money, share } from '../fmt.js';

export async function cachePage({ signal, refresh }) {
  const { statistics: s, skills } = await get('cache', signal);
  const told = h('p', { role: 'status' });
  const invalidate = async (what, name) => {
    if (!window.confirm(`Invalidate ${name}? Results are asked for and paid for again.`)) return;
    try {
      const answer = await post('cache/invalidate', what);
      refresh();
      document.getElementById('live').textContent = `Invalidated ${name}.`;
      if (!answer.reachedStore) window.alert('Invalidated in this process. The shared store did not answer.');
    } catch (e) {
      replace(told, e.message);
    }
  };
  const button = (what, name) => h('button', { type: 'button', class: 'quiet', disabled: session.readOnly, 'aria-label': `Invalidate ${name}`, onclick: () => invalidate(what, name) }, 'Invalidate');
  const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));
  const tag = h('input', { required: true });
  return [
    h('h1', {}, 'Cache'),
    h('dl', { class: 'facts' },
      fact('Hit rate', share(s.total.hits, s.total.hits + s.total.misses)),
      fact('Saved', money(s.total.usdSaved, 'at_least')),
      fact('Tokens saved', `${count(s.total.inputTokensSaved)} in, ${count(s.total.outputTokensSaved)} out`),
      fact('Entries in memory', count(s.memoryEntries)),
      fact('Bytes in memory', count(s.memoryBytes)),
      fact('Shared store', s.isStoreCircuitOpen ? 'circuit open' : `${count(s.storeFailures)} failures`)),
    h('p', { class: 'muted' }, 'Since this process started. Other instances have numbers of their own.'),
    told,
    h('h2', {}, 'By skill'),
    table('Cache by skill', [
      { name: 'Skill', cell: ([id]) => skills[id] ?? id },
      { name: 'Hits', number: true, cell: ([, c]) => count(c.hits) },
      { name: 'Misses', number: true, cell: ([, c]) => count(c.misses) },
      { name: 'Hit rate', number: true, cell: ([, c]) => share(c.hits, c.hits + c.misses) },
      { name: 'Stale', number: true, cell: ([, c]) => count(c.stale) },
      { name: 'Stored', number: true, cell: ([, c]) => count(c.stored) },
      { name: 'Not stored', number: true, cell: ([, c]) => count(c.notStored) },
      { name: 'Saved', number: true, cell: ([, c]) => money(c.usdSaved, 'at_least') },
      { name: 'Action', cell: ([id]) => button({ skill: id }, skills[id] ?? id) },
    ], Object.entries(s.bySkill), 'The cache was not asked yet.'),
    h('h2', {}, 'Invalidate'),
    h('form', { class: 'filters', onsubmit: (e) => { e.preventDefault(); invalidate({ tag: tag.value }, `the tag ${tag.value}`); } },
      field('By tag', tag), h('button', { type: 'submit', disabled: session.readOnly }, 'Invalidate the tag'), button({ all: true }, 'everything')),
    session.readOnly && h('p', { class: 'hint' }, 'The dashboard is read-only.'),
  ];
}
