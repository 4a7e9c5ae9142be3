import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { agreementSchema, checkCountSchema, splitCountSchema, splitWishSchema, statisticsSchema } from './dataset.ts';
import { labelChangesSchema, labelSchema, splitSchema } from './label.ts';
import {
  checkNameSchema,
  historyEntrySchema,
  pairFilterSchema,
  pairPageSchema,
  pairPlaceSchema,
  pairQuerySchema,
  passSchema,
} from './pairs.ts';
import { problemSchema } from './problem.ts';
import {
  exportFormatSchema,
  exportProgressSchema,
  exportReportSchema,
  importProgressSchema,
  importReportSchema,
  projectCheckSchema,
  projectInfoSchema,
  skippedItemSchema,
} from './project.ts';

/** Every call fails with this one error; its data say what a person and a program need. */
const call = oc.errors({ PROBLEM: { status: 422, data: problemSchema } });

/** Who labels, and in which pass. */
const annotating = z.object({ annotator: z.string(), pass: passSchema });
const labelled = z.object({ pairId: z.int(), label: labelSchema });
/** What an action did; `null` where there was nothing to do. */
const labelAction = z.object({ actionId: z.int(), labels: z.array(labelled) }).nullable();

/** Everything that a shell can ask of a studio, which has at most one project open. */
export const studioContract = {
  project: {
    create: call.input(z.object({ folder: z.string(), name: z.string().exactOptional() })).output(projectInfoSchema),
    open: call.input(z.object({ folder: z.string(), readOnly: z.boolean().exactOptional() })).output(projectInfoSchema),
    close: call.output(z.null()),
    info: call.output(projectInfoSchema),
    check: call.output(projectCheckSchema),
    backup: call.input(z.object({ file: z.string() })).output(z.null()),
  },
  imports: {
    /** Goes on where an earlier run of the same import stopped. Ending the iterator ends it after the batch in hand. */
    run: call
      .input(
        z.object({
          source: z.string(),
          sides: z.object({ lr: z.string(), hr: z.string() }).exactOptional(),
          photos: z.string().exactOptional(),
          /** Where a JSON file names no LR photos: what to write in place of which part of the HR photo's name. */
          lrName: z.object({ replace: z.string(), by: z.string() }).exactOptional(),
          annotator: z.string().exactOptional(),
        }),
      )
      .output(eventIterator(importProgressSchema, importReportSchema)),
    skipped: call
      .input(z.object({ sourceId: z.int(), after: z.string().exactOptional(), limit: z.int().exactOptional() }))
      .output(z.array(skippedItemSchema)),
  },
  exports: {
    run: call
      .input(z.object({ destination: z.string(), format: exportFormatSchema, filter: pairFilterSchema }))
      .output(eventIterator(exportProgressSchema, exportReportSchema)),
  },
  pairs: {
    browse: call
      .input(z.object({ query: pairQuerySchema, after: pairPlaceSchema.exactOptional(), limit: z.int() }))
      .output(pairPageSchema),
    count: call.input(pairQuerySchema).output(z.int()),
  },
  labels: {
    get: call.input(z.object({ pairId: z.int(), pass: passSchema })).output(labelSchema),
    set: call
      .input(annotating.extend({ pairIds: z.array(z.int()).min(1), changes: labelChangesSchema }))
      .output(labelAction),
    undo: call.input(annotating).output(labelAction),
    redo: call.input(annotating).output(labelAction),
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
    make: call.input(splitWishSchema).output(z.array(splitCountSchema)),
    lock: call.input(z.object({ split: splitSchema })).output(z.array(splitCountSchema)),
    counts: call.output(z.array(splitCountSchema)),
  },
  statistics: call.output(statisticsSchema),
};
