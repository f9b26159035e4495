// Types of the modules behind ExifReader's entry point; the package has types only for the entry point.

declare module 'exifreader/src/image-header.js' {
  /** A range of a file that holds metadata. */
  export interface Block {
    readonly type: string;
    readonly start: number;
    readonly end: number;
  }

  export interface Found {
    readonly fileType: { readonly value: string };
    readonly metadataBlocks: readonly Block[];
    /** Whether reading a JPEG stopped before its scan. */
    readonly metadataTruncated: boolean;
    readonly tiffHeaderOffset?: number;
    /** An Exif that was joined from several parts; `tiffHeaderOffset` is an offset into it. */
    readonly exifDataView?: DataView;
    /** In HEIC and AVIF: present, even if undefined, if a `meta` box was read. */
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
