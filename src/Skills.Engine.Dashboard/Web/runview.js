import { h, status, table } from './dom.js';
import { at, count, money, ms, none, words } from './fmt.js';
import { waterfall } from './charts.js';
import { jsonTree, marksOf } from './json.js';

const kindOf = (s) => ({ success: 'good', failed: 'bad', timeout: 'bad', canceled: 'plain' }[s] ?? 'plain');

export const runStatus = (s) => status(s, kindOf(s));

const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));

/** One run, from the log or fresh from the playground. */
export function runView(run) {
  const total = run.children?.length > 0;
  return [
    h('dl', { class: 'facts' },
      fact('Status', runStatus(run.status)),
      fact('Model', run.model_id ? `${run.model_id} (${run.model_provider})` : none),
      fact('Time', ms(run.latency_ms)),
      fact('Tokens', `${count(run.tokens_input)} in, ${count(run.tokens_output)} out`),
      fact('Cost', money(run.cost_usd, run.cost_kind)),
      total && fact('With its steps', money(run.total_cost_usd)),
      fact('Cache', run.cache_hit ? (run.is_stale ? 'hit, stale' : 'hit') : 'miss'),
      fact('Started', at(run.executed_at))),
    errors(run),
    h('h2', {}, 'Steps'),
    waterfall(run.step_timings, run.errors?.[0]?.step),
    output(run),
    attempts(run),
    tools(run),
    routing(run),
    rules(run),
    cacheKey(run),
    prompt(run),
    identity(run),
  ];
}

function errors(run) {
  if (!run.errors?.length) return null;
  return h('div', { class: 'box bad' }, h('h2', {}, 'Errors'), h('ul', {}, run.errors.map((e) => h('li', {},
    h('code', {}, e.code), ` at ${words(e.step)}${e.path ? `, ${e.path}` : ''}`, e.message && h('pre', { class: 'message' }, e.message)))));
}

function output(run) {
  const repairs = run.edits?.length ?? 0;
  return [
    h('h2', {}, 'Output'),
    run.content_hidden ? h('p', { class: 'muted' }, 'Hidden.')
      : run.outputs !== undefined ? jsonTree(run.outputs, marksOf(run))
      : h('p', { class: 'muted' }, run.has_content === false ? 'The log does not record content.' : 'None.'),
    repairs > 0 && h('p', {}, `${repairs} ${repairs === 1 ? 'repair was' : 'repairs were'} made while reading the reply.`),
    repairs > 0 && table('Repairs', [
      { name: 'Repair', cell: (e) => words(e.name) }, { name: 'Kind', cell: (e) => e.kind }, { name: 'Place', cell: (e) => e.path || 'whole reply' },
      { name: 'Before', cell: (e) => e.before ?? none }, { name: 'After', cell: (e) => e.after ?? none }], run.edits),
    run.raw_output !== undefined && h('details', {}, h('summary', {}, 'Raw reply'), h('pre', { tabindex: 0 }, run.raw_output)),
    run.warnings?.length > 0 && h('ul', { class: 'box warn' }, run.warnings.map((w) => h('li', {}, w))),
  ];
}

function attempts(run) {
  return [h('h2', {}, 'Attempts and cost'), table('Attempts', [
    { name: '#', cell: (a) => `${a.number}` },
    { name: 'Model', cell: (a) => a.model_id },
    { name: 'Why', cell: (a) => words(a.reason) },
    { name: 'Outcome', cell: (a) => (a.error ? status(words(a.error), 'bad') : a.output_valid === false ? status('output not valid', 'warn') : status('answered', 'good')) },
    { name: 'Time', number: true, cell: (a) => ms(a.latency_ms) },
    { name: 'First token', number: true, cell: (a) => ms(a.time_to_first_token_ms) },
    { name: 'In', number: true, cell: (a) => count(a.usage?.input_total) },
    { name: 'Out', number: true, cell: (a) => count(a.usage?.output_total) },
    { name: 'Cost', number: true, cell: (a) => money(a.cost?.usd, a.cost?.kind) },
    { name: 'Message', cell: (a) => a.error_message ?? '' },
  ], run.attempts ?? [], run.cache_hit ? 'None: the result came from the cache.' : 'No model was called.')];
}

