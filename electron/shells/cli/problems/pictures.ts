/** Pictures: decoding, sizes. */
export const PICTURES = {
  'too-large-to-show': 'Cut the text out of it, or reduce it, and use that.',
  'picture-too-large': 'Cut the text out of it, or reduce it, and use that.',
  'picture-damaged': 'Copy or download it again from its source; if it still opens elsewhere, save it anew from there.',
  'picture-kind-unread': 'Open it in an image editor and save it as an 8-bit PNG.',
  'picture-needs-memory': 'Cut the text out of it, or reduce it to 8 bits a colour, and use that.',
  'picture-empty': 'Copy or download it again from its source.',
  'picture-too-wide': 'Cut it into shorter lines and restore those.',
  'picture-too-small': 'Use crops of at least {least} pixels on each side.',
  'document-not-picture': 'Export its pages as PNG images, at 300 dpi or more.',
  'foreign-picture': 'Open it in an image editor and save it as PNG or JPEG.',
  'video-not-picture': 'Export the frames that matter as PNG images.',
  'archive-not-picture': 'Unpack it and name the images inside.',
  'pointer-not-picture': 'Run "git lfs pull" in its repository.',
  'zeros-not-picture': 'Copy or download it again from its source.',
  'page-not-picture': 'Download the image itself: the link led to a page about it.',
  'text-not-picture': 'Name an image file.',
  'not-a-picture': 'Name an image file, or convert it to PNG.',
  'no-text-found':
    'Look whether it shows any; lines that you cut out by hand can be restored with `palimpsest restore`.',
  'nothing-read': 'Choose another reader with --reader; the places of the lines are in its JSON file.',
  'text-too-large-for-picture':
    'It is read as it is; there is nothing to enlarge. Photograph the whole page where more is wanted.',
  'page-lies-turned': 'Nothing needs to be done. Places are those of the picture as it lies.',
  'first-frame-only': 'Save the others as pictures of their own, if they matter.',
  'first-picture-only': 'Save the others as pictures of their own, if they matter.',
};
