import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'schemas');
const XLINK = 'http://www.loc.gov/standards/xlink/xlink.xsd';

/** Why documents cannot be checked against a schema here; undefined where they can. */
export function whyNoSchema(schema: string): string | undefined {
  if (!existsSync(join(FOLDER, schema))) return `${schema} is not among the shared schemas`;
  if (spawnSync('xmllint', ['--version']).error) return 'xmllint is not installed (Debian package libxml2-utils)';
  return undefined;
}

/** What xmllint has against a document; empty where it is valid. Nothing is fetched. */
export async function schemaErrors(schema: string, xml: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-schema-'));
  try {
    const [document, catalogue] = [join(folder, 'document.xml'), join(folder, 'catalogue.xml')];
    await writeFile(document, xml);
    const place = pathToFileURL(join(FOLDER, 'xlink.xsd')).href;
    await writeFile(
      catalogue,
      `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><uri name="${XLINK}" uri="${place}"/><system systemId="${XLINK}" uri="${place}"/></catalog>`,
    );
    const args = ['--noout', '--nonet', '--schema', join(FOLDER, schema), document];
    await promisify(execFile)('xmllint', args, { env: { ...process.env, XML_CATALOG_FILES: catalogue } });
    return '';
  } catch (error) {
    return (error as { stderr?: string }).stderr ?? String(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
