import { field, h, replace, select, status } from '../dom.js';
import { get, post, session, stream } from '../api.js';
import { count, money, words } from '../fmt.js';
import { schemaForm } from '../form.js';
import { steps } from '../charts.js';
import { runView } from '../runview.js';
import { jsonTree } from '../json.js';
import { finding } from './findings.js';

const typing = 250;

export async function skillPage(view) {
  let skill = await get(`skills/${encodeURIComponent(view.name)}`, view.signal);
  const state = { timer: 0, rendering: null, running: null, recorded: {} };
  const head = h('div');
  const preview = h('section', { 'aria-label': 'Prompt', class: 'panel' });
  const outcome = h('section', { 'aria-label': 'Result' });
  const form = schemaForm(skill.inputSchema, later);

  function later() {
    clearTimeout(state.timer);
    state.timer = setTimeout(render, typing);
  }

  async function render() {
    state.rendering?.abort();
    state.rendering = new AbortController();
    try {
      const answer = await post(`skills/${encodeURIComponent(view.name)}/render`, { input: form.value(), ...choice() }, state.rendering.signal);
      replace(preview, promptView(answer));
    } catch (e) {
      if (e.name !== 'AbortError') replace(preview, h('h2', {}, 'Prompt'), h('p', { role: 'alert' }, e.message));
    }
  }

  const controls = playControls(skill, later);
  const choice = () => ({ model: controls.model.value || undefined, variant: controls.variant.value });
  controls.run.addEventListener('click', () => (state.running ? state.running.abort() : run()));

  async function run() {
    state.running = new AbortController();
    controls.run.textContent = 'Stop';
    const progress = progressView();
    replace(outcome, h('h2', {}, 'Result'), progress.element);
    try {
      const body = { input: form.value(), mode: controls.mode.value, useCache: controls.cache.checked, ...state.recorded, ...choice() };
      await stream(`skills/${encodeURIComponent(view.name)}/run`, body, (name, data) => {
        if (name === 'result') replace(outcome, h('h2', {}, 'Result'), runView(data), keepView(skill, view.name, body.input, data));
        else progress.add(name, data);
      }, state.running.signal);
    } catch (e) {
      replace(outcome, h('h2', {}, 'Result'), h('p', { role: 'alert' }, e.name === 'AbortError' ? 'Stopped.' : e.message));
    }
    state.running = null;
    controls.run.textContent = 'Run';
  }

  const cases = h('div', { class: 'cases' }, skill.cases.map((c) => h('button', { type: 'button', class: 'quiet', onclick: () => { state.recorded = recordingOf(c); form.set(c.input); render(); } }, `${c.kind}: ${c.name}`)));
  view.signal.addEventListener('abort', () => { clearTimeout(state.timer); state.rendering?.abort(); state.running?.abort(); });
  view.onLive(async (name) => {
    if (name !== 'catalog') return;
    try {
      skill = await get(`skills/${encodeURIComponent(view.name)}`, view.signal);
      replace(head, headView(skill));
    } catch (e) {
      if (e.name !== 'AbortError') replace(head, h('h1', {}, view.name), h('p', { role: 'alert', class: 'box bad' }, e.message));
    }
    render();
  });

  replace(head, headView(skill));
  const first = await firstInput(view, skill);
  state.recorded = first.recorded;
  form.set(first.input);
  await render();
  return [
    head,
    h('div', { class: 'split' },
      h('form', { class: 'panel', 'aria-label': 'Inputs', onsubmit: (e) => { e.preventDefault(); if (!state.running && !controls.run.disabled) run(); } },
        h('h2', {}, 'Inputs'), cases, !skill.cases.length && !session.content && h('p', { class: 'muted' }, 'Examples and test cases are hidden.'), form.element, controls.element),
      preview),
    outcome,
    h('details', {}, h('summary', {}, 'Schemas and templates'),
      h('h3', {}, 'Input schema'), jsonTree(skill.inputSchema ?? {}), h('h3', {}, 'Output schema'), jsonTree(skill.outputSchema ?? {}),
      skill.templates.map((t) => [h('h3', {}, `Template, ${t.role}`), h('pre', { tabindex: 0 }, t.text)])),
  ];
}

// Answers are recorded for test cases and for logged runs.
const recordingOf = (c) => (c?.kind === 'test' ? { case: c.name } : {});

async function firstInput(view, skill) {
  const from = view.query.get('from');
  if (from) {
    const run = await get(`runs/${encodeURIComponent(from)}`, view.signal);
    if (run.inputs !== undefined) return { input: run.inputs, recorded: { from } };
  }
  return { input: skill.cases[0]?.input, recorded: recordingOf(skill.cases[0]) };
}

