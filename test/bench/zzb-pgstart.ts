import { startPostgresServer } from './databases.ts';
import { writeFileSync } from 'node:fs';
const s = await startPostgresServer();
writeFileSync('/tmp/pgurl', s.url);
process.on('SIGTERM', () => void s.stop().then(() => process.exit(0)));
setInterval(() => {}, 1e6);
