import { cardOf } from '../../../models/weights/card.ts';
import { weightsPathOf } from '../../../models/weights/catalogue-files.ts';
import { userModelFolder } from '../../../models/weights/folders.ts';
import { importModel } from '../../../models/weights/import.ts';
import { untoldOf } from '../../../models/networks/registry.ts';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { TrainingOpened } from '../../contract/compute.ts';
import type { ModelFacts } from '../../contract/models.ts';
import type { TrainingScore, TrainingRequest } from '../../contract/training.ts';
import type { Project } from '../project/project.ts';
import { modelFacts } from '../models/model-facts.ts';
import { keepInProject } from '../models/project-models.ts';
import type { RunRecord } from './run-record.ts';
import type { RunFolder, TrainingProgress } from './run-folder.ts';
import type { TrainingSet } from './training-set.ts';

interface Trained {
  request: TrainingRequest;
  folder: RunFolder;
  compute: ComputeClient;
  opened: TrainingOpened;
  progress: TrainingProgress;
  set: TrainingSet;
  project: Project;
  /** Path of what it began with. */
  weights: string;
  software: string;
  record: RunRecord;
}

/** Puts the best weights of a training among the user's models and the project's, with a card that says where they come from. */
export async function keepModel(trained: Trained): Promise<ModelFacts> {
  const { request, folder, compute, opened, progress, set, project, weights, software, record } = trained;
  await compute.call('exportTrained', { checkpoint: folder.best, file: folder.weights });
  const { id, name } = await project.info();
  const { base, engine, device } = opened;
  const before = await cardOf(weights);
  const former = before?.provenance.projects ?? [];
  const models = userModelFolder();
  const card = await importModel(folder.weights, {
    folder: models,
    name: request.name,
    title: `${base.name}, fine-tuned on ${name}`,
    ...(opened.alphabet && { alphabet: opened.alphabet }),
    ...(before && { settings: untoldOf(before.network) }),
    provenance: {
      source: `${base.name}, SHA-256 ${base.sha256}, ${progress.best.step} steps of ${request.preset} training`,
      data: dataOf(request, name, set.training.length),
      imagesSeen: progress.best.step * progress.batch,
      projects: [...new Set(set.training.length > 0 ? [...former, id] : former)],
      base,
      snapshot: record.snapshotSha256,
      trainer: `${software}, ${engine}, ${device}`,
    },
    metrics: metricsOf(progress, set.validation.length),
  });
  await keepInProject(project, weightsPathOf(models, card.name), card, { origin: 'trained', runId: record.id });
  return modelFacts(card);
}

function dataOf({ synthetic }: TrainingRequest, project: string, crops: number): string {
  const own = crops > 0 ? `the train split of the project ${project}: ${crops} crops` : undefined;
  const drawn = synthetic && `synthetic pairs with seed ${synthetic.config.seed}, ${Math.round(100 * synthetic.mix)} %`;
  return [own, drawn].filter(Boolean).join('; ');
}

function metricsOf({ before, best }: TrainingProgress, crops: number): Record<string, number> {
  const on = `validation split of ${crops} crops`;
  return Object.fromEntries([
    ...Object.entries(rounded(best.score)).map(([name, value]) => [`${name}, ${on}`, value] as const),
    ...Object.entries(rounded(before.score)).map(([name, value]) => [`${name} before training, ${on}`, value] as const),
  ]);
}

const NAMES: Record<string, string> = {
  psnr: 'PSNR in dB',
  ssim: 'SSIM',
  bicubicPsnr: 'PSNR of bicubic in dB',
  cer: 'CER',
  accuracy: 'exact match',
};

const rounded = (score: TrainingScore): Record<string, number> =>
  Object.fromEntries(Object.entries(score).map(([name, value]) => [NAMES[name] ?? name, Number(value.toFixed(4))]));
