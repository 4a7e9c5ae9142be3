import { statistics } from '../annotate/statistics.ts';
import { checkCounts } from '../checks/checks-job.ts';
import { findingsOf } from '../db/queries/checks.ts';
import { applySplit, lockSplit, splitSummary } from '../split/apply.ts';
import { proposeSplit } from '../split/propose.ts';
import type { studioBase } from './contract-base.ts';
import type { RunDirectly } from './job-kinds.ts';
import type { CurrentProject } from '../project/current-project.ts';
import { Problem } from '../../../models/base/problem.ts';
import { agreement } from '../annotate/agreement.ts';
import { browse, countPairs, pairIds, position } from '../annotate/browse.ts';
import type { LabelActions } from '../annotate/label-actions.ts';
import { getLabel, history } from '../annotate/labels.ts';
import { listedPairs } from '../db/queries/listed-pairs.ts';
import type { Project } from '../project/project.ts';
import { readIdentity } from '../db/queries/project-facts.ts';

/** Calls about the set as a whole. */
export function datasetHandlers(current: CurrentProject, run: RunDirectly, studio: ReturnType<typeof studioBase>) {
  return {
    exports: {
      run: studio.exports.run.handler(({ input }) => run('export', input)),
    },
    checks: {
      counts: studio.checks.counts.handler(() => checkCounts(current.project.db)),
      refresh: studio.checks.refresh.handler(() => run('checks', {})),
      findings: studio.checks.findings.handler(({ input }) =>
        findingsOf(current.project.db, input.pairId).map(({ check, detail }) => ({ check, detail: { ...detail } })),
      ),
    },
    splits: {
      make: studio.splits.make.handler(({ input }) => {
        const { db } = current.writable;
        applySplit(db, proposeSplit(db, input).splits);
        return splitSummary(db);
      }),
      lock: studio.splits.lock.handler(({ input }) => {
        const { db } = current.writable;
        lockSplit(db, input.split);
        return splitSummary(db);
      }),
      counts: studio.splits.counts.handler(() => splitSummary(current.project.db)),
    },
    statistics: studio.statistics.handler(() => statistics(current.project.db)),
  };
}

/** Calls about pairs and what people say of them. */
export function labelHandlers(current: CurrentProject, studio: ReturnType<typeof studioBase>) {
  return {
    pairs: {
      browse: studio.pairs.browse.handler(({ input: { query, after, limit } }) => {
        const { pairs, next } = browse(current.project.db, query, { after, limit });
        return { pairs, ...(next && { next }) };
      }),
      count: studio.pairs.count.handler(({ input }) => countPairs(current.project.db, input)),
      ids: studio.pairs.ids.handler(({ input: { query, ...at } }) => pairIds(current.project.db, query, at)),
      position: studio.pairs.position.handler(({ input: { query, pairId } }) =>
        position(current.project.db, query, pairId),
      ),
      listed: studio.pairs.listed.handler(({ input }) => listedPairs(current.project.db, input.pairIds, input.pass)),
    },
    labels: {
      get: studio.labels.get.handler(({ input: { project, pairId, pass } }) =>
        getLabel(meantProject(current, project).db, pairId, pass),
      ),
      set: studio.labels.set.handler(
        async ({ input: { project, ...edit } }) => (await writableLabels(current, project).set(edit)) ?? null,
      ),
      undo: studio.labels.undo.handler(
        async ({ input: { project, ...by } }) => (await writableLabels(current, project).undo(by)) ?? null,
      ),
      redo: studio.labels.redo.handler(
        async ({ input: { project, ...by } }) => (await writableLabels(current, project).redo(by)) ?? null,
      ),
      underWay: studio.labels.underWay.handler(({ signal }) => current.project.labels.watch(signal)),
      stop: studio.labels.stop.handler(({ input }) => {
        current.project.labels.stop(input.id);
        return null;
      }),
      history: studio.labels.history.handler(({ input }) => history(current.project.db, input.pairId, input.pass)),
      agreement: studio.labels.agreement.handler(() => agreement(current.project.db)),
    },
  };
}

/** Pairs of two projects have the same numbers. Throws `conflict` where the open project is another than the meant one. */
function meantProject({ project }: CurrentProject, meant: string | undefined): Project {
  if (meant !== undefined && readIdentity(project.db)?.id !== meant) throw new Problem('other-project-open', {});
  return project;
}

function writableLabels(current: CurrentProject, meant: string | undefined): LabelActions {
  meantProject(current, meant);
  return current.writable.labels;
}
