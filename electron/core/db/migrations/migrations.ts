import type { Migration } from '../migrate.ts';
import { project } from './0001-project.ts';
import { savedViews } from './0002-saved-views.ts';
import { modelRegistry } from './0003-model-registry.ts';
import { openNetworks } from './0004-open-networks.ts';
import { slicedActions } from './0005-sliced-actions.ts';
import { skippedReasons } from './0006-skipped-reasons.ts';

/** In order; the version of a migration is the `user_version` that it leaves behind. */
export const MIGRATIONS: readonly Migration[] = [
  project,
  savedViews,
  modelRegistry,
  openNetworks,
  slicedActions,
  skippedReasons,
];
