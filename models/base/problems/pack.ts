import type { Definitions } from './definition.ts';

/** The pack of the native TensorFlow engine. */
export const PACK = {
  'addon-not-compiled': {
    code: 'engine-unusable',
    sentence: 'The addon of the TensorFlow engine could not be compiled with {compiler}: {detail}',
  },
  'no-compiler': {
    code: 'engine-unusable',
    sentence:
      'The TensorFlow engine pack needs a C++ compiler once, and none was found (tried $CXX, c++, g++, clang++).',
    also: ['package'],
  },
  'no-node-headers': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack needs the header files of Node (node_api.h) once, and they were not found.',
  },
  'download-stopped': { code: 'cancelled', sentence: 'The download of {url} was stopped.' },
  'download-failed': { code: 'download-failed', sentence: '{url} could not be fetched: {detail}.' },
  'download-differs': { code: 'checksum-mismatch', sentence: 'What {url} sent does not match the SHA-256 {sha256}.' },
  'download-refused': {
    code: 'download-failed',
    sentence: '{url} could not be fetched: the server answered {status}.',
  },
  'installation-stopped': { code: 'cancelled', sentence: 'The installation of the TensorFlow engine was stopped.' },
  'not-a-checksum': { code: 'bad-argument', sentence: '{checksum} is no SHA-256.' },
  'not-an-address': { code: 'bad-argument', sentence: '{url} is not an http or https address.' },
  'checksum-unknown': {
    code: 'bad-argument',
    sentence: 'The checksum of {wheel} is not known, so a download of it could not be trusted.',
  },
  'wheel-differs': { code: 'checksum-mismatch', sentence: '{wheel} has the SHA-256 {actual}, not {wanted}.' },
  'pack-disk-full': {
    code: 'disk-full',
    sentence: 'The TensorFlow engine needs {needed} in {folder}, and {free} are free.',
  },
  'wheel-member-differs': {
    code: 'checksum-mismatch',
    sentence: "{member} in {file} does not match the wheel's own checksum.",
  },
  'wheel-damaged': { code: 'file-damaged', sentence: '{file} {what}.' },
  'pack-not-for-system': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack can be built on Linux and macOS only.',
  },
  'wheel-without-library': { code: 'bad-argument', sentence: "{wheel} does not carry TensorFlow's C library." },
  'wheel-of-other-system': {
    code: 'bad-argument',
    sentence: '{wheel} is for {tags}; this is {platform} {architecture}.',
  },
  'pack-unreachable': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack in {folder} cannot be reached.',
  },
  'pack-of-other-system': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack in {folder} is for {theirs}; this is {ours}.',
  },
  'pack-file-missing': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack is damaged: {file} is missing.',
  },
  'pack-file-differs': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack is damaged: {file} has {bytes} bytes instead of {wanted}.',
  },
  'pack-not-installed': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack is not installed (looked in {folder}).',
  },
  'pack-manifest-unreadable': { code: 'engine-unusable', sentence: '{file} cannot be read.' },
  'pack-manifest-damaged': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack is damaged: {file} is not JSON.',
  },
  'pack-of-other-version': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack in {folder} was made for another version of Palimpsest.',
  },
} as const satisfies Definitions;
