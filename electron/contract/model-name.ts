import { z } from 'zod';
import { isModelName } from '../../models/weights/model-name.ts';

/**
 * A name that becomes a file's or a folder's. It is checked where a call comes in, so that nothing is touched on the disk
 * before a name is known to stay in its folder.
 */
export const modelNameSchema = z
  .string()
  .refine(isModelName, 'must be up to 80 letters, digits, spaces and . _ + ( ) -, beginning with a letter or digit');
