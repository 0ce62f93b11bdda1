import { field, h, newId, replace, select } from './dom.js';

function resolve(schema, root) {
  for (let i = 0; i < 20 && typeof schema?.$ref === 'string' && schema.$ref.startsWith('#'); i++) {
    const { $ref, ...rest } = schema;
    const target = $ref.slice(1).split('/').filter(Boolean).reduce((s, p) => s?.[decodeURIComponent(p).replaceAll('~1', '/').replaceAll('~0', '~')], root);
    schema = target && typeof target === 'object' ? { ...target, ...rest } : rest;
  }
  return schema && typeof schema === 'object' ? schema : {};
}

const typeOf = (schema) => (Array.isArray(schema.type) ? schema.type.find((t) => t !== 'null') : schema.type);

/**
 * A form made from an input schema. What the form cannot express is a field of JSON.
 * Returns { element, value(), set(value), }; value() throws a sentence when a field of JSON cannot be read.
 */
export function schemaForm(schema, onInput) {
  const root = schema ?? {};
  const top = resolve(root, root);
  const editor = top.properties ? objectEditor(top, root, onInput, 0, '') : jsonEditor('Inputs', top, onInput);
  return { element: editor.element, value: () => editor.value() ?? {}, set: (v) => editor.set(v ?? {}) };
}

function editorOf(name, schema, root, required, onInput, depth, path) {
  const s = resolve(schema, root);
  const label = `${s.title ?? name}${required ? '' : ' (optional)'}`;
  if (Array.isArray(s.enum) && s.enum.every((v) => v === null || typeof v !== 'object')) return enumEditor(label, s, required, onInput);
  switch (typeOf(s)) {
    case 'string': return textEditor(label, s, required, onInput);
    case 'integer':
    case 'number': return numberEditor(label, s, onInput);
    case 'boolean': return booleanEditor(label, s, required, onInput);
    case 'object': if (s.properties && depth < 4) return groupEditor(label, s, root, required, onInput, depth, path); break;
    case 'array': {
      const items = resolve(s.items, root);
      if (['string', 'number', 'integer'].includes(typeOf(items)) && !s.prefixItems) return listEditor(label, s, items, onInput);
    }
  }
  return jsonEditor(label, s, onInput);
}

function objectEditor(schema, root, onInput, depth, path) {
  const required = new Set(schema.required ?? []);
  const editors = Object.entries(schema.properties).map(([name, s]) => [name, editorOf(name, s, root, required.has(name), onInput, depth + 1, `${path}/${name}`)]);
  let others = {};
  return {
    element: h('div', { class: 'object' }, editors.map(([, e]) => e.element)),
    value() {
      const value = { ...others };
      for (const [name, e] of editors) {
        const v = e.value();
        if (v !== undefined) value[name] = v;
      }
      return value;
    },
    set(value) {
      others = Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !editors.some(([n]) => n === name)));
      for (const [name, e] of editors) e.set(value?.[name]);
    },
  };
}

function groupEditor(label, schema, root, required, onInput, depth, path) {
  const inner = objectEditor(schema, root, onInput, depth, path);
  return {
    element: h('fieldset', {}, h('legend', {}, label), schema.description && h('p', { class: 'hint' }, schema.description), inner.element),
    value: () => { const v = inner.value(); return required || Object.keys(v).length ? v : undefined; },
    set: inner.set,
  };
}

function textEditor(label, schema, required, onInput) {
  const date = { date: 'date', email: 'email', uri: 'url' }[schema.format];
  const control = date
    ? h('input', { type: date === 'date' ? 'date' : 'text', oninput: onInput, placeholder: schema.default })
    : h('textarea', { rows: (schema.maxLength ?? 1000) <= 80 ? 1 : 3, oninput: onInput, placeholder: schema.default });
  let given = false;
  control.addEventListener('input', () => (given = control.value !== ''));
  return {
    element: field(label, control, schema.description),
    value: () => (control.value !== '' || given ? control.value : undefined),
    set: (v) => { control.value = typeof v === 'string' ? v : v === undefined || v === null ? '' : JSON.stringify(v); given = v !== undefined; },
  };
}

function numberEditor(label, schema, onInput) {
  const control = h('input', { type: 'number', step: typeOf(schema) === 'integer' ? 1 : 'any', min: schema.minimum, max: schema.maximum, placeholder: schema.default, oninput: onInput });
  return { element: field(label, control, schema.description), value: () => (control.value === '' ? undefined : Number(control.value)), set: (v) => { control.value = v ?? ''; } };
}

function booleanEditor(label, schema, required, onInput) {
  const control = select(required ? [['true', 'yes'], ['false', 'no']] : [['', `default${schema.default === undefined ? '' : `: ${schema.default ? 'yes' : 'no'}`}`], ['true', 'yes'], ['false', 'no']], required ? 'false' : '', onInput);
  return { element: field(label, control, schema.description), value: () => (control.value === '' ? undefined : control.value === 'true'), set: (v) => { control.value = v === undefined ? (required ? 'false' : '') : String(v); } };
}

function enumEditor(label, schema, required, onInput) {
  const options = schema.enum.map((v, i) => [String(i), String(v)]);
  const control = select(required ? options : [['', `default${schema.default === undefined ? '' : `: ${schema.default}`}`], ...options], required ? '0' : '', onInput);
  return {
    element: field(label, control, schema.description),
    value: () => (control.value === '' ? undefined : schema.enum[Number(control.value)]),
    set: (v) => { const i = schema.enum.indexOf(v); control.value = i >= 0 ? String(i) : required ? '0' : ''; },
  };
}

function listEditor(label, schema, items, onInput) {
  const numbers = typeOf(items) !== 'string';
  const control = h('textarea', { rows: 3, oninput: onInput });
  return {
    element: field(`${label}, one a line`, control, schema.description),
    value: () => (control.value === '' ? undefined : control.value.split('\n').filter((l) => l !== '').map((l) => (numbers ? Number(l) : l))),
    set: (v) => { control.value = Array.isArray(v) ? v.join('\n') : ''; },
  };
}

function jsonEditor(label, schema, onInput) {
  const problem = h('p', { class: 'hint error', id: newId(), role: 'alert' });
  const control = h('textarea', { rows: 4, class: 'code', spellcheck: 'false', 'aria-describedby': problem.id, oninput: onInput });
  return {
    element: h('div', {}, field(`${label} as JSON`, control, schema.description), problem),
    value() {
      replace(problem);
      if (control.value.trim() === '') return undefined;
      try {
        return JSON.parse(control.value);
      } catch (e) {
        replace(problem, `Not valid JSON: ${e.message}`);
        throw new Error(`${label} is not valid JSON.`);
      }
    },
    set: (v) => { control.value = v === undefined ? '' : JSON.stringify(v, null, 2); },
  };
}
