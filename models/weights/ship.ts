/**
 * Puts a trained checkpoint among the models that Palimpsest ships, in half precision. See README.md in this folder.
 * usage: node models/weights/ship.ts CHECKPOINT --name NAME --card CARD.json
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { asProblem, Problem } from '../base/problem.ts';
import { shippedModelFolder } from './folders.ts';
import { importModel } from './import.ts';
import { loadModel } from './catalogue.ts';
import { weightsPathOf } from './catalogue-files.ts';
import { readUserText } from '../base/user-file.ts';

/** What a contributor must state of weights before they are shipped. */
const statementSchema = z.strictObject({
  title: z.string().min(1),
  alphabet: z.array(z.string()).optional(),
  provenance: z.strictObject({
    source: z.string().min(1),
    data: z.string().min(1),
    licence: z.string().min(1),
    imagesSeen: z.int().nonnegative(),
    trainer: z.string().min(1),
  }),
  metrics: z.record(z.string(), z.union([z.number(), z.string()])),
});

async function ship(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' }, card: { type: 'string' } },
  });
  const [checkpoint] = positionals;
  if (!checkpoint || positionals.length > 1 || !values.name || !values.card) {
    throw new Problem(
      'said',
      {
        sentence: 'A checkpoint, a name and a card are needed.',
        cure: 'See models/weights/README.md.',
      },
      { code: 'bad-argument' },
    );
  }
  const { alphabet, ...facts } = await readStatement(values.card);
  const { name } = await importModel(checkpoint, {
    ...facts,
    ...(alphabet && { alphabet }),
    name: values.name,
    folder: shippedModelFolder(),
    precision: 'F16',
    replace: true,
  });
  const { card, weights } = await loadModel(weightsPathOf(shippedModelFolder(), name), 'training');
  console.log(`${name}: ${weights.size} tensors, SHA-256 ${card.sha256}`);
}

async function readStatement(path: string): Promise<z.infer<typeof statementSchema>> {
  try {
    return statementSchema.parse(JSON.parse(await readUserText(path)));
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new Problem(
        'said',
        { sentence: `${path}: ${z.prettifyError(error)}`, cure: 'See models/weights/README.md.' },
        { code: 'bad-argument', cause: error },
      );
    }
    throw asProblem(error, path);
  }
}

try {
  await ship();
} catch (error) {
  const problem = asProblem(error, 'Shipping');
  console.error(problem.message);
  process.exitCode = 1;
}
