import { field, h, select, table } from '../dom.js';
import { get, query as toQuery } from '../api.js';
import { at, count, money, ms } from '../fmt.js';
import { runStatus } from '../runview.js';

const names = ['q', 'skill', 'status', 'model', 'tenant', 'cache'];

export async function runsPage({ query, signal }) {
  const filter = Object.fromEntries(names.map((n) => [n, query.get(n) ?? '']));
  const after = query.get('after');
  const [page, skills] = await Promise.all([get(`runs${toQuery({ ...filter, after })}`, signal), get('skills', signal)]);
  const go = (values) => { location.hash = `#/runs${toQuery(values)}`; };
  const submit = (e) => { e?.preventDefault(); go(Object.fromEntries(new FormData(form))); };
  const named = (name, control) => { control.name = name; return control; };
  const form = h('form', { class: 'filters', role: 'search', onsubmit: submit },
    field('Search', named('q', h('input', { value: filter.q, placeholder: 'id, error code, user, trace' }))),
    field('Skill', named('skill', select([['', 'all'], ...skills.skills.map((s) => s.name)], filter.skill, submit))),
    field('Status', named('status', select([['', 'all'], 'success', 'failed', 'timeout', 'canceled'], filter.status, submit))),
    field('Cache', named('cache', select([['', 'all'], ['hit', 'hits'], ['miss', 'misses']], filter.cache, submit))),
    field('Model', named('model', h('input', { value: filter.model }))),
    field('Tenant', named('tenant', h('input', { value: filter.tenant }))),
    h('button', { type: 'submit' }, 'Filter'));
  return [
    h('h1', {}, 'Runs'),
    form,
    table('Runs', [
      { name: 'Started', cell: (r) => h('a', { href: `#/runs/${encodeURIComponent(r.id)}` }, at(r.executedAt)) },
      { name: 'Skill', cell: (r) => [h('a', { href: `#/skills/${encodeURIComponent(r.skill)}` }, r.skill), ` ${r.version}${r.variant ? ` (${r.variant})` : ''}`] },
      { name: 'Status', cell: (r) => [runStatus(r.status), r.errorCode && h('div', {}, h('code', {}, r.errorCode))] },
      { name: 'Model', cell: (r) => r.model ?? '–' },
      { name: 'Time', number: true, cell: (r) => ms(r.latencyMs) },
      { name: 'Tokens', number: true, cell: (r) => `${count(r.tokensInput)} / ${count(r.tokensOutput)}` },
      { name: 'Cost', number: true, cell: (r) => money(r.costUsd, r.costKind) },
      { name: 'Cache', cell: (r) => (r.cacheHit ? 'hit' : 'miss') },
      { name: 'Tenant', cell: (r) => r.tenant ?? '–' },
    ], page.items, page.next ? 'Nothing fits so far.' : 'No runs fit.'),
    page.searchedTo && h('p', { class: 'muted' }, `Searched back to ${at(page.searchedTo)}.`),
    h('p', { class: 'paging' },
      after && h('a', { href: `#/runs${toQuery(filter)}` }, 'Latest'), ' ',
      page.next && h('a', { href: `#/runs${toQuery({ ...filter, after: page.next })}` }, page.items.length ? 'Older' : 'Search further back')),
  ];
}
