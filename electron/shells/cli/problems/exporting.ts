/** Exports. */
export const EXPORTING = {
  'export-stopped': 'Start it again.',
  'export-disk-full': 'Free some space or choose another disk, then export again.',
  'export-place-taken': 'Name a place where nothing is yet.',
  'export-without-table': 'Choose “{folders}”, or leave out that it is for spreadsheets.',
};
