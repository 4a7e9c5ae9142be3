/** Brings the project named on the command line to a later format by a migration too long to end before it is killed. */
import { openDatabase } from '../../../../electron/core/db/connection.ts';
import { MIGRATIONS } from '../../../../electron/core/db/migrations/migrations.ts';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { upgrade } from '../../../../electron/core/project/project.ts';
import { slowMigration } from './slow-migration.ts';

const folder = process.argv[2] as string;
const db = openDatabase(layoutOf(folder).database);
process.stdout.write('"begin"\n');
await upgrade(db, folder, [...MIGRATIONS, slowMigration(20_000_000)]);
throw new Error('the migration came to its end before it was killed');
