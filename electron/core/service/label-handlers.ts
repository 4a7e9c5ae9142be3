import { Problem } from '../../../models/base/problem.ts';
import { agreement } from '../annotate/agreement.ts';
import { browse, countPairs, pairIds, position } from '../annotate/browse.ts';
import { history } from '../annotate/history.ts';
import { getLabel, type LabelAction, setLabel } from '../annotate/labels.ts';
import { redo, undo } from '../annotate/undo.ts';
import type { Database } from '../db/connection.ts';
import { listedPairs } from '../db/queries/listed-pairs.ts';
import { readIdentity } from '../db/queries/project-facts.ts';
import type { studioBase } from './contract-base.ts';
import type { Desk } from '../project/open-project.ts';

/** Calls about pairs and what people say of them. */
export function labelHandlers(desk: Desk, studio: ReturnType<typeof studioBase>) {
  return {
    pairs: {
      browse: studio.pairs.browse.handler(({ input: { query, after, limit } }) => {
        const { pairs, next } = browse(desk.project.db, query, { after, limit });
        return { pairs, ...(next && { next }) };
      }),
      count: studio.pairs.count.handler(({ input }) => countPairs(desk.project.db, input)),
      ids: studio.pairs.ids.handler(({ input: { query, ...at } }) => pairIds(desk.project.db, query, at)),
      position: studio.pairs.position.handler(({ input: { query, pairId } }) =>
        position(desk.project.db, query, pairId),
      ),
      listed: studio.pairs.listed.handler(({ input }) => listedPairs(desk.project.db, input.pairIds, input.pass)),
    },
    labels: {
      get: studio.labels.get.handler(({ input }) => getLabel(desk.project.db, input.pairId, input.pass)),
      set: studio.labels.set.handler(({ input: { project, ...edit } }) =>
        asListed(setLabel(writableOf(desk, project), edit)),
      ),
      undo: studio.labels.undo.handler(({ input: { project, ...by } }) =>
        asListed(undo(writableOf(desk, project), by)),
      ),
      redo: studio.labels.redo.handler(({ input: { project, ...by } }) =>
        asListed(redo(writableOf(desk, project), by)),
      ),
      history: studio.labels.history.handler(({ input }) => history(desk.project.db, input.pairId, input.pass)),
      agreement: studio.labels.agreement.handler(() => agreement(desk.project.db)),
    },
  };
}

/** Pairs of two projects have the same numbers. Throws `conflict` where the open project is another than the meant one. */
function writableOf(desk: Desk, meant: string | undefined): Database {
  const { db } = desk.project;
  if (meant !== undefined && readIdentity(db)?.id !== meant)
    throw new Problem('conflict', 'Another project is open by now.', 'Open the former one again, then save.');
  return desk.writable.db;
}

function asListed(action: LabelAction | undefined) {
  if (!action) return null;
  return { actionId: action.actionId, labels: [...action.labels].map(([pairId, label]) => ({ pairId, label })) };
}
