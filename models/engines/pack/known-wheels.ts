/**
 * TensorFlow wheels that were tried with Palimpsest, by file name: their SHA-256 need not be given. Any other wheel
 * since TensorFlow 2.12 should work too.
 */
export const KNOWN_WHEELS: Readonly<Record<string, string>> = {
  'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl':
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
};
