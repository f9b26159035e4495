/** After how many days what lies in the transient bucket goes, by what its key begins with. */
export const transientDays = {
  'inbox/': 1,
  'tickets/': 1,
  'pictures/': 1,
  'renditions/pictures/': 1, // what was made of one lies no longer than it does
  'renditions/': 30,
} as const;
