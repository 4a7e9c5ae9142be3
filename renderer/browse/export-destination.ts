import type { ExportFormat } from '../../electron/contract/project.ts';

/** What an export is called unless a person says otherwise. */
export function exportName(project: string, format: ExportFormat): string {
  const base = project.replace(/[<>:"/\\|?*\p{Cc}]/gu, '-').trim() || 'pairs';
  return format === 'photo-json' ? `${base}.json` : `${base}-${format}`;
}

export function exportDestination(parent: string, name: string): string {
  const separator = parent.includes('\\') && !parent.includes('/') ? '\\' : '/';
  return `${parent.replace(/[/\\]+$/, '')}${separator}${name.trim()}`;
}
