import type { Command } from 'commander';
import { writeFileAtomically } from '../../../../models/atomic-file.ts';
import { exportOnnx } from '../../../../models/interpreters/onnx.ts';
import { networkSpec, networkTitle } from '../../../../models/networks.ts';
import { asProblem, Problem } from '../../../../models/problem.ts';
import { findModel, listModels, loadModel } from '../../../../models/weights/catalogue.ts';
import { userModelFolder } from '../../../../models/weights/folders.ts';
import { importModel } from '../../../../models/weights/import.ts';
import { exportSafetensors } from '../../../../models/weights/export.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { SOFTWARE } from '../software.ts';

export function addModels(program: Command, finish: (code: ExitCode) => void) {
  const models = program.command('models').description('list, import and export weights');
  models
    .command('list')
    .description('the models that ship with Palimpsest and those you imported')
    .option('--json', 'one JSON object per line on standard output')
    .action(async (options: { json?: boolean }) => finish(await list(new Console(options.json ?? false))));
  models
    .command('import')
    .description('bring in a checkpoint: PyTorch .pth (either container) or safetensors, with published names')
    .argument('<file>')
    .option('--name <name>', 'how the model is called here; the file name where not given')
    .option('--alphabet <characters>', 'CRNN: its characters in class order, without the blank')
    .action(async (file: string, options: { name?: string; alphabet?: string }) =>
      finish(await bringIn(file, options)),
    );
  models
    .command('export')
    .description('write a model to a file')
    .argument('<model>', 'a name from `models list`, or a file')
    .option('--onnx <file>', 'as an ONNX graph for any runtime')
    .option('--safetensors <file>', 'as safetensors with published names, readable by PyTorch')
    .option('--half', 'safetensors in half precision')
    .action(async (model: string, options: ExportOptions) => finish(await write(model, options)));
}

interface ExportOptions {
  onnx?: string;
  safetensors?: string;
  half?: boolean;
}

async function list(out: Console): Promise<ExitCode> {
  const models = await listModels();
  for (const model of models) {
    out.record({ type: 'model', ...model });
    if (model.problem) out.problem(model.problem);
  }
  const rows = models.flatMap(({ card, shipped }) =>
    card
      ? [
          [
            card.name,
            networkTitle(card.network),
            networkSpec(card.network).parameterCount.toLocaleString('en'),
            card.precision,
            shipped ? 'shipped' : 'imported',
            card.title,
          ],
        ]
      : [],
  );
  out.say(table([['name', 'network', 'parameters', 'precision', 'origin', 'title'], ...rows]));
  return models.some(({ problem }) => problem) ? EXIT.someFailed : EXIT.done;
}

async function bringIn(file: string, { name, alphabet }: { name?: string; alphabet?: string }): Promise<ExitCode> {
  const out = new Console(false);
  const card = await importModel(file, {
    folder: userModelFolder(),
    ...(name && { name }),
    ...(alphabet && { alphabet: [...alphabet.normalize('NFC')] }),
  });
  out.say(
    `Imported ${card.name}: ${networkTitle(card.network)}, ${networkSpec(card.network).parameterCount.toLocaleString('en')} parameters.`,
  );
  const option = card.network.network === 'tsrn' ? '--model' : '--crnn';
  out.say(`Use it with ${option} ${card.name}.`);
  return EXIT.done;
}

async function write(name: string, { onnx, safetensors, half }: ExportOptions): Promise<ExitCode> {
  if (!onnx && !safetensors) {
    throw new Problem('bad-argument', 'Nothing says how to export.', 'Add --onnx FILE or --safetensors FILE.');
  }
  const out = new Console(false);
  // 'training' keeps the alignment network of a TSRN, which restoring does not use but fine-tuning elsewhere would.
  const model = await loadModel(await findModel(name), safetensors ? 'training' : 'inference');
  if (onnx) {
    const { card, weights } = model;
    const bytes = exportOnnx(card.network, weights, {
      model: card.name,
      weights_sha256: card.sha256,
      exported_by: SOFTWARE,
    });
    await writeFileAtomically(onnx, bytes).catch((error: unknown) => {
      throw asProblem(error, onnx);
    });
    out.say(`Wrote ${onnx} (${(bytes.length / 2 ** 20).toFixed(1)} MiB).`);
  }
  if (safetensors) {
    await exportSafetensors(model, safetensors, half ? 'F16' : 'F32');
    out.say(`Wrote ${safetensors}.`);
  }
  return EXIT.done;
}
