import type { Action } from '../keys/action.ts';

export const ACTIONS: readonly Action[] = [
  { id: 'app.palette', keys: ['mod+k'] },
  { id: 'app.keys', keys: ['?'] },
  { id: 'app.jobs', keys: ['mod+j'] },
  { id: 'app.go.projects', keys: ['alt+1'] },
  { id: 'app.go.import', keys: ['alt+2'] },
  { id: 'app.go.browse', keys: ['alt+3'] },
  { id: 'app.go.annotate', keys: ['alt+4'] },
  { id: 'app.go.restore', keys: ['alt+5'] },
  { id: 'app.go.models', keys: ['alt+6'] },
  { id: 'app.go.train', keys: ['alt+7'] },
  { id: 'app.go.settings', keys: ['alt+8'] },
];
