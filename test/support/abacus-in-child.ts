import { registerEngine } from '../../models/engines/registry.ts';
import { abacusEngine } from './abacus-engine.ts';

/** Preloaded with `--import`, this adds the engine to a program and to the programs that it starts. */
registerEngine(abacusEngine);
