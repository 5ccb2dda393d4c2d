/** Fields that name a patient, or hold what a user typed or a file said about one. */
const namingKeys =
  /^(label|patientLabel|patientName|patientId|patient|search|description|before|after|value|values|clinical)$/;
const codeFile = /\.(?:[cm]?[jt]sx?|node)(?::\d+){0,2}$/;

/**
 * An absolute path: POSIX, Windows, network share or file URL. Folder names may hold spaces, so a path reaches to the
 * last separator of its line or quotation and the word after it.
 */
const absolutePath =
  /(?<![\w.~*)\]}\\/])(?:file:\/\/\/?|[A-Za-z]:[\\/]|\\\\|\/)(?=[^\s'"`/])(?:[^'"`\n]*[\\/])?(?:[^\s'"`(),;]|(?<=\()\))*/g;

const quotedPath = /(['"`])((?:file:\/\/|[A-Za-z]:[\\/]|\\\\|\/)[^\n]*?)\1/g;

/**
 * A log field or message without what could name a patient: folders often carry names and record numbers, so of a path
 * only the extension stays (of our own code the file name and line); fields that hold labels or clinical values go.
 */
export function redact<T>(value: T): T;
export function redact(value: unknown): unknown {
  return redactValue(value, 0);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '[...]';
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      namingKeys.test(key) && typeof field !== 'number' ? '[left out]' : redactValue(field, depth + 1),
    ]),
  );
}

function redactError(error: Error, depth: number): object {
  const fields: Record<string, unknown> = { type: error.name, message: redactText(error.message) };
  if ('code' in error) fields['code'] = redactValue(error.code, depth + 1);
  if (error.stack) fields['stack'] = redactText(error.stack);
  if (error.cause !== undefined) fields['cause'] = redactValue(error.cause, depth + 1);
  return fields;
}

export function redactText(text: string): string {
  return text
    .replace(quotedPath, (_, quote: string, path: string) => `${quote}${shorten(path)}${quote}`)
    .replace(absolutePath, shorten);
}

function shorten(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (codeFile.test(name)) return name;
  const extension = /(?:\.nii)?\.[A-Za-z0-9]{1,12}$/.exec(name)?.[0] ?? '';
  return `[path]${extension}`;
}
