import type { Asset, Scope } from '../core/asset.ts';
import type { Caller } from '../core/caller.ts';
import type { ForEachFailure } from '../core/failure.ts';
import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Form, FormFile } from '../http/form.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { VerifyCaller } from '../identity/jwt.ts';
import type { Links } from '../reading/links.ts';
import type { Service } from '../service/service.ts';

/** How a wire API refuses. */
export interface Refusing {
  readonly name: string;
  /** The paths that are its own, also those that no route takes. */
  readonly prefixes: readonly string[];
  readonly refusals: ForEachFailure<HttpResponse>;
}

/** One wire API's answers to what the upload pipeline asks. */
export interface Dialect extends Refusing {
  /** The name of the form's file part. */
  readonly filePart: string;
  authenticate(request: HttpRequest, verifyCaller: VerifyCaller): Promise<Caller>;
  policy(policies: Pick<Service, 'openlift'>): PhotoPolicy;
  /** What the form says; refuses what the API's request validation refuses. */
  read(form: Form, caller: Caller): Intake;
  accept(asset: Asset, links: Links): Promise<HttpResponse>;
}

/** A photo as a form offers it, before it is judged. */
export interface Intake {
  readonly file: FormFile;
  readonly ownerId: string;
  readonly scope: Scope;
  /** Whether the upload itself makes it the owner's current photo. */
  readonly placed: boolean;
}
