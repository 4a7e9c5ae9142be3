import { implement, ORPCError } from '@orpc/server';
import { asProblem } from '../../../models/base/problem.ts';
import { studioContract } from '../../contract/studio.ts';

/** `implement` with every failure turned into the contract's error. */
export const studioBase = () =>
  implement(studioContract).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw asContractError(thrown);
    }
  });

function asContractError(thrown: unknown): unknown {
  if (thrown instanceof ORPCError) return thrown;
  const data = asProblem(thrown, 'The project').toData();
  return new ORPCError('PROBLEM', { status: 422, defined: true, message: data.sentence, data, cause: thrown });
}

/** A job's events, with its failures as the contract's error. */
export async function* withContractErrors<P, R>(events: AsyncGenerator<P, R, void>): AsyncGenerator<P, R, void> {
  try {
    return yield* events;
  } catch (thrown) {
    throw asContractError(thrown);
  }
}
