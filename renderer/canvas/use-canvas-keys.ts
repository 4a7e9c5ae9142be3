import type { Ref } from 'vue';
import { useActions } from '../keys/key-map.ts';
import type { CanvasMode, CanvasSettings } from './canvas-settings.ts';

interface Ports {
  settings: () => CanvasSettings;
  /** Arrow keys are the canvas's only where it has the focus. */
  area: Readonly<Ref<HTMLElement | null>>;
  canCompare: () => boolean;
  canTurn: () => boolean;
  swap: () => void;
  fit: () => void;
  actualSize: () => void;
  zoomBy: (factor: number) => void;
  /** The picture moved by CSS pixels. */
  panBy: (by: { x: number; y: number }) => void;
}

const STEP = 48;

/** What the keys of a canvas do as long as it is there. */
export function useCanvasKeys(ports: Ports): void {
  const { settings, area } = ports;
  const mode = (next: CanvasMode) => () => {
    if (next !== 'side' && !ports.canCompare()) return false;
    settings().mode = next;
    return true;
  };
  const toggle = (name: 'smooth' | 'grid') => () => {
    settings()[name] = !settings()[name];
  };
  const step = (x: number, y: number) => () => {
    if (document.activeElement !== area.value) return false;
    ports.panBy({ x: x * STEP, y: y * STEP });
    return true;
  };

  useActions({
    'canvas.side': mode('side'),
    'canvas.blink': mode('blink'),
    'canvas.wipe': mode('wipe'),
    'canvas.difference': mode('difference'),
    'canvas.swap': () => {
      if (settings().mode !== 'blink') return false;
      ports.swap();
      return true;
    },
    'canvas.fit': ports.fit,
    'canvas.actualSize': ports.actualSize,
    'canvas.zoomIn': () => ports.zoomBy(1.25),
    'canvas.zoomOut': () => ports.zoomBy(0.8),
    'canvas.left': step(1, 0),
    'canvas.right': step(-1, 0),
    'canvas.up': step(0, 1),
    'canvas.down': step(0, -1),
    'canvas.upright': () => {
      if (!ports.canTurn()) return false;
      settings().upright = !settings().upright;
      return true;
    },
    'canvas.smooth': toggle('smooth'),
    'canvas.grid': toggle('grid'),
  });
}
