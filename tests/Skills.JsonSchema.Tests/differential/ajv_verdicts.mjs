// Reads pairs, writes a line of verdicts a schema: T, F or ! (refused). ajv is taken from bench/ajv.
// usage: node ajv_verdicts.mjs < pairs.jsonl
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(new URL('../../../bench/ajv/', import.meta.url));
const Ajv2020 = require('ajv/dist/2020.js').default;

for await (const line of createInterface({ input: process.stdin })) {
  const pair = JSON.parse(line);
  let validate;
  try {
    validate = new Ajv2020({ strict: false, logger: false }).compile(pair.schema);
  } catch {
    console.log('!'.repeat(pair.instances.length));
    continue;
  }
  console.log(pair.instances.map(instance => {
    try {
      return validate(instance) ? 'T' : 'F';
    } catch {
      return '!';
    }
  }).join(''));
}
