import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import {
  engineReportSchema,
  engineSchema,
  installedPackSchema,
  packProgressSchema,
  packRequestSchema,
} from './engines.ts';
import {
  agreementSchema,
  checkCountSchema,
  splitCountSchema,
  splitRequestSchema,
  statisticsSchema,
} from './dataset.ts';
import {
  evaluationEventSchema,
  evaluationReportSchema,
  evaluationRequestSchema,
  readingEventSchema,
  readingReportSchema,
  readingRequestSchema,
  restorationEventSchema,
  restorationReportSchema,
  restorationRequestSchema,
  reviewSchema,
  suggestionEventSchema,
  suggestionReportSchema,
  suggestionSchema,
  suggestionRequestSchema,
  verdictSchema,
} from './jobs.ts';
import { annotatorSchema, labelChangesSchema, labelSchema, splitSchema } from './label.ts';
import { bulkActionSchema, labelActionSchema } from './label-actions.ts';
import { networkIdSchema } from './compute.ts';
import {
  listedModelSchema,
  modelExportSchema,
  modelFactsSchema,
  modelImportSchema,
  networkListSchema,
} from './models.ts';
import {
  checkNameSchema,
  historyEntrySchema,
  listedPairSchema,
  pairPageSchema,
  pairPlaceSchema,
  pairQuerySchema,
  passSchema,
} from './pairs.ts';
import { exportRequestSchema, jobEventSchema, jobSchema, jobRequestSchema } from './job-list.ts';
import { photoEventSchema, photoReportSchema, photoRequestSchema } from './photo.ts';
import { problemSchema } from './problem.ts';
import { modelLineageSchema, registeredModelSchema, trainingCurveSchema, trainingRunSchema } from './registry.ts';
import { synthesisProgressSchema, synthesisReportSchema, synthesisRequestSchema } from './synthesis.ts';
import { trainingEventSchema, trainingReportSchema, trainingRequestSchema } from './training.ts';
import {
  backupFactsSchema,
  differingItemSchema,
  exportProgressSchema,
  exportReportSchema,
  importProgressSchema,
  importPreviewSchema,
  importReportSchema,
  importRequestSchema,
  projectCheckSchema,
  projectHealthSchema,
  projectInfoSchema,
  restoredProjectSchema,
  skippedItemSchema,
} from './project.ts';
import {
  aboutSchema,
  folderListingSchema,
  keptSettingsSchema,
  recentProjectSchema,
  savedViewSchema,
  settingsSchema,
} from './window.ts';
import { previewResultSchema, previewRequestSchema } from './preview.ts';

/** Every call fails with this one error; its data say what a person and a program need. */
const call = oc.errors({ PROBLEM: { status: 422, data: problemSchema } });

/**
 * Who labels, in which pass, and in the project with which id. Fails with `conflict` where another project is open; without
 * an id it is whichever is open.
 */
const annotating = z.object({ annotator: annotatorSchema, pass: passSchema, project: z.string().exactOptional() });
/** `null` where there was nothing to do. */
const labelAction = labelActionSchema.nullable();

