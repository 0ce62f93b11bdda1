const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const whole = new Intl.NumberFormat();

export const none = '–';

export function money(usd, kind = 'exact') {
  if (usd === undefined || usd === null) return 'unknown';
  const text = usd === 0 ? '$0' : usd < 0.01 ? `$${usd.toPrecision(2)}` : `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
  return kind === 'at_least' ? `≥ ${text}` : kind === 'estimated' ? `≈ ${text}` : text;
}

export function ms(value) {
  if (value === undefined || value === null) return none;
  return value >= 10000 ? `${(value / 1000).toFixed(1)} s` : value >= 100 ? `${Math.round(value)} ms` : `${value.toFixed(value >= 10 ? 0 : 1)} ms`;
}

export const count = (value) => (value === undefined || value === null ? none : whole.format(value));

export const share = (part, all) => (all > 0 ? `${((100 * part) / all).toFixed(part === all || part === 0 ? 0 : 1)} %` : none);

export const at = (iso) => (iso ? time.format(new Date(iso)) : none);

export const words = (name) => name.replaceAll('_', ' ').replaceAll('-', ' ');
