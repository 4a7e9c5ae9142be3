/** Names of the messages between the main process and the preload script. */
export const CHANNELS = {
  /** Window → main: wants a port to the studio. */
  connect: 'palimpsest:connect',
  /** Main → window: that port. */
  port: 'palimpsest:port',
  /** Window → main → window: the system's dialog for choosing files. */
  pick: 'palimpsest:pick',
  /** Window → main: hears commands from now on. */
  listening: 'palimpsest:listening',
  /** Main → window: a command of the menu or of the system. */
  command: 'palimpsest:command',
  /** Main → window: leave the field that is being typed in. */
  settle: 'palimpsest:settle',
  /** Window → main: done so. */
  settled: 'palimpsest:settled',
} as const;
