import { describe, expect, it } from 'vitest';
import { redact, redactText } from '#main/redact.ts';

describe('redactText', () => {
  it.each([
    ["ENOENT: no such file, open '/data/John Smith/scan 1.nii.gz'", "ENOENT: no such file, open '[path].nii.gz'"],
    [String.raw`C:\Users\Ana\P 12\CT.dcm broke`, '[path].dcm broke'],
    [String.raw`\\server\share\Doe^Jane.dcm`, '[path].dcm'],
    ['file:///data/Doe/CT.dcm', '[path].dcm'],
    ['/data/MILLER', '[path]'],
    ["two '/a/b c/d.nii' and '/e/f g.dcm' end", "two '[path].nii' and '[path].dcm' end"],
    ['path=/data/MILLER/x.dcm, next', 'path=[path].dcm, next'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it('keeps the file and line of our own code', () => {
    expect(redactText('    at foo (/home/ana/app/switchboard.ts:12:3)')).toBe('    at foo (switchboard.ts:12:3)');
    expect(redactText('    at async file:///home/ana/app/out/main/cli.js:4:1')).toBe('    at async cli.js:4:1');
  });

  it.each(['lesion 12 of 30', '3/4 done and/or 1 / 2', 'https://example.org/x', 'lesions.setSeed', '0.2 s/patch'])(
    'leaves %s alone',
    (text) => {
      expect(redactText(text)).toBe(text);
    },
  );
});

describe('redact', () => {
  it('leaves out what names a patient, at any depth, and keeps our ids', () => {
    const line = {
      jobId: 3,
      rows: [{ patientLabel: 'Doe', lesionId: 7, clinical: { age: 61 } }],
      search: 'Doe',
      value: 4,
    };
    expect(redact(line)).toEqual({
      jobId: 3,
      rows: [{ patientLabel: '[left out]', lesionId: 7, clinical: '[left out]' }],
      search: '[left out]',
      value: 4,
    });
  });

  it('reaches message, stack and cause of an error', () => {
    const error = new Error("open '/d/Doe/1.dcm'", { cause: new Error('/d/Doe/2.dcm') });
    const text = JSON.stringify(redact({ err: error }));
    expect(text).not.toContain('Doe');
    expect(JSON.parse(text)).toMatchObject({
      err: { type: 'Error', message: "open '[path].dcm'", cause: { message: '[path].dcm' } },
    });
  });

  it('does not follow an endless object', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop))).toContain('[...]');
  });
});
