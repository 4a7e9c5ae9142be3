import { z } from 'zod';

/** What passes between the desktop's own process and its window beside the studio's calls. */

/** What a message event's data are that brings the window its port to the studio. */
export const PORT_MESSAGE = 'palimpsest:port';

export const pickRequestSchema = z.object({ kind: z.enum(['folder', 'files', 'project']) });

/** What the system asks of a window: a menu item, or a project that was opened from outside. */
export const windowCommandSchema = z.discriminatedUnion('kind', [
  /** An action of the window's key map, such as `app.keys`. */
  z.object({ kind: z.literal('action'), id: z.string() }),
  z.object({ kind: z.literal('open'), folder: z.string() }),
]);

export type PickRequest = z.infer<typeof pickRequestSchema>;
export type WindowCommand = z.infer<typeof windowCommandSchema>;

/** What the preload script lends the window as `window.palimpsest`; not there in a browser. */
export interface Bridge {
  readonly shell: 'desktop';
  /** Asks for a port to the studio; it comes as a message event whose data are `PORT_MESSAGE`. */
  connect(): void;
  /** The system's own dialog. Empty where it was closed without a choice. */
  pick(request: PickRequest): Promise<string[]>;
  /** Where a dropped file or folder lies; empty where it lies nowhere. */
  pathOf(file: File): string;
  /** From then on, `listener` hears what the system asks; what it asked before is passed on at once. */
  onCommand(listener: (command: WindowCommand) => void): void;
}
