import type { Opened, OpenOptions } from '../../contract/compute.ts';

/** What a reader of a report must know to repeat the run. */
export function runFacts(options: OpenOptions, opened: Opened): [string, string][] {
  const { superResolution } = opened;
  return [
    ...(superResolution
      ? [
          [
            'Super-resolution',
            `${superResolution.name}, TSRN ×${superResolution.scale}, ${superResolution.parameters.toLocaleString('en')} parameters, SHA-256 ${superResolution.sha256}`,
          ] satisfies [string, string],
        ]
      : []),
    ...opened.readers.map(({ title, sha256 }): [string, string] => ['Reader', `${title}, SHA-256 ${sha256}`]),
    ['Engine', `${opened.engine}, ${opened.device}`],
    ['Mode', options.mode === 'compatible' ? 'compatible (as the published code)' : 'correct'],
  ];
}
