import { h, status, table } from '../dom.js';
import { get } from '../api.js';
import { count, money, ms, share } from '../fmt.js';
import { bars } from '../charts.js';
import { whatIf } from './whatif.js';

const spend = (title, rows, name) => [h('h2', {}, title), table(title, [
  { name, cell: (t) => t.name || 'none' },
  { name: 'Runs', number: true, cell: (t) => count(t.runs) },
  { name: 'Success', number: true, cell: (t) => share(t.succeeded, t.runs) },
  { name: 'Cached', number: true, cell: (t) => share(t.cacheHits, t.runs) },
  { name: 'Tokens in', number: true, cell: (t) => count(t.tokensInput) },
  { name: 'Tokens out', number: true, cell: (t) => count(t.tokensOutput) },
  { name: 'Cost', number: true, cell: (t) => money(t.costUsd, t.costKind) },
  { name: 'Unknown costs', number: true, cell: (t) => count(t.unknownCosts) },
], rows)];

export async function routingPage({ signal, query }) {
  const days = query.get('days') ?? '30';
  const [data, skills] = await Promise.all([get(`routing?days=${encodeURIComponent(days)}`, signal), get('skills', signal)]);
  return [
    h('h1', {}, 'Routing & cost'),
    h('p', {}, `Spend from ${data.from} to ${data.to}, UTC. Days: `, ['7', '30', '90'].map((d) => [h('a', { href: `#/routing?days=${d}`, 'aria-current': d === days ? 'true' : null }, d), ' '])),
    bars('Cost per day', data.byDay.map((t) => ({ name: t.name, value: t.costUsd ?? 0, total: t })), (p) => money(p.total.costUsd, p.total.costKind)),
    bars('Runs per day', data.byDay.map((t) => ({ name: t.name, value: t.runs })), (p) => count(p.value)),
    h('h2', {}, 'Providers'),
    table('Providers', [{ name: 'Provider', cell: (p) => p.name }, { name: 'State', cell: (p) => (p.notReady ? [status('not ready', 'bad'), ` ${p.notReady}`] : status('ready', 'good')) }], data.providers, 'No provider is registered.'),
    h('h2', {}, 'Models'),
    table('Models', [
      { name: 'Model', cell: (d) => `${d.provider}/${d.model}` },
      { name: 'Circuit', cell: (d) => (d.circuitIsOpen ? status('open', 'bad') : d.restsFor !== '00:00:00' ? status('cooling down', 'warn') : status('closed', 'good')) },
      { name: 'In flight', number: true, cell: (d) => count(d.inFlight) },
      { name: 'Latency', number: true, cell: (d) => ms(d.latencyMs) },
      { name: 'Success', number: true, cell: (d) => share(d.success, 1) },
    ], data.deployments, 'No model can be called.'),
    h('h2', {}, 'Budgets'),
    table('Budgets', [
      { name: 'Scope', cell: (b) => b.scope }, { name: 'Of', cell: (b) => b.id ?? 'each' }, { name: 'Period', cell: (b) => b.period }, { name: 'Limit', number: true, cell: (b) => money(b.limitUsd) },
    ], data.budgets, 'No budget is set.'),
    whatIf(skills.skills.filter((s) => !s.isComposed).map((s) => s.name), days, signal),
    spend('Spend by skill', data.bySkill, 'Skill'),
    spend('Spend by tenant', data.byTenant, 'Tenant'),
    spend('Spend by model', data.byModel, 'Model'),
  ];
}
