import { parse } from 'csv-parse/sync';
console.log(JSON.stringify(parse(',"\na"', {delimiter: ',', relax_column_count: true, record_delimiter: ['\r\n','\n']})));
console.log(JSON.stringify(parse(',"\na"', {delimiter: ',', relax_column_count: true})));
console.log(JSON.stringify(parse('"x\r\na",b', {delimiter: ',', relax_column_count: true, record_delimiter: ['\r\n','\n']})));
console.log(JSON.stringify(parse('"x\r\na",b', {delimiter: ',', relax_column_count: true, record_delimiter: ['\n']})));
console.log(JSON.stringify(parse(',"\na"', {delimiter: ',', relax_column_count: true, record_delimiter: ['\n']})));
import { readCsv } from '#src/imports/csv.ts';
async function* g() { for (const c of 'a,b\r\n,"\na"') yield c; }
for await (const b of readCsv(g())) console.log(JSON.stringify(b));
