// Times ajv on the files of a folder and prints one JSON object: nanoseconds by name, the least of many rounds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { measure } from './measure.mjs';

const folder = process.argv[2];
const text = name => readFileSync(join(folder, name), 'utf8');
const read = name => JSON.parse(text(name));

function compile(schema, options) {
  const ajv = new Ajv2020.default({ strict: false, ...options });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

const results = {};
for (const name of ['small', 'review', 'fhir']) {
  const schema = read(`${name}.schema.json`);
  const flag = compile(schema);
  const all = compile(schema, { allErrors: true });
  const valid = read(`${name}.valid.json`);
  const invalid = read(`${name}.invalid.json`);
  const validText = text(`${name}.valid.json`);
  results[`${name} valid`] = measure(() => flag(valid));
  results[`${name} invalid`] = measure(() => flag(invalid));
  results[`${name} invalid, all errors`] = measure(() => all(invalid));
  results[`${name} valid from text`] = measure(() => flag(JSON.parse(validText)));
  results[`${name} compile`] = measure(() => compile(schema), 5, 30);
}
console.log(JSON.stringify(results));
