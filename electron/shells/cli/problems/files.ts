/** Files and folders, wherever they are used. */
export const FILES = {
  'no-such-picture': 'Open the page again; it may have been of another project.',
  'shown-file-gone': 'Look at what is there now.',
  'shown-file-too-large': 'Look at it in another program.',
  'listed-file': 'Name a folder.',
  'path-missing': 'Check the path and its spelling.',
  'path-not-readable': 'Change its permissions.',
  'path-not-writable': 'Change its permissions or choose another folder.',
  'name-too-long': 'Shorten it.',
  'file-too-large': 'Cut it into smaller files.',
  'path-is-folder': 'Name a file.',
  'path-is-no-folder': 'Name another place.',
  'path-under-file': 'Name a folder.',
  'no-space': 'Free some space or choose another disk, then run the same command again: finished items are kept.',
  unexpected: 'Please report this with the command you ran.',
  'settings-set-aside': 'What was there is kept in {kept}.',
  'settings-unusable': 'Look at it before you change a setting.',
};
