import type { Difficulty, Direction, Label } from '../../electron/contract/label.ts';
import { useActions } from '../keys/key-map.ts';
import { isEditable } from '../keys/key-target.ts';
import type { Annotating } from './use-annotating.ts';

interface Ports {
  annotating: Annotating;
  label: () => Label | undefined;
  /** The transcription's field. */
  text: () => {
    focus(): void;
    hasFocus(): boolean;
    isTouched(): boolean;
    accept(): boolean;
    dismiss(): boolean;
  } | null;
  focusNotes: () => void;
  focusPalette: () => void;
  focusCanvas: () => void;
  toggleHistory: () => void;
  retry: () => void;
}

/** What the keys of this page do. A key that has nothing to do here keeps its meaning for the browser. */
export function useAnnotateKeys(ports: Ports): void {
  const { annotating, text } = ports;
  const { commit } = annotating;

  const direction = (value: Direction) => () => {
    commit({ direction: value });
  };
  const difficulty = (value: Difficulty) => () => {
    commit({ difficulty: value });
  };
  /** Undo in a field that was typed in is the browser's. */
  const unlessTyped = (run: () => Promise<void>) => () => {
    const active = document.activeElement;
    const field = text();
    const isTyped = field?.hasFocus() ? field.isTouched() : active !== null && isEditable(active);
    if (isTyped) return false;
    void run();
    return true;
  };

  useActions({
    'annotate.saveNext': () => void annotating.saveNext(),
    'annotate.previous': () => void annotating.go(-1),
    'annotate.skip': () => void annotating.go(1),
    'annotate.reject': () => void annotating.reject(),
    'annotate.accept': () => text()?.accept() ?? false,
    'annotate.direction.h': direction('h'),
    'annotate.direction.vn': direction('vn'),
    'annotate.direction.vp': direction('vp'),
    'annotate.direction.td': direction('td'),
    'annotate.difficulty.easy': difficulty('easy'),
    'annotate.difficulty.medium': difficulty('medium'),
    'annotate.difficulty.hard': difficulty('hard'),
    'annotate.illegible': () => {
      commit({ illegible: !ports.label()?.illegible });
    },
    'annotate.undo': unlessTyped(annotating.undo),
    'annotate.redo': unlessTyped(annotating.redo),
    'annotate.text': () => text()?.focus(),
    'annotate.leaveText': () => {
      // Once takes the suggestion away, so that Tab goes on; twice leaves the text, so that bare keys work.
      if (text()?.hasFocus() && text()?.dismiss()) return true;
      ports.focusCanvas();
      return true;
    },
    'annotate.notes': ports.focusNotes,
    'annotate.palette': ports.focusPalette,
    'annotate.history': ports.toggleHistory,
    'annotate.retry': ports.retry,
  });
}
