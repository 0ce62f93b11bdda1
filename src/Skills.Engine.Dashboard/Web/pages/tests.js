import { field, h, replace, select, status, table } from '../dom.js';
import { get, post, session } from '../api.js';
import { at, money, ms, share } from '../fmt.js';
import { bars } from '../charts.js';

const kinds = { passed: 'good', failed: 'bad', flaky: 'warn', skipped: 'plain' };

export async function testsPage({ query, signal }) {
  const [first, skills] = await Promise.all([get('tests', signal), get('skills', signal)]);
  const chosen = query.get('skill') ?? '';
  const skill = select([['', 'all'], ...skills.skills.map((s) => s.name)], chosen, (e) => { location.hash = `#/tests${e.target.value ? `?skill=${encodeURIComponent(e.target.value)}` : ''}`; });
  const mode = select([['replay', 'replay recordings'], ['dry', 'dry run'], ['live', 'live, asks models']], 'replay');
  const models = h('input', { placeholder: 'as written' });
  const run = h('button', { type: 'submit', class: 'primary', disabled: session.readOnly || !first.available }, 'Run the tests');
  const told = h('p', { role: 'status' });
  const outcome = h('section', { 'aria-label': 'Report' }, report(first, chosen));

  const start = async (e) => {
    e.preventDefault();
    run.disabled = true;
    replace(told, 'Running …');
    try {
      const names = models.value.split(',').map((m) => m.trim()).filter(Boolean);
      const answer = await post('tests/run', { skill: chosen || undefined, mode: mode.value, models: names }, signal);
      replace(outcome, report(answer, chosen));
      replace(told, summary(answer.reports[0]));
    } catch (problem) {
      if (problem.name !== 'AbortError') replace(told, problem.message);
    }
    run.disabled = session.readOnly;
  };
  return [
    h('h1', {}, 'Tests'),
    !first.available && h('p', { class: 'box warn' }, first.why),
    h('form', { class: 'filters', onsubmit: start }, field('Skill', skill), field('Answers', mode), field('Models, with commas', models), run,
      session.readOnly && h('p', { class: 'hint' }, 'The dashboard is read-only.')),
    told,
    outcome,
  ];
}

const summary = (r) => (r ? `${r.passed} passed, ${r.failed} failed, ${r.flaky} flaky, ${r.skipped} skipped in ${ms(r.durationMs)}, ${money(r.costUsd, r.costKind)}. ${r.stopReason ?? ''}` : '');

function report(answer, chosen) {
  const [latest] = answer.reports;
  if (!latest) return h('p', { class: 'muted' }, 'No tests ran since this process started.');
  const rows = answer.latest.filter((r) => !chosen || r.skill === chosen);
  const cell = (target) => (row) => {
    const c = row.cells.find((x) => x.target === target);
    if (!c) return '–';
    return [status(c.outcome, kinds[c.outcome] ?? 'plain'), c.runs > 1 && ` ${c.passes}/${c.runs}`, c.distinctAnswers > 1 && ` ${c.distinctAnswers} answers`,
      c.reason && h('div', { class: 'muted' }, c.reason), c.findings.map((f) => h('div', {}, f)), c.outcome === 'failed' && h('div', {}, h('code', { class: 'wrap' }, c.again))];
  };
  const trend = answer.reports.filter((r) => !chosen || !r.skill || r.skill === chosen).toReversed();
  return [
    h('h2', {}, `Cases, ${at(latest.startedAt)}`),
    table('Cases', [
      { name: 'Case', cell: (r) => [h('a', { href: `#/skills/${encodeURIComponent(r.skill)}` }, r.skill), h('div', {}, r.case)] },
      ...latest.targets.map((t) => ({ name: t || 'as written', cell: cell(t) })),
    ], rows, 'No cases.'),
    h('h2', {}, 'Trend'),
    bars('Passed', trend.map((r) => ({ name: at(r.startedAt), value: r.passed, all: r.passed + r.failed + r.flaky })), (p) => share(p.value, p.all)),
  ];
}
