/** A file that was made on this device. `name` carries its ending; `type` is its media type. A large one is a Blob. */
export interface MadeFile<Bytes extends Uint8Array | Blob = Uint8Array> {
  name: string;
  type: string;
  bytes: Bytes;
}

function blobOf({ type, bytes }: Omit<MadeFile<Uint8Array | Blob>, 'name'>): Blob {
  return new Blob([bytes instanceof Blob ? bytes : new Uint8Array(bytes)], { type });
}

/** Hands a file to the user: where the browser keeps downloads. */
export function saveFile({ name, type, bytes }: MadeFile<Uint8Array | Blob>): void {
  const url = URL.createObjectURL(blobOf({ type, bytes }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the tap; ten minutes later it no longer needs the largest one.
  setTimeout(() => URL.revokeObjectURL(url), 600_000);
}

/** True where the system's share sheet takes this file. */
export function sharable(file: MadeFile): boolean {
  return typeof navigator.canShare === 'function' && navigator.canShare({ files: [asFile(file)] });
}

/** Opens the system's share sheet. Call it from a tap. False when it could not be opened; closing the sheet is no failure. */
export async function shareFile(file: MadeFile): Promise<boolean> {
  try {
    await navigator.share({ files: [asFile(file)] });
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError';
  }
}

function asFile({ name, type, bytes }: MadeFile): File {
  return new File([blobOf({ type, bytes })], name, { type });
}
