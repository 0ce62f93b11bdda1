import { h, svg, table } from './dom.js';
import { ms, words } from './fmt.js';

export const steps = ['validate_input', 'look_up_cache', 'render_prompt', 'select_model', 'invoke_model', 'validate_output', 'run_rules', 'store_result'];

/** The eight steps one below the other, each where it began. */
export function waterfall(timings = {}, failedAt) {
  const all = steps.reduce((sum, s) => sum + (timings[s] ?? 0), 0) || 1;
  const [left, width, line] = [150, 400, 22];
  let x = 0;
  const rows = steps.map((step, i) => {
    const took = timings[step];
    const size = ((took ?? 0) / all) * width;
    const start = (x / all) * width;
    x += took ?? 0;
    const y = i * line;
    return svg('g', { class: took === undefined ? 'skipped' : step === failedAt ? 'failed' : 'ran' },
      svg('text', { x: 0, y: y + 15 }, `${i + 1} ${words(step)}`),
      svg('rect', { class: 'track', x: left, y: y + 3, width, height: line - 6 }),
      took !== undefined && svg('rect', { class: 'bar', x: left + Math.min(start, width - 2), y: y + 3, width: Math.max(size, 2), height: line - 6, rx: 2 }),
      svg('text', { x: left + width + 10, y: y + 15 }, took === undefined ? 'not run' : ms(took)));
  });
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Waterfall' },
    svg('svg', { class: 'waterfall', viewBox: `0 0 ${left + width + 90} ${steps.length * line}`, role: 'img', 'aria-label': steps.map((s) => `${words(s)} ${timings[s] === undefined ? 'not run' : ms(timings[s])}`).join(', ') }, rows));
}

/** Bars over days, with the same numbers as a table for those who do not see them. */
export function bars(title, points, format) {
  if (points.length === 0) return h('p', { class: 'muted' }, 'Nothing yet.');
  const most = Math.max(...points.map((p) => p.value ?? 0)) || 1;
  const [width, height] = [Math.max(points.length * 18, 120), 90];
  return h('figure', {},
    svg('svg', { class: 'bars', preserveAspectRatio: 'xMinYMax', viewBox: `0 0 ${width} ${height + 14}`, role: 'img', 'aria-label': title },
      points.map((p, i) => {
        const size = Math.max(((p.value ?? 0) / most) * height, p.value ? 1 : 0);
        return svg('rect', { x: i * 18 + 2, y: height - size, width: 14, height: size, rx: 1 }, svg('title', {}, `${p.name}: ${format(p)}`));
      }),
      svg('line', { x1: 0, x2: width, y1: height, y2: height })),
    h('figcaption', {}, `${title}: ${points[0].name} to ${points[points.length - 1].name}, highest ${format(points.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a)))}`),
    h('details', {}, h('summary', {}, 'As a table'), table(title, [{ name: 'Day', cell: (p) => p.name }, { name: title, number: true, cell: format }], points)));
}
