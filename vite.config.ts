import { fileURLToPath } from 'node:url';
import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { bundledLicences } from './electron/shells/desktop/launch/vite-plugins.ts';

const top = fileURLToPath(new URL('.', import.meta.url));

/** Builds the window's pages; every shell serves the same `out/renderer`. */
export default defineConfig({
  root: `${top}renderer`,
  // Relative addresses: the pages are served from http://127.0.0.1:PORT/ and from studio://app/.
  base: './',
  plugins: [
    bundledLicences(`${top}node_modules`, ['@fontsource-variable/inter', '@iconify-json/lucide', 'tailwindcss']),
    vue(),
    ui({
      root: top,
      dts: false,
      autoImport: false,
      colorMode: false,
      ui: {
        colors: { primary: 'indigo', neutral: 'slate', success: 'emerald', warning: 'amber', error: 'rose' },
        button: { variants: { size: { md: { leadingIcon: 'size-4', trailingIcon: 'size-4' } } } },
        modal: { variants: { overlay: { true: { overlay: 'bg-black/45' } } } },
        slideover: { slots: { overlay: 'bg-black/45' } },
      },
      // Icons that the sources name are bundled; nothing is fetched for them.
      icon: { clientBundle: { scan: { globInclude: ['renderer/**/*.{vue,ts}'] }, sizeLimitKb: 512 } },
    }),
  ],
  build: { outDir: `${top}out/renderer`, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 900 },
});
