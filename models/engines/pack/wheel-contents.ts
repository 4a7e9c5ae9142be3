import { basename } from 'node:path';
import { Problem } from '../../base/problem.ts';
import type { ZipMember } from '../../base/zip.ts';

/** What of TensorFlow's Python wheel an engine pack needs. The C library has been in it since TensorFlow 2.12. */
const LIBRARIES: Partial<Record<NodeJS.Platform, RegExp>> = {
  linux: /^tensorflow\/libtensorflow_(cc|framework)\.so\.\d+$/,
  darwin: /^tensorflow\/libtensorflow_(cc|framework)\.\d+\.dylib$/,
};

/** The libraries to take, the one with the C interface first. Throws `bad-argument` or `engine-unusable`. */
export function librariesOf(wheel: string, members: Iterable<ZipMember>): ZipMember[] {
  const pattern = LIBRARIES[process.platform];
  if (!pattern) {
    throw new Problem('pack-not-for-system', {});
  }
  const found = [...members].filter(({ name }) => pattern.test(name)).sort((a, b) => a.name.localeCompare(b.name));
  if (found.length !== 2) {
    throw new Problem('wheel-without-library', { wheel });
  }
  return found;
}

const HEADERS =
  /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/(platform|common_runtime\/next_pluggable_device\/c)|tsl|xla\/tsl)\/.*\.(h|inc)$/;

/** Headers that the addons may include, directly or through others, in any TensorFlow since 2.12. */
export const isNeededHeader = (name: string): boolean => HEADERS.test(name);

const ARCH_TAGS: Readonly<Record<string, RegExp>> = {
  x64: /_(x86_64|universal2)$/,
  arm64: /_(aarch64|arm64|universal2)$/,
};
const PLATFORM_TAGS: Partial<Record<NodeJS.Platform, RegExp>> = {
  linux: /^(many)?linux/,
  darwin: /^macosx/,
  win32: /^win/,
};

/** Checks the wheel's own platform tags (PEP 425). Throws `bad-argument` when it is for another kind of computer. */
export function checkWheelPlatform(wheel: string, wheelMetadata: string): void {
  const tags = [...wheelMetadata.matchAll(/^Tag: [^-\s]+-[^-\s]+-(\S+)/gm)].map((match) => match[1] ?? '');
  const platform = PLATFORM_TAGS[process.platform];
  const arch = ARCH_TAGS[process.arch];
  const suits = tags.some(
    (tag) => platform?.test(tag) && (tag === 'win_amd64' ? process.arch === 'x64' : arch?.test(tag)),
  );
  if (suits) return;
  throw new Problem('wheel-of-other-system', {
    wheel: basename(wheel),
    tags: tags.join(', ') || 'no known platform',
    platform: process.platform,
    architecture: process.arch,
  });
}
