/** A project's folder, its database, its models. */
export const PROJECT = {
  'project-newer': 'Update Palimpsest and open it again. Nothing was changed.',
  'database-not-ours':
    'Name the folder of a project. If this is one, restore a backup of it: the labels that were saved since come back with it.',
  'copy-exists': 'Name a file that does not exist yet.',
  'project-disk-full': 'Free some space and do it again: everything acknowledged before is kept.',
  'database-not-writable':
    'Change the permissions of its folder, or copy the whole project folder to a disk that can be written.',
  'database-in-use': 'Wait until it has ended and try again.',
  'disk-failed': 'Check the disk and its connection, then open the project again.',
  'database-damaged':
    'Restore a backup of the project: the labels that were saved since come back with it, and the damaged file is kept.',
  'project-model-taken': 'Give this one another name, or remove the other first.',
  'project-weights-missing': 'Bring them in again: `palimpsest project models add PROJECT FILE`.',
  'model-needed': 'What was made stays, but could not be made again. Export it first, or remove it anyway (--anyway).',
  'no-pairs-chosen': 'Choose others: `palimpsest stats` shows what the project has.',
  'pair-pictures-gone': 'Import them again.',
  'no-lr-chosen': 'Choose others.',
  'pair-picture-gone': 'Import it again.',
  'project-unnamed': 'Give it one.',
  'project-place-is-file': 'Name a folder.',
  'folder-not-empty': 'Name a new or an empty folder.',
  'no-project-open': 'Open or create one first.',
  'opened-to-read': 'Open it for writing.',
  'project-is-file': 'Name the folder of a project.',
  'folder-without-project': 'Name the folder of a project, or make one with `palimpsest project new`.',
  'other-project-open': 'Open the former one again, then save.',
  'no-project-model': 'It has {known}.',
  'no-project-models': 'Train one (`palimpsest train`), or bring one in (`palimpsest project models add`).',
  'project-held-here': 'Close it there to write here. If process {pid} is something else, delete {lockFile}.',
  'project-held-elsewhere': 'Close it there to write here. If {host} no longer runs it, delete {lockFile}.',
  'journal-disk-full': 'Free some space and save it again: everything acknowledged before is kept.',
  'path-too-long-for-database': 'Choose a place with a shorter path, or move the project folder to one.',
  'journal-not-writable':
    'Change the permissions of the project folder and save it again: everything acknowledged before is kept.',
  'check-stopped': 'Start it again.',
  'no-such-backup': 'Choose one that `palimpsest project restore FOLDER` lists.',
};
