import { unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/universal';
import { ChecklistTemplate } from '#domain/checklist.ts';
import { jsonFault } from '#domain/content/jsonFault.ts';
import { pathText } from '#domain/content/shape.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { SHEET_NAMES, type Fault, type Form, type Reading } from '#domain/xlsform/form.ts';
import { readForm } from '#domain/xlsform/read.ts';

/** Why a file is no template: as a whole (a type with words), at places of a form, or at places of a JSON text. */
export type FileFault =
  | { kind: 'file'; type: 'TemplateTooLarge' | 'TemplateUnknown' | 'TemplateBroken' }
  | { kind: 'form'; faults: Fault[] }
  | { kind: 'text'; line: number; column: number }
  | { kind: 'json'; faults: JsonFault[] };

/** A fault at a path inside a JSON text, as `sections[0].items[1].id`. */
export interface JsonFault {
  path: string;
  why: 'shape' | 'unknown' | 'id';
}

/** Largest file that is looked at, and the most it may unpack to. Unit: bytes. */
const MOST = 2_000_000;
const MOST_UNPACKED = 20_000_000;

/** A template from a file: JSON of the shipped shape, or an XLSForm workbook. What the file is, its bytes say, not its name. */
export async function readTemplateFile(bytes: Uint8Array): Promise<Result<Reading, FileFault>> {
  if (bytes.length > MOST) return err({ kind: 'file', type: 'TemplateTooLarge' });
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b) return readWorkbook(bytes);
  const text = new TextDecoder().decode(bytes).replace(/^\ufeff/, '');
  return /^\s*[{[]/.test(text) ? readJson(text) : err({ kind: 'file', type: 'TemplateUnknown' });
}

function readJson(text: string): Result<Reading, FileFault> {
  const fault = jsonFault(text);
  if (fault) return err({ kind: 'text', line: fault.line, column: fault.column });
  const parsed = ChecklistTemplate.safeParse(JSON.parse(text));
  if (parsed.success) return ok({ template: parsed.data, leftovers: [] });
  const faults = parsed.error.issues.flatMap((issue): JsonFault[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: pathText([...issue.path, key]), why: 'unknown' }))
      : [{ path: pathText(issue.path), why: issue.code === 'custom' ? 'id' : 'shape' }],
  );
  return err({ kind: 'json', faults });
}

async function readWorkbook(bytes: Uint8Array): Promise<Result<Reading, FileFault>> {
  let form: Partial<Form>;
  try {
    if (unpackedSize(bytes) > MOST_UNPACKED) return err({ kind: 'file', type: 'TemplateTooLarge' });
    const sheets = await readXlsxFile(new Uint8Array(bytes).buffer, { trim: true, parseNumber: String as never });
    form = Object.fromEntries(
      SHEET_NAMES.flatMap((name) => {
        const found = sheets.find(({ sheet }) => sheet.trim().toLowerCase() === name);
        return found ? [[name, found.data.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))]] : [];
      }),
    );
  } catch {
    return err({ kind: 'file', type: 'TemplateBroken' });
  }
  const read = readForm(form);
  return read.ok ? read : err({ kind: 'form', faults: read.error });
}

/** What the parts of a ZIP file say they unpack to, without unpacking any. Throws for what is no ZIP file. */
function unpackedSize(bytes: Uint8Array): number {
  let sum = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      sum += originalSize;
      return false;
    },
  });
  return sum;
}
