import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countAwsCalls } from './aws-calls.ts';

test('each operation stays within its budget of AWS calls, counted on the wire', async () => {
  assert.deepEqual(await countAwsCalls(20), {
    privateUpload: ['GetItem', 'PutItem', 'PutObject', 'UpdateItem'],
    publicUpload: ['GetItem', 'PutItem', 'PutItem', 'PutObject', 'UpdateItem'],
    signedRead: ['GetObject'],
    publicRead: ['GetItem', 'GetObject'],
    currentPhoto: ['GetItem'],
    currentPhotoOfMany: ['GetItem'],
    attachmentUpload: ['GetItem', 'GetItem', 'PutObject', 'UpdateItem'],
    attachmentRead: ['GetItem', 'GetItem', 'GetItem', 'GetObject'],
    boxUpload: ['GetItem', 'PutItem', 'PutObject', 'UpdateItem'],
    boxAvatar: ['GetItem', 'GetObject'],
    pictureUpload: ['GetItem', 'PutItem', 'PutObject', 'UpdateItem'],
    pictureRead: ['GetItem', 'GetObject'],
    pictureCrop: ['GetItem', 'GetItem', 'UpdateItem'],
    login: ['GetItem'],
    firstRendition: [...['GetObject', 'GetObject', 'GetObject', 'HeadObject', 'HeadObject', 'Invoke', 'PutObject']],
    rendition: ['GetObject'],
    doorAdmission: ['GetItem'],
    doorOutcome: [
      ...['GetItem', 'GetItem', 'GetObject', 'PutItem', 'PutItem', 'PutObject', 'UpdateItem'],
      ...['DeleteObject', 'ListObjectVersions'],
    ].sort(),
    directTicket: ['GetItem', 'PutItem'],
    directArrival: [
      ...['GetItem', 'GetItem', 'GetItem', 'GetObject', 'PutItem', 'PutItem', 'PutObject'],
      ...['UpdateItem', 'UpdateItem', 'DeleteObject', 'ListObjectVersions'],
    ].sort(),
    settling: [
      ...Array.from({ length: 5 }, () => 'GetItem'),
      ...['HeadObject', 'PutItem'],
      ...Array.from({ length: 4 }, () => 'UpdateItem'),
    ],
  });
});
