import { useSettings } from './settings.ts';

/** Who labels in the first pass, and in the project with which id, where it is known. */
interface FirstPass {
  annotator: string;
  pass: 1;
  project?: string;
}

/** What every edit outside the annotate page says of itself. */
export function useFirstPass(): (project: string | undefined) => FirstPass {
  const settings = useSettings();
  return (project) => ({
    ...{ annotator: settings.settings.annotator, pass: 1 },
    ...(project !== undefined && { project }),
  });
}
