import { GraphQLError, GraphQLID, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { findOwner } from '../../assets/find-owner.ts';
import type { TablePart } from '../../assets/table.ts';
import { uploadedAt } from '../../core/asset.ts';
import type { Caller } from '../../core/caller.ts';
import { isOwnerId } from '../../core/photo-key.ts';
import type { ActiveLimitPart } from '../../core/retention.ts';
import { currentPhoto } from '../../core/retention.ts';
import type { LinksPart } from '../../photos/links.ts';

export type UserParts = TablePart & ActiveLimitPart & LinksPart;

/** The context of a query's resolvers, for one request. */
export interface QueryContext {
  readonly parts: UserParts;
  /** Undefined if the request has no valid token. */
  readonly caller: Caller | undefined;
  /** The users that this request has read already, so that many aliases of one user cause one read. */
  readonly users: Map<string, Promise<User | null>>;
}

interface User {
  readonly id: string;
  readonly username: string | null;
  readonly profilePhotoUrl: string | null;
  readonly profilePhotoUploadedAt: string | null;
}

/** The schema: `user(id)`, with a link to the current photo. */
export function openSchema(): GraphQLSchema {
  const user = new GraphQLObjectType<User>({
    name: 'User',
    fields: {
      id: { type: new GraphQLNonNull(GraphQLID) },
      username: { type: GraphQLString },
      profilePhotoUrl: {
        type: GraphQLString,
        description: 'A signed URL, valid for an hour; null if there is no photo.',
      },
      profilePhotoUploadedAt: { type: GraphQLString, description: 'When the current photo was uploaded, in ISO 8601.' },
    },
  });
  const query = new GraphQLObjectType<unknown, QueryContext>({
    name: 'Query',
    fields: {
      user: {
        type: user,
        description: 'A user, with the current profile photo; null if there is no such user.',
        args: { id: { type: new GraphQLNonNull(GraphQLID) } },
        resolve: (_, { id }: { id: string }, context) => {
          if (context.caller === undefined) {
            throw new GraphQLError('Authentication is required', { extensions: { code: 'UNAUTHENTICATED' } });
          }
          const found = context.users.get(id) ?? findUser(context.parts, { caller: context.caller, id });
          context.users.set(id, found);
          return found;
        },
      },
    },
  });
  return new GraphQLSchema({ query });
}

/** One GetItem. The caller's own id is always a user, even before the first upload. */
async function findUser(
  { table, photosKeptActive, links }: UserParts,
  { caller, id }: { readonly caller: Caller; readonly id: string },
): Promise<User | null> {
  if (!isOwnerId(id)) return null;
  const owner = await findOwner(table, id);
  const own = id === caller.ownerId;
  if (owner === undefined && !own) return null;

  const photo = owner && currentPhoto(owner, photosKeptActive);
  const key = photo && { ownerId: id, id: photo.assetId, extension: photo.extension };
  return {
    id,
    username: owner?.username ?? (own ? caller.username : undefined) ?? null,
    profilePhotoUrl: key ? await links.forDisplay(key) : null,
    profilePhotoUploadedAt: key ? uploadedAt(key.id).toISOString() : null,
  };
}
