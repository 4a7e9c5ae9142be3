/** Brings the project named on the command line to a later format by a slow migration, and says when that begins. */
import { closeDatabase, openDatabase } from '../../electron/core/db/connection.ts';
import { MIGRATIONS } from '../../electron/core/db/migrations/migrations.ts';
import { layoutOf } from '../../electron/core/project/layout.ts';
import { upgrade } from '../../electron/core/project/upgrade.ts';
import { SLOW } from './slow-migration.ts';

const folder = process.argv[2] as string;
const db = openDatabase(layoutOf(folder).database);
process.stdout.write('"begin"\n');
await upgrade(db, folder, [...MIGRATIONS, SLOW]);
closeDatabase(db);
process.stdout.write('"end"\n');
