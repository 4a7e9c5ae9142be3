import { generalCases } from './general-cases.ts';
import { imageCases } from './image-cases.ts';
import type { OperationCase } from './operation-case.ts';
import { recurrentCases } from './recurrent-cases.ts';

/** Every operation of the language that networks are written in. */
export const operationCases: readonly OperationCase[] = [...imageCases, ...recurrentCases, ...generalCases];