function routing(run) {
  if (!run.routing) return null;
  // Those that could answer come first: the rest of a whole catalog is long.
  const candidates = [...(run.routing.candidates ?? [])].sort((a, b) => Boolean(a.dropped_by) - Boolean(b.dropped_by) || b.score - a.score);
  const terms = [...new Set(candidates.flatMap((c) => Object.keys(c.terms ?? {})))];
  return [h('h2', {}, 'Routing'), h('p', {}, run.routing.summary), table('Candidates', [
    { name: 'Model', cell: (c) => `${c.provider}/${c.model}` },
    { name: 'Verdict', cell: (c) => (c.dropped_by ? status(`dropped by ${words(c.dropped_by)}`, 'plain') : status('kept', 'good')) },
    { name: 'Score', number: true, cell: (c) => (c.dropped_by ? none : c.score.toFixed(4)) },
    ...terms.map((t) => ({ name: words(t), number: true, cell: (c) => (c.terms?.[t] === undefined ? none : c.terms[t].toFixed(4)) })),
    { name: 'Reason', cell: (c) => c.reason },
  ], candidates, 'The host records no candidates.')];
}

function rules(run) {
  if (!run.validation_results?.length) return null;
  return [h('h2', {}, 'Rules'), table('Rules', [
    { name: 'Rule', cell: (r) => r.name ?? r.type ?? r.rule ?? none },
    { name: 'Passed', cell: (r) => (r.skipped ? status('skipped', 'plain') : r.passed === false ? status('no', r.severity === 'error' ? 'bad' : 'warn') : status('yes', 'good')) },
    { name: 'Severity', cell: (r) => r.severity ?? none },
    { name: 'Findings', cell: (r) => (r.findings ?? []).map((f) => h('div', {}, `${f.path} ${f.message}`)) },
  ], run.validation_results)];
}

function tools(run) {
  if (!run.tool_runs?.length) return null;
  const text = (value) => value && h('pre', { tabindex: 0 }, value);
  return [h('h2', {}, 'Tool calls'), table('Tool calls', [
    { name: 'Round', cell: (t) => `${t.round}` },
    { name: 'Tool', cell: (t) => h('code', {}, t.name) },
    { name: 'Outcome', cell: (t) => status(words(t.status), t.status === 'succeeded' ? 'good' : 'bad') },
    { name: 'Time', number: true, cell: (t) => ms(t.latency_ms) },
    { name: 'Arguments', cell: (t) => text(t.arguments) ?? '' },
    { name: 'Result', cell: (t) => [text(t.result ?? t.error) ?? '', t.is_truncated && h('div', { class: 'muted' }, 'cut to its limit'), t.execution_id && h('a', { href: `#/runs/${encodeURIComponent(t.execution_id)}` }, 'its run')] },
  ], run.tool_runs)];
}

function cacheKey(run) {
  if (!run.cache_key) return null;
  const key = run.cache_key_parts;
  return [h('h2', {}, 'Cache key'), h('p', {}, h('code', { class: 'wrap' }, run.cache_key)),
    key && h('details', {}, h('summary', {}, `${key.parts.length} parts, each with its hash`),
      h('p', { class: 'muted' }, key.same ? 'A run with these inputs has the same key now.' : 'A run with these inputs has another key now: the file changed, an input is masked in the log, or the context differed.'),
      table('Parts of the cache key', [{ name: 'Part', cell: (p) => p.name }, { name: 'Hash', cell: (p) => h('code', {}, p.hash) }], key.parts))];
}

function prompt(run) {
  if (!run.messages?.length) return null;
  return h('details', {}, h('summary', {}, 'Prompt as sent'), run.messages.map((m) => h('section', { class: 'message-box' }, h('h3', {}, m.role), h('pre', { tabindex: 0 }, m.text))));
}

function identity(run) {
  const rows = Object.entries({ Run: run.id, Skill: `${run.skill_name} ${run.skill_version}`, Hash: run.skill_hash, Variant: run.variant, Tenant: run.tenant_id, User: run.user_id, Agent: run.agent_id, Workflow: run.workflow_id, Trace: run.trace_id, Parent: run.parent_execution_id }).filter(([, v]) => v);
  return h('details', {}, h('summary', {}, 'Identity'), h('dl', { class: 'facts' }, rows.map(([n, v]) => fact(n, h('code', { class: 'wrap' }, v)))),
    run.children?.length > 0 && h('p', {}, 'Steps: ', run.children.map((c) => [h('a', { href: `#/runs/${encodeURIComponent(c)}` }, c), ' '])));
}
