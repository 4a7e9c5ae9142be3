import {
  computeCalls,
  computeRequestSchema,
  type ComputeArgument,
  type ComputeCall,
  type Picture,
} from '../../contract/compute.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { preview } from './preview.ts';
import { benchmark } from './benchmark.ts';
import { compareBatch, illustrate } from './compare.ts';
import { withinPixelBudget } from './pixel-budget.ts';
import { writeOnnx } from './onnx-export.ts';
import { parentChannel } from './parent-channel.ts';
import { readBatch } from './read.ts';
import { readPage } from './read-page.ts';
import { restoreBatch } from './restore.ts';
import { openSession, type Session } from './session.ts';
import { describeSynthesis, synthesise } from './synthesis.ts';
import { exportTrained, Training } from './training.ts';

/**
 * The process that owns tensors. It answers the calls of `contract/compute.ts` on its parent's message channel, and ends
 * when the parent closes that channel or dies.
 */

const parent = parentChannel();
let session: Session | undefined;
let training: Training | undefined;

const handlers: { [C in ComputeCall]: (argument: ComputeArgument<C>) => Promise<unknown> } = {
  async open(options) {
    const former = session;
    session = undefined;
    await former?.close();
    session = await openSession(options);
    return session.opened;
  },
  restore: (items) => withinPixelBudget(items, pictureOf, (run) => restoreBatch(openedSession(), run)),
  read: (items) => withinPixelBudget(items, pictureOf, (run) => readBatch(openedSession(), run)),
  readPage: (photo) => readPage(openedSession(), photo),
  compare: (pairs) =>
    withinPixelBudget(
      pairs,
      ({ lr, hr }) => [lr, hr],
      (run) => compareBatch(openedSession(), run),
    ),
  preview: (pictures) => preview(openedSession(), pictures),
  illustrate: (pair) => illustrate(openedSession(), pair),
  benchmark,
  openSynthesis: describeSynthesis,
  synthesise,
  async beginTraining(options) {
    await endTraining();
    training = await Training.begin(options);
    return training.opened;
  },
  trainStep: (batch) => begunTraining().step(batch),
  async saveTraining({ checkpoint, facts }) {
    await begunTraining().save(checkpoint, facts);
    return null;
  },
  async tryTraining(options) {
    const former = session;
    session = undefined;
    await former?.close();
    session = await begunTraining().session(options);
    return null;
  },
  async endTraining() {
    await endTraining();
    return null;
  },
  async exportTrained({ checkpoint, file }) {
    await exportTrained(checkpoint, file);
    return null;
  },
  exportOnnx: writeOnnx,
};

const pictureOf = ({ input }: { input: Picture }): Picture[] => [input];

function openedSession(): Session {
  if (!session) throw new Problem('host-not-opened', {});
  return session;
}

function begunTraining(): Training {
  if (!training) throw new Problem('no-training-begun', {});
  return training;
}

async function endTraining(): Promise<void> {
  const former = training;
  training = undefined;
  await former?.end();
}

async function answer(message: unknown) {
  const { id, call, argument } = computeRequestSchema.parse(message);
  try {
    const parsed = computeCalls[call].argument.parse(argument);
    const handle = handlers[call] as (argument: unknown) => Promise<unknown>;
    parent.send({ id, outcome: { ok: true, value: await handle(parsed) } });
  } catch (thrown) {
    parent.send({ id, outcome: { ok: false, problem: asProblem(thrown, 'The compute host').toData() } });
  }
}

parent.onMessage((message) => void answer(message));
parent.onClose(() => {
  void (session?.close() ?? Promise.resolve()).finally(() => process.exit(0));
});
