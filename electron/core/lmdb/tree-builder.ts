import type { AppendFile } from './append-file.ts';
import { KIND, NODE_HEADER, nodeLimit, overflowPages, PAGE, PAGE_HEADER } from './format.ts';
import type { Meta } from './meta.ts';
import { NodePage, nodeSpace } from './node-page.ts';

interface Child {
  /** The lowest key below. */
  key: Uint8Array;
  page: number;
}

export type BuiltTree = Pick<Meta, 'root' | 'depth' | 'branchPages' | 'leafPages' | 'overflowPages' | 'entries'>;

/**
 * Builds a B+tree from entries in ascending order, from the bottom up, and appends each page to a file once it is full.
 * One unfinished page a level is all that is kept in memory.
 */
export class TreeBuilder {
  readonly #file: AppendFile;
  readonly #pageSize: number;
  /** The unfinished branch of each level, the one above the leaves first. */
  readonly #branches: Child[][] = [];
  readonly #tree: BuiltTree = { root: undefined, depth: 0, branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 };
  #leaf: NodePage;
  #firstKey: Uint8Array = new Uint8Array();

  /** `file` ends where the next page begins. */
  constructor(file: AppendFile, pageSize: number) {
    this.#file = file;
    this.#pageSize = pageSize;
    this.#leaf = new NodePage('leaf', pageSize);
  }

  /** Keys must ascend, and stay as they are; the value may be changed once this has returned. */
  async add(key: Uint8Array, value: Uint8Array): Promise<void> {
    const isInPage = NODE_HEADER + key.length + value.length <= nodeLimit(this.#pageSize);
    if (!this.#leaf.fits(nodeSpace(key.length, isInPage ? value.length : 8))) await this.#finishLeaf();
    if (this.#leaf.isEmpty) this.#firstKey = key;
    if (isInPage) this.#leaf.addValue(key, value);
    else this.#leaf.addOverflow(key, value.length, await this.#appendRun(value));
    this.#tree.entries++;
  }

  /** Completes every level. Call it once, after the last entry. */
  async finish(): Promise<BuiltTree> {
    if (!this.#leaf.isEmpty) await this.#finishLeaf();
    // Finishing a level may begin one above it.
    for (let level = 0; level < this.#branches.length; level++) {
      const children = this.#branches[level] as Child[];
      const isTop = level === this.#branches.length - 1;
      const only = isTop && children.length === 1 ? children[0] : undefined;
      const child = only ?? (await this.#appendBranch(children));
      if (isTop) this.#tree.root = child.page;
      else await this.#addChild(level + 1, child);
      this.#tree.depth = level + (only ? 1 : 2);
    }
    return this.#tree;
  }

  async #finishLeaf(): Promise<void> {
    const page = this.#nextPage();
    await this.#file.append(this.#leaf.finished(page));
    this.#leaf = new NodePage('leaf', this.#pageSize);
    this.#tree.leafPages++;
    await this.#addChild(0, { key: this.#firstKey, page });
  }

  async #addChild(level: number, child: Child): Promise<void> {
    const children = (this.#branches[level] ??= []);
    children.push(child);
    if (spaceOf(children) <= this.#pageSize - PAGE_HEADER) return;
    // The new branch takes over one child: LMDB allows no branch with a single one, and this may be the last.
    const carried = children.splice(-2);
    this.#branches[level] = carried;
    await this.#addChild(level + 1, await this.#appendBranch(children));
  }

  async #appendBranch(children: readonly Child[]): Promise<Child> {
    const page = this.#nextPage();
    const branch = new NodePage('branch', this.#pageSize);
    for (const [i, child] of children.entries()) branch.addChild(i === 0 ? new Uint8Array() : child.key, child.page);
    await this.#file.append(branch.finished(page));
    this.#tree.branchPages++;
    return { key: (children[0] as Child).key, page };
  }

  /** A value in pages of its own; the number of the first. */
  async #appendRun(value: Uint8Array): Promise<number> {
    const page = this.#nextPage();
    const pages = overflowPages(value.length, this.#pageSize);
    const header = Buffer.alloc(PAGE_HEADER);
    header.writeUIntLE(page, PAGE.number, 6);
    header.writeUInt16LE(KIND.overflow, PAGE.kind);
    header.writeUInt32LE(pages, PAGE.run);
    await this.#file.append(header);
    await this.#file.append(value);
    await this.#file.append(Buffer.alloc(pages * this.#pageSize - PAGE_HEADER - value.length));
    this.#tree.overflowPages += pages;
    return page;
  }

  #nextPage(): number {
    return this.#file.length / this.#pageSize;
  }
}

/** The first child's key is left out of its branch. */
function spaceOf(children: readonly Child[]): number {
  let space = 0;
  for (const [i, { key }] of children.entries()) space += nodeSpace(i === 0 ? 0 : key.length, 0);
  return space;
}
