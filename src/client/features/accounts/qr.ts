/** The dark squares of a QR code as one SVG path, one run per row piece; one unit per square. */
export function qrPath(squares: readonly (readonly boolean[])[]): string {
  let path = '';
  squares.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      const length = x - from + 1;
      path += `M${from} ${y}h${length}v1h-${length}z`;
    }
  });
  return path;
}

/** The address that opens the app with the invitation; the part after # never reaches a server's log. */
export function joinLink(origin: string, joinPath: string, code: string): string {
  return `${origin}${joinPath}#${code}`;
}
