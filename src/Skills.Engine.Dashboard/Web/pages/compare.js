import { field, h, replace, select } from '../dom.js';
import { get, post, session, stream } from '../api.js';
import { schemaForm } from '../form.js';
import { diffView } from '../diff.js';
import { money, ms } from '../fmt.js';
import { runStatus } from '../runview.js';

const sides = ['a', 'b'];

export async function comparePage({ query, signal }) {
  const skills = (await get('skills', signal)).skills;
  const name = query.get('skill') ?? skills[0]?.name;
  if (!name) return [h('h1', {}, 'Compare'), h('p', {}, 'No skills are loaded.')];
  const row = skills.find((s) => s.name === name);
  const skill = await get(`skills/${encodeURIComponent(name)}`, signal);
  const form = schemaForm(skill.inputSchema, () => {});
  form.set(skill.cases[0]?.input);
  const choices = Object.fromEntries(sides.map((s) => [s, choose(row?.versions ?? [skill.row.version], skill, s, query)]));
  const outcome = h('section', { 'aria-label': 'Differences' });

  const show = async (e) => {
    e.preventDefault();
    replace(outcome, h('p', {}, 'Comparing …'));
    try {
      const input = form.value();
      const results = await Promise.all(sides.map((s) => one(name, choices[s].value(), input, signal)));
      replace(outcome, differences(sides.map((s) => choices[s].label()), results));
    } catch (problem) {
      if (problem.name !== 'AbortError') replace(outcome, h('p', { role: 'alert' }, problem.message));
    }
  };
  return [
    h('h1', {}, 'Compare'),
    h('p', {}, 'Two versions, variants or models of a skill with the same inputs: what is sent, and what comes back.'),
    h('form', { class: 'panel', 'aria-label': 'Comparison', onsubmit: show },
      field('Skill', select(skills.map((s) => s.name), name, (e) => { location.hash = `#/compare?skill=${encodeURIComponent(e.target.value)}`; })),
      h('div', { class: 'split' }, sides.map((s) => choices[s].element)),
      form.element, h('button', { type: 'submit', class: 'primary' }, 'Compare')),
    outcome,
  ];
}

function choose(versions, skill, side, query) {
  const version = select(versions, query.get(side) ?? versions[side === 'a' ? Math.min(1, versions.length - 1) : 0]);
  const variant = select([['', 'the skill itself'], ...skill.variants.map((v) => v.name)], side === 'b' ? skill.variants[0]?.name ?? '' : '');
  const mode = select([['none', 'prompt only'], ...(session.dry && !session.readOnly ? [['dry', 'run dry']] : []), ...(session.readOnly ? [] : [['live', 'run live']])], session.dry && !session.readOnly ? 'dry' : 'none');
  const model = select([['', 'as routed'], ...skill.models.map((m) => m.id)], '');
  return {
    element: h('fieldset', {}, h('legend', {}, side.toUpperCase()), field('Version', version), field('Variant', variant), field('Run', mode), field('Model', model)),
    value: () => ({ version: version.value, variant: variant.value, mode: mode.value, model: model.value || undefined }),
    label: () => [version.value, variant.value, model.value].filter(Boolean).join(' · '),
  };
}

async function one(name, { version, variant, mode, model }, input, signal) {
  const path = `skills/${encodeURIComponent(`${name}@${version}`)}`;
  const prompt = await post(`${path}/render`, { input, variant, model }, signal);
  let run;
  if (mode !== 'none') await stream(`${path}/run`, { input, variant, model, mode }, (event, data) => { if (event === 'result') run = data; }, signal);
  return { prompt, run };
}

const promptText = ({ prompt }) => (prompt.ok
  ? prompt.messages.map((m) => `# ${m.role}\n${m.text ?? '(hidden)'}`).join('\n')
  : prompt.errors.map((e) => `${e.code} ${e.message ?? ''}`).join('\n'));

const outputText = ({ run }) => (run?.outputs === undefined ? run?.content_hidden ? '(hidden)' : '' : JSON.stringify(sorted(run.outputs), null, 2));

// An object's order of names says nothing, so it makes no difference.
const sorted = (v) => (Array.isArray(v) ? v.map(sorted) : v && typeof v === 'object' ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v);

function differences(labels, [a, b]) {
  const line = (label, { prompt, run }) => h('div', {}, h('dt', {}, label), h('dd', {}, run ? [runStatus(run.status), ` ${ms(run.latency_ms)}, ${money(run.cost_usd, run.cost_kind)}`] : `about ${prompt.tokens ?? '?'} tokens`));
  return [
    h('h2', {}, 'Differences'),
    h('dl', { class: 'facts' }, line(`A: ${labels[0]}`, a), line(`B: ${labels[1]}`, b)),
    diffView('Prompt', promptText(a), promptText(b)),
    (a.run || b.run) && diffView('Output', outputText(a), outputText(b)),
  ];
}
