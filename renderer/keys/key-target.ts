const WITH_ARROWS =
  '[role=radio],[role=tab],[role=slider],[role=menuitem],[role=option],[role=combobox],[role=spinbutton],select';
const WITH_ENTER = 'button,a[href],summary,[role=button],[role=checkbox],[role=switch],[role=radio],[role=tab]';

/** Whether a caret blinks there. */
export function isEditable(element: Element): boolean {
  if (element instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'range', 'submit', 'file', 'color'].includes(element.type);
  }
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLElement && element.isContentEditable);
}

/**
 * Whether the focused control has its own use for a key; dialogs and menus have one for every key.
 * A list that is a page's content leaves all but its own keys to the page: it is marked `data-page-list`.
 */
export function belongsToControl(element: Element, chord: string): boolean {
  if (element.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]:not([data-page-list])')) return true;
  if (chord === 'enter' || chord === 'space') return element.closest(WITH_ENTER) !== null;
  if (['left', 'right', 'up', 'down', 'home', 'end'].includes(chord)) return element.closest(WITH_ARROWS) !== null;
  return false;
}
