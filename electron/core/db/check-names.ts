import { type CheckName, checkNameSchema } from '../../contract/pairs.ts';

/**
 * What can be wrong with a pair.
 *
 * `empty-label`: no text and not illegible, in a label that somebody began or that says "no text" · `alphabet`:
 * characters that the reader cannot write · `direction`: not the one in which the text's polygon runs · `aspect`: LR
 * and HR differ in proportions · `shift`: LR and HR do not lie on each other, or do not show the same · `duplicate`:
 * an image that another pair has too · `near-duplicate`: one that looks like another pair's · `split-leak`: the same
 * picture, a near one or the same photo in another split · `reading`: a sure reading of HR says something else ·
 * `blur`, `clipping`: of the images.
 */
export const CHECK_NAMES = checkNameSchema.options;

/** Answered from the labels at every question; the others are looked for by `refreshFindings` and then kept. */
export type LiveCheck = 'empty-label';
export type KeptCheck = Exclude<CheckName, LiveCheck>;
