/** The lifetimes of objects in the transient bucket, in days, by key prefix. */
export const transientDays = {
  'inbox/': 1,
  'tickets/': 1,
  'pictures/': 1,
  'renditions/pictures/': 1, // renditions expire no later than their picture
  'renditions/': 30,
} as const;
