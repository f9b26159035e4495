/** The clock. */
export interface ClockPart {
  readonly clock: () => Date;
}

/** Makes asset ids: UUIDs of version 7, whose first 48 bits are the time. */
export interface AssetIdPart {
  readonly newAssetId: (at: Date) => string;
}
