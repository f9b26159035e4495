import type { Door } from '../core/asset.ts';
import type { PhotoFailure } from '../core/failure.ts';
import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Form } from '../http/form.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import type { Service } from '../service/service.ts';

/** A wire API: which paths are its own, and how it refuses. */
export interface Dialect {
  readonly name: string;
  /** The paths that are its own, also those that no route takes. */
  readonly prefixes: readonly string[];
  /** The query parameters that its answers are worded by, in lower case; none where there is none. */
  readonly wordedBy?: readonly string[];
  /** Queries, each value an alternative in lower case, under which it refuses in another form: for where its refusals are made beforehand. */
  readonly variants?: readonly RequestHead['query'][];
  /** A failure in its words. `publicHost` is the host that users reach the service by, where the function is told. */
  refuse(failure: PhotoFailure, request: RequestHead, publicHost?: string): HttpResponse;
}

/**
 * How a file comes in by a wire API: what the pipeline asks, in the order in which it asks. `Who` is what the API knows of its
 * caller, in plain data that a ticket can carry, `Intake` what a form offers, `Kept` what became of it, and `Parts` those of the
 * service by which it is kept and answered.
 */
export interface Upload<Who, Intake, Kept, Parts = UploadService> {
  readonly dialect: Dialect;
  /** The name of the form's file part; where there is none, every file is read. */
  readonly filePart: string | undefined;
  policy(policies: Pick<Service, 'openlift' | 'crafter'>): PhotoPolicy;
  /**
   * Who is calling, and whether they may. What was sent is there for APIs whose credentials stand in the form; where it is not
   * at hand yet, what it would have proved is left to `read`, or is missing.
   */
  authenticate(request: RequestHead, service: AdmittingService, sent?: SentBody): Promise<Who>;
  /** What the form offers; refuses what the API's request validation refuses. */
  read(form: Form, who: Who, service: Parts): Intake | Promise<Intake>;
  readonly keep: Keep<Intake, Kept, Parts>;
  accept(kept: Kept, call: Call<Who>, service: Parts): HttpResponse | Promise<HttpResponse>;
}

/** An upload's body, which is read as a form once, when somebody asks. */
export interface SentBody {
  readonly bytes: number;
  form(): Promise<Form>;
}

/** An upload whose caller is known. */
export interface Call<Who> {
  readonly who: Who;
  /** What the answer is worded for. */
  readonly request: RequestHead;
}

/** Judges what a form offers, and stores and records it. */
export type Keep<Intake, Kept, Parts = UploadService> = (service: Parts, intake: Intake, terms: Terms) => Promise<Kept>;

/** What a file is taken under. */
export interface Terms {
  /** The dialect's name. */
  readonly dialect: string;
  readonly policy: PhotoPolicy;
  readonly door: Door;
}

/** The parts of the service by which it is known who uploads. */
export type AdmittingService = Pick<
  Service,
  'clock' | 'verifyCaller' | 'akanaSessions' | 'table' | 'crafter' | 'defaultTenant' | 'photosKeptActive'
>;

/** The parts of the service that uploads work with. */
export type UploadService = AdmittingService &
  Pick<
    Service,
    | 'newAssetId'
    | 'openlift'
    | 'keepMetadata'
    | 'scan'
    | 'storage'
    | 'announcements'
    | 'links'
    | 'temporaryPictureSeconds'
    | 'publicHost'
  >;
