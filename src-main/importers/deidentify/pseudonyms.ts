import { createHmac } from 'node:crypto';
import { type KeyFile, openKeyFile, saveKeyFile } from './key-file.ts';

/** Without I, L, O and U: nothing that is read or spelled wrongly (Crockford's base 32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits: two of 100,000 patients share their first ten letters once in 200,000 tries; they are then lengthened. */
const pseudonymLength = 10;
const longestShiftDays = 365;

/** Pseudonyms and shifts of dates, made from a secret key and the identifier: the same for the same patient, whenever. */
export class Pseudonyms {
  readonly #path: string;
  readonly #content: KeyFile;
  readonly #taken: Map<string, string>;
  #unsaved = 0;

  private constructor(path: string, content: KeyFile) {
    this.#path = path;
    this.#content = { ...content, patients: Object.assign(Object.create(null), content.patients) };
    this.#taken = new Map(Object.entries(content.patients).map(([label, { pseudonym }]) => [pseudonym, label]));
  }

  static async open(path: string): Promise<{ pseudonyms: Pseudonyms; isNew: boolean; readableByOthers: boolean }> {
    const { content, ...facts } = await openKeyFile(path);
    return { pseudonyms: new Pseudonyms(path, content), ...facts };
  }

  /** The pseudonym and the number of days, 1 to 365, by which all dates of a patient move into the past. */
  of(label: string): { pseudonym: string; shiftDays: number } {
    const known = this.#content.patients[label];
    if (known) return known;
    const digest = this.#hmac('patient', label);
    const text = Array.from(digest, (byte) => letters[byte & 31]).join('');
    let length = pseudonymLength;
    while (length < text.length && this.#taken.has(`SP-${text.slice(0, length)}`)) length++;
    const entry = {
      pseudonym: `SP-${text.slice(0, length)}`,
      shiftDays: -(1 + (this.#hmac('shift', label).readUInt32BE(0) % longestShiftDays)),
    };
    this.#content.patients[label] = entry;
    this.#taken.set(entry.pseudonym, label);
    this.#unsaved++;
    return entry;
  }

  /** Another identifier of a person, e.g. a number in a table, replaced so that equal ones stay equal. */
  code(text: string): string {
    const digest = this.#hmac('code', text);
    return `X-${Array.from(digest.subarray(0, pseudonymLength), (byte) => letters[byte & 31]).join('')}`;
  }

  /** A valid DICOM UID in place of another: a number of 128 bits below 2.25. */
  uid(uid: string): string {
    return `2.25.${BigInt(`0x${this.#hmac('uid', uid).toString('hex', 0, 16)}`)}`;
  }

  async save(): Promise<void> {
    if (this.#unsaved === 0) return;
    await saveKeyFile(this.#path, this.#content);
    this.#unsaved = 0;
  }

  #hmac(purpose: string, text: string): Buffer {
    return createHmac('sha256', Buffer.from(this.#content.key, 'hex')).update(`${purpose}\0${text}`).digest();
  }
}
