import { field, h, replace, select, table } from '../dom.js';
import { get } from '../api.js';
import { money, share } from '../fmt.js';

const nameOf = (p) => `${p.costQuality}${p.costQuality === 0 ? ', cheapest' : p.costQuality === 0.5 ? ', as weighted' : p.costQuality === 1 ? ', best' : ''}`;

/** The knob between cost and quality of one skill in other positions. */
export function whatIf(skills, days, signal) {
  const outcome = h('div', { role: 'status' });
  const ask = async (e) => {
    const skill = e.target.value;
    if (!skill) return replace(outcome);
    replace(outcome, h('p', { class: 'muted' }, 'Routing the latest runs again …'));
    try {
      replace(outcome, view(await get(`routing/what-if?skill=${encodeURIComponent(skill)}&days=${encodeURIComponent(days)}`, signal)));
    } catch (problem) {
      if (problem.name !== 'AbortError') replace(outcome, h('p', { role: 'alert' }, problem.message));
    }
  };
  return h('section', { 'aria-label': 'What if' },
    h('h2', {}, 'What if the cost knob moved?'),
    h('p', { class: 'muted' }, 'Shows what model.costQuality of a skill would change, from 0, the cheapest model that fits, to 1, the best one.'),
    h('div', { class: 'controls' }, field('Skill', select([['', 'choose one'], ...skills], '', ask))),
    outcome);
}

function view(answer) {
  if (answer.sampled === 0) return h('p', {}, 'No run of this skill has token counts yet, so there is nothing to estimate from.');
  const nearest = answer.points.reduce((a, b) => (Math.abs(b.costQuality - (answer.current ?? 0.5)) < Math.abs(a.costQuality - (answer.current ?? 0.5)) ? b : a));
  const change = (p) => (p.spendUsd === undefined || !nearest.spendUsd ? '–' : `${p.spendUsd >= nearest.spendUsd ? '+' : '−'}${share(Math.abs(p.spendUsd - nearest.spendUsd), nearest.spendUsd)}`);
  return [
    answer.namesModels && h('p', { class: 'box warn' }, 'The skill prefers models by name. They come first, whatever the knob says.'),
    table('What if', [
      { name: 'costQuality', cell: (p) => [nameOf(p), p === nearest && h('strong', {}, answer.current === undefined ? ' ← now (not set)' : ' ← now')] },
      { name: 'Estimated spend', number: true, cell: (p) => money(p.spendUsd, 'estimated') },
      { name: 'Change', number: true, cell: (p) => (p === nearest ? '–' : change(p)) },
      { name: 'Quality prior', number: true, cell: (p) => (p.quality === undefined ? '–' : p.quality.toFixed(2)) },
      { name: 'Models', cell: (p) => [p.models.map((m) => h('div', {}, `${m.provider}/${m.id} ${share(m.share, 1)}`)), p.unanswered > 0 && h('div', { class: 'muted' }, `${p.unanswered} without a model`)] },
    ], answer.points),
    h('p', { class: 'muted' }, `The latest ${answer.sampled} runs were routed again, with the prices, health and learned quality of now. The spend is their mean for the ${answer.calls} runs from ${answer.from} to ${answer.to} that asked a model. Retries are not in it.`),
  ];
}
