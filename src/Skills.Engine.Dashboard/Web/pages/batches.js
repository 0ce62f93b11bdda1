import { h, status, svg, table } from '../dom.js';
import { get, post, session } from '../api.js';
import { at, count, money, share } from '../fmt.js';

const kinds = { running: 'good', completed: 'good', paused: 'warn', stopped: 'bad', canceled: 'plain' };
const actions = { running: ['pause', 'cancel'], paused: ['resume', 'cancel'], stopped: ['resume', 'cancel'], completed: ['delete'], canceled: ['delete'] };
const names = { pause: 'Pause', resume: 'Resume', cancel: 'Cancel', delete: 'Delete' };
const questions = {
  cancel: (id) => `Cancel ${id} for good? It cannot be resumed.`,
  delete: (id) => `Delete ${id} with its items and results for good?`,
};
const list = '#/batches';

// What was seen last of each run, for its rate: the page is drawn again on each event.
const seen = new Map();

const finished = (b) => b.succeeded + b.failed;

function rateOf(b) {
  const last = seen.get(b.id);
  const seconds = last ? (Date.parse(b.asOf) - Date.parse(last.asOf)) / 1000 : 0;
  if (!last || seconds >= 1) seen.set(b.id, { asOf: b.asOf, finished: finished(b), rate: seconds > 0 ? (finished(b) - last.finished) / seconds : null });
  return b.state === 'running' ? seen.get(b.id).rate : null;
}

function left(b, rate) {
  const items = b.read - finished(b);
  if (!b.isSourceDone || !rate || items <= 0) return null;
  const seconds = Math.round(items / rate);
  return seconds < 120 ? `${seconds} s left` : seconds < 7200 ? `${Math.round(seconds / 60)} min left` : `${Math.round(seconds / 3600)} h left`;
}

function progress(b) {
  const text = `${count(finished(b))} of ${count(b.read)}${b.isSourceDone ? '' : ' read so far'}`;
  const width = (n) => (b.read > 0 ? (200 * n) / b.read : 0);
  return [
    svg('svg', { class: 'meter', viewBox: '0 0 200 10', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${text}, ${share(finished(b), b.read)}` },
      svg('rect', { class: 'track', width: 200, height: 10 }),
      svg('rect', { class: 'ok', width: width(b.succeeded), height: 10 }),
      svg('rect', { class: 'failed', x: width(b.succeeded), width: width(b.failed), height: 10 })),
    h('div', {}, text, b.isSourceDone && ` (${share(finished(b), b.read)})`),
  ];
}

function buttons(b, told, refresh) {
  const act = async (action) => {
    if (questions[action] && !window.confirm(questions[action](b.id))) return;
    try {
      await post(`batches/${encodeURIComponent(b.id)}/${action}`, {});
      if (action === 'delete' && location.hash !== list) location.hash = list;
      else refresh();
    } catch (e) {
      told.textContent = e.message;
    }
  };
  return h('div', { class: 'actions' }, (actions[b.state] ?? []).map((a) => h('button', { type: 'button', class: 'quiet', disabled: session.readOnly, 'aria-label': `${names[a]} ${b.id}`, onclick: () => act(a) }, names[a])));
}

const stateOf = (b) => [status(b.state, kinds[b.state] ?? 'plain'), b.stopReason && h('div', { class: 'muted' }, b.stopMessage ?? b.stopReason)];

export async function batchesPage({ signal, refresh }) {
  const { items } = await get('batches', signal);
  const told = h('p', { role: 'status' });
  return [
    h('h1', {}, 'Batches'),
    told,
    table('Batch runs', [
      { name: 'Run', cell: (b) => h('a', { href: `#/batches/${encodeURIComponent(b.id)}` }, b.id) },
      { name: 'Skill', cell: (b) => [h('a', { href: `#/skills/${encodeURIComponent(b.skill)}` }, b.skill), ` ${b.version}`] },
      { name: 'State', cell: stateOf },
      { name: 'Progress', cell: progress },
      { name: 'Rate', number: true, cell: (b) => { const rate = rateOf(b); return rate === null ? '–' : [`${rate.toFixed(1)}/s`, left(b, rate) && h('div', { class: 'muted' }, left(b, rate))]; } },
      { name: 'Failed', number: true, cell: (b) => count(b.failed) },
      { name: 'Spent', number: true, cell: (b) => [money(b.spentUsd, b.costKind), b.budgetUsd !== undefined && h('div', { class: 'muted' }, `of ${money(b.budgetUsd)}`)] },
      { name: 'Started', cell: (b) => at(b.createdAt) },
      { name: 'Action', cell: (b) => buttons(b, told, refresh) },
    ], items, 'No batch runs yet.'),
    session.readOnly && h('p', { class: 'hint' }, 'The dashboard is read-only.'),
  ];
}

export async function batchPage({ id, signal, refresh }) {
  const b = await get(`batches/${encodeURIComponent(id)}`, signal);
  const told = h('p', { role: 'status' });
  const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));
  const rate = rateOf(b);
  return [
    h('h1', {}, `Batch of ${b.skill}`),
    h('p', {}, h('code', { class: 'wrap' }, b.id), ' · ', h('a', { href: list }, 'All batches'), ' · ', h('a', { href: `#/runs?skill=${encodeURIComponent(b.skill)}` }, 'Runs of the skill')),
    buttons(b, told, refresh),
    told,
    progress(b),
    h('dl', { class: 'facts' },
      fact('State', stateOf(b)),
      fact('Skill', `${b.skill} ${b.version}`),
      fact('Succeeded', count(b.succeeded)),
      fact('Failed', count(b.failed)),
      fact('Under way', count(b.inFlight)),
      fact('Waiting', count(b.pending)),
      fact('Repeated starts', count(b.repeats)),
      fact('Rate', rate === null ? '–' : `${rate.toFixed(1)} items/s`),
      fact('Spent', money(b.spentUsd, b.costKind)),
      b.budgetUsd !== undefined && fact('Budget', `${money(b.committedUsd)} of ${money(b.budgetUsd)} committed`),
      fact('Started', at(b.createdAt))),
    h('h2', {}, 'Failures'),
    table('Failures', [
      { name: 'Error code', cell: ([code]) => h('a', { href: `#/runs?skill=${encodeURIComponent(b.skill)}&q=${encodeURIComponent(code)}` }, code) },
      { name: 'Items', number: true, cell: ([, n]) => count(n) },
      { name: 'Share of the failed', number: true, cell: ([, n]) => share(n, b.failed) },
    ], Object.entries(b.failures).sort((x, y) => y[1] - x[1]), 'No item failed.'),
  ];
}
