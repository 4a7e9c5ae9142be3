import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';

const stateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }),
  maximised: z.boolean(),
});
type WindowState = z.infer<typeof stateSchema>;

const SMALLEST = { width: 900, height: 600 };
const USUAL = { width: 1440, height: 900 };

/** Where the window was when it was last closed, if a screen still shows that place. */
export function rememberedState(file: string): { bounds: Partial<Rectangle>; maximised: boolean } {
  const state = read(file);
  if (!state || !isOnScreen(state.bounds)) return { bounds: USUAL, maximised: false };
  return state;
}

/** A window that cannot be remembered opens in its usual place next time, which is no fault to tell. */
export async function rememberState(file: string, window: BrowserWindow): Promise<void> {
  const state: WindowState = { bounds: window.getNormalBounds(), maximised: window.isMaximized() };
  await writeFileAtomically(file, Buffer.from(JSON.stringify(state))).catch(() => undefined);
}

export const smallestSize = { minWidth: SMALLEST.width, minHeight: SMALLEST.height };

function read(file: string): WindowState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // none yet, or one that somebody else wrote
  }
}

/** Whether a good part of it can be seen and its title bar be grasped. */
function isOnScreen({ x, y, width }: Rectangle): boolean {
  return screen
    .getAllDisplays()
    .some(
      ({ workArea }) =>
        x + width > workArea.x + 100 &&
        x < workArea.x + workArea.width - 100 &&
        y >= workArea.y &&
        y < workArea.y + workArea.height - 50,
    );
}
