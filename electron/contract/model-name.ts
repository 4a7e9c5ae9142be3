import { z } from 'zod';

/**
 * A name that becomes a file's or a folder's: 1 to 80 letters, digits, spaces and . _ + ( ) -, beginning with a letter or digit, ending
 * with no dot or space, and none that Windows takes for devices. The same rule as `models/weights/model-name.ts`, here so
 * that nothing is touched on the disk before a name is known to stay in its folder.
 */
export const modelNameSchema = z
  .string()
  .max(80)
  .regex(
    /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._+()-]*[\p{L}\p{M}\p{N}_+()-])?$/iu,
    'must be letters, digits, spaces and . _ + ( ) -, beginning with a letter or digit',
  );
