import type { Command } from 'commander';
import { asProblem, Problem } from '../../../../models/base/problem.ts';
import type { ModelExport } from '../../../contract/models.ts';
import { Console, inLine, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withStudio } from '../with-studio.ts';
import { readUserText } from '../../../../models/base/user-file.ts';

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
    .option('--alphabet-file <file>', 'the same from a UTF-8 text file: one character a line, or all in one line')
    .option('--set <name=value...>', 'what weights do not tell: scale=4 of SRCNN, alignCorners=false of ASTER')
    .option('--json', 'one JSON object on standard output')
    .action(async (file: string, options: ImportOptions) => finish(await bringIn(file, options)));
  models
    .command('export')
    .description('write a model to a file')
    .argument('<model>', 'a name from `models list`, or a file')
    .option('--onnx <file>', 'as an ONNX graph for any runtime')
    .option('--safetensors <file>', 'as safetensors with published names, readable by PyTorch')
    .option('--half', 'safetensors in half precision')
    .option('--json', 'one JSON object per line on standard output')
    .action(async (model: string, options: ExportOptions) => finish(await write(model, options)));
}

interface ImportOptions {
  name?: string;
  alphabet?: string;
  alphabetFile?: string;
  set?: string[];
  json?: boolean;
}

interface ExportOptions {
  onnx?: string;
  safetensors?: string;
  half?: boolean;
  json?: boolean;
}

async function list(out: Console): Promise<ExitCode> {
  const models = await withStudio('models', (studio) => studio.models.list());
  const rows: string[][] = [];
  for (const model of models) {
    out.record({ type: 'model', ...model });
    if ('problem' in model) {
      out.problem(model.problem);
      continue;
    }
    const { name, networkTitle, parameters, precision, title } = model.facts;
    const origin = model.shipped ? 'shipped' : 'imported';
    rows.push([name, networkTitle, parameters.toLocaleString('en'), precision, origin, title]);
  }
  out.say(table([['name', 'network', 'parameters', 'precision', 'origin', 'title'], ...rows]));
  return models.some((model) => 'problem' in model) ? EXIT.someFailed : EXIT.done;
}

/** Characters in class order; of a file one a line, where every line has one. Throws `bad-argument`, and reading's. */
async function alphabetOf({ alphabet, alphabetFile }: ImportOptions): Promise<string[] | undefined> {
  if (alphabet !== undefined && alphabetFile !== undefined) {
    throw new Problem(
      'said',
      { sentence: 'An alphabet is given twice.', cure: 'Leave out --alphabet or --alphabet-file.' },
      { code: 'bad-argument' },
    );
  }
  if (alphabetFile === undefined) return alphabet === undefined ? undefined : [...alphabet.normalize('NFC')];
  const text = await readUserText(alphabetFile).catch((error: unknown) => {
    throw asProblem(error, alphabetFile, 'read');
  });
  const lines = text
    .replace(/^\uFEFF/, '')
    .normalize('NFC')
    .split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const characters = lines.length === 1 ? [...(lines[0] ?? '')] : lines;
  const wrong = characters.findIndex((line) => [...line].length !== 1);
  if (characters.length === 0 || wrong >= 0) {
    const what = characters.length === 0 ? 'is empty' : `has other than one character in line ${wrong + 1}`;
    throw new Problem(
      'said',
      { sentence: `${alphabetFile} ${what}.`, cure: 'Write one character a line, in class order, without the blank.' },
      { code: 'bad-argument' },
    );
  }
  return characters;
}

/** `name=value` each, where numbers, true and false are such. Throws `bad-argument`. */
function settingsOf(assignments: readonly string[]): Record<string, string | number | boolean> {
  const pairs = assignments.map((text): [string, string | number | boolean] => {
    const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new Problem(
        'said',
        { sentence: `“${text}” sets nothing.`, cure: 'Write --set NAME=VALUE.' },
        { code: 'bad-argument' },
      );
    }
    if (value === 'true' || value === 'false') return [name, value === 'true'];
    return [name, Number.isNaN(Number(value)) ? value : Number(value)];
  });
  return Object.fromEntries(pairs);
}

async function bringIn(file: string, options: ImportOptions): Promise<ExitCode> {
  const { name, json = false } = options;
  const out = new Console(json);
  const alphabet = await alphabetOf(options);
  const facts = await withStudio('models', (studio) =>
    studio.models.import({
      file,
      ...(name && { name }),
      ...(alphabet && { alphabet }),
      ...(options.set && { settings: settingsOf(options.set) }),
    }),
  );
  out.record({ type: 'model', facts });
  out.say(`Imported ${facts.name}: ${facts.networkTitle}, ${facts.parameters.toLocaleString('en')} parameters.`);
  if (facts.licenceNotice !== undefined) out.say(facts.licenceNotice);
  out.say(`Use it with ${facts.purpose === 'super-resolution' ? '--model' : '--reader-model'} ${facts.name}.`);
  return EXIT.done;
}

async function write(model: string, { onnx, safetensors, half, json = false }: ExportOptions): Promise<ExitCode> {
  if (!onnx && !safetensors) {
    throw new Problem(
      'said',
      { sentence: 'Nothing says how to export.', cure: 'Add --onnx FILE or --safetensors FILE.' },
      { code: 'bad-argument' },
    );
  }
  const out = new Console(json);
  const requests: Omit<ModelExport, 'model'>[] = [
    ...(onnx ? [{ file: onnx, format: 'onnx' } as const] : []),
    ...(safetensors ? [{ file: safetensors, format: half ? 'safetensors-half' : 'safetensors' } as const] : []),
  ];
  return withStudio('models', async (studio) => {
    for (const { file, format } of requests) {
      const { bytes } = await studio.models.export({ model, file, format });
      out.record({ type: 'export', model, file, format, bytes });
      out.say(`Wrote ${inLine(file)} (${(bytes / 2 ** 20).toFixed(1)} MiB).`);
    }
    return EXIT.done;
  });
}
