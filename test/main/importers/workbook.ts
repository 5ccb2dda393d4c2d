import { strToU8, zipSync } from 'fflate';

const xml = (body: string): Uint8Array => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`);
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';

const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;

/** A workbook of two sheets: text, number, date (29 February 2020), boolean and a formula with its stored result; row 3 is empty. */
export function workbook(): Uint8Array {
  const header = ['PatientID', 'age', 'seen', 'dead', 'double'].map(text).join('');
  const first = `${text('001')}<c r="B2"><v>63.5</v></c><c r="C2" s="1"><v>43890</v></c><c r="D2" t="b"><v>1</v></c><c r="E2"><f>B2*2</f><v>127</v></c>`;
  const second = `${text('002')}<c r="D4" t="b"><v>0</v></c>`;
  const sheet = (rows: string) => xml(`<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`);
  return zipSync({
    '[Content_Types].xml': xml(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Patients" sheetId="1" r:id="rId1"/><sheet name="Notes" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    'xl/worksheets/sheet1.xml': sheet(
      `<row r="1">${withPlaces(header, 1)}</row><row r="2">${withPlaces(first, 2)}</row><row r="4">${withPlaces(second, 4)}</row>`,
    ),
    'xl/worksheets/sheet2.xml': sheet(`<row r="1">${withPlaces(text('note'), 1)}</row>`),
  });
}

/** Gives the cells that have no reference theirs, in order. */
function withPlaces(cells: string, row: number): string {
  let column = 0;
  return cells.replaceAll(/<c (r="[^"]+" ?)?/g, (_, place: string | undefined) => {
    const letter = 'ABCDE'[column++];
    return place ? `<c ${place}` : `<c r="${letter}${row}" `;
  });
}
