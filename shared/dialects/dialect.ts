import type { PhotoFailure } from '../core/failure.ts';
import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Form } from '../http/form.ts';
import type { HttpRequest, HttpResponse, RequestHead } from '../http/message.ts';
import type { Service } from '../service/service.ts';

/** A wire API: which paths are its own, and how it refuses. */
export interface Dialect {
  readonly name: string;
  /** The paths that are its own, also those that no route takes. */
  readonly prefixes: readonly string[];
  /** A failure in its words. `publicHost` is the host that users reach the service by, where the function is told. */
  refuse(failure: PhotoFailure, request: RequestHead, publicHost?: string): HttpResponse;
}

/**
 * How a file comes in by a wire API: what the pipeline asks, in the order in which it asks. `Who` is what the API knows of its
 * caller, `Intake` what a form offers, and `Kept` what became of it.
 */
export interface Upload<Who, Intake, Kept> {
  readonly dialect: Dialect;
  /** The name of the form's file part; where there is none, every file is read. */
  readonly filePart: string | undefined;
  policy(policies: Pick<Service, 'openlift' | 'crafter'>): PhotoPolicy;
  /** Who is calling, and whether they may. The form is there for APIs whose credentials stand in it. */
  authenticate(request: HttpRequest, service: UploadService, form: () => Promise<Form>): Promise<Who>;
  /** What the form offers; refuses what the API's request validation refuses. */
  read(form: Form, who: Who, service: UploadService): Intake | Promise<Intake>;
  readonly keep: Keep<Intake, Kept>;
  accept(kept: Kept, who: Who, service: UploadService): HttpResponse | Promise<HttpResponse>;
}

/** Judges what a form offers, and stores and records it. */
export type Keep<Intake, Kept> = (service: UploadService, intake: Intake, terms: Terms) => Promise<Kept>;

/** What a file is taken under. */
export interface Terms {
  /** The dialect's name. */
  readonly dialect: string;
  readonly policy: PhotoPolicy;
}

/** The parts of the service that uploads work with. */
export type UploadService = Pick<
  Service,
  | 'clock'
  | 'newAssetId'
  | 'verifyCaller'
  | 'openlift'
  | 'crafter'
  | 'defaultTenant'
  | 'storage'
  | 'table'
  | 'announcements'
  | 'links'
  | 'akanaSessions'
  | 'temporaryPictureSeconds'
  | 'publicHost'
  | 'photosKeptActive'
>;
