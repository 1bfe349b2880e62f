#!/usr/bin/env node
// Plain JavaScript, so that an old Node answers with a sentence instead of a syntax error.
import * as module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  console.error(
    `Milepost needs Node 24; this is ${process.version}. Start it with "npm start" or "npm run -s milepost -- …": they use the Node that "npm ci" brings.`,
  );
  process.exit(1);
}
// Compiled code is kept in the system's folder for temporary files: a command starts in half the time.
module.enableCompileCache();
await import('../src/cli.ts');
