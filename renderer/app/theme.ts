import type { Theme } from '../../electron/contract/window.ts';

const REMEMBERED = 'palimpsest.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const moreContrast = window.matchMedia('(prefers-contrast: more)');
let current: Theme = 'system';

function apply(): void {
  const contrast = current === 'contrast' || (current === 'system' && moreContrast.matches);
  const dark = contrast || current === 'dark' || (current === 'system' && system.matches);
  const { classList } = document.documentElement;
  classList.toggle('dark', dark);
  classList.toggle('light', !dark);
  classList.toggle('contrast', contrast);
}

/** Shows a theme, and remembers it so that the next window does not flash before its settings are there. */
export function showTheme(theme: Theme): void {
  current = theme;
  localStorage.setItem(REMEMBERED, theme);
  apply();
}

export function showRememberedTheme(): void {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === 'light' || remembered === 'dark' || remembered === 'contrast') current = remembered;
  apply();
  system.addEventListener('change', apply);
  moreContrast.addEventListener('change', apply);
}
