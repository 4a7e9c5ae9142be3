/** A name without what file systems refuse. */
export const fileName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, '-')
    .trim();

/** A file or folder below another folder, on whichever system that folder is. */
export function pathBelow(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${folder.trim().replace(/[/\\]+$/, '')}${separator}${name.trim()}`;
}

/** The folder of a new project. */
export const projectFolder = (parent: string, name: string): string =>
  pathBelow(parent, fileName(name).replace(/[. ]+$/, '') || 'project');
