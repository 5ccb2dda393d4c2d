export interface XmlVisitor {
  /** Names come without their prefix. */
  open(name: string): void;
  /** @param text of the element itself, trimmed; '' where it has children. @param parent '' for the root. */
  close(name: string, text: string, parent: string): void;
}

const deepest = 32;

/**
 * Walks through a document of elements and texts and builds nothing, in time linear in its length; a tree of a file of
 * reader marks takes seconds and hundreds of megabytes. Attributes are passed over, references to characters and
 * entities are left as they stand, and a document type, the only place where entities are declared, is refused.
 * @returns what is wrong with the document, or null.
 */
export function walkXml(text: string, visitor: XmlVisitor): string | null {
  const stack: string[] = [];
  let roots = 0;
  /** Where the text of the element that was opened last begins; -1 once it has a child or is closed. */
  let textFrom = -1;
  for (let at = text.indexOf('<'); at >= 0; ) {
    const mark = text.charCodeAt(at + 1);
    const isComment = text.startsWith('<!--', at);
    if (mark === exclamation && !isComment) return 'it declares a document type or hides text';
    const closing = isComment ? '-->' : mark === question ? '?>' : '>';
    const end = text.indexOf(closing, at + (isComment ? 4 : 1));
    if (end < 0) return 'it ends within a tag';
    const next = end + closing.length;
    if (mark === slash) {
      const name = localName(text, at + 2, end);
      if (stack.pop() !== name) return 'its tags do not match';
      visitor.close(name, textFrom < 0 ? '' : text.slice(textFrom, at).trim(), stack.at(-1) ?? '');
      textFrom = -1;
    } else if (mark !== exclamation && mark !== question) {
      const isEmpty = text.charCodeAt(end - 1) === slash;
      const name = localName(text, at + 1, isEmpty ? end - 1 : end);
      if (name === '') return 'a tag has no name';
      if (stack.length === 0 && ++roots > 1) return 'it has several roots';
      if (stack.length >= deepest) return 'it is too deep';
      visitor.open(name);
      if (isEmpty) visitor.close(name, '', stack.at(-1) ?? '');
      else stack.push(name);
      textFrom = isEmpty ? -1 : next;
    }
    at = text.indexOf('<', next);
  }
  if (stack.length > 0) return 'it ends before its last tag';
  return roots === 0 ? 'it is empty' : null;
}

const [exclamation, question, slash] = [0x21, 0x3f, 0x2f];
const longestName = 200;

/** '' for what is no name. */
function localName(text: string, start: number, end: number): string {
  const match = /^(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=\s|$)/.exec(
    text.slice(start, Math.min(end, start + longestName)),
  );
  return match?.[1] ?? '';
}
