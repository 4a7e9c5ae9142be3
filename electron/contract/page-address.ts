/**
 * How a page of a picture file is called where paths are: the first by the file's path alone, page 2 of `scan.tif` by
 * `scan.tif#page=2`, as in addresses of PDF documents.
 */
export const pageAddress = (file: string, page: number): string => (page === 1 ? file : `${file}#page=${page}`);

const ADDRESS = /^(.+)#page=([2-9]|[1-9]\d{1,4})$/s;

export function fileAndPage(address: string): { file: string; page: number } {
  const [, file, page] = ADDRESS.exec(address) ?? [];
  return file === undefined ? { file: address, page: 1 } : { file, page: Number(page) };
}
