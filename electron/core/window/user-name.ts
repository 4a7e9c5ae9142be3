import { userInfo } from 'node:os';

/** Whose name labels get where none is given. */
export function systemUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'annotator'; // a user without an entry, as in some containers
  }
}
