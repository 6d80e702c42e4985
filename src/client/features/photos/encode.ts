import { fitted } from './check.ts';

/** A picture as it is kept. */
export interface Encoded {
  bytes: ArrayBuffer;
  width: number;
  height: number;
}

/** How a picture is kept: longest edge in pixels, quality 0–1. */
export interface Wish {
  edge: number;
  quality: number;
}

/** A surface to draw on and how its content becomes a JPEG. */
export interface Surface {
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  jpeg(quality: number): Promise<Blob | null>;
}

/**
 * Decodes upright, draws at the wished size and encodes anew: nothing but the points of the picture is taken over, so that
 * position, serial numbers and thumbnails stay behind (R48). Throws when the browser cannot decode it.
 */
export async function encode(
  file: Blob,
  wish: Wish,
  surface: (width: number, height: number) => Surface,
): Promise<Encoded> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const { width, height } = fitted(picture.width, picture.height, wish.edge);
    const { context, jpeg } = surface(width, height);
    if (!context) throw new Error('no surface');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, width, height);
    const blob = await jpeg(wish.quality);
    if (!blob || blob.type !== 'image/jpeg') throw new Error('no JPEG');
    return { bytes: await blob.arrayBuffer(), width, height };
  } finally {
    picture.close();
  }
}