/** Everything that a shell can ask of a studio, which has at most one project open. */
export const studioContract = {
  project: {
    create: call.input(z.object({ folder: z.string(), name: z.string().exactOptional() })).output(projectInfoSchema),
    open: call.input(z.object({ folder: z.string(), readOnly: z.boolean().exactOptional() })).output(projectInfoSchema),
    close: call.output(z.null()),
    info: call.output(projectInfoSchema),
    check: call.output(projectCheckSchema),
    backup: call.input(z.object({ file: z.string() })).output(z.null()),
    /** What the check in the background after opening found, once it is over; `null` where the project was closed meanwhile. */
    health: call.output(projectHealthSchema.nullable()),
    /** The backups in a project's folder, newest first; it need not be open. Ones that nobody has checked are checked now. */
    backups: call.input(z.object({ folder: z.string() })).output(z.array(backupFactsSchema)),
    /**
     * Puts a backup in the place of the project's database, with the labels that were saved since; the former database is
     * kept under `set-aside/`. A project that is open here is closed before and opened again.
     */
    restore: call.input(z.object({ folder: z.string(), backup: z.string() })).output(restoredProjectSchema),
  },
  imports: {
    /** Goes on where an earlier run of the same import stopped. Ending the iterator ends it after the batch in hand. */
    run: call.input(importRequestSchema).output(eventIterator(importProgressSchema, importReportSchema)),
    /** What an import would bring, without storing anything: the first items, as they would be, and the first skipped. */
    preview: call.input(importRequestSchema.extend({ limit: z.int().min(1).max(100) })).output(importPreviewSchema),
    skipped: call
      .input(z.object({ sourceId: z.int(), after: z.string().exactOptional(), limit: z.int().exactOptional() }))
      .output(z.array(skippedItemSchema)),
    /** Known items of which the source says something else than the project. */
    differing: call
      .input(z.object({ sourceId: z.int(), after: z.string().exactOptional(), limit: z.int().exactOptional() }))
      .output(z.array(differingItemSchema)),
  },
  exports: {
    run: call.input(exportRequestSchema).output(eventIterator(exportProgressSchema, exportReportSchema)),
  },
  pairs: {
    browse: call
      .input(z.object({ query: pairQuerySchema, after: pairPlaceSchema.exactOptional(), limit: z.int() }))
      .output(pairPageSchema),
    count: call.input(pairQuerySchema).output(z.int()),
    /** The ids at these places of the list, up to a million, for scrolling there, selecting and prefetching. */
    ids: call
      .input(z.object({ query: pairQuerySchema, offset: z.int().min(0), limit: z.int() }))
      .output(z.array(z.int())),
    /** How many pairs of the list come before this one. */
    position: call.input(z.object({ query: pairQuerySchema, pairId: z.int() })).output(z.int()),
    /** These pairs as a list shows them, in this order, with their labels of a pass; ids of no pair are left out. */
    listed: call
      .input(z.object({ pairIds: z.array(z.int()).max(1000), pass: passSchema }))
      .output(z.array(listedPairSchema)),
  },
  labels: {
    /** Fails with `conflict` where another project than the meant one is open. */
    get: call
      .input(z.object({ pairId: z.int(), pass: passSchema, project: z.string().exactOptional() }))
      .output(labelSchema),
    /**
     * `expected`: what the person saw of the fields. Where one says something else by now, and not what is to be set, it
     * fails with `conflict` and changes nothing.
     */
    set: call
      .input(
        annotating.extend({
          pairIds: z.array(z.int()).min(1),
          changes: labelChangesSchema,
          expected: labelChangesSchema.exactOptional(),
        }),
      )
      .output(labelAction),
    undo: call.input(annotating).output(labelAction),
    redo: call.input(annotating).output(labelAction),
    /** Actions on many pairs that are not over yet, now and after every change, a few times a second. */
    underWay: call.output(eventIterator(z.array(bulkActionSchema))),
    /** Ends such an action, which takes back what is written of it; its own call fails with `cancelled`. */
    stop: call.input(z.object({ id: z.int() })).output(z.null()),
    history: call
      .input(z.object({ pairId: z.int(), pass: passSchema.exactOptional() }))
      .output(z.array(historyEntrySchema)),
    agreement: call.output(agreementSchema),
  },
  checks: {
    counts: call.output(z.array(checkCountSchema)),
    /** Measures what is not measured yet, then looks for every finding anew. */
    refresh: call.output(eventIterator(z.object({ done: z.int(), of: z.int() }), z.array(checkCountSchema))),
    findings: call
      .input(z.object({ pairId: z.int() }))
      .output(z.array(z.object({ check: checkNameSchema, detail: z.looseObject({}) }))),
  },
  splits: {
    /** Divides the photos and writes the split. */
    make: call.input(splitRequestSchema).output(z.array(splitCountSchema)),
    lock: call.input(z.object({ split: splitSchema })).output(z.array(splitCountSchema)),
    counts: call.output(z.array(splitCountSchema)),
  },
  statistics: call.output(statisticsSchema),
  suggestions: {
    /** Lets readers read pairs; what they made of them is kept beside the labels. */
    run: call.input(suggestionRequestSchema).output(eventIterator(suggestionEventSchema, suggestionReportSchema)),
    of: call.input(z.object({ pairId: z.int() })).output(z.array(suggestionSchema)),
  },
  /**
   * Jobs on files, which need no project. Aborting the call's signal lets them finish what is in hand and come to their
   * report; ending the iterator drops it.
   */
  restoration: {
    run: call.input(restorationRequestSchema).output(eventIterator(restorationEventSchema, restorationReportSchema)),
  },
  reading: {
    run: call.input(readingRequestSchema).output(eventIterator(readingEventSchema, readingReportSchema)),
  },
  photos: {
    read: call.input(photoRequestSchema).output(eventIterator(photoEventSchema, photoReportSchema)),
  },
  evaluation: {
    run: call.input(evaluationRequestSchema).output(eventIterator(evaluationEventSchema, evaluationReportSchema)),
  },
  /** Makes pairs of rendered text. Aborted, it comes to its report. */
  synthesis: {
    run: call.input(synthesisRequestSchema).output(eventIterator(synthesisProgressSchema, synthesisReportSchema)),
  },
  /** Fine-tunes a network on the open project. Aborted, it comes to its report with what to go on from. */
  training: {
    run: call.input(trainingRequestSchema).output(eventIterator(trainingEventSchema, trainingReportSchema)),
  },
  models: {
    list: call.output(z.array(listedModelSchema)),
    /** Networks and readers that there are. */
    networks: call.output(networkListSchema),
    import: call.input(modelImportSchema).output(modelFactsSchema),
    export: call.input(modelExportSchema).output(z.object({ bytes: z.int() })),
  },
  /** Models of the open project: a key is a SHA-256 or a name. */
  registry: {
    /** Newest first. */
    list: call.output(z.array(registeredModelSchema)),
    lineage: call.input(z.object({ key: z.string() })).output(modelLineageSchema),
    /** Brings a checkpoint, or a model exported from another project, into this one and among the user's models. */
    add: call.input(modelImportSchema).output(registeredModelSchema),
    /** Weights and card; any PyTorch reads the weights. */
    export: call.input(z.object({ key: z.string(), folder: z.string() })).output(z.object({ file: z.string() })),
    /** Makes it the one that this project's work is done with where nobody names a model. */
    promote: call.input(z.object({ key: z.string() })).output(z.array(registeredModelSchema)),
    /** Back to the one promoted before, or to what ships. */
    rollBack: call.input(z.object({ network: networkIdSchema })).output(z.array(registeredModelSchema)),
    /** Fails with `conflict`, which lists what depends on it, unless `anyway`. */
    remove: call
      .input(z.object({ key: z.string(), anyway: z.boolean().exactOptional() }))
      .output(z.array(registeredModelSchema)),
  },
  /** Trainings of the open project, newest first, also those that were cut off. */
  runs: {
    list: call.output(z.array(trainingRunSchema)),
    curve: call.input(z.object({ runId: z.int() })).output(trainingCurveSchema),
  },
  /** Jobs that belong to the studio and not to a call; a window starts them here. */
  jobs: {
    start: call.input(jobRequestSchema).output(jobSchema),
    /** Newest first; ended ones stay until they are dismissed or the studio closes. */
    list: call.output(z.array(jobSchema)),
    /** The list now and after every change, a few times a second at most. */
    watch: call.output(eventIterator(z.array(jobSchema))),
    /** A job's events from number `from` on, and all that follow until it ends. */
    events: call.input(z.object({ jobId: z.int(), from: z.int().min(0) })).output(eventIterator(jobEventSchema)),
    /**
     * Finishes what is in hand; `state` becomes `stopping`, then `interrupted`. With `keepBest` a training ends there and
     * keeps what did best so far.
     */
    stop: call.input(z.object({ jobId: z.int(), keepBest: z.boolean().exactOptional() })).output(z.null()),
    /** The same job, with the same number, goes on where it was interrupted or failed; its counts begin anew. */
    resume: call.input(z.object({ jobId: z.int() })).output(jobSchema),
    dismiss: call.input(z.object({ jobId: z.int() })).output(z.null()),
  },
  /** Single pictures, at once, in a compute host that stays warm. */
  preview: {
    restore: call.input(previewRequestSchema).output(previewResultSchema),
    /** Reads one pair now and keeps what the readers made of it as suggestions. */
    read: call.input(z.object({ pairId: z.int() })).output(z.array(suggestionSchema)),
  },
  review: {
    /** What was said of a job's restorations since it ran; what its events say may be older. */
    given: call
      .input(z.object({ jobId: z.int() }))
      .output(z.array(z.object({ output: z.string(), review: reviewSchema.nullable() }))),
    /** Writes a verdict beside a restoration that a job of this studio made; `null` takes it back. */
    set: call
      .input(z.object({ jobId: z.int(), output: z.string(), verdict: verdictSchema.nullable(), by: annotatorSchema }))
      .output(reviewSchema.nullable()),
    /** Copies a job's restorations with this verdict, `null` for all, with their sidecars, into a new folder. */
    export: call
      .input(z.object({ jobId: z.int(), destination: z.string(), verdict: verdictSchema.nullable() }))
      .output(z.object({ copied: z.int() })),
  },
  window: {
    about: call.output(aboutSchema),
    settings: call.output(keptSettingsSchema),
    change: call.input(settingsSchema.partial()).output(keptSettingsSchema),
    recent: call.output(z.array(recentProjectSchema)),
    forget: call.input(z.object({ folder: z.string() })).output(z.array(recentProjectSchema)),
    /** The home folder where none is named. */
    folder: call.input(z.object({ folder: z.string().optional() })).output(folderListingSchema),
  },
  views: {
    list: call.output(z.array(savedViewSchema)),
    /** In the place of one of that name. */
    save: call.input(savedViewSchema.omit({ id: true })).output(savedViewSchema),
    remove: call.input(z.object({ id: z.int() })).output(z.null()),
  },
  engines: {
    /** Every engine, whether it works here or not. */
    list: call.output(z.array(engineSchema)),
    /** `measure` also times each engine, in a process of its own, and asks onnxruntime's providers afresh. */
    report: call.input(z.object({ measure: z.boolean() })).output(engineReportSchema),
    installTensorFlow: call.input(packRequestSchema).output(eventIterator(packProgressSchema, installedPackSchema)),
    /** Whether there was one. */
    removeTensorFlow: call.output(z.boolean()),
  },
};
