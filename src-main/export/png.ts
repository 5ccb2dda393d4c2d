import { renderAsync } from '@resvg/resvg-js';
import { figureFontFamily, figureFontFiles } from './figure-fonts.ts';

/** The figure as an opaque RGB image on white, `dpi` pixels to the inch, and tagged so. */
export async function svgToPngBytes(svg: string, widthMm: number, dpi = 600): Promise<Buffer> {
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
  return sharp(image.pixels, { raw: { width: image.width, height: image.height, channels: 4 } })
    .removeAlpha()
    .withMetadata({ density: dpi })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
