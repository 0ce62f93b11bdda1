// Elements are made from text and never from markup, so no value can become a tag or a script.

export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== false));
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== false));
  return element;
}

let ids = 0;
export const newId = () => `f${++ids}`;

/** Returns a table in a region that scrolls by itself, so that a narrow page does not. */
export function table(caption, columns, rows, empty = 'Nothing yet.') {
  if (rows.length === 0) return h('p', { class: 'muted' }, empty);
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', {},
      h('caption', { class: 'visually-hidden' }, caption),
      h('thead', {}, h('tr', {}, columns.map((c) => h('th', { scope: 'col', class: c.number ? 'number' : null }, c.name)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, columns.map((c, i) => {
        const cell = c.cell(row);
        return i === 0 ? h('th', { scope: 'row' }, cell) : h('td', { class: c.number ? 'number' : null }, cell);
      }))))));
}

export function field(label, control, hint) {
  control.id ||= newId();
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, hint && h('p', { class: 'hint' }, hint));
}

export function select(options, value, onchange) {
  return h('select', { onchange }, options.map((o) => {
    const [id, text] = Array.isArray(o) ? o : [o, o];
    return h('option', { value: id, selected: id === value }, text);
  }));
}

export function status(text, kind) {
  return h('span', { class: `status ${kind}` }, text);
}
