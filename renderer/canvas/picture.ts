/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Rect extends Point, Size {}

/** A picture on the canvas. However many pixels it has, it shows the same area as the others, which is the frame. */
export interface CanvasPicture extends Size {
  /** Such as `lr`; tells pictures apart and stays the same from one pair to the next. */
  key: string;
  /** As people call it. */
  title: string;
  /** `null` while there is none: its pane then says why. */
  url: string | null;
  /** Why there is no picture, or not yet. */
  note?: string | undefined;
}

/** Something to see through, over one of the pictures and registered with it. */
export interface CanvasOverlay {
  /** Key of the picture that it lies on. */
  over: string;
  url: string;
  /** 0..1. */
  opacity: number;
}

/** The pixel grid that all pictures are registered on: HR's, or where there is none that of the most pixels. */
export function frameOf(pictures: readonly CanvasPicture[]): Size {
  const shown = pictures.filter(({ url, width, height }) => url !== null && width > 0 && height > 0);
  const finest =
    shown.find(({ key }) => key === 'hr') ?? shown.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
  return finest ? { width: finest.width, height: finest.height } : { width: 1, height: 1 };
}

/** The pixel of a picture at a point of the frame, both as captured; `undefined` beside it. */
export function pixelAt({ x, y }: Point, frame: Size, picture: Size): Point | undefined {
  if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) return undefined;
  return {
    x: Math.min(picture.width - 1, Math.floor((x / frame.width) * picture.width)),
    y: Math.min(picture.height - 1, Math.floor((y / frame.height) * picture.height)),
  };
}
