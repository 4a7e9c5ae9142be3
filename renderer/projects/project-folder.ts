/** The folder of a new project: its name, without what file systems refuse, below another folder. */
export function projectFolder(parent: string, name: string): string {
  const separator = parent.includes('\\') && !parent.includes('/') ? '\\' : '/';
  const base = name
    .normalize('NFC')
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, '-')
    .trim()
    .replace(/[. ]+$/, '');
  return `${parent.replace(/[/\\]+$/, '')}${separator}${base || 'project'}`;
}