function headView(skill) {
  const { row } = skill;
  return [
    h('h1', {}, row.title),
    h('p', {}, h('code', {}, `${row.name}@${row.version}`), ' ', status(row.status, row.status === 'active' ? 'good' : 'plain'), ' ',
      h('span', { class: 'muted' }, row.category), ' · ', h('a', { href: `#/runs?skill=${encodeURIComponent(row.name)}` }, 'Runs'), ' · ',
      h('a', { href: `#/compare?skill=${encodeURIComponent(row.name)}` }, 'Compare'), skill.file && h('span', { class: 'muted' }, ` · ${skill.file}`)),
    row.description && h('p', {}, row.description),
    skill.findings.length > 0 && h('section', { class: skill.findings.some((f) => f.severity === 'error') ? 'box bad' : 'box warn', 'aria-label': 'Findings' }, skill.findings.map(finding)),
  ];
}

function playControls(skill, onChange) {
  const mode = select([...(session.dry ? [['dry', 'dry, no model is called']] : []), ...(session.replay ? [['replay', 'replay the recorded answer']] : []), ['live', 'live']], session.dry ? 'dry' : 'live', onChange);
  const model = select([['', 'as routed'], ...skill.models.map((m) => [m.id, `${m.id} (${m.provider})`])], '', onChange);
  const variant = select([['', 'the skill itself'], ...skill.variants.map((v) => [v.name, `${v.name}, ${Math.round(v.weight * 100)} %`])], '', onChange);
  const cache = h('input', { type: 'checkbox' });
  const run = h('button', { type: 'button', class: 'primary', disabled: session.readOnly }, 'Run');
  return {
    mode, model, variant, cache, run,
    element: h('div', { class: 'controls' }, field('Run', mode), field('Model', model), skill.variants.length > 0 && field('Variant', variant), field('Use the cache', cache), run,
      session.readOnly && h('p', { class: 'hint' }, 'The dashboard is read-only.')),
  };
}

function promptView(answer) {
  const e = answer.estimate;
  return [
    h('h2', {}, 'Prompt'),
    h('p', { class: 'muted', id: 'estimate' }, answer.ok && `about ${count(answer.tokens)} tokens`,
      e && ` · ${e.model ?? 'no model fits'} · expected ${money(e.expectedUsd, 'estimated')}, at most ${money(e.worstUsd)}`),
    answer.errors.map((x) => h('div', { class: 'box bad', role: 'alert' }, h('code', {}, x.code), x.path && ` ${x.path}`, x.message ? h('pre', { class: 'message' }, x.message) : h('p', { class: 'muted' }, 'The sentence can quote content, so it is hidden.'))),
    answer.messages.map((m) => h('section', { class: 'message-box' },
      h('h3', {}, m.role, h('span', { class: 'muted' }, ` ${count(m.tokens)} tokens${m.cacheBreakpoint ? ', end of the cached prefix' : ''}`)),
      m.text === undefined ? h('p', { class: 'muted' }, 'Hidden.') : h('pre', { tabindex: 0 }, m.text), m.media.map((x) => h('p', { class: 'muted' }, `[${x}]`)))),
  ];
}

function progressView() {
  const list = h('ol', { class: 'progress' }, steps.map((s) => h('li', { id: `step-${s}` }, words(s))));
  const text = h('pre', { class: 'stream', tabindex: 0, 'aria-label': 'Reply as it comes' });
  return {
    element: h('div', {}, list, text),
    add(name, data) {
      if (name === 'step') {
        for (const item of list.children) item.classList.replace('now', 'done');
        list.querySelector(`#step-${data.step}`)?.classList.add('now');
      }
      if (name === 'delta') text.append(data.text);
      if (name === 'attempt' && (data.error || data.outputValid === false)) text.append(`\n— attempt ${data.number}: ${data.error ?? 'output not valid'} —\n`);
    },
  };
}

function keepView(skill, name, input, run) {
  if (!skill.canKeep || run.outputs === undefined) return null;
  const title = h('input', { value: 'from the playground' });
  const told = h('p', { role: 'status' });
  const keep = async () => {
    try {
      const kept = await post(`skills/${encodeURIComponent(name)}/tests`, { input, name: title.value, expect: run.outputs, reply: run.raw_output });
      replace(told, `Written to ${kept.file}, line ${kept.line}.`);
    } catch (e) {
      replace(told, e.message);
    }
  };
  return h('form', { class: 'filters', 'aria-label': 'Keep as a test case', onsubmit: (e) => { e.preventDefault(); keep(); } },
    field('Keep as test case', title), h('button', { type: 'submit' }, 'Keep'), told);
}
