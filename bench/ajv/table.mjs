// Times ajv and jsonrepair on a job read as JSON from standard input, and prints one JSON object: nanoseconds by name, the least of
// many rounds.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { jsonrepair } from 'jsonrepair';
import { measure } from './measure.mjs';

const job = JSON.parse(readFileSync(0, 'utf8'));
const inputs = job.inputs[0];
const compile = options => new Ajv2020.default({ strict: false, ...options }).compile(job.inputSchema);
const flag = compile();
const all = compile({ allErrors: true });
console.log(JSON.stringify({
  validate: measure(() => flag(inputs)),
  'all errors': measure(() => all(job.wrongInputs)),
  compile: measure(() => compile(), 5, 30),
  repair: measure(() => jsonrepair(job.brokenReply)),
}));
