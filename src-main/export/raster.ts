import { renderAsync } from '@resvg/resvg-js';
import { figureFontFamily, figureFontFiles } from './figure-fonts.ts';

export const resolutionsDpi = [300, 600] as const;
export type ResolutionDpi = (typeof resolutionsDpi)[number];

export interface RasterOptions {
  readonly widthMm: number;
  readonly format: 'png' | 'tiff';
  readonly dpi: ResolutionDpi;
}

/** The figure as an opaque RGB image on white, `dpi` pixels to the inch, and tagged so. TIFF is LZW-compressed. */
export async function svgToRasterBytes(svg: string, { widthMm, format, dpi }: RasterOptions): Promise<Buffer> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'width', value: Math.round((widthMm / 25.4) * dpi) },
    background: '#ffffff',
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(figureFontFiles),
      defaultFontFamily: figureFontFamily,
      sansSerifFamily: figureFontFamily,
    },
  });
  // Loaded on use: it brings libvips, which nothing else needs.
  const { default: sharp } = await import('sharp');
  const opaque = sharp(image.pixels, { raw: { width: image.width, height: image.height, channels: 4 } })
    .removeAlpha()
    .withMetadata({ density: dpi });
  return format === 'png'
    ? opaque.png({ compressionLevel: 9 }).toBuffer()
    : opaque.tiff({ compression: 'lzw', predictor: 'horizontal', xres: dpi / 25.4, yres: dpi / 25.4 }).toBuffer();
}
