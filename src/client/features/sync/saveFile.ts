/** Hands a file to the user: where the browser keeps downloads. */
export function saveFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the tap; a minute later it no longer needs it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
