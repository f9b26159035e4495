// The package has types for its one entry, and none for the files that it is made of.

declare module 'exifreader/src/image-header.js' {
  /** Where metadata lies in a file. */
  export interface Block {
    readonly type: string;
    readonly start: number;
    readonly end: number;
  }

  export interface Found {
    readonly fileType: { readonly value: string };
    readonly metadataBlocks: readonly Block[];
    /** In a JPEG: whether it stopped before the scan. */
    readonly metadataTruncated: boolean;
    readonly tiffHeaderOffset?: number;
    /** An Exif put together of several parts, which the offset is one into. */
    readonly exifDataView?: DataView;
    /** In HEIC and AVIF a property, if of no value, where there was a `meta` box to look into. */
    readonly iccChunks?: unknown;
  }

  const ImageHeader: {
    parseAppMarkers(view: DataView, includeCompressed: boolean, includeBlocks: true): Found;
  };
  export default ImageHeader;
}

declare module 'exifreader/src/tags.js' {
  interface TagFilter {
    shouldParseGroup(group: string): boolean;
    shouldParseTag(group: string, name: string): boolean;
  }

  const Tags: {
    read(view: DataView, tiffOffset: number, includeUnknown: boolean, computed: boolean, filter: TagFilter): unknown;
  };
  export default Tags;
}
