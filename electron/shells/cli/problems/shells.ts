/** What shells themselves refuse. */
export const SHELLS = {
  said: '{cure}',
  'port-taken': 'Choose another with --port, or leave it out.',
  'port-forbidden': 'Choose another with --port, or leave it out.',
  'value-unfit': 'See --help.',
  'connection-lost':
    'It is being reopened; try again in a moment. If it stays lost, restart the studio: nothing saved is lost.',
  'request-refused': 'Try again. If it happens again, report it with the version from the settings.',
  'call-failed': 'Try again. If it happens again, report it with the version from the settings.',
};
