// node validate.mjs document.json   Exits with 0 when the document is valid OpenAPI and every reference in it resolves.
import { readFileSync } from 'node:fs';
import { validate } from '@readme/openapi-parser';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const result = await validate(document);
console.log(`OpenAPI ${document.openapi}: ${result.valid ? 'valid' : 'invalid'}`);
for (const error of result.errors ?? []) {
  console.log(error.message);
}
process.exit(result.valid ? 0 : 1);
